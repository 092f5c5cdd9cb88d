package ticket

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// chance makes an event at random; most of what it makes is possible now and then.
func chance(rng *rand.Rand, now time.Time) Event {
	who := []people.ID{"oscar", "lea", "ida", "marie"}[rng.IntN(4)]
	words := []string{"words", "more words", ""}[rng.IntN(3)]
	later := now.Add(time.Duration(rng.IntN(180)-20) * time.Minute)
	priority := sla.Priorities()[rng.IntN(4)]
	promise := sla.Clock{Target: time.Duration(rng.IntN(6)) * time.Hour}
	all := []Event{
		Claimed{}, Claimed{}, Assigned{To: who}, Released{}, Released{}, Prioritised{priority, promise, promise},
		Moved{Queue: []string{"net", "apps"}[rng.IntN(2)]}, Noted{Text: words}, Replied{words, now.Add(10 * time.Second)},
		Replied{words, now.Add(10 * time.Second)}, Undone{}, Undone{Of: rng.IntN(20)}, Commented{Text: words}, HeldUp{Reason: words},
		HeldUp{Reason: words, Till: later}, Resumed{}, Solved{How: words, CloseAt: now.Add(4 * time.Hour)}, Confirmed{}, Reopened{Reason: words},
		Rated{Score: rng.IntN(8)}, Joined{}, Dropped{}, Declared{Major: rng.IntN(2) == 0}, Acknowledged{},
	}
	return all[rng.IntN(len(all))]
}

// Whatever happens, in whatever order: the ticket is the fold of its entries,
// also through JSON, and stays in one piece.
func TestAnyStory(t *testing.T) {
	for seed := range uint64(200) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 1))
			s := tell(t, incident())
			for range 60 {
				s.now = s.now.Add([]time.Duration{0, time.Second, 5 * time.Second, 4 * time.Minute, time.Hour}[rng.IntN(5)])
				by := []people.ID{"oscar", "lea", "ida", "marie"}[rng.IntN(4)]
				if e := chance(rng, s.now); s.ticket.Check(e, by, s.now) == nil {
					ended := s.ticket.State.Status.Ended()
					s.apply(by, e)
					if _, bystander := e.(Noted); ended && !bystander {
						switch e.(type) {
						case Reopened, Rated, Undone:
						default:
							t.Fatalf("%T happened to a ticket that had ended", e)
						}
					}
				}
				s.sound()
				if rng.IntN(3) > 0 { // a ring may be lost
					s.ring()
					s.sound()
				}
				if rng.IntN(4) == 0 {
					s.ticket = travel(t, s.ticket)
				}
			}
			s.folds()
			s.replies()
		})
	}
}

func travel(t testing.TB, k Ticket) (out Ticket) {
	raw, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(k, out, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("through JSON: %s", diff)
	}
	return out
}

// folds replays the entries, and the ticket they are said to make.
func (s *story) folds() {
	s.t.Helper()
	var k Ticket
	for _, x := range s.entries {
		before := k
		kept := travel(s.t, before)
		k = k.Apply(x)
		if diff := cmp.Diff(kept, before, cmpopts.EquateEmpty()); diff != "" {
			s.t.Fatalf("Apply changed the ticket it was given: %s", diff)
		}
	}
	if diff := cmp.Diff(k, s.ticket, cmpopts.EquateEmpty()); diff != "" {
		s.t.Errorf("the entries make another ticket: %s", diff)
	}
}

// replies checks that each was sent once, taken back, or dropped with the ticket.
func (s *story) replies() {
	s.t.Helper()
	sent := map[int]bool{}
	at := map[int]time.Time{}
	for _, x := range s.entries {
		switch e := x.Event.(type) {
		case Replied:
			at[x.Seq] = e.At
		case Sent:
			if due, known := at[e.Of]; !known || sent[e.Of] || x.At.Before(due) {
				s.t.Errorf("entry %d sends %d, twice or too early", x.Seq, e.Of)
			}
			sent[e.Of] = true
		case Undone:
			if sent[e.Of] {
				s.t.Errorf("entry %d takes back %d, which was sent", x.Seq, e.Of)
			}
		}
	}
}

// sound checks what holds of every ticket.
func (s *story) sound() {
	s.t.Helper()
	k := s.ticket
	status, has := k.State.Status, k.State.Assignee != ""
	for broken, rule := range map[string]bool{
		"who works has it":                   status != Progress || has,
		"what is new nobody has":             status != New || !has,
		"what is held says why, and since":   (status == Held) == (k.State.HeldWhy != "") && (status == Held) == !k.State.HeldFrom.IsZero(),
		"a hold's clock stands":              status != Held || !k.Resolution.Running(),
		"work's clock runs":                  status != New && status != Progress || k.Resolution.Running(),
		"what is done has stopped":           !status.Done() || !k.Resolution.Stopped.IsZero() && !k.Response.Stopped.IsZero(),
		"only the unattended is climbed for": k.ChainFrom.IsZero() || !has && k.State.Acked == "" && !status.Done(),
		"only the resolved lapses":           k.State.CloseAt.IsZero() || status == Resolved,
		"nothing goes out after withdrawal":  status != Withdrawn || len(k.Sending) == 0,
	} {
		if !rule {
			s.t.Fatalf("%s: after %T the ticket is %+v, chain from %s", broken, s.entries[len(s.entries)-1].Event, k.State, k.ChainFrom)
		}
	}
}

// A ring that comes late, twice or not at all changes no page, and leaves the
// same warnings given.
func TestRings(t *testing.T) {
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 2))
		punctual, sloppy := tell(t, incident()), tell(t, incident())
		end := monday.Add(time.Duration(1+rng.IntN(400)) * time.Minute)
		var want, got []Event
		for {
			_, again := punctual.ticket.Wake(desk(), punctual.now)
			if again.IsZero() || again.After(end) {
				break
			}
			if !again.After(punctual.now) {
				t.Fatalf("seed %d: to be woken at %s, which has passed", seed, again)
			}
			punctual.now = again
			came := punctual.ring()
			if len(came) == 0 {
				t.Fatalf("seed %d: woken at %s for nothing", seed, again)
			}
			want = append(want, came...)
		}
		for sloppy.now.Before(end) {
			sloppy.now = sloppy.now.Add(time.Duration(1+rng.IntN(90)) * time.Minute)
			if sloppy.now.After(end) {
				sloppy.now = end
			}
			got = append(got, sloppy.ring()...)
			if twice := sloppy.ring(); twice != nil {
				t.Fatalf("seed %d: at the second ring: %v", seed, twice)
			}
		}
		if diff := cmp.Diff(pages(want), pages(got)); diff != "" {
			t.Errorf("seed %d: other pages: %s", seed, diff)
		}
		if diff := cmp.Diff(punctual.ticket.Warned, sloppy.ticket.Warned); diff != "" {
			t.Errorf("seed %d: other warnings: %s", seed, diff)
		}
	}
}
