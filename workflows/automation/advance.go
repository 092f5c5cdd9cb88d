package automation

import (
	"fmt"
	"maps"
	"time"
)

// Start begins a run: id is new and unique, slots are what was said (see
// Definition.Fill), now is in the requester's zone, and the proof of identity
// that Verify asks for has been given. The error names every slot at fault.
func (d Definition) Start(id string, slots map[string]string, facts Facts, now time.Time) (Run, []Effect, error) {
	if facts.Requester.ID == "" {
		return Run{}, nil, fmt.Errorf("automation %s: nobody asks for it", d.Name)
	}
	filled, err := d.Fill(slots, facts, now.Location())
	if err != nil {
		return Run{}, nil, fmt.Errorf("automation %s: %w", d.Name, err)
	}
	r := Run{ID: id, Definition: d, Slots: filled, Requester: facts.Requester.ID, Facts: facts, Started: now}
	r.Subject = r.subject()
	r, effects := Advance(r, Started{}, now)
	return r, effects, nil
}

// subject is whom the run is about: the first person slot that is filled, else
// the requester.
func (r Run) subject() string {
	for _, s := range r.Definition.Slots {
		if s.Kind == SlotPerson && r.Slots[s.Name] != "" {
			return r.Slots[s.Name]
		}
	}
	return r.Requester
}

// Advance is what an event makes of a run, and what is to be done about it. It
// changes nothing it is given. An event that is late, doubled, premature or
// not the run's gives the same run and no effects. The caller stores the run
// and the effects in one transaction.
func Advance(r Run, e Event, now time.Time) (Run, []Effect) {
	if r.Status.Final() || (r.Status == "") != (e == Event(Started{})) {
		return r, nil
	}
	m := &machine{Run: r.clone(), now: now}
	if !m.take(e) {
		return r, nil
	}
	m.proceed()
	m.Wake = m.wake()
	return m.Run, m.effects
}

// machine is one Advance under way.
type machine struct {
	Run
	now     time.Time
	effects []Effect
	closed  bool // what was waited for at first is closed
}

func (m *machine) emit(e Effect) { m.effects = append(m.effects, e) }

// log keeps the reason of a decision.
func (m *machine) log(step, format string, args ...any) {
	m.Why = fmt.Sprintf(format, args...)
	m.emit(Log{Step: step, Why: m.Why})
}

// take applies an event, and says whether it meant anything.
func (m *machine) take(e Event) bool {
	switch e := e.(type) {
	case Started:
		m.Status = StatusRunning
		m.log("", "%s was asked for by %s", m.Definition.Name, m.Requester)
		return true
	case Finished:
		return m.finished(e)
	case Failed:
		return m.failed(e)
	case Unknown:
		return m.unknown(e)
	case Answered:
		return m.answered(e)
	case Approved:
		return m.vote(Vote{Step: e.Step, Asked: e.Asked, By: e.By, Yes: true, Why: e.Why, At: m.now})
	case Refused:
		return m.vote(Vote{Step: e.Step, Asked: e.Asked, By: e.By, Why: e.Why, At: m.now})
	case Rang:
		return m.rang()
	case Cancelled:
		return m.cancelled(e)
	case Edited:
		return m.edited(e)
	}
	return false
}

// proceed takes steps until the run waits or ends.
func (m *machine) proceed() {
	for m.Status == StatusRunning || m.Status == StatusUndoing && m.Waiting == nil {
		switch {
		case m.Status == StatusUndoing:
			m.undoNext()
		case m.At >= len(m.Definition.Steps):
			m.Status = StatusDone
			m.log("", "every step is done")
			m.emit(Ended{Status: StatusDone, Why: m.Why})
		default:
			m.enter(m.Definition.Steps[m.At])
		}
	}
}

