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
	if n, ok := ordinal(t.bare); ok && n >= 1 && n <= len(t.s.Shown) {
		return t.s.Shown[n-1].Act, true
	}
	if a, ok := t.agreement(open); ok {
		return a, true
	}
	return t.prefix()
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
	case t.c.says(t.bare, sayYes), open == askOutage && t.c.says(t.bare, sayMeToo):
		return t.pick(agrees)
	case brief && !fails && t.c.mentions(t.bare, sayWorks):
		return t.pick(agrees)
	case t.c.says(t.bare, sayNo):
		return t.pick(declines)
	case fails && (open == askHelped || open == askConfirm || open == ""):
		return t.pick(declines)
	}
	return Act{}, false
}

// pick is the first choice shown that does one of those things.
func (t *turn) pick(dos []string) (Act, bool) {
	for _, c := range t.s.Shown {
		if slices.Contains(dos, c.Act.Do) {
			return c.Act, true
		}
	}
	return Act{}, false
}

// prefix is the only choice whose label begins with what was typed.
func (t *turn) prefix() (Act, bool) {
	const least = 3
	var found []Act
	for _, c := range t.s.Shown {
		if len(t.bare) >= least && strings.HasPrefix(fold(c.Label), t.bare) {
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
