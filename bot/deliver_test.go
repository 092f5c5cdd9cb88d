package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
)

func contextWithCancel(t testing.TB) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, cancel
}

// write puts replies into the outbox.
func (w *world) write(all ...store.Outgoing) {
	w.t.Helper()
	w.tx(func(tx *store.Tx) error {
		for _, o := range all {
			if o.Reply.Blocks == nil {
				o.Reply = chat.Say(o.Cause)
			}
			o.At = w.clock()
			if err := tx.Send(o); err != nil {
				return err
			}
		}
		return nil
	})
}

// stuck is how often the one delivery that failed was tried, and why.
func (w *world) stuck() (tries int, why string) {
	w.t.Helper()
	all, err := w.bot.Store.Stuck(w.t.Context(), 9)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(all) != 1 {
		return 0, ""
	}
	return all[0].Tries, all[0].Error
}

// What a platform answers decides when it is tried again, and whether that counts.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		say     error
		tries   int           // counted after the first
		wait    time.Duration // until the next; 0: there is none
		outcome string
		asked   int // of Find, before the second
	}{
		"all is well": {nil, 0, 0, "sent", 0},
		"gone":        {fmt.Errorf("x: %w", chat.ErrGone), 0, 0, "gone", 0},
		"later":       {fmt.Errorf("x: %w", chat.Later{Wait: 90 * time.Second}), 0, 90 * time.Second, "later", 0},
		"unknown":     {errors.New("reset"), 1, 500 * time.Millisecond, "unknown", 1},
		"too slow":    {context.DeadlineExceeded, 1, 500 * time.Millisecond, "unknown", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			var outcomes []string
			w.bot.Seen.Delivered = func(adapter, outcome string, _ time.Duration) { outcomes = append(outcomes, adapter+" "+outcome) }
			w.full.fail = func(chat.Delivery) error { return c.say }
			w.write(store.Outgoing{Cause: "c", Place: place("a")})
			w.deliver()
			if tries, why := w.stuck(); tries != c.tries || (why != "") != (c.wait > 0) {
				t.Errorf("%d tries: %s", tries, why)
			}
			if diff := cmp.Diff([]string{"full " + c.outcome}, outcomes); diff != "" {
				t.Error(diff)
			}
			w.full.fail = nil
			if c.wait > 0 {
				w.pass(c.wait - time.Millisecond)
				if w.deliver(); len(outcomes) != 1 {
					t.Error("tried again too early")
				}
				w.pass(time.Millisecond)
				w.deliver()
			}
			if n := w.rows(); n != 0 {
				t.Errorf("%d deliveries are left", n)
			}
			if shown := len(w.full.sent); shown != 1 && c.outcome != "gone" || w.full.asked != c.asked {
				t.Errorf("shown %d times, asked %d times", shown, w.full.asked)
			}
		})
	}
}

// A send that arrived although it failed is found, not repeated; where nobody
// can be asked it is shown twice, rather than never.
func TestUnknownOutcomeIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, p := range []*platform{w.full, w.bare} {
		p.lost = true
		p.fail = func(chat.Delivery) error { return errors.New("reset by peer") }
	}
	w.write(store.Outgoing{Cause: "c", Place: place("a"), Post: "post"}, store.Outgoing{Cause: "d", Place: chat.Place{Adapter: "bare", Channel: "a"}})
	w.deliver()
	w.full.fail, w.bare.fail = nil, nil
	w.pass(time.Minute)
	w.deliver()
	if len(w.full.sent) != 1 || len(w.bare.sent) != 2 {
		t.Errorf("shown %d and %d times", len(w.full.sent), len(w.bare.sent))
	}
	w.tx(func(tx *store.Tx) error {
		_, ref, _, err := tx.PostAt("post")
		if ref != "full/1" {
			t.Errorf("it is known as %q", ref)
		}
		return err
	})
}

// A delivery that never succeeds is given up, after a day and more.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.full.fail = func(chat.Delivery) error { return errors.New("no") }
	w.write(store.Outgoing{Cause: "c", Place: place("a")})
	began := w.clock()
	for try := 1; w.rows() > 0; try++ {
		if try > patience {
			t.Fatal("it never ends")
		}
		w.deliver()
		w.pass(10 * time.Minute)
	}
	if took := w.clock().Sub(began); took < 24*time.Hour {
		t.Errorf("given up after %s", took)
	}
}

func TestBackoff(t *testing.T) {
	last := time.Duration(0)
	for try := 1; try <= patience; try++ {
		d := backoff(try)
		if d < last || d > 10*time.Minute || try == 1 && d != 500*time.Millisecond {
			t.Errorf("after try %d: %s", try, d)
		}
		last = d
	}
	if last != 10*time.Minute {
		t.Errorf("at last every %s", last)
	}
}

