package automation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Random automations, facts and events, in an order that nobody would send them.

var everybody = []string{"tom", "marie", "paul", "anne", "sam", "sue", "stranger", ""}

func any1[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

func randomFacts(r *rand.Rand) Facts {
	f := company(any1(r, everybody[:6]))
	f.Delegates, f.Away = map[string]string{}, map[string]bool{}
	for _, id := range everybody[:6] {
		p := f.People[id]
		if r.IntN(3) == 0 {
			p.Manager = any1(r, everybody)
		}
		f.People[id] = p
		if r.IntN(4) == 0 {
			f.Delegates[id] = any1(r, everybody)
		}
		f.Away[id] = r.IntN(4) == 0
	}
	f.Requester = f.People[f.Requester.ID]
	f.Groups["security"] = []string{any1(r, everybody), any1(r, everybody), any1(r, everybody), f.Requester.ID}
	return f
}

var randomSteps = []string{
	`use: say, with: {text: {en: "{{account}}", fr: "{{note}}"}}`,
	`use: ask, wait: 1h, with: {text: {en: "{{note}}?", fr: "{{note}} ?"}, choices: [{value: "yes", label: {en: "Yes", fr: Oui}}], default: "yes", expired: continue}`,
	`use: ask, with: {to: manager_of(account), text: {en: How many?, fr: Combien ?}, kind: number}`,
	`use: approve, if: account != requester, with: {by: manager_of(account), remind: 1h}`,
	`use: approve, wait: 3h, with: {by: 'members_of("security")', need: 2, expired: fallback, fallback: person("anne")}`,
	`use: approve, wait: 3h, with: {by: [manager_of(account), 'members_of("security")'], order: sequential, need: all, refused: continue, expired: refuse}`,
	`use: wait, with: {for: 30m}`,
	`use: set, with: {sum: "{{1 + 2}}", who: "{{account.dn}}"}`,
	`use: ticket, with: {queue: q, title: {en: "{{note}}", fr: "{{note}}"}, until: resolved}`,
	`use: ticket, with: {queue: q, title: {en: T, fr: T}}`,
	`use: ldap, with: {dn: "{{account.dn}}"}, tries: 3, unknown: again, undo: {use: http, with: {a: b}}`,
	`use: ldap, if: note != "skip", with: {dn: "{{now}}"}, tries: 2, undo: {nothing: true}`,
	`use: http, with: {a: "{{note}}"}, on_failure: {continue: true}`,
	`use: http, with: {a: "{{account.name}}"}, timeout: 10s, on_failure: {undo: true}, undo: {use: http, with: {b: "{{note}}"}, nothing: false}`,
}

func randomDefinition(t *testing.T, r *rand.Rand) Definition {
	text := ""
	for i := range 1 + r.IntN(6) {
		text += fmt.Sprintf("  - {id: s%d, %s}\n", i, any1(r, randomSteps))
	}
	return steps(t, text)
}

func randomEvent(r *rand.Rand, run Run) Event {
	step, try, asked := any1(r, []string{"s0", "s1", "s2", "s1.undo", "s9"}), 1+r.IntN(3), "0.0"
	if w := run.Waiting; w != nil && r.IntN(5) > 0 {
		step = w.Step
		if w.Do != nil {
			try = w.Do.Try
		}
		if w.Approval != nil {
			asked = (&machine{Run: run}).asked()
		}
	}
	by := any1(r, everybody)
	if w := run.Waiting; w != nil && w.Question != nil && r.IntN(2) == 0 {
		by = w.Question.To
	}
	switch r.IntN(12) {
	case 0, 1:
		return Finished{Step: step, Result: map[string]any{"count": r.IntN(3), "link": "l", "number": "T-1"}}
	case 2:
		return Failed{Step: step, Try: try, Error: "e", Retry: r.IntN(2) == 0}
	case 3:
		return Unknown{Step: step, Try: try}
	case 4, 5:
		return Answered{Step: step, By: by, Value: any1(r, []string{"yes", "7", "done", "again", "stop", ""})}
	case 6, 7:
		return Approved{Step: step, Asked: asked, By: by, Why: any1(r, []string{"", "fine"})}
	case 8:
		return Refused{Step: step, Asked: asked, By: by, Why: any1(r, []string{"", "no"})}
	case 9:
		if r.IntN(6) == 0 {
			return Cancelled{By: by}
		}
		return Started{}
	case 10:
		return Edited{By: by, Slots: map[string]string{any1(r, []string{"account", "note", "x"}): any1(r, everybody)}}
	}
	return Rang{}
}

// watch is what must hold over the whole life of a run.
type watch struct {
	t        *testing.T
	seed     uint64
	tried    map[string]string // key → With, of every Do
	finished map[string]bool   // key → a Finished was taken
	tickets  int
	ended    int
}

func (w *watch) errorf(format string, args ...any) {
	w.t.Helper()
	w.t.Errorf("seed %d: %s", w.seed, fmt.Sprintf(format, args...))
}

func (w *watch) effects(r Run, effects []Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case Do:
			with := asJSON(w.t, e.With)
			if before, again := w.tried[e.Key]; again && before != with {
				w.errorf("key %s was given %s, then %s", e.Key, before, with)
			}
			w.tried[e.Key] = with
			if w.finished[e.Key] {
				w.errorf("%s is done again after it was done", e.Key)
			}
		case AskApproval:
			if slices.Contains(e.Approvers, r.Requester) || slices.Contains(e.Approvers, "") || len(e.Approvers) == 0 {
				w.errorf("asked to approve: %q, for %s", e.Approvers, r.Requester)
			}
		case OpenTicket:
			w.tickets++
		case Ended:
			w.ended++
		}
	}
}

