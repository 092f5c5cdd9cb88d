package workflows

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// A timer that cannot be answered is an error, and keeps nobody else waiting.
func TestRingGoesOn(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	broken := s.open("marie", Opening{Title: "one", Impact: "organisation", Urgency: "high"})
	sound := s.open("marie", Opening{Title: "two", Impact: "organisation", Urgency: "high"})
	s.tx(func(tx *store.Tx) error { // an entry that is there already
		k, err := tx.LockTicket(broken.ID)
		if err != nil {
			return err
		}
		x := ticket.Entry{Seq: k.Seq + 1, At: s.now, Event: ticket.Noted{Text: "x"}}
		return tx.SaveTicket(k, []ticket.Entry{x}, s.now.Add(10*time.Minute))
	})
	s.now = s.now.Add(10 * time.Minute)
	n, err := s.desk.Ring(t.Context())
	if err == nil || !strings.Contains(err.Error(), "ticket 1") || n != 1 {
		t.Errorf("%d rang, %v", n, err)
	}
	if got := s.ticket(sound); len(got.State.Paged) != 1 {
		t.Errorf("%+v", got.State)
	}
}

// The loops do what is due, and end with their context.
func TestLoops(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "one", Impact: "organisation", Urgency: "high"})
	s.start("r1", "act", "tom")
	s.read()
	s.now = s.now.Add(10 * time.Minute)
	written, stop := s.desk.Store.Listen(store.TopicSends)
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan struct{})
	go func() { s.desk.Timers(ctx); ended <- struct{}{} }()
	go func() { s.desk.Jobs(ctx); ended <- struct{}{} }()
	var read []string
	for late := time.After(20 * time.Second); ; {
		read = append(read, s.read()...)
		all := strings.Join(read, "\n")
		if strings.Contains(all, "#dm-tom: Done.") && strings.Contains(all, "@test:ida (urgent)") {
			break
		}
		select {
		case <-written:
		case <-late:
			t.Fatalf("only this was done: %s", all)
		}
	}
	cancel()
	<-ended
	<-ended
	if got := s.ticket(k); len(got.State.Paged) != 1 {
		t.Errorf("%+v", got.State)
	}
}
