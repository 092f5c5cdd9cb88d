package automation

import (
	"fmt"
	"slices"
	"time"
)

const orderSequential = "sequential"

// approve asks the first stage. It is asked again after every edit, whatever
// was changed.
func (m *machine) approve(s Step, in scope) error {
	w, err := decodeWith[approveWith](s.With)
	if err != nil {
		return err
	}
	a, err := m.approval(w, in)
	if err != nil {
		return err
	}
	m.hold(Waiting{For: WaitApproval, Step: s.ID, Until: m.now.Add(s.Wait.or(patience)), Approval: &a})
	return m.askStage(s, w, false)
}

// approval is who is to be asked, in which order.
func (m *machine) approval(w approveWith, in scope) (Approval, error) {
	var groups [][]string
	for _, src := range w.By {
		ids, err := people(src, in)
		if err != nil {
			return Approval{}, err
		}
		if w.Order == orderSequential || len(groups) == 0 {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], ids...)
	}
	var a Approval
	for _, ids := range groups {
		ids = m.eligible(ids)
		if len(ids) == 0 {
			var err error
			if ids, err = m.fallback(w, in); err != nil {
				return Approval{}, err
			}
		}
		stage, err := m.stage(w, ids)
		if err != nil {
			return Approval{}, err
		}
		a.Stages = append(a.Stages, stage)
	}
	return a, nil
}

// eligible is each of the people once, without the requester; where that leaves
// nobody, whoever manages the requester decides.
func (m *machine) eligible(ids []string) []string {
	var may []string
	self := false
	for _, id := range ids {
		if id == m.Requester {
			self = true
		} else if !slices.Contains(may, id) {
			may = append(may, id)
		}
	}
	if len(may) == 0 && self {
		if boss := m.Facts.person(m.Requester).Manager; boss != "" && boss != m.Requester {
			may = []string{boss}
		}
	}
	return may
}