func (w *watch) run(r Run) {
	switch open := r.Waiting; {
	case r.Status.Final():
		if w.ended != 1 || r.Waiting != nil || !r.Wake.IsZero() {
			w.errorf("%s, ended %d times, waits %+v until %s", r.Status, w.ended, r.Waiting, r.Wake)
		}
		if w.tickets == 0 && (r.Status == StatusFailed || r.Ending != nil && len(r.Ending.Left) > 0) {
			w.errorf("%s, left %v, and no ticket says so", r.Status, r.Ending.Left)
		}
	case open == nil || oneOf(r.Status, "", StatusRunning):
		w.errorf("%s, and waits for nothing", r.Status)
	case r.Wake.IsZero() && !oneOf(open.For, WaitHuman, WaitTicket):
		w.errorf("waits for %s without an end", open.For)
	}
	for _, v := range r.Approvals {
		if v.By == r.Requester {
			w.errorf("%s approved their own request", v.By)
		}
	}
}

// advance takes one event, and compares it with the same through JSON.
func (w *watch) advance(r Run, e Event, now time.Time) (Run, []Effect) {
	before := asJSON(w.t, r)
	next, effects := Advance(r, e, now)
	if asJSON(w.t, r) != before {
		w.errorf("%T changed the run it was given", e)
	}
	stored, same := Advance(reload(w.t, r), e, now)
	if asJSON(w.t, stored) != asJSON(w.t, next) || asJSON(w.t, same) != asJSON(w.t, effects) {
		w.errorf("%T goes on differently after the run was stored:\n%s\n%s", e, asJSON(w.t, next), asJSON(w.t, stored))
	}
	if _, ok := e.(Finished); ok && asJSON(w.t, next) != before && r.Waiting.Do != nil {
		w.finished[r.Waiting.Do.Key] = true
	}
	w.effects(next, effects)
	w.run(next)
	again, more := Advance(next, e, now)
	wrong := len(all[AskSlot](more)) == len(more) && asJSON(w.t, again) == asJSON(w.t, next) // the answer was none: asked once more
	if len(more) > 0 && !wrong {
		w.errorf("%T%+v twice does %s", e, e, asJSON(w.t, more))
	}
	return next, effects
}

func TestRandomRuns(t *testing.T) {
	count := 800
	if testing.Short() {
		count = 200
	}
	endings := map[Status]int{}
	for seed := range uint64(count) {
		r := rand.New(rand.NewPCG(seed, 6))
		w := &watch{t: t, seed: seed, tried: map[string]string{}, finished: map[string]bool{}}
		facts, now := randomFacts(r), monday
		run, effects, err := randomDefinition(t, r).Start("r", map[string]string{"note": any1(r, []string{"", "skip", "<b>"})}, facts, now)
		if err != nil {
			t.Fatal(err)
		}
		w.effects(run, effects)
		w.run(run)
		for range 40 {
			now = now.Add(time.Duration(r.IntN(40)) * time.Minute)
			if run.Wake.After(now) && r.IntN(3) == 0 {
				now = run.Wake
			}
			if run.Status.Final() && r.IntN(4) == 0 {
				break
			}
			run, _ = w.advance(run, randomEvent(r, run), now)
		}
		endings[w.stop(run, now).Status]++
		if t.Failed() {
			return
		}
	}
	for _, s := range []Status{StatusDone, StatusFailed, StatusCancelled} {
		if endings[s] < count/20 {
			t.Errorf("only %d of %d runs end %s: the test tests little", endings[s], count, s)
		}
	}
}

// stop cancels, and answers what is still open: every run can be brought to its end.
func (w *watch) stop(r Run, now time.Time) Run {
	r, _ = w.advance(r, Cancelled{By: "sam"}, now)
	for range 100 {
		switch {
		case r.Status.Final():
			return r
		case r.Waiting.For == WaitHuman:
			r, _ = w.advance(r, Answered{Step: r.Waiting.Step, By: "desk", Value: giveUp}, now)
		default:
			now = r.Wake
			r, _ = w.advance(r, Rang{}, now)
		}
	}
	w.errorf("does not end: %s, %+v", r.Status, r.Waiting)
	return r
}

// Whatever a kind answers, and whenever it is rung, the same seed gives the
// same run: nothing depends on the order of a map.
func TestSameEventsSameRun(t *testing.T) {
	d := load(t, "group-access")
	play := func() string {
		out := ""
		slots := map[string]string{"team": "design", "end": "2026-04-01", "why": "x"}
		run, effects, err := d.Start("r", slots, company("tom"), monday)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 1))
		for i := range 60 {
			out += asJSON(t, run) + asJSON(t, effects)
			run, effects = Advance(run, randomEvent(r, run), monday.Add(time.Duration(i)*time.Hour))
		}
		return out
	}
	first := play()
	for range 5 {
		if play() != first {
			t.Fatal("the same events gave another run")
		}
	}
}

func BenchmarkAdvance(b *testing.B) {
	d, facts := load(b, "reset-password"), company("tom")
	for b.Loop() {
		r, _, err := d.Start("r", nil, facts, monday)
		if err != nil {
			b.Fatal(err)
		}
		if r, _ = Advance(r, Finished{Step: "reset"}, monday); r.Status != StatusDone {
			b.Fatal(r.Status)
		}
	}
}
