package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/workflows/people"
)

// slowCommits makes every message's transaction dawdle after its work is done.
const slowCommits = `
create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(random() * 0.008); return null; end $$;
create constraint trigger dawdle after insert on inbox deferrable initially deferred for each row execute function dawdle();`

// Everything said is answered once, and in each place in the order in which it
// became known, however late its commit: otherwise a turn could be taken of the
// second message before the first is there.
func TestOnceAndInOrder(t *testing.T) {
	t.Parallel()
	url := schema(t)
	writers, takers := replica(t, url), replica(t, url)
	writers.run(t, slowCommits)
	const places, from, each = 3, 4, 12
	at := func(p int) chat.Place { return chat.Place{Adapter: "test", Channel: fmt.Sprint(p)} }

	var writing, taking sync.WaitGroup
	written := make(chan struct{})
	for w := range places * from {
		writing.Go(func() {
			for i := range each {
				m := said(fmt.Sprintf("%d/%d", w, i), at(w%places), fmt.Sprint(i))
				for try := range 2 { // every message is delivered twice
					fresh, err := writers.Accept(t.Context(), m, Notes{}, monday)
					if err != nil || fresh != (try == 0) {
						t.Errorf("%s, delivery %d: fresh %v, %v", m.ID, try+1, fresh, err)
					}
				}
			}
		})
	}
	var mu sync.Mutex
	taken := map[int64][]int64{}
	seen := map[string]int{}
	take := func() (found bool) {
		err := takers.Tx(t.Context(), func(tx *Tx) error {
			turn, err := tx.NextTurn(monday)
			if err != nil {
				return err
			}
			mu.Lock()
			taken[turn.Talk.ID] = append(taken[turn.Talk.ID], turn.Inbox)
			seen[turn.Said.ID]++
			mu.Unlock()
			return tx.Answered(turn, monday, "test")
		})
		if err != nil && !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
		return err == nil
	}
	for range 4 {
		taking.Go(func() {
			for {
				select {
				case <-written:
					for take() {
					}
					return
				default:
					take()
				}
			}
		})
	}
	writing.Wait()
	close(written)
	taking.Wait()
	for take() { // what was locked when the others looked
	}
	if len(seen) != places*from*each || len(taken) != places {
		t.Errorf("%d messages of %d talks were taken", len(seen), len(taken))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was taken %d times", id, n)
		}
	}
	for talk, ids := range taken {
		if !slices.IsSorted(ids) {
			t.Errorf("talk %d was taken out of order: %v", talk, ids)
		}
	}
}

// No two transactions ever hold a turn of the same talk, and one person's flood
// keeps nobody else waiting.
func TestOneTalkAtATime(t *testing.T) {
	t.Parallel()
	s := open(t)
	other := chat.Place{Adapter: "test", Channel: "other"}
	for i := range 150 {
		s.accept(t, said(fmt.Sprint("flood", i), dm, "hello"))
	}
	s.accept(t, said("m", other, "hello"))
	s.do(t, func(tx *Tx) error {
		first, err := tx.NextTurn(monday)
		if err != nil {
			return err
		}
		s.do(t, func(tx *Tx) error {
			second, err := tx.NextTurn(monday)
			if err != nil {
				t.Fatalf("with one talk taken: %v", err)
			}
			if first.Talk.ID == second.Talk.ID || second.Said.Place != (chat.Place{Adapter: "test", Channel: "other"}) && first.Said.Place != other {
				t.Errorf("taken at once: %v and %v", first.Said.Place, second.Said.Place)
			}
			s.do(t, func(tx *Tx) error {
				if third, err := tx.NextTurn(monday); !errors.Is(err, ErrNotFound) {
					t.Errorf("a third: %v, %v", third, err)
				}
				return nil
			})
			return nil
		})
		return nil
	})
}

