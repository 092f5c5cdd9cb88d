package workflows

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/steps"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// start starts an automation for somebody in their direct talk.
func (s *stage) start(id, name string, who people.ID) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		talk, err := tx.TalkAt(place("dm-" + string(who)))
		if err != nil {
			return err
		}
		at, err := tx.TalkByID(talk)
		if err != nil {
			return err
		}
		p, _ := s.rules.Directory.Get(who)
		return s.desk.Start(tx, id, name, nil, p, at, p.Lang)
	})
}

func (s *stage) tell(id string, e automation.Event) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error { return s.desk.Tell(tx, id, e) })
}

func (s *stage) run(id string) (r automation.Run) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) (err error) { r, _, err = tx.LockRun(id); return err })
	return r
}

// job does the next step, which there must be.
func (s *stage) job() {
	s.t.Helper()
	if found, err := s.desk.DoJob(s.t.Context()); !found || err != nil {
		s.t.Fatalf("DoJob = %v, %v", found, err)
	}
}

// pressable are the buttons of somebody's deliveries, label to token.
func pressable(all []delivery, who string) map[string]string {
	out := map[string]string{}
	for _, d := range all {
		for _, b := range d.Reply.Blocks {
			if row, ok := b.(chat.Buttons); ok && (d.To.ID == who || d.Place.Channel == "dm-"+who) {
				for _, one := range row.Buttons {
					out[one.Label] = one.Token
				}
			}
		}
	}
	return out
}

// post is where a button stands.
func (s *stage) post(token string) (post string) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		k, err := tx.TokenByID(token)
		post = k.Post
		return err
	})
	return post
}

// used reports whether a button no longer works.
func (s *stage) used(token string) (used bool) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		k, err := tx.TokenByID(token)
		used = !k.Used.IsZero()
		return err
	})
	return used
}

// An automation from its first question to its last word: what it asks and
// says, to whom, and in which language.
func TestRun(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start("r1", "reset", "marie")
	s.start("r1", "reset", "marie") // the same turn again
	asked := s.deliver()
	if len(asked) != 1 || chat.Plain(asked[0].Reply) != "La réinitialiser maintenant ?\n[Oui] [Non]" || asked[0].Place != place("dm-marie") {
		t.Fatalf("asked: %+v", asked)
	}
	s.tx(func(tx *store.Tx) error {
		talk, _ := tx.TalkAt(place("dm-marie"))
		at, err := tx.TalkByID(talk)
		var state intents.State
		if err := json.Unmarshal(at.State, &state); err != nil || state.Side.Text != "La réinitialiser maintenant ?" || len(state.Shown) != 2 {
			t.Errorf("the talk remembers %+v, %v", state.Side, err)
		}
		return err
	})
	yes := pressable(asked, "marie")["Oui"]
	s.tell("r1", automation.Answered{Step: "sure", By: "marie", Value: "yes"})
	if !s.used(yes) {
		t.Error("the question's button still works after the answer")
	}

	votes := s.deliver()
	for _, who := range []string{"sam", "sue"} {
		if got := pressable(votes, who); got["Approve"] == "" || got["Refuse"] == "" {
			t.Fatalf("%s may press %v", who, got)
		}
	}
	if s.post(pressable(votes, "sam")["Approve"]) == s.post(pressable(votes, "sue")["Approve"]) {
		t.Error("pressing the one's button would end the other's")
	}
	words := chat.Plain(votes[0].Reply)
	for _, want := range []string{"Marie asks for your approval", "Marie wants a new password.", "[Approve] [Refuse]"} {
		if !strings.Contains(words, want) {
			t.Errorf("an approver reads %q", words)
		}
	}
	vote := func(who people.ID, yes bool) error {
		return s.desk.Store.Tx(t.Context(), func(tx *store.Tx) error { return s.desk.Vote(tx, "r1", who, yes) })
	}
	if err := vote("marie", true); !errors.Is(err, ErrNoApproval) {
		t.Errorf("the requester approves: %v", err)
	}
	if err := vote("sam", true); err != nil {
		t.Fatal(err)
	}
	if err := vote("sam", true); !errors.Is(err, ErrNoApproval) {
		t.Errorf("twice: %v", err)
	}
	if s.used(pressable(votes, "sue")["Approve"]) {
		t.Error("one vote ended the other's buttons")
	}
	if err := vote("sue", true); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"sam", "sue"} {
		if !s.used(pressable(votes, who)["Approve"]) {
			t.Errorf("%s may still vote", who)
		}
	}
	s.read()
	s.job()
	s.reads("#dm-marie (private): Votre lien : https://example.com/x")
	if len(s.kind.calls) != 1 || s.kind.calls[0].Key != "r1/act" || s.kind.calls[0].With["who"] != "marie" || s.kind.calls[0].Try != 1 {
		t.Errorf("calls: %+v", s.kind.calls)
	}
	if r := s.run("r1"); r.Status != automation.StatusDone {
		t.Errorf("it is %s: %s", r.Status, r.Why)
	}
	if found, err := s.desk.DoJob(t.Context()); found || err != nil {
		t.Errorf("another step: %v, %v", found, err)
	}
	if err := s.desk.Store.Tx(t.Context(), func(tx *store.Tx) error { return s.desk.Vote(tx, "r9", "sam", true) }); !errors.Is(err, ErrNoApproval) {
		t.Errorf("no such run: %v", err)
	}
}

