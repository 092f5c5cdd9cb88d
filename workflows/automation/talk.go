package automation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"
)

// The steps that talk to people and to time: say, ask, wait, set and ticket.

// The kinds of a ticket, and what a ticket step may wait for.
const (
	ticketIncident = "incident"
	ticketRequest  = "request"
	untilResolved  = "resolved"
)

func (m *machine) say(s Step, in scope) error {
	w, err := decodeWith[sayWith](s.With)
	if err != nil {
		return err
	}
	to, err := m.to(w.To, in)
	if err != nil {
		return err
	}
	text, err := m.fillAll(w.Text, in)
	if err != nil {
		return err
	}
	e := Say{Step: s.ID, To: to, Text: text, Private: w.Private}
	if !m.kept(s, printOf(e)) {
		m.emit(e)
		m.next(s, Result{Print: printOf(e)})
	}
	return nil
}

// to is the ID of whom a step addresses: the requester unless it says.
func (m *machine) to(src string, in scope) (string, error) {
	if src == "" {
		return m.Requester, nil
	}
	ids, err := people(src, in)
	if err != nil {
		return "", err
	}
	if len(ids) != 1 {
		return "", errors.New(src + ": is not one known person")
	}
	return ids[0], nil
}

// kept moves on when the step was taken before an edit in the same words; what
// was skipped then has no print.
func (m *machine) kept(s Step, print string) bool {
	old, ok := m.Results[s.ID]
	if !ok || old.Print != print {
		return false
	}
	m.next(s, old)
	return true
}

func printOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

func (m *machine) ask(s Step, in scope) error {
	w, err := decodeWith[askWith](s.With)
	if err != nil {
		return err
	}
	to, err := m.to(w.To, in)
	if err != nil {
		return err
	}
	slot := w.slot()
	if slot.Ask, err = m.fillAll(w.Text, in); err != nil {
		return err
	}
	slot.Name = s.ID
	q := AskSlot{Step: s.ID, To: to, Slot: slot}
	print := printOf(q)
	if m.kept(s, print) {
		return nil
	}
	q.Until = m.now.Add(s.Wait.or(patience))
	m.emit(q)
	m.hold(Waiting{For: WaitAnswer, Step: s.ID, Until: q.Until, Question: &q, Print: print})
	return nil
}

// answered takes an answer to a question, or a human's word on whether a step
// was done. The requester's word does not count for that.
func (m *machine) answered(e Answered) bool {
	if w := m.waits(e.Step, WaitHuman); w != nil && e.By != "" && e.By != m.Requester {
		return m.settled(e)
	}
	w := m.waits(e.Step, WaitAnswer)
	if w == nil || w.Question.To != e.By {
		return false
	}
	v, err := w.Question.Slot.accept(e.Value, m.Facts, m.now.Location())
	if err != nil || v == "" {
		again := *w.Question
		again.Again = againText(again.Slot.Kind)
		m.emit(again)
		return true
	}
	m.reply(m.current(), v, e.By)
	return true
}

// reply keeps an answer, as expressions will read it.
func (m *machine) reply(s Step, v, by string) {
	var value any = v
	if k := m.Waiting.Question.Slot.Kind; k == SlotNumber {
		value = k.value(v, m.Facts)
	}
	if by != "" {
		m.close(closedAnswered())
	} else {
		m.close(closedExpired())
	}
	m.next(s, Result{Values: map[string]any{"value": value, "by": by}, Print: m.Waiting.Print})
}

// unanswered is the end of a question's time.
func (m *machine) unanswered(s Step) {
	w, err := decodeWith[askWith](s.With)
	q := m.Waiting.Question
	if err == nil && w.Expired == thenContinue {
		v := w.Default
		if q.Slot.Kind == SlotPerson {
			v = m.Requester // the only default a person has
		}
		if v, err = q.Slot.accept(v, m.Facts, m.now.Location()); err == nil {
			m.log(s.ID, "no answer in time: the default counts")
			m.reply(s, v, "")
			return
		}
	}
	m.close(closedExpired())
	m.fail(s, "nobody answered in time", false)
}

func (m *machine) wait(s Step, in scope) error {
	w, err := decodeWith[waitWith](s.With)
	if err != nil {
		return err
	}
	until := m.now.Add(time.Duration(w.For))
	if w.Until != "" {
		v, err := eval(w.Until, in)
		if err != nil {
			return err
		}
		t, ok := v.(time.Time)
		if !ok {
			return errors.New(w.Until + ": is no date")
		}
		until = t
	}
	print := printOf([]any{w, until})
	if w.Until == "" {
		print = printOf(w)
	}
	if m.kept(s, print) {
		return nil
	}
	if !until.After(m.now) {
		m.next(s, Result{Print: print})
		return nil
	}
	m.log(s.ID, "waits until %s", until.Format(time.RFC3339))
	m.hold(Waiting{For: WaitTime, Step: s.ID, Until: until, Print: print})
	return nil
}

func (m *machine) set(s Step, in scope) error {
	v, err := fillWith(s.With, in)
	if err != nil {
		return err
	}
	values, err := plain(v.(map[string]any))
	if err != nil {
		return err
	}
	m.next(s, Result{Values: values})
	return nil
}

func (m *machine) ticket(s Step, in scope) error {
	w, err := decodeWith[ticketWith](s.With)
	if err != nil {
		return err
	}
	e := OpenTicket{Step: s.ID, Queue: w.Queue, Kind: w.Kind, Resolved: w.Until == untilResolved}
	if e.Kind == "" {
		e.Kind = ticketRequest
	}
	if e.Title, err = m.fillAll(w.Title, in); err != nil {
		return err
	}
	for _, f := range w.Fields {
		v, err := m.fillAll(f.Value, in)
		if err != nil {
			return err
		}
		e.Fields = append(e.Fields, Field{Label: f.Label, Value: v})
	}
	e.Why = "step " + s.ID + " of " + m.Definition.Name
	m.emit(e)
	m.hold(Waiting{For: WaitTicket, Step: s.ID})
	return nil
}
