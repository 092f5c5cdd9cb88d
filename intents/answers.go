package intents

import (
	"strings"
)

// answers takes words as the answer to the open question, when they may be
// one. It reports false when they are something else altogether: the question
// is then left, or put aside.
func (t *turn) answers() bool {
	if !t.typed() {
		return false
	}
	if a, ok := t.chooses(); ok {
		t.act(a)
		t.why = "typed a choice: " + t.why
		return true
	}
	if t.s.Side.What != "" {
		if t.answersSide() {
			return true
		}
		if t.s.Side.What == askNew {
			t.s.Task.Said = join(t.s.Task.Said, t.s.Held.Text)
		}
		t.s.Side, t.s.Held, t.s.Shown = Ask{}, nil, nil
	}
	if t.s.Task == nil || t.s.Task.Ask.What == "" {
		return false
	}
	switch {
	case t.bare == "":
		t.greet()
		t.again()
		return t.because("a greeting or thanks: the question again")
	case t.corrects():
		return true
	}
	switch t.s.Task.Ask.What {
	case askSlot:
		return t.answersSlot()
	case askForm:
		return t.answersForm()
	case askHelped, askArticles:
		return t.answersOffer()
	default:
		return t.answersChoice()
	}
}

// answersSide takes words for a question beside the task, when they fit.
func (t *turn) answersSide() bool {
	switch a := t.s.Side; a.What {
	case askStill:
		t.reopen(a.On, t.words())
		return true
	case askAnswer:
		return t.answersAutomation()
	case askAbout:
		t.s.Side = Ask{}
		t.effects = append(t.effects,
			Comment{Ticket: a.On, Text: t.s.Held.Text, Files: t.s.Held.Files},
			Comment{Ticket: a.On, Text: t.words(), Files: t.files})
		t.acknowledge(a.On)
		t.back()
		return t.because("neither this nor that: both are comments")
	case askRate, askConfirm, askClose:
		if t.bare == "" {
			t.greet()
			t.back()
			return t.because("thanks: the question beside is left")
		}
	}
	return false
}

// answersAutomation passes any words on when there was nothing to choose from.
func (t *turn) answersAutomation() bool {
	a := t.s.Side
	if len(t.s.Shown) == 0 {
		return t.actAnswer(Act{Do: ActAnswer, On: a.On, Value: t.words()})
	}
	t.first("choose_one", nil)
	a.Bad++
	t.pose(a)
	return t.because("none of the choices of the automation")
}

// answersSlot takes words as the value of the slot that was asked for.
func (t *turn) answersSlot() bool {
	slot := t.task().slot(t.s.Task.Ask.On)
	if t.c.says(t.bare, saySkip) && t.task().Do == "" {
		t.s.Task.Skipped = append(t.s.Task.Skipped, slot.Name)
		t.because("does without " + slot.Name)
		t.proceed()
		return true
	}
	told, bad := t.parse(slot)
	if t.digresses(slot, bad) {
		return true
	}
	if bad != "" {
		return t.badAnswer(slot, bad)
	}
	t.s.Task.fill(slot.Name, told)
	t.s.Task.Files = files(t.s.Task.Files, t.files)
	if slot.Kind != SlotText && slot.Kind != SlotLong {
		t.extract(t.s.Task, t.folded, t.in.Entities)
	}
	t.because("answered " + slot.Name)
	t.proceed()
	return true
}

// badAnswer says what is wrong and asks again; what the words say of other
// slots is kept.
func (t *turn) badAnswer(slot *Slot, bad string) bool {
	if t.extract(t.s.Task, t.folded, t.in.Entities) {
		t.first("noted", map[string]any{"What": t.last()})
		t.pose(t.s.Task.Ask)
		return t.because("not " + slot.Name + ", but " + t.s.Task.Last)
	}
	t.first(bad, nil)
	a := t.s.Task.Ask
	a.Bad++
	t.pose(a)
	return t.because("no answer for " + slot.Name)
}

