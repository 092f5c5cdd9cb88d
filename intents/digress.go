package intents

import "strings"

// digresses hears, where the value of a slot was asked for, something else:
// bad says why the words are no value, "" that they may be one.
func (t *turn) digresses(slot *Slot, bad string) bool {
	const short = 4 // words: an answer rather than a sentence
	switch {
	case bad == "" && slot.takesWords() && !t.asks():
		return false
	case bad == "" && !slot.takesWords() && len(strings.Fields(t.bare)) <= short:
		return false
	}
	return t.asides()
}

// asides answers what is said in the middle of a task and belongs to another
// matter: a question is answered and the task goes on; a trouble or a wish is
// asked about.
func (t *turn) asides() bool {
	best, p := t.best()
	other := best != nil && best.Name != t.s.Task.Intent && p >= t.c.Options.Switch
	switch {
	case other && best.Kind == Social:
		t.greet()
		t.again()
		return t.because("small talk in the middle")
	case t.asks() && len(t.in.Hits) > 0 && t.in.Hits[0].Sure && (!other || best.Kind == Question):
		t.passage(t.in.Hits[0])
		t.effects = append(t.effects,
			Offered{Article: t.in.Hits[0].Article, Question: t.text},
			Judged{Article: t.in.Hits[0].Article, Question: t.text, Outcome: "potential"})
		t.back()
		return t.because("a question in the middle: answered, and back")
	case other && best.Kind == Question && len(best.Reply) > 0:
		t.answerOf(best)
		t.back()
		return t.because("a question in the middle: answered, and back")
	case other:
		t.hold()
		t.pose(Ask{What: askNew})
		return t.because("in the middle, likely " + best.Name + ": something new?")
	}
	return false
}

// suspend puts the task aside when it waits for answers; others are over.
func (t *turn) suspend() {
	if t.s.Task == nil {
		return
	}
	t.judge("potential")
	switch t.s.Task.Ask.What {
	case askSlot, askForm, askStart:
		t.s.Later = append(t.s.Later, *t.s.Task)
		if len(t.s.Later) > maxLater {
			t.s.Later = t.s.Later[len(t.s.Later)-maxLater:]
		}
	}
	t.s.Task = nil
}
