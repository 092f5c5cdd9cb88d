package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
)

func (s *Store) send(t testing.TB, all ...Outgoing) {
	t.Helper()
	s.do(t, func(tx *Tx) error {
		for _, o := range all {
			if o.Reply.Blocks == nil {
				o.Reply = chat.Say(o.Cause)
			}
			if o.At.IsZero() {
				o.At = monday
			}
			if err := tx.Send(o); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) lease(t testing.TB, now time.Time, n int) []Parcel {
	t.Helper()
	got, err := s.Lease(t.Context(), []string{"test"}, now, time.Minute, n)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (s *Store) sent(t testing.TB, p Parcel, ref chat.Ref) {
	t.Helper()
	if err := s.Sent(t.Context(), []Shown{{Parcel: p, Ref: ref, At: monday}}); err != nil {
		t.Fatal(err)
	}
}

func words(ps []Parcel) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = chat.Plain(p.Delivery.Reply)
	}
	return out
}

func channel(name string) chat.Place { return chat.Place{Adapter: "test", Channel: name} }

// Of each lane only the oldest is leased, until it is sent.
func TestLanes(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.send(t,
		Outgoing{Cause: "a1", Place: channel("a")}, Outgoing{Cause: "a2", Place: channel("a")}, Outgoing{Cause: "b1", Place: channel("b")},
		Outgoing{Cause: "d1", To: marie}, Outgoing{Cause: "d2", To: marie}, Outgoing{Cause: "later", Place: channel("c"), At: monday.Add(time.Hour)},
		Outgoing{Cause: "x1", Place: chat.Place{Adapter: "other", Channel: "a"}})
	got := s.lease(t, monday, 9)
	if diff := cmp.Diff([]string{"a1", "b1", "d1"}, words(got)); diff != "" {
		t.Error(diff)
	}
	if again := s.lease(t, monday, 9); len(again) != 0 {
		t.Errorf("leased twice: %v", words(again))
	}
	s.sent(t, got[0], "r1")
	if diff := cmp.Diff([]string{"a2"}, words(s.lease(t, monday, 9))); diff != "" {
		t.Error(diff)
	}
	if err := s.GivenUp(t.Context(), got[2], monday, "gone"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"d2"}, words(s.lease(t, monday, 1))); diff != "" {
		t.Error(diff)
	}
	b, err := s.Backlog(t.Context(), monday)
	if err != nil || b.Sends != 5 {
		t.Errorf("%d wait, %v", b.Sends, err)
	}
}

// Many replicas lease at once: each delivery goes to one, and a lane's in order.
func TestLeaseTogether(t *testing.T) {
	t.Parallel()
	url := schema(t)
	s := replica(t, url)
	var all []Outgoing
	const lanes, each = 5, 8
	for i := range each {
		for l := range lanes {
			all = append(all, Outgoing{Cause: fmt.Sprintf("%d/%d", l, i), Place: channel(fmt.Sprint(l))})
		}
	}
	s.send(t, all...)
	var (
		mu    sync.Mutex
		rows  = map[string][]int64{}
		group sync.WaitGroup
	)
	for range 3 {
		r := replica(t, url)
		group.Go(func() {
			for {
				got, err := r.Lease(t.Context(), []string{"test"}, monday, time.Minute, 2)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for _, p := range got {
					rows[p.Delivery.Place.Channel] = append(rows[p.Delivery.Place.Channel], p.Row)
				}
				done := len(slices.Concat(rows["0"], rows["1"], rows["2"], rows["3"], rows["4"])) >= lanes*each
				mu.Unlock()
				for _, p := range got {
					if err := r.Sent(t.Context(), []Shown{{Parcel: p, Ref: "r", At: monday}}); err != nil {
						t.Error(err)
					}
				}
				if done {
					return
				}
			}
		})
	}
	group.Wait()
	for lane, ids := range rows {
		if len(ids) != each || !slices.IsSorted(ids) || len(slices.Compact(ids)) != each {
			t.Errorf("lane %s went out as %v", lane, ids)
		}
	}
}

// Who has lost the lease can no longer say how it ended.
func TestFences(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.send(t, Outgoing{Cause: "c", Place: channel("a"), Post: "p"})
	old := s.lease(t, monday, 1)[0]
	after := monday.Add(time.Minute)
	now := s.lease(t, after, 1)
	if len(now) != 1 || now[0].Delivery.Try != 2 {
		t.Fatalf("after the lease: %+v", now)
	}
	s.sent(t, old, "old")
	if err := s.Postponed(t.Context(), old, after.Add(time.Hour), true, "late"); err != nil {
		t.Fatal(err)
	}
	if err := s.GivenUp(t.Context(), old, after, "late"); err != nil {
		t.Fatal(err)
	}
	s.do(t, func(tx *Tx) error {
		if _, _, _, err := tx.PostAt("p"); !errors.Is(err, ErrNotFound) {
			t.Errorf("the old try counts: %v", err)
		}
		return nil
	})
	s.sent(t, now[0], "new")
	s.sent(t, now[0], "newer") // and only once
	s.do(t, func(tx *Tx) error {
		place, ref, r, err := tx.PostAt("p")
		if ref != "new" || place != channel("a") || chat.Plain(r) != "c" {
			t.Errorf("the post is %s at %v: %v", ref, place, r)
		}
		key, err2 := tx.PostOf(channel("a"), "new")
		if key != "p" {
			t.Errorf("PostOf = %q", key)
		}
		return errors.Join(err, err2)
	})
}

// A postponed try counts or does not, as the platform took it or not.
func TestPostponed(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.send(t, Outgoing{Cause: "c", Place: channel("a")})
	now := monday
	for _, step := range []struct {
		counts bool
		try    int
	}{{false, 1}, {true, 1}, {false, 2}, {true, 2}, {true, 3}} {
		got := s.lease(t, now, 1)
		if len(got) != 1 || got[0].Delivery.Try != step.try {
			t.Fatalf("%+v, want try %d", got, step.try)
		}
		now = now.Add(time.Second)
		if err := s.Postponed(t.Context(), got[0], now, step.counts, "busy"); err != nil {
			t.Fatal(err)
		}
		if early := s.lease(t, now.Add(-time.Millisecond), 1); len(early) != 0 {
			t.Errorf("tried again too early")
		}
	}
	stuck, err := s.Stuck(t.Context(), 9)
	if err != nil || len(stuck) != 1 || stuck[0].Error != "busy" || stuck[0].What != "send" {
		t.Errorf("Stuck = %v, %v", stuck, err)
	}
}

// Edits that nobody has begun to deliver become one.
func TestEdits(t *testing.T) {
	t.Parallel()
	s := open(t)
	card := func(cause, text string, faint bool) Outgoing {
		return Outgoing{Cause: cause, Place: channel("a"), Post: "card", Reply: chat.Say(text), Faint: faint}
	}
	s.send(t, card("card/1", "one", false), card("card/2", "two", false), card("card/2", "two", false))
	first := s.lease(t, monday, 9)
	if diff := cmp.Diff([]string{"two"}, words(first)); diff != "" || first[0].Ref != "" {
		t.Errorf("as %q: %s", first[0].Ref, diff)
	}
	s.send(t, card("card/3", "three", true), card("card/4", "four", false), card("card/5", "five", true)) // on its way already: edits
	s.do(t, func(tx *Tx) error {
		r, err := tx.Draft("card")
		if chat.Plain(r) != "five" {
			t.Errorf("the draft is %q", chat.Plain(r))
		}
		return err
	})
	s.sent(t, first[0], "r1")
	edit := s.lease(t, monday, 9)
	if diff := cmp.Diff([]string{"five"}, words(edit)); diff != "" {
		t.Error(diff)
	}
	if edit[0].Ref != "r1" || edit[0].Faint {
		t.Errorf("to be shown as %q, faint %v: what was worth showing still is", edit[0].Ref, edit[0].Faint)
	}
	s.sent(t, edit[0], "r1")
	s.send(t, card("card/1", "one", false)) // again, late: its cause is known
	if got := s.lease(t, monday, 9); len(got) != 0 {
		t.Errorf("an effect came twice: %v", words(got))
	}
	s.do(t, func(tx *Tx) error {
		_, ref, r, err := tx.PostAt("card")
		d, err2 := tx.Draft("card")
		if ref != "r1" || chat.Plain(r) != "five" || chat.Plain(d) != "five" {
			t.Errorf("the card is %s: %v, draft %v", ref, r, d)
		}
		return errors.Join(err, err2)
	})
}

// What belongs under a card waits for it, and hangs on it.
func TestUnder(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.send(t, Outgoing{Cause: "card/1", Place: channel("a"), Post: "card"}, Outgoing{Cause: "note", Place: channel("a"), Under: "card"},
		Outgoing{Cause: "aside", Place: channel("a")})
	got := s.lease(t, monday, 9)
	if diff := cmp.Diff([]string{"card/1", "aside"}, words(got)); diff != "" {
		t.Error(diff)
	}
	s.sent(t, got[0], "root")
	note := s.lease(t, monday, 9)
	if len(note) != 1 || note[0].Delivery.Place.Thread != "root" {
		t.Errorf("%+v", note)
	}
}

// What ended together is one commit, also when it is one post's.
func TestSentTogether(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.send(t, Outgoing{Cause: "q", Place: channel("a"), Post: "q"}, Outgoing{Cause: "b", Place: channel("b")})
	ps := s.lease(t, monday, 9)
	var talk int64
	s.do(t, func(tx *Tx) (err error) { talk, err = tx.TalkAt(channel("a")); return err })
	s.send(t, Outgoing{Cause: "q/quiet", Talk: talk, Place: channel("a"), Post: "q"}) // in another lane
	ps = append(ps, s.lease(t, monday, 9)...)
	var all []Shown
	for i, p := range ps {
		all = append(all, Shown{Parcel: p, Ref: chat.Ref(fmt.Sprint("r", i)), At: monday})
	}
	if err := s.Sent(t.Context(), all); err != nil || len(all) != 3 {
		t.Fatal(len(all), err)
	}
	if n := s.count(t, `select count(*) from outbox where done_at is not null and ref <> ''`); n != 3 {
		t.Errorf("%d are done", n)
	}
	s.do(t, func(tx *Tx) error {
		_, _, r, err := tx.PostAt("q")
		if chat.Plain(r) != "q/quiet" {
			t.Errorf("the post shows %q, want the newest", chat.Plain(r))
		}
		return err
	})
}

// A row that cannot be read spoils no other.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.send(t, Outgoing{Cause: "bad", Place: channel("a")}, Outgoing{Cause: "good", Place: channel("b")})
	s.run(t, `update outbox set body = '{"blocks": [{"kind": "hologram"}]}' where cause = 'bad'`)
	got, err := s.Lease(t.Context(), []string{"test"}, monday, time.Minute, 9)
	if diff := cmp.Diff([]string{"good"}, words(got)); diff != "" || err == nil {
		t.Error(diff, err)
	}
}
