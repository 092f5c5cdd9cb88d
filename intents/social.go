package intents

import (
	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
)

// greets answers a message that is a greeting or thanks and nothing else.
func (t *turn) greets() bool {
	if !t.typed() {
		return false
	}
	if t.bare == "" || t.social() != nil && !t.asksMore() {
		t.greet()
		t.back()
		return t.because("a greeting or thanks, nothing else")
	}
	return false
}

// greet puts the answer to a greeting or thanks before what comes next.
func (t *turn) greet() {
	if i := t.social(); i != nil {
		t.lead = append(t.lead, chat.Text{Text: lang.Pick(i.Reply, t.s.Lang)})
		return
	}
	key := "hello"
	if t.c.holds(t.folded, sayThanks) {
		key = "welcome"
	}
	t.first(key, map[string]any{"Name": lang.Pick(t.c.Name, t.s.Lang)})
}

// social is the greeting the words most likely are, when that is the best
// guess and likely enough.
func (t *turn) social() *Intent {
	if len(t.in.Guesses) == 0 {
		return nil
	}
	i := t.c.intent(t.in.Guesses[0].Intent)
	if i == nil || i.Kind != Social || t.in.Guesses[0].P < t.c.sure(i) {
		return nil
	}
	return i
}

// asksMore reports whether something besides the greeting may be meant: what
// is left without it resembles an intent.
func (t *turn) asksMore() bool {
	return t.bare != "" && t.bare != t.folded && len(t.likely()) > 0
}
