package intents

import (
	"slices"
	"strconv"
	"strings"
)

// agrees and declines are what "yes" and "no" press.
var (
	agrees   = []string{ActYes, ActHelped, ActConfirm, ActJoin, ActCancel}
	declines = []string{ActNo, ActNot, ActReopen, ActNone}
)

// chooses finds the choice that was typed: its label, its number, the only one
// that begins so, or yes and no in the words of any language.
func (t *turn) chooses() (Act, bool) {
	if len(t.s.Shown) == 0 || t.folded == "" {
		return Act{}, false
	}
	open := t.s.ask().What
	for _, said := range []string{t.folded, t.bare} {
		for _, c := range t.s.Shown {
			if said != "" && fold(c.Label) == said {
				return c.Act, true
			}
		}
	}
	if t.freely() {
		return t.agreement(open)
	}
	if a, ok := t.label(func(label string) bool { return strings.HasPrefix(label+" ", t.bare+" ") }); ok {
		return a, true
	}
	if n, ok := ordinal(t.bare); ok && n >= 1 && n <= len(t.s.Shown) {
		return t.s.Shown[n-1].Act, true
	}
	if a, ok := t.agreement(open); ok {
		return a, true
	}
	if a, ok := t.label(func(label string) bool { return len(t.bare) >= 2 && strings.HasPrefix(label, t.bare) }); ok {
		return a, true
	}
	if open == askIntent || open == askArticles {
		return t.label(t.resembles)
	}
	return Act{}, false
}

// resembles reports whether all longer words of a few stand in the label: "the
// screen" is "Screen stays black".
func (t *turn) resembles(label string) bool {
	const few, longer = 4, 4
	words := strings.Fields(t.bare)
	short := func(w string) bool { return len(w) < longer }
	other := func(w string) bool { return !short(w) && !contains(label, w) }
	return len(words) <= few && slices.ContainsFunc(words, func(w string) bool { return !short(w) }) &&
		!slices.ContainsFunc(words, other)
}

// freely reports whether the open question takes any words, so that a number
// or the beginning of a label is an answer of its own.
func (t *turn) freely() bool {
	switch a := t.s.ask(); a.What {
	case askSlot:
		slot := t.task().slot(a.On)
		return slot == nil || len(slot.Options) == 0
	case askStill:
		return true
	case "":
		return t.s.Ticket != ""
	}
	return false
}

// agreement is what yes, no, "it works" and "it still fails" press among what
// is shown.
func (t *turn) agreement(open string) (Act, bool) {
	brief := len(strings.Fields(t.bare)) <= enough
	fails := brief && t.c.mentions(t.bare, sayFails)
	switch {
	case t.c.only(t.bare, sayYes, sayWorks), open == askOutage && t.c.says(t.bare, sayMeToo):
		return t.pick(agrees, sayYes)
	case brief && !fails && t.c.mentions(t.bare, sayWorks):
		return t.pick(agrees, sayYes)
	case t.c.only(t.bare, sayNo):
		return t.pick(declines, sayNo)
	case fails && (open == askHelped || open == askConfirm || open == ""):
		return t.pick(declines, sayNo)
	}
	return Act{}, false
}

// pick is the first choice shown that does one of those things, or whose label
// says it: an automation's answers are all of one kind.
func (t *turn) pick(dos []string, s sense) (Act, bool) {
	for _, c := range t.s.Shown {
		if slices.Contains(dos, c.Act.Do) || t.c.only(fold(c.Label), s) {
			return c.Act, true
		}
	}
	return Act{}, false
}

// label is the only choice whose folded label fits.
func (t *turn) label(fits func(label string) bool) (Act, bool) {
	var found []Act
	for _, c := range t.s.Shown {
		if t.bare != "" && fits(fold(c.Label)) {
			found = append(found, c.Act)
		}
	}
	if len(found) != 1 {
		return Act{}, false
	}
	return found[0], true
}

// ordinal reads "2", "#2" or "2." folded; also "5/5" and "4 stars", whose
// first number counts.
func ordinal(folded string) (int, bool) {
	const most = 2 // words
	f := strings.Fields(folded)
	if len(f) == 0 || len(f) > most {
		return 0, false
	}
	n, err := strconv.Atoi(f[0])
	return n, err == nil
}