// fallback is the people of the step's fallback.
func (m *machine) fallback(w approveWith, in scope) ([]string, error) {
	var ids []string
	for _, src := range w.Fallback {
		more, err := people(src, in)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return m.eligible(ids), nil
}

// stage seats the people.
func (m *machine) stage(w approveWith, ids []string) (Stage, error) {
	need, ok := w.Need.of(len(ids))
	if len(ids) == 0 {
		return Stage{}, fmt.Errorf("nobody may approve")
	}
	if !ok || need > len(ids) {
		return Stage{}, fmt.Errorf("%s must approve, but only %d may", w.Need, len(ids))
	}
	st := Stage{Need: need, First: w.Need == "" || w.Need == "one"}
	for _, id := range ids {
		st.Seats = append(st.Seats, Seat{Of: id})
	}
	return st, nil
}

// seat finds who answers in each place that has not voted, by the delegations
// and absences of now. Nobody is asked for two places.
func (m *machine) seat(st *Stage) {
	asked := map[string]bool{}
	for _, s := range st.Seats {
		asked[s.Of], asked[s.Voted] = true, true
	}
	for i := range st.Seats {
		s := &st.Seats[i]
		if s.Voted != "" {
			continue
		}
		s.Asked = s.Of
		if stand := m.standIn(s.Of); !asked[stand] {
			s.Asked = stand
			asked[stand] = true
		}
	}
}

// standIn follows delegations, and of people who are away without one the line
// to their manager. It never arrives at the requester, nor goes round in circles.
func (m *machine) standIn(of string) string {
	seen := map[string]bool{"": true, m.Requester: true, of: true}
	for at := of; ; {
		next := m.Facts.Delegates[at]
		if next == "" && m.Facts.Away[at] {
			next = m.Facts.person(at).Manager
		}
		if next == "" {
			return at
		}
		if seen[next] {
			return of
		}
		seen[next] = true
		at = next
	}
}

// asked names what the open stage was asked: a vote for anything else is stale.
func (m *machine) asked() string { return m.asks() }

func (r Run) asks() string {
	a := r.Waiting.Approval
	name := fmt.Sprintf("%d.%d", r.Edits, a.Stage)
	if a.Fallback {
		name += ".fallback"
	}
	return name
}

// Approving is the approval that somebody is asked for now, as votes name it;
// ok is false when the run waits for no vote of theirs.
func (r Run) Approving(by string) (step, asked string, ok bool) {
	if r.Waiting == nil || r.Waiting.Approval == nil {
		return "", "", false
	}
	a := r.Waiting.Approval
	mine := func(s Seat) bool { return s.Asked == by && s.Voted == "" }
	return r.Waiting.Step, r.asks(), slices.ContainsFunc(a.Stages[a.Stage].Seats, mine)
}

// askStage asks those of the open stage who have not voted.
func (m *machine) askStage(s Step, w approveWith, reminder bool) error {
	in := m.scopeAt(m.At, m.now, nil)
	text := askedApproval(m.Facts.person(m.Requester), m.Definition.Title)
	if len(w.Text) > 0 {
		var err error
		if text, err = m.fillAll(w.Text, in); err != nil {
			return err
		}
	}
	a := m.Waiting.Approval
	st := &a.Stages[a.Stage]
	m.seat(st)
	e := AskApproval{
		Step: s.ID, Asked: m.asked(), Text: text, Summary: m.summary(),
		Until: m.Waiting.Until, Reminder: reminder,
	}
	for _, seat := range st.Seats {
		if seat.Voted == "" {
			e.Approvers = append(e.Approvers, seat.Asked)
		}
	}
	if w.Remind > 0 {
		a.Remind = m.now.Add(time.Duration(w.Remind))
	}
	m.emit(e)
	return nil
}

// summary is everything that is asked for, except secrets.
func (r Run) summary() []Field {
	var fs []Field
	for _, s := range r.Definition.Slots {
		v := r.Slots[s.Name]
		if v == "" || s.Kind == SlotSecret {
			continue
		}
		f := Field{Label: s.label(), Value: Text{}}
		for l := range same("") {
			shown := show(s.value(v, r.Facts), l)
			if s.Kind == SlotChoice {
				shown = s.optionLabel(v, l)
			}
			f.Value[l] = typed(shown)[l]
		}
		fs = append(fs, f)
	}
	return fs
}

// vote counts a vote of somebody who was asked, or in whose place another was.
// Nobody votes twice in a stage, and the requester never.
func (m *machine) vote(v Vote) bool {
	w := m.waits(v.Step, WaitApproval)
	if w == nil || v.By == "" || v.By == m.Requester || v.Asked != m.asked() || !m.now.Before(w.Until) {
		return false
	}
	st := &w.Approval.Stages[w.Approval.Stage]
	i := st.seatOf(v.By)
	if i < 0 {
		return false
	}
	seat := &st.Seats[i]
	seat.Voted, seat.Yes = v.By, v.Yes
	if seat.Of != v.By {
		v.For = seat.Of
	}
	m.Approvals = append(m.Approvals, v)
	m.log(v.Step, "%s: %s", v.By, map[bool]string{true: "approved", false: "refused"}[v.Yes])
	if v.Yes && v.Why != "" {
		m.emit(Say{Step: v.Step, To: m.Requester, Text: saidApproved(m.Facts.person(v.By), v.Why)})
	}
	if err := m.tally(m.current(), *st, v); err != nil {
		m.fail(m.current(), err.Error(), false)
	}
	return true
}

// seatOf is the free seat that a person may take, their own before another's;
// -1 when there is none or they have voted.
func (st Stage) seatOf(by string) int {
	found := -1
	for i, s := range st.Seats {
		switch {
		case s.Voted == by:
			return -1
		case s.Voted != "":
		case s.Of == by:
			found = i
		case s.Asked == by && found < 0:
			found = i
		}
	}
	return found
}

// tally decides the stage as soon as no further vote can change it.
func (m *machine) tally(s Step, st Stage, v Vote) error {
	yes, free := 0, 0
	for _, seat := range st.Seats {
		switch {
		case seat.Voted == "":
			free++
		case seat.Yes:
			yes++
		}
	}
	w, err := decodeWith[approveWith](s.With)
	if err != nil {
		return err
	}
	a := m.Waiting.Approval
	switch {
	case yes < st.Need && (yes+free < st.Need || st.First):
		m.close(closedDecided())
		m.refused(s, w, v.By, v.Why, saidRefused(m.Definition.Title, m.Facts.person(v.By), v.Why))
	case yes < st.Need:
	case a.Stage+1 < len(a.Stages):
		m.close(closedDecided())
		next := *a
		next.Stage++
		m.hold(Waiting{For: WaitApproval, Step: s.ID, Until: m.now.Add(s.Wait.or(patience)), Approval: &next})
		return m.askStage(s, w, false)
	default:
		m.close(closedDecided())
		m.next(s, decision(true, v.By, v.Why))
	}
	return nil
}

func decision(yes bool, by, why string) Result {
	return Result{Values: map[string]any{"approved": yes, "by": by, "why": why}}
}

// refused tells the requester, and ends the run unless the step goes on.
func (m *machine) refused(s Step, w approveWith, by, why string, said Text) {
	m.emit(Say{Step: s.ID, To: m.Requester, Text: said})
	if w.Refused == thenContinue {
		m.next(s, decision(false, by, why))
		return
	}
	reason := s.ID + ": refused"
	if by != "" {
		reason += " by " + by
	}
	m.conclude(Ending{Status: StatusCancelled, Why: reason, Told: true}, true, false)
}

// approvalRang reminds, or ends the time of an approval.
func (m *machine) approvalRang(s Step) {
	w, err := decodeWith[approveWith](s.With)
	if err == nil {
		if m.now.Before(m.Waiting.Until) {
			m.log(s.ID, "reminds who has not answered")
			err = m.askStage(s, w, true)
		} else {
			err = m.expired(s, w)
		}
	}
	if err != nil {
		m.close(closedEnded())
		m.fail(s, err.Error(), false)
	}
}

func (m *machine) expired(s Step, w approveWith) error {
	m.log(s.ID, "nobody approved in time")
	switch {
	case w.Expired == thenRefuse:
		m.close(closedExpired())
		m.refused(s, w, "", "", saidExpired(m.Definition.Title))
	case w.Expired == thenContinue:
		m.close(closedExpired())
		m.next(s, decision(false, "", ""))
	case w.Expired == thenFallback && !m.Waiting.Approval.Fallback:
		m.close(closedEscalated())
		return m.askFallback(s, w)
	default:
		m.close(closedExpired())
		m.fail(s, "nobody approved in time", false)
	}
	return nil
}

// askFallback asks the fallback in place of everybody, once, for as long again.
func (m *machine) askFallback(s Step, w approveWith) error {
	ids, err := m.fallback(w, m.scopeAt(m.At, m.now, nil))
	if err != nil {
		return err
	}
	st, err := m.stage(w, ids)
	if err != nil {
		return err
	}
	m.hold(Waiting{
		For: WaitApproval, Step: s.ID, Until: m.now.Add(s.Wait.or(patience)),
		Approval: &Approval{Stages: []Stage{st}, Fallback: true},
	})
	return m.askStage(s, w, false)
}
