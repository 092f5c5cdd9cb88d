package store

import (
	"fmt"
	"testing"
	"time"
)

// soon is longer than anything here takes on a busy machine.
const soon = 20 * time.Second

func rings(t testing.TB, c <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(soon):
		t.Fatalf("nothing rang: %s", what)
	}
}

func silent(t testing.TB, c <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-c:
		t.Errorf("it rang: %s", what)
	default:
	}
}

// connected waits until two replicas hear each other.
func connected(t testing.TB, a, b *Store) {
	t.Helper()
	heard, stop := b.Listen("connected")
	defer stop()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	late := time.After(soon)
	for {
		a.Ring("connected")
		select {
		case <-heard:
			return
		case <-again.C:
		case <-late:
			t.Fatal("one replica does not hear the other")
		}
	}
}

func TestRings(t *testing.T) {
	t.Parallel()
	url := schema(t)
	a, b := replica(t, url), replica(t, url)
	connected(t, a, b)
	connected(t, b, a)

	here, stopHere := a.Listen("x")
	defer stopHere()
	there, stopThere := b.Listen("x")
	other, stopOther := b.Listen("y")
	defer stopOther()
	a.Ring("x")
	rings(t, here, "in the replica itself")
	rings(t, there, "in the other")
	silent(t, other, "for another topic")

	// A ring of one's own does not come back: b's answer follows it on the wire.
	answer, stopAnswer := a.Listen("answer")
	defer stopAnswer()
	b.Ring("answer")
	rings(t, answer, "the answer")
	silent(t, here, "again, from the database")

	for range 100 { // one ring is enough for all
		a.RingHere("x")
	}
	rings(t, here, "here alone")
	silent(t, here, "as many times as it was rung")
	stopThere()
	a.Ring("x")
	a.Ring("y")
	rings(t, other, "after x")
	silent(t, there, "for who has left")
}

// What a transaction wakes rings when it is committed, and not when it is not.
func TestRingsAfterCommit(t *testing.T) {
	t.Parallel()
	s := open(t)
	rung, stop := s.Listen("x")
	defer stop()
	s.do(t, func(tx *Tx) error {
		tx.Wake("x")
		silent(t, rung, "before the commit")
		return nil
	})
	rings(t, rung, "after the commit")
	_ = s.Tx(t.Context(), func(tx *Tx) error {
		tx.Wake("x")
		return fmt.Errorf("not today")
	})
	silent(t, rung, "though nothing was committed")
}

// When the server has restarted, which ends every connection, it is found
// again, and everybody looks at what they missed.
func TestRingsAfterRestart(t *testing.T) {
	t.Parallel()
	url := schema(t)
	a, b := replica(t, url), replica(t, url)
	connected(t, a, b)
	missed, stop := b.Listen("missed")
	defer stop()
	err := a.Tx(t.Context(), func(tx *Tx) error {
		a.run(t, `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
		_, err := tx.TalkAt(dm)
		return err
	})
	if !Transient(err) {
		t.Errorf("what was under way: %v", err)
	}
	rings(t, missed, "on reconnecting")
	connected(t, a, b)
	connected(t, b, a)
}
