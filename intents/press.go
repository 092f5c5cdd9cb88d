package intents

import (
	"slices"
	"strconv"
	"strings"
)

// presses does what a button or a form says.
func (t *turn) presses() bool {
	switch e := t.in.Event.(type) {
	case Chose:
		t.act(e.Act)
	case Filled:
		t.filled(e.Values)
	default:
		return false
	}
	return true
}

// act does what a choice says, pressed or typed. Buttons live longer than
// questions: one that no longer fits is answered, and changes nothing.
func (t *turn) act(a Act) {
	done := false
	switch a.Do {
	case ActHelped, ActNot, ActArticle:
		done = t.actArticle(a)
	case ActIntent, ActNone:
		done = t.actIntent(a)
	case ActSlot, ActSkip:
		done = t.actSlot(a)
	case ActYes, ActNo:
		done = t.actYesNo(a)
	case ActAbout, ActNew:
		done = t.actAbout(a)
	case ActConfirm, ActReopen, ActRate, ActJoin, ActCancel:
		done = t.actTicket(a)
	case ActHuman:
		done = t.human()
	case ActAnswer:
		done = t.actAnswer(a)
	}
	if !done {
		t.stale()
	}
}

// stale answers a button whose question is settled.
func (t *turn) stale() {
	t.first("settled", nil)
	t.again()
	t.because("a button of a question that is settled")
}

func (t *turn) actArticle(a Act) bool {
	switch a.Do {
	case ActHelped:
		return t.helped(a.On)
	case ActNot:
		return t.didNotHelp(a.On)
	}
	if t.s.Task == nil {
		return false
	}
	k := slices.IndexFunc(t.s.Task.Hits, func(h Hit) bool { return h.Article == a.On })
	if k < 0 {
		return false
	}
	t.s.Task.Tried = maxTried // the requester has seen the other titles
	t.offer(k)
	return t.because("chose the article " + a.On)
}

func (t *turn) actIntent(a Act) bool {
	if a.Do == ActNone {
		if t.s.Task == nil || t.s.Task.Ask.What != askIntent {
			return false
		}
		t.s.Task.Maybe = nil
		t.pose(Ask{What: askOpen})
		return t.because("none of the intents: offer a ticket")
	}
	i := t.c.intent(a.On)
	if i == nil || i.Kind == Social {
		return false
	}
	if t.s.Task == nil || t.s.Task.Ask.What != askIntent {
		t.suspend()
		t.s.Task = &Task{Files: t.s.Files}
	}
	t.s.Task.Intent, t.s.Task.P, t.s.Task.Maybe, t.s.Task.Ask = i.Name, 1, nil, Ask{}
	t.s.Task.Hits = t.relevant(i, slices.Concat(t.in.Hits, t.s.Task.Hits))
	t.extract(t.s.Task, fold(t.s.Task.Said), nil)
	t.advance()
	t.why = "chose " + i.Name + ": " + t.why
	return true
}

func (t *turn) actSlot(a Act) bool {
	slot := t.task().slot(a.On)
	if slot == nil || t.s.Task.Ask.What == "" {
		return false
	}
	if a.Do == ActSkip {
		if t.task().Do != "" {
			return false
		}
		t.s.Task.Skipped = append(t.s.Task.Skipped, slot.Name)
	} else {
		o := slot.option(a.Value)
		if o == nil {
			return false
		}
		t.s.Task.fill(slot.Name, t.told(o))
	}
	t.because("answered " + slot.Name)
	t.proceed()
	return true
}

func (t *turn) actYesNo(a Act) bool {
	if t.s.ask().What != a.On {
		return false
	}
	yes := a.Do == ActYes
	switch a.On {
	case askOpen:
		if yes {
			t.opens("the requester wants a ticket")
			return true
		}
		t.drop()
		return t.because("no ticket wanted")
	case askStart:
		if yes {
			t.start("confirmed")
			return true
		}
		t.drop()
		return t.because("the automation is not wanted")
	case askFile:
		if yes {
			t.s.Task = &Task{Files: t.s.Files}
			t.opens("the requester wants a ticket")
			return true
		}
		t.s.Files = nil
		t.first("left", nil)
		t.back()
		return t.because("nothing to do with the file")
	case askOutage:
		t.s.Task.Outage = nil
		t.advance()
		t.why = "not the outage: " + t.why
		return true
	case askNew:
		return t.notNew()
	case askClose:
		t.first("kept", nil)
		t.back()
		return t.because("the ticket is kept")
	}
	return false
}

func (t *turn) actTicket(a Act) bool {
	if a.On == "" {
		return a.Do == ActCancel && t.cancels()
	}
	switch a.Do {
	case ActConfirm:
		t.confirms(a.On)
	case ActReopen:
		t.reopens(a.On)
	case ActJoin:
		t.joins(a.On)
	case ActCancel:
		t.effects = append(t.effects, Cancel{Ticket: a.On, Why: "the requester no longer needs it"})
		t.first("withdrawn", map[string]any{"Ticket": a.On})
		t.back()
		t.because("the requester withdraws " + a.On)
	case ActRate:
		score, err := strconv.Atoi(a.Value)
		if err != nil || score < 1 || score > 5 {
			return false
		}
		t.rate(a.On, score)
	}
	return true
}

// actAnswer answers an automation, also one whose question another has
// replaced since.
func (t *turn) actAnswer(a Act) bool {
	run, step, ok := strings.Cut(a.On, answerParts)
	if !ok {
		return false
	}
	t.effects = append(t.effects, Answer{Run: run, Step: step, Value: a.Value})
	if t.s.Side.What == askAnswer && t.s.Side.On == a.On {
		t.s.Side = Ask{}
		t.back()
	}
	return t.because("an answer for the automation")
}

// actAbout takes up the words that were held back.
func (t *turn) actAbout(a Act) bool {
	h := t.s.Held
	if h == nil {
		return false
	}
	if a.Do == ActAbout {
		t.s.Side, t.s.Held = Ask{}, nil
		t.effects = append(t.effects, Comment{Ticket: a.On, Text: h.Text, Files: h.Files})
		t.acknowledge(a.On)
		t.back()
		return t.because("it is about the ticket: a comment")
	}
	t.suspend()
	t.s.Side, t.s.Held, t.s.Task = Ask{}, nil, &h.Task
	t.advance()
	t.why = "something new: " + t.why
	return true
}

// notNew takes words that looked like something new as an answer after all.
func (t *turn) notNew() bool {
	h := t.s.Held
	if h == nil {
		return false
	}
	t.s.Side, t.s.Held = Ask{}, nil
	t.read(h.Text, h.Files)
	t.in.Entities = nil
	if t.s.Task.Ask.What == askSlot {
		t.answersSlot()
	} else {
		t.s.Task.Said = join(t.s.Task.Said, h.Text)
		t.back()
	}
	return t.because("not something new: it belongs to what was being dealt with")
}