// A turn that dies leaves its message to the next one, with the count of tries.
func TestFailedTurns(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.accept(t, said("poison", dm, "x"))
	s.accept(t, said("after", dm, "y"))
	next := func() (turn Turn, err error) {
		err = s.Tx(t.Context(), func(tx *Tx) (err error) { turn, err = tx.NextTurn(monday); return err })
		return turn, err
	}
	for try := range setAside {
		turn, err := next()
		if err != nil || turn.Said.ID != "poison" || turn.Tries != try {
			t.Fatalf("try %d: %q, %d, %v", try, turn.Said.ID, turn.Tries, err)
		}
		if err := s.TurnFailed(t.Context(), turn, monday, "it panicked"); err != nil {
			t.Fatal(err)
		}
	}
	if turn, err := next(); err != nil || turn.Said.ID != "after" {
		t.Errorf("then: %q, %v", turn.Said.ID, err)
	}
	stuck, err := s.Stuck(t.Context(), 9)
	want := []Stuck{{What: "turn", ID: 1, Where: "test:U1", Tries: setAside, TryAt: monday, Error: "it panicked"}}
	if diff := cmp.Diff(want, stuck); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// A talk's timer rings when nothing said waits; one that fails is put off.
func TestTalkTimers(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.accept(t, said("m", dm, "x"))
	take := func(now time.Time) (turn Turn, err error) {
		err = s.Tx(t.Context(), func(tx *Tx) (err error) {
			if turn, err = tx.NextTurn(now); err != nil {
				return err
			}
			_, err = tx.Decided(turn, json.RawMessage(`{"n": 1}`), monday.Add(time.Minute), now, "why")
			return err
		})
		return turn, err
	}
	if turn, err := take(monday); err != nil || turn.Said.ID != "m" {
		t.Fatal(turn, err)
	}
	if turn, err := take(monday); !errors.Is(err, ErrNotFound) {
		t.Errorf("before its time: %v, %v", turn, err)
	}
	if at, err := s.NextWake(t.Context(), monday); err != nil || !at.Equal(monday.Add(time.Minute)) {
		t.Errorf("NextWake = %s, %v", at, err)
	}
	later := monday.Add(time.Minute)
	turn, err := take(later)
	if err != nil || turn.Inbox != 0 || string(turn.Talk.State) != `{"n": 1}` || !turn.Talk.Wake.Equal(later) {
		t.Fatalf("%+v, %v", turn, err)
	}
	if err := s.TurnFailed(t.Context(), turn, later, "it panicked"); err != nil {
		t.Fatal(err)
	}
	if turn, err := take(later); !errors.Is(err, ErrNotFound) {
		t.Errorf("right after it failed: %v, %v", turn, err)
	}
	if _, err := take(later.Add(time.Hour)); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

// Who speaks is the person whose account it is.
func TestWhoSpeaks(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.accept(t, said("m", dm, "x"))
	who := func() (p people.Person) {
		s.do(t, func(tx *Tx) error { turn, err := tx.NextTurn(monday); p = turn.Who; return err })
		return p
	}
	if got := who(); got.ID != "" {
		t.Errorf("nobody's account is %s's", got.ID)
	}
	p := people.Person{ID: "marie", Name: "Marie", Groups: []string{"staff"}}
	s.do(t, func(tx *Tx) error {
		if err := tx.SavePeople([]people.Person{p}, monday); err != nil {
			return err
		}
		return tx.Link(marie, "marie", "link", monday)
	})
	if diff := cmp.Diff(p, who()); diff != "" {
		t.Error(diff)
	}
}

// A decision ends the open questions of its talk, and of no other.
func TestDecidedEndsQuestions(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.accept(t, said("m", dm, "x"))
	var here, there []string
	s.do(t, func(tx *Tx) error {
		turn, err := tx.NextTurn(monday)
		if err != nil {
			return err
		}
		elsewhere, err := tx.TalkAt(chat.Place{Adapter: "test", Channel: "other"})
		if err != nil {
			return err
		}
		here, err = tx.NewTokens([]Token{
			{Act: json.RawMessage(`{}`), Talk: turn.Talk.ID, Post: "q1"}, {Act: json.RawMessage(`{}`), Talk: turn.Talk.ID, Post: "q1"},
			{Act: json.RawMessage(`{}`), Talk: turn.Talk.ID},
		})
		if err != nil {
			return err
		}
		there, err = tx.NewTokens([]Token{{Act: json.RawMessage(`{}`), Talk: elsewhere, Post: "q2"}, {Act: json.RawMessage(`{}`), Post: "card"}})
		if err != nil {
			return err
		}
		posts, err := tx.Decided(turn, json.RawMessage(`{}`), time.Time{}, monday.Add(time.Second), "why")
		if diff := cmp.Diff([]string{"q1"}, posts); diff != "" {
			t.Error(diff)
		}
		return err
	})
	s.do(t, func(tx *Tx) error {
		for i, id := range append(here, there...) {
			k, err := tx.TokenByID(id)
			if err != nil {
				return err
			}
			if used := !k.Used.IsZero(); used != (i < len(here)) {
				t.Errorf("token %d: used %v", i, used)
			}
		}
		return nil
	})
	if n := s.count(t, `select count(*) from inbox where done_at is not null and why = 'why'`); n != 1 {
		t.Errorf("%d messages are answered", n)
	}
}

func TestTranscript(t *testing.T) {
	t.Parallel()
	s := open(t)
	var talk int64
	say := func(at time.Time, cause, text, post string, faint bool) {
		t.Helper()
		s.do(t, func(tx *Tx) error {
			return tx.Send(Outgoing{Cause: cause, Talk: talk, Place: dm, Reply: chat.Say(text), Post: post, Faint: faint, At: at})
		})
	}
	for i, text := range []string{"one", "two"} {
		m := said(text, dm, text)
		if _, err := s.Accept(t.Context(), m, Notes{}, monday.Add(time.Duration(10*i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	s.accept(t, chat.Message{ID: "p", Place: dm, From: marie, At: monday, Did: chat.Pressed{Token: "x"}})
	s.do(t, func(tx *Tx) (err error) { talk, err = tx.TalkAt(dm); return err })
	say(monday.Add(5*time.Second), "r1", "answer one", "", false)
	say(monday.Add(15*time.Second), "r2", "which?", "r2", false)
	say(monday.Add(16*time.Second), "r2/quiet", "which? this", "r2", true)
	read := func(n int) (out []string) {
		s.do(t, func(tx *Tx) error {
			all, err := tx.Transcript(talk, n)
			for _, x := range all {
				out = append(out, x.Account+": "+x.Text)
			}
			return err
		})
		return out
	}
	want := []string{"U1: one", ": answer one", "U1: two", ": which? this"}
	if diff := cmp.Diff(want, read(9)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want[2:], read(2)); diff != "" {
		t.Errorf("the last two: %s", diff)
	}
}