// A platform that hangs or panics keeps no other waiting.
func TestHangingPlatform(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hang, hung, shown := make(chan struct{}), make(chan struct{}, hands), make(chan string, 9)
	w.bare.fail = func(chat.Delivery) error { hung <- struct{}{}; <-hang; return nil }
	w.full.fail = func(d chat.Delivery) error {
		if d.ID == "panic" {
			panic("odd payload")
		}
		shown <- d.ID
		return nil
	}
	for i := range hands {
		w.write(store.Outgoing{Cause: fmt.Sprint("hang", i), Place: chat.Place{Adapter: "bare", Channel: fmt.Sprint(i)}})
	}
	ctx, cancel := contextWithCancel(t)
	var all sync.WaitGroup
	all.Go(func() { w.bot.Deliver(ctx, complete{w.full}) })
	all.Go(func() { w.bot.Deliver(ctx, w.bare) })
	for range hands {
		<-hung
	}
	w.write(store.Outgoing{Cause: "panic", Place: place("a")}, store.Outgoing{Cause: "fine", Place: place("b")})
	select {
	case got := <-shown:
		if got != "fine" {
			t.Errorf("shown: %s", got)
		}
	case <-time.After(20 * time.Second):
		t.Error("the platform that works waits for the one that hangs")
	}
	close(hang)
	cancel()
	all.Wait()
	if tries, why := w.stuck(); tries != 1 || !strings.Contains(why, "odd payload") {
		t.Errorf("%d tries: %s", tries, why)
	}
}

// Whatever fails on the way, each lane is shown in order, each reply once.
func TestOrderPerLane(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rng, mu := rand.New(rand.NewPCG(1, 1)), sync.Mutex{}
	w.full.lost = true // what fails may have arrived
	w.full.fail = func(chat.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		return []error{nil, nil, errors.New("reset")}[rng.IntN(3)]
	}
	const lanes, each = 6, 15
	var all []store.Outgoing
	for i := range each {
		for l := range lanes {
			all = append(all, store.Outgoing{Cause: fmt.Sprintf("%d/%02d", l, i), Place: place(fmt.Sprint(l))})
		}
	}
	w.write(all...)
	for range 200 {
		if w.deliver(); w.rows() == 0 {
			break
		}
		w.pass(10 * time.Minute)
	}
	shown := map[string][]string{}
	for _, d := range w.full.sent {
		shown[d.Place.Channel] = append(shown[d.Place.Channel], d.ID)
	}
	for lane, ids := range shown {
		if !slices.IsSorted(ids) || len(ids) != each || len(slices.Compact(ids)) != each {
			t.Errorf("lane %s was shown as %v", lane, ids)
		}
	}
	if len(shown) != lanes {
		t.Errorf("%d lanes", len(shown))
	}
}

// A page finds its way into a direct talk; where none can be begun it is given up.
func TestDirect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.write(store.Outgoing{Cause: "c", To: chat.Account{Adapter: "full", ID: "tom"}, Post: "p"}, store.Outgoing{Cause: "d", To: chat.Account{Adapter: "bare", ID: "tom"}})
	w.deliver()
	if got := w.full.since("dm-tom"); got != "c" {
		t.Errorf("tom reads %q", got)
	}
	w.tx(func(tx *store.Tx) error {
		at, _, _, err := tx.PostAt("p")
		if at != place("dm-tom") {
			t.Errorf("the post stands at %v", at)
		}
		return err
	})
	if len(w.bare.sent) != 0 || w.rows() != 0 {
		t.Errorf("%v, %d left", w.bare.sent, w.rows())
	}
}

// An edit changes what was sent where that can be; elsewhere it is sent anew,
// unless it is worth nothing.
func TestEdits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, p := range []*platform{w.full, w.bare} {
		at := chat.Place{Adapter: p.name, Channel: "a"}
		w.write(store.Outgoing{Cause: p.name + "1", Place: at, Post: p.name})
		w.deliver()
		w.write(store.Outgoing{Cause: p.name + "2", Place: at, Post: p.name})
		w.deliver()
		w.write(store.Outgoing{Cause: p.name + "3", Place: at, Post: p.name, Faint: true})
		w.deliver()
	}
	if len(w.full.sent) != 1 || len(w.full.edits) != 2 || len(w.bare.sent) != 2 {
		t.Errorf("full: %d sent, %d edited; bare: %d sent", len(w.full.sent), len(w.full.edits), len(w.bare.sent))
	}
}

// Where nothing can be pressed, choices are numbered and say what to type.
func TestAdapted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	reply := chat.Reply{Private: true, Blocks: []chat.Block{
		chat.Text{Text: "Which?"}, chat.Buttons{Buttons: []chat.Button{{Label: "This", Token: "1"}, {Label: "Claim", Token: "2", Typed: "/claim INC-1"}}},
		chat.Buttons{Inert: true, Buttons: []chat.Button{{Label: "Done"}}}, chat.Choose{Label: "Priority…"},
	}}
	want := chat.Reply{Private: true, Blocks: []chat.Block{
		chat.Text{Text: "Which?"}, chat.List{Ordered: true, Items: []string{"This", "Claim `/claim INC-1`"}},
	}}
	if diff := cmp.Diff(want, w.bot.adapted(w.bare, reply)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(reply, w.bot.adapted(complete{w.full}, reply)); diff != "" {
		t.Error(diff)
	}
	bare := chat.Place{Adapter: "bare", Channel: "dm"}
	w.says("tom", bare, "qwxz vbnm plok")
	w.says("tom", bare, "plok qwxz vbnm")
	w.deliver()
	got := w.bare.since("dm")
	if !strings.Contains(got, "1. Yes, open a ticket\n2. No, leave it") {
		t.Fatalf("tom reads %q", got)
	}
	w.says("tom", bare, "2")
	w.deliver()
	if got := w.bare.since("dm"); !strings.HasPrefix(got, "All right") {
		t.Errorf("after choosing by number tom reads %q", got)
	}
}