// A refusal ends a run, an unanswered question too, and both are told.
func TestRunsThatEndEarly(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start("r1", "reset", "tom")
	s.tell("r1", automation.Answered{Step: "sure", By: "tom", Value: "yes"})
	s.read()
	s.tx(func(tx *store.Tx) error { return s.desk.Vote(tx, "r1", "sam", false) })
	if r := s.run("r1"); !r.Status.Final() || r.Status == automation.StatusDone {
		t.Errorf("refused, it is %s", r.Status)
	}
	if got := s.read(); len(got) == 0 || !strings.HasPrefix(got[0], "#dm-tom: ") {
		t.Errorf("tom reads %q", got)
	}
	s.start("r2", "reset", "zoe")
	s.read()
	if rang := s.pass(24 * time.Hour); rang == 0 {
		t.Error("its timer did not ring")
	}
	if r := s.run("r2"); !r.Status.Final() {
		t.Errorf("a day later it is %s", r.Status)
	}
	s.read()
	s.start("r3", "order", "tom")
	if got := s.read(); len(got) == 0 || !strings.HasPrefix(got[0], "#dm-tom: I can’t do that: it is reserved") {
		t.Errorf("who may not is told %q", got)
	}
	s.tx(func(tx *store.Tx) error {
		tom, _ := s.rules.Directory.Get("tom")
		return s.desk.Start(tx, "r5", "reset", map[string]string{"account": "nobody"}, tom, store.Talk{Place: place("dm-tom")}, "fr")
	})
	if got := s.read(); len(got) != 1 || !strings.HasPrefix(got[0], "#dm-tom: Je ne peux pas le faire avec ces réponses.") {
		t.Errorf("answers that do not fit are told as %q", got)
	}
	err := s.desk.Store.Tx(t.Context(), func(tx *store.Tx) error {
		return s.desk.Start(tx, "r4", "fly", nil, people.Person{}, store.Talk{}, "en")
	})
	if err == nil {
		t.Error("an automation that does not exist was started")
	}
}

// A run that waits for a ticket goes on when that is solved, and a step kind
// that the desk lacks fails it.
func TestRunAndTicket(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start("r1", "join", "tom")
	var k ticket.Ticket
	s.tx(func(tx *store.Tx) (err error) { k, err = tx.TicketOfCause("run/r1/desk"); return err })
	if k.Facts.Requester != "tom" || k.Facts.Title != "Prepare a desk" || k.Facts.Run != "r1/desk" || k.Facts.Place != place("dm-tom") {
		t.Errorf("%+v", k.Facts)
	}
	s.do("oscar", k, ticket.Solved{How: "done"})
	if r := s.run("r1"); r.Waiting == nil || r.Waiting.Step != "nowhere" || r.Results["desk"].Values["resolution"] != "done" {
		t.Errorf("%+v", r)
	}
	s.job()
	if r := s.run("r1"); r.Status != automation.StatusFailed || !strings.Contains(r.Ending.Why, "ghost") {
		t.Errorf("%s: %+v", r.Status, r.Ending)
	}
	s.tx(func(tx *store.Tx) error {
		all, err := tx.Tickets(store.Filter{Queues: []string{"apps"}, Max: 9})
		if len(all) != 1 || all[0].Facts.Requester != "tom" {
			t.Errorf("for people to look at: %v", all)
		}
		return err
	})
	s.do("marie", s.open("marie", Opening{Title: "x"}), ticket.Dropped{}) // nobody's run
	s.do("tom", k, ticket.Reopened{Reason: "no"})
	s.do("oscar", k, ticket.Solved{How: "again"}) // the run has gone on
}

