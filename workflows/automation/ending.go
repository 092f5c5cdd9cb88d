package automation

import "strings"

// How a run ends when not every step was done: failure, refusal, cancelling;
// taking back; and the ticket that says what is left.

// fail is a step that will not be done. perhaps says that a try of unknown
// outcome may have done it nevertheless.
func (m *machine) fail(s Step, why string, perhaps bool) {
	m.log(s.ID, "failed: %s", why)
	if m.Status == StatusUndoing {
		m.Ending.Left = append(m.Ending.Left, m.Ending.Undo[0])
		m.Ending.Undo, m.Waiting = m.Ending.Undo[1:], nil
		return
	}
	if s.OnFailure.Continue {
		if perhaps || s.OnFailure.Ticket.Queue != "" {
			m.failureTicket(s.OnFailure.Ticket, Ending{Why: why, Failed: s.ID})
		}
		m.next(s, Result{Failed: why})
		return
	}
	f := m.Definition.OnFailure
	m.conclude(Ending{Status: StatusFailed, Why: s.ID + ": " + why, Failed: s.ID}, f.Undo || s.OnFailure.Undo, perhaps)
}

// cancelled stops the run. A try that is out is waited for: only then is it
// known what there is to take back.
func (m *machine) cancelled(e Cancelled) bool {
	if m.Ending != nil {
		return false
	}
	end := Ending{Status: StatusCancelled, Why: "cancelled by " + e.By}
	if e.Why != "" {
		end.Why += ": " + e.Why
	}
	m.log("", "%s", end.Why)
	w := m.Waiting
	if w != nil && w.For == WaitStep {
		m.Ending = &end
		return true
	}
	m.conclude(end, true, w != nil && (w.For == WaitHuman || w.Lost > 0))
	return true
}

// conclude works out what was done and what of it is taken back, the last
// first. perhaps says that the step in hand may have been done as well.
func (m *machine) conclude(end Ending, undo, perhaps bool) {
	m.close(closedEnded())
	last := m.At - 1
	if perhaps {
		last = m.At
	}
	for i := last; i >= 0; i-- {
		s := m.Definition.Steps[i]
		r, ran := m.Results[s.ID]
		done := i == m.At || ran && !r.Skipped && r.Failed == ""
		switch {
		case !s.world() || !done || s.Undo.Nothing:
		case undo && s.Undo.Use != "":
			end.Undo = append(end.Undo, s.ID)
		default:
			end.Left = append(end.Left, s.ID)
		}
	}
	m.Waiting, m.Ending, m.Status = nil, &end, StatusUndoing
}

// undoNext takes back the next step, or ends the run.
func (m *machine) undoNext() {
	if len(m.Ending.Undo) == 0 {
		m.finish(*m.Ending)
		return
	}
	s := m.current()
	in := m.scopeAt(min(m.At+1, len(m.Definition.Steps)), m.now, nil)
	if err := m.do(s, m.withSecrets(in)); err != nil {
		m.fail(s, err.Error(), false)
	}
}

// finish tells everybody how it ended.
func (m *machine) finish(end Ending) {
	m.Status = end.Status
	if end.Status == StatusFailed || len(end.Left) > 0 {
		t := m.Definition.OnFailure.Ticket
		if own := m.step(end.Failed).OnFailure.Ticket; own.Queue != "" {
			t = own
		}
		m.failureTicket(t, end)
	}
	switch title := m.Definition.Title; {
	case end.Status == StatusFailed:
		m.emit(Say{To: m.Requester, Text: saidFailed(title)})
	case len(end.Left) > 0:
		m.emit(Say{To: m.Requester, Text: saidCancelledLeft(title)})
	case !end.Told:
		m.emit(Say{To: m.Requester, Text: saidCancelled(title)})
	}
	m.log("", "%s", end.Why)
	m.emit(Ended{Status: end.Status, Why: end.Why})
}

// failureTicket says what was done, what was not and what was taken back, so
// that nothing stays half-done in silence.
func (m *machine) failureTicket(t Ticket, end Ending) {
	e := OpenTicket{
		Queue: t.Queue, Kind: t.Kind, Step: end.Failed, Why: end.Why,
		Title: titleFailed(m.Definition.Title), Fields: m.facts(),
	}
	if e.Kind == "" {
		e.Kind = ticketIncident
	}
	var done, open []string
	for i, s := range m.Definition.Steps {
		r, ran := m.Results[s.ID]
		switch {
		case i >= m.At && s.ID != end.Failed:
			open = append(open, s.ID)
		case i < m.At && ran && !r.Skipped && r.Failed == "":
			done = append(done, s.ID)
		}
	}
	for _, f := range []struct {
		label Text
		steps []string
	}{
		{labelFailed(), []string{end.Failed}}, {labelDone(), done}, {labelUndone(), end.Undone},
		{labelLeft(), end.Left}, {labelOpen(), open},
	} {
		if steps := strings.Join(f.steps, ", "); steps != "" {
			e.Fields = append(e.Fields, Field{f.label, same(steps)})
		}
	}
	e.Fields = append(e.Fields, Field{labelRun(), same(m.ID)})
	m.emit(e)
}

// facts is who asks for what, without secrets.
func (m *machine) facts() []Field {
	asked := Field{labelRequester(), typed(m.Facts.person(m.Requester).label())}
	return append([]Field{asked}, m.summary()...)
}
