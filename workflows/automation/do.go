package automation

import (
	"hash/fnv"
	"strconv"
	"time"
)

// The steps that touch the world: tries, timeouts, and outcomes that nobody
// knows.

const (
	defaultTimeout = 2 * time.Minute // of one try
	defaultFirst   = 5 * time.Second // of Backoff
	defaultMax     = 5 * time.Minute // of Backoff
	maxLost        = 5               // tries of unknown outcome, before a human is asked after all
	undoSuffix     = ".undo"         // a step's ID cannot hold a dot
)

func (s Step) timeout() time.Duration { return s.Timeout.or(defaultTimeout) }

// undoing is the step that takes s back. It is tried as s is.
func (s Step) undoing() Step {
	s.ID += undoSuffix
	s.Use, s.With = s.Undo.Use, s.Undo.With
	s.OnFailure, s.Undo = Failure{}, Undo{}
	return s
}

// current is the step in hand.
func (m *machine) current() Step {
	if m.Status == StatusUndoing {
		return m.step(m.Ending.Undo[0]).undoing()
	}
	return m.Definition.Steps[m.At]
}

func (m *machine) step(id string) Step {
	for _, s := range m.Definition.Steps {
		if s.ID == id {
			return s
		}
	}
	return Step{ID: id}
}

// do makes the first try. With is evaluated once: every try is the same.
func (m *machine) do(s Step, in scope) error {
	v, err := fillWith(s.With, in)
	if err != nil {
		return err
	}
	var with map[string]any
	if s.With != nil {
		if with, err = plain(v.(map[string]any)); err != nil {
			return err
		}
	}
	d := Do{Step: s.ID, Kind: s.Use, With: with, Key: m.ID + "/" + s.ID, Timeout: s.timeout()}
	m.hold(Waiting{Step: s.ID, Do: &d})
	m.try(s)
	return nil
}

// try sends the next try.
func (m *machine) try(s Step) {
	w := *m.Waiting
	d := *w.Do
	d.Try++
	m.emit(d)
	m.log(s.ID, "%s, try %d", d.Kind, d.Try)
	m.hold(Waiting{For: WaitStep, Step: s.ID, Until: m.now.Add(d.Timeout), Lost: w.Lost, Do: &d})
}

// later makes the next try wait.
func (m *machine) later(s Step) {
	w := *m.Waiting
	w.For, w.Until = WaitRetry, m.now.Add(s.Backoff.pause(w.Do.Key, w.Do.Try))
	m.hold(w)
}

// pause is the wait after try number try: doubling, give or take a quarter that
// the key decides, so that runs which failed together do not return together.
func (b Backoff) pause(key string, try int) time.Duration {
	d, most := b.First.or(defaultFirst), b.Max.or(defaultMax)
	for i := 1; i < try && d < most; i++ {
		d *= 2
	}
	d = min(d, most)
	h := fnv.New32a()
	h.Write([]byte(key + "#" + strconv.Itoa(try)))
	return d*3/4 + d/2*time.Duration(h.Sum32()%1024)/1024
}

// finished takes a step's success, whichever try it comes from, and a ticket's
// resolution.
func (m *machine) finished(e Finished) bool {
	w := m.waits(e.Step, WaitStep, WaitRetry, WaitHuman, WaitTicket)
	if w == nil {
		return false
	}
	values, err := plain(e.Result)
	if err != nil {
		values = nil
		m.log(e.Step, "its result cannot be kept: %v", err)
	}
	m.close(closedEnded())
	m.done(m.current(), values)
	return true
}

// done is a success: on to the next step, or to the next to take back.
func (m *machine) done(s Step, values map[string]any) {
	m.log(s.ID, "done")
	if m.Status == StatusUndoing {
		m.Ending.Undone = append(m.Ending.Undone, m.Ending.Undo[0])
		m.Ending.Undo, m.Waiting = m.Ending.Undo[1:], nil
		return
	}
	m.next(s, Result{Values: values})
	if m.Ending != nil {
		m.conclude(*m.Ending, true, false)
	}
}

// failed takes a try's failure.
func (m *machine) failed(e Failed) bool {
	w := m.waits(e.Step, WaitStep)
	if w == nil || w.Do.Try != e.Try {
		return false
	}
	s := m.current()
	m.log(s.ID, "try %d failed: %s", e.Try, e.Error)
	if stopping := m.Ending != nil && m.Status != StatusUndoing; stopping {
		m.conclude(*m.Ending, true, w.Lost > 0)
	} else if e.Retry && w.Do.Try-w.Lost < s.Tries {
		m.later(s)
	} else {
		m.fail(s, e.Error, w.Lost > 0)
	}
	return true
}

// unknown takes a try of which nobody knows the outcome.
func (m *machine) unknown(e Unknown) bool {
	w := m.waits(e.Step, WaitStep)
	if w == nil || w.Do.Try != e.Try {
		return false
	}
	m.log(e.Step, "nobody knows whether try %d was done", e.Try)
	m.lost(m.current())
	return true
}

// lost follows the step's policy on an unknown outcome.
func (m *machine) lost(s Step) {
	m.Waiting.Lost++
	switch {
	case m.Ending != nil && m.Status != StatusUndoing:
		m.conclude(*m.Ending, true, true)
	case s.Unknown == Again && m.Waiting.Lost <= maxLost:
		m.later(s)
	default:
		m.askHuman(s)
	}
}

// askHuman opens a ticket with the question, and waits for its answer.
func (m *machine) askHuman(s Step) {
	m.emit(OpenTicket{
		Step: s.ID, Queue: m.Definition.OnFailure.Ticket.Queue, Kind: ticketIncident,
		Title:   titleUnknown(m.Definition.Title),
		Fields:  append(m.facts(), Field{labelStep(), same(s.ID)}, Field{labelRun(), same(m.ID)}),
		Why:     "nobody knows whether step " + s.ID + " was done",
		Choices: unknownChoices(),
	})
	w := *m.Waiting
	w.For, w.Until = WaitHuman, time.Time{}
	m.hold(w)
}

// settled takes a human's word on a step of unknown outcome.
func (m *machine) settled(e Answered) bool {
	s := m.current()
	switch e.Value {
	case wasDone:
		m.close(closedAnswered())
		m.log(s.ID, "%s says that it was done", e.By)
		m.done(s, nil)
	case wasNotDone:
		m.close(closedAnswered())
		m.log(s.ID, "%s says that it was not done", e.By)
		m.Waiting.Lost = 0
		m.try(s)
	case giveUp:
		m.close(closedAnswered())
		m.fail(s, e.By+" says that it was not done", false)
	default:
		return false
	}
	return true
}