// answersForm takes words instead of the form: from then on one question at a
// time.
func (t *turn) answersForm() bool {
	if t.asides() {
		return true
	}
	t.s.Task.OneByOne = true
	t.extract(t.s.Task, t.folded, t.in.Entities)
	t.s.Task.Said = join(t.s.Task.Said, t.text)
	t.because("words instead of the form: one by one")
	t.proceed()
	return true
}

// answersOffer hears whether an article helped, in other words than yes and
// no.
func (t *turn) answersOffer() bool {
	t.s.Task.Files = files(t.s.Task.Files, t.files)
	switch {
	case t.c.mentions(t.bare, sayWait):
		t.say("take_your_time", nil)
		return t.because("the requester is trying")
	case t.declines():
		t.s.Task.Said = join(t.s.Task.Said, t.text)
		return t.didNotHelp(t.s.Task.Offer)
	case t.leaves():
		t.judge("potential")
		t.s.Task = nil
		return false
	case t.s.Task.Ask.What == askArticles:
		t.s.Task.Said = join(t.s.Task.Said, t.text)
		t.rethink()
		return false
	}
	t.s.Task.Said = join(t.s.Task.Said, t.text)
	t.first("added", nil)
	t.again()
	return t.because("more words after an article: did it help?")
}

// answersChoice hears words that are none of two or three answers.
func (t *turn) answersChoice() bool {
	a := t.s.Task.Ask
	switch {
	case t.declines():
		if no, ok := t.pick(declines, sayNo); ok {
			t.s.Task.Said = join(t.s.Task.Said, t.text)
			t.act(no)
			return true
		}
	case a.What == askIntent, a.What == askOpen:
		t.rethink()
		return false
	case a.What == askStart && t.asides():
		return true
	case t.leaves():
		t.judge("potential")
		t.s.Task = nil
		return false
	}
	t.s.Task.Said = join(t.s.Task.Said, t.text)
	t.first("yes_or_no", nil)
	a.Bad++
	t.pose(a)
	return t.because("neither yes nor no")
}

// declines reports whether the words begin with a no.
func (t *turn) declines() bool {
	_, ok := t.c.after(t.bare, sayNo)
	return ok
}

// leaves reports whether the words are surely another matter.
func (t *turn) leaves() bool {
	best, p := t.best()
	return best != nil && best.Name != t.s.Task.Intent && best.Kind != Social && p >= t.c.sure(best)
}

// rethink keeps what was said, to be understood together with the new words.
func (t *turn) rethink() {
	t.judge("potential")
	t.s.Said = join(t.s.Said, t.s.Task.Said)
	t.s.Files = t.s.Task.Files
	t.s.Misses++
	t.s.Task = nil
}

// corrects changes slots when the words say so: "no, rather Lyon".
func (t *turn) corrects() bool {
	const brief = 200 // bytes: longer ones tell a story
	task := t.s.Task
	if len(t.text) > brief || len(t.task().Slots) == 0 {
		return false
	}
	rest, ok := t.c.after(t.bare, sayRather)
	_, no := t.c.after(t.bare, sayNo)
	if !ok && !no {
		return false
	}
	if !ok {
		rest, _ = t.c.after(t.bare, sayNo)
	}
	found := t.mentioned(t.task(), rest, t.in.Entities)
	if len(found) == 0 {
		return ok && t.rewords(rest)
	}
	for _, slot := range t.task().Slots {
		if told, said := found[slot.Name]; said {
			task.fill(slot.Name, told)
		}
	}
	t.first("noted", map[string]any{"What": t.last()})
	t.because("corrects " + task.Last)
	t.proceed()
	return true
}

// rewords corrects the slot filled last when any words do for it.
func (t *turn) rewords(rest string) bool {
	last := t.task().slot(t.s.Task.Last)
	if last == nil || rest == "" || len(last.Options) > 0 || !last.takesWords() {
		return false
	}
	t.s.Task.fill(last.Name, Told{Value: clip(tail(t.text, rest), maxSlot)})
	t.first("noted", map[string]any{"What": t.last()})
	t.because("corrects " + last.Name)
	t.proceed()
	return true
}

// asks reports whether the words are a question.
func (t *turn) asks() bool {
	_, aside := t.c.after(t.bare, sayAside)
	return aside || strings.HasSuffix(t.text, "?")
}