// enter begins a step, unless its condition is false.
func (m *machine) enter(s Step) {
	in := m.scopeAt(m.At, m.now, nil)
	if s.If != "" {
		yes, err := truth(s.If, in)
		if err != nil {
			m.fail(s, "its condition: "+err.Error(), false)
			return
		}
		if !yes {
			m.log(s.ID, "skipped: %s is false", s.If)
			m.next(s, Result{Skipped: true})
			return
		}
	}
	if err := m.begin(s, in); err != nil {
		m.fail(s, err.Error(), false)
	}
}

func (m *machine) begin(s Step, in scope) error {
	switch s.Use {
	case useSay:
		return m.say(s, in)
	case useAsk:
		return m.ask(s, in)
	case useApprove:
		return m.approve(s, in)
	case useWait:
		return m.wait(s, in)
	case useSet:
		return m.set(s, in)
	case useTicket:
		return m.ticket(s, in)
	}
	return m.do(s, m.withSecrets(in))
}

// next keeps a result and moves on.
func (m *machine) next(s Step, r Result) {
	m.Results[s.ID] = r
	m.At++
	m.Status, m.Waiting = StatusRunning, nil
}

// hold waits.
func (m *machine) hold(w Waiting) {
	if m.Status != StatusUndoing {
		m.Status = StatusWaiting
	}
	m.Waiting, m.closed = &w, false
}

// waits is what is waited for at the step, nil when that is something else.
func (m *machine) waits(step string, fors ...Wait) *Waiting {
	if m.Waiting == nil || m.Waiting.Step != step || !oneOf(m.Waiting.For, fors...) {
		return nil
	}
	return m.Waiting
}

// wake is when the run wants to be rung.
func (r Run) wake() time.Time {
	switch w := r.Waiting; {
	case w == nil || r.Status.Final():
		return time.Time{}
	case w.Approval != nil && !w.Approval.Remind.IsZero() && w.Approval.Remind.Before(w.Until):
		return w.Approval.Remind
	default:
		return w.Until
	}
}

// rang does what has become due.
func (m *machine) rang() bool {
	if m.Waiting == nil || m.Wake.IsZero() || m.now.Before(m.Wake) {
		return false
	}
	w, s := m.Waiting, m.current()
	switch w.For {
	case WaitStep:
		m.log(s.ID, "no answer within %s", s.timeout())
		m.lost(s)
	case WaitRetry:
		m.try(s)
	case WaitTime:
		m.next(s, Result{Print: w.Print})
	case WaitAnswer:
		m.unanswered(s)
	case WaitApproval:
		m.approvalRang(s)
	default:
		return false
	}
	return true
}

// edited changes what is asked for and begins again; what was said and asked
// in the same words is not repeated, except approvals.
func (m *machine) edited(e Edited) bool {
	if e.By != m.Requester || m.Ending != nil || m.acted() {
		return false
	}
	said := maps.Clone(m.Slots)
	maps.Copy(said, e.Slots)
	filled, err := m.Definition.Fill(said, m.Facts, m.now.Location())
	if err != nil || maps.Equal(filled, m.Slots) {
		return false
	}
	m.close(closedChanged())
	m.Slots, m.At, m.Waiting, m.Status = filled, 0, nil, StatusRunning
	m.Subject = m.subject()
	m.Edits++
	m.log("", "the requester changed what is asked for")
	return true
}

// acted says whether anything was done that a change could not reach.
func (r Run) acted() bool {
	if r.Waiting != nil && oneOf(r.Waiting.For, WaitStep, WaitRetry, WaitHuman, WaitTicket) {
		return true
	}
	for _, s := range r.Definition.Steps[:r.At] {
		if (s.world() || s.Use == useTicket) && !r.Results[s.ID].Skipped {
			return true
		}
	}
	return false
}

// close tells that an open question is open no more.
func (m *machine) close(why Text) {
	w := m.Waiting
	if w == nil || m.closed || !oneOf(w.For, WaitAnswer, WaitApproval, WaitHuman) {
		return
	}
	m.closed = true
	m.emit(Close{Step: w.Step, Why: why})
}