// However many workers look, a step is done once.
func TestStepsAreDoneOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var mu sync.Mutex
	done := map[string]int{}
	s.kind.do = nil
	s.desk.Steps["act"] = counting{&mu, done}
	const runs = 12
	for i := range runs {
		s.start(fmt.Sprint("r", i), "act", "tom")
	}
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			for {
				found, err := s.desk.DoJob(t.Context())
				if err != nil {
					t.Error(err)
				}
				if !found || err != nil {
					return
				}
			}
		})
	}
	all.Wait()
	for i := range runs {
		if n := done[fmt.Sprintf("r%d/act", i)]; n != 1 {
			t.Errorf("step %d was done %d times", i, n)
		}
		if r := s.run(fmt.Sprint("r", i)); r.Status != automation.StatusDone {
			t.Errorf("run %d is %s", i, r.Status)
		}
	}
	if got := s.read(); len(got) != runs {
		t.Errorf("%d of %d are told", len(got), runs)
	}
}

type counting struct {
	mu   *sync.Mutex
	done map[string]int
}

func (counting) Describe() automation.Kind { return automation.Kind{} }

func (c counting) Do(_ context.Context, call steps.Call) (map[string]any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done[call.Key]++
	return nil, nil
}

// What came of a try decides what is done next.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	fail := func(err error) func(context.Context, steps.Call) (map[string]any, error) {
		return func(context.Context, steps.Call) (map[string]any, error) { return nil, err }
	}
	for name, c := range map[string]struct {
		do   func(context.Context, steps.Call) (map[string]any, error)
		wait automation.Wait   // what the run waits for then,
		end  automation.Status // or how it has ended
		lost int
	}{
		"done":      {nil, "", automation.StatusDone, 0},
		"busy":      {fail(errors.New("busy")), automation.WaitRetry, "", 0},
		"permanent": {fail(fmt.Errorf("x: %w", steps.Permanent{Reason: "no such entry"})), "", automation.StatusFailed, 0},
		"unknown":   {fail(fmt.Errorf("x: %w", steps.ErrUnknown)), automation.WaitRetry, "", 1},
		"too slow":  {fail(context.DeadlineExceeded), automation.WaitRetry, "", 1},
		"panic":     {func(context.Context, steps.Call) (map[string]any, error) { panic("nil map") }, automation.WaitRetry, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.kind.do = c.do
			s.start("r1", "act", "tom")
			s.job()
			r := s.run("r1")
			var wait automation.Wait
			lost := 0
			if r.Waiting != nil {
				wait, lost = r.Waiting.For, r.Waiting.Lost
			}
			if wait != c.wait || c.end != "" && r.Status != c.end || lost != c.lost {
				t.Errorf("it is %s, waits for %q, %d lost: %s", r.Status, wait, lost, r.Why)
			}
			if c.end == automation.StatusFailed && r.Ending.Why == "" {
				t.Error("nobody knows why")
			}
		})
	}
}

// A worker that dies leaves a step of which nobody knows the outcome: it is
// tried again with the same key, and what the dead one says later changes nothing.
func TestLostLease(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start("r1", "act", "tom")
	ctx, die := context.WithCancel(t.Context())
	s.kind.do = func(context.Context, steps.Call) (map[string]any, error) { die(); return nil, context.Canceled }
	if found, err := s.desk.DoJob(ctx); !found || !errors.Is(err, context.Canceled) {
		t.Fatalf("%v, %v", found, err)
	}
	if found, _ := s.desk.DoJob(t.Context()); found {
		t.Error("its lease is somebody else's already")
	}
	s.kind.do = nil
	s.now = s.now.Add(longestStep + grace)
	s.job() // says that it was lost, without doing it
	if r := s.run("r1"); r.Waiting == nil || r.Waiting.For != automation.WaitRetry || len(s.kind.calls) != 1 {
		t.Fatalf("%+v, %d calls", r.Waiting, len(s.kind.calls))
	}
	s.pass(10 * time.Minute)
	s.job()
	if r := s.run("r1"); r.Status != automation.StatusDone || len(s.kind.calls) != 2 || s.kind.calls[0].Key != s.kind.calls[1].Key {
		t.Errorf("%s after %+v", r.Status, s.kind.calls)
	}
	s.reads("#dm-tom: Done.")
}
