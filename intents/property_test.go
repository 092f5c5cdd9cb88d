package intents

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
)

// walker says random things to the desk, as people and buttons do.
type walker struct {
	*rand.Rand
	c       Catalog
	now     time.Time
	tickets []Ticket
	pressed []Act // buttons seen so far; any may be pressed at any time
	phrases []string
}

func newWalker(c Catalog, seed uint64) *walker {
	w := &walker{Rand: rand.New(rand.NewPCG(seed, 1)), c: c, now: monday}
	for _, s := range senses {
		w.phrases = append(w.phrases, w.c.phrases("heard_", s)...)
	}
	w.phrases = append(w.phrases,
		"my vpn is broken at home", "il me faut un grand ordinateur", "actually Lyon", "non, plutôt Paris", "why?",
		"the screen", "13", "2", "24/12/2026", "tomorrow", "it says error 809", "INC-1", "INC-2 is still broken",
		"not the one at Lyon or Paris", "🎉", "...", "", "\x00\xff\xfe", strings.Repeat("word ", 3000), strings.Repeat("é", 9000),
	)
	return w
}

func pick[T any](w *walker, from []T) T { return from[w.IntN(len(from))] }

func (w *walker) maybe(percent int) bool { return w.IntN(100) < percent }

func (w *walker) event(s State) Event {
	switch n := w.IntN(20); {
	case n == 0:
		return Rang{}
	case n == 1:
		return Filled{map[string]string{"site": pick(w, []string{"lyon", "mars", ""}), "since": "today", "model": "small", "x": "y"}}
	case n < 5 && len(w.pressed) > 0:
		return Chose{pick(w, w.pressed)}
	case n < 6:
		return Chose{Act{
			Do: pick(w, []string{ActHelped, ActNot, ActIntent, ActSlot, ActYes, ActSkip, ActRate, ActAbout, ActNew, ActAnswer, "nonsense"}),
			On: pick(w, []string{"", "vpn", "site", "start", "new", "INC-1", "a/b"}), Value: pick(w, []string{"", "3", "lyon"}),
		}}
	case n < 10 && len(s.Shown) > 0:
		return Words{Text: pick(w, s.Shown).Label}
	}
	e := Words{Text: pick(w, w.phrases)}
	if w.maybe(10) {
		e.Text += " " + pick(w, w.phrases)
	}
	if w.maybe(10) {
		e.Files = []chat.File{{Name: "a.png", URL: "https://files.example/" + strings.Repeat("a", w.IntN(3000))}}
	}
	return e
}

func (w *walker) input(s State) Input {
	w.now = w.now.Add(time.Duration(w.IntN(40)) * time.Minute)
	in := Input{
		Now: w.now, Lang: pick(w, lang.Languages), Event: w.event(s), Tickets: w.tickets, Forms: w.maybe(50),
		Person: Person{ID: "tom", Name: "Tom", Known: w.maybe(80)},
	}
	for _, n := range w.Perm(len(w.c.Intents))[:w.IntN(min(4, len(w.c.Intents)))] {
		in.Guesses = append(in.Guesses, Guess{Intent: w.c.Intents[n].Name, P: w.Float64()})
	}
	if w.maybe(5) {
		in.Guesses = append(in.Guesses, Guess{Intent: "gone", P: 1})
	}
	for n := range w.IntN(4) {
		in.Hits = append(in.Hits, Hit{Article: fmt.Sprint("a", n), Title: strings.Repeat("Title ", w.IntN(90)), Passage: strings.Repeat("x", w.IntN(9000)), Sure: w.maybe(50)})
	}
	if w.maybe(30) {
		in.Entities = append(in.Entities, Entity{Kind: pick(w, []string{"person", "date", "time", "number"}), Value: "2026-03-01", Text: "that"})
	}
	if w.maybe(10) {
		in.Outages = []Outage{{Ticket: "INC-90", Title: "Down", Since: w.now}}
	}
	if w.maybe(5) {
		in.Secrets = []string{"password"}
	}
	return in
}

// apply does what the shell does with the effects.
func (w *walker) apply(s State, effects []Effect) State {
	for _, x := range effects {
		switch x := x.(type) {
		case Say:
			for _, c := range x.Choices {
				w.pressed = append(w.pressed, c.Act)
			}
		case Open:
			number := fmt.Sprint("INC-", len(w.tickets)+1)
			w.tickets = append([]Ticket{{Number: number, Title: x.Title, Status: "new", Here: true}}, w.tickets...)
			s = s.Handed(number)
		case Confirm:
			s = s.Closed(x.Ticket)
		}
	}
	if len(w.tickets) > 0 && w.maybe(20) {
		k := &w.tickets[w.IntN(len(w.tickets))]
		k.Status = pick(w, []string{"new", "in_progress", "held", "resolved"})
		k.Assignee = pick(w, []string{"", "Aïcha"})
	}
	if w.maybe(5) {
		s = s.Asked("run", "step", "Which one?", []Choice{{Label: "Left", Act: Act{Do: ActAnswer, On: "run/step", Value: "l"}}}[:w.IntN(2)])
	}
	return s
}

var senses = []sense{
	sayCancel, sayRestart, sayHuman, sayHelp, sayStatus, sayYes, sayNo, saySkip, sayWorks, sayFails, sayWait,
	sayMeToo, sayReopen, sayNew, sayThanks, sayHello, sayPlease, sayMe, sayToday, sayMorrow, sayRather, sayAside,
}

var within = []sense{sayHuman, sayStatus, sayWorks, sayFails, sayWait, sayReopen}

// TestAnyConversation holds whatever people say: nothing panics, the same
// input gives the same answer, the state survives JSON and stays small, every
// text exists, every reply is short, and a human is one word away.
func TestAnyConversation(t *testing.T) {
	const talks, turns = 80, 60
	c, seen := testCatalog(t), make(map[string]int)
	for seed := range uint64(talks) {
		w := newWalker(c, seed)
		var s State
		for turn := range turns {
			in := w.input(s)
			next, effects, why := w.c.Decide(s, in)
			again, effects2, why2 := w.c.Decide(s, in)
			if diff := cmp.Diff([]any{next, effects, why}, []any{again, effects2, why2}); diff != "" {
				t.Fatalf("talk %d, turn %d: not deterministic: %s", seed, turn, diff)
			}
			if err := sound(next, in, effects, why); err != nil {
				t.Fatalf("talk %d, turn %d: %v\ninput %+v\nwhy %s", seed, turn, err, in.Event, why)
			}
			for _, x := range effects {
				seen[fmt.Sprintf("%T", x)]++
			}
			seen["ask "+next.ask().What]++
			s = w.apply(travel(t, next), effects)
			if err := humanIsNear(w.c, s, in); err != nil {
				t.Fatalf("talk %d, turn %d: %v", seed, turn, err)
			}
		}
	}
	for _, what := range []string{
		"Say", "Open", "Comment", "Start", "Stop", "Answer", "Offered", "Judged", "Confirm", "Reopen", "Rate", "Join", "Cancel",
	} {
		if seen["intents."+what] == 0 {
			t.Errorf("the walk never reached %s", what)
		}
	}
	for _, what := range []string{
		askSlot, askForm, askHelped, askArticles, askIntent, askOutage, askStart, askOpen,
		askAbout, askNew, askFile, askConfirm, askStill, askRate, askClose, askAnswer,
	} {
		if seen["ask "+what] == 0 {
			t.Errorf("the walk never asked %s", what)
		}
	}
}

// sound says what is wrong with a decision.
func sound(s State, in Input, effects []Effect, why string) error {
	const most = 32 << 10
	if data, err := json.Marshal(s); err != nil || len(data) > most {
		return fmt.Errorf("a state of %d bytes: %v", len(data), err)
	}
	if why == "" || strings.Contains(why, "\n") {
		return fmt.Errorf("why is %q", why)
	}
	if _, typed := in.Event.(Words); typed && len(effects) == 0 && s.Ticket == "" {
		return fmt.Errorf("words without an answer")
	}
	if !s.Wake.IsZero() && (s.Task == nil || s.Task.Offer == "" || s.Task.Judged) {
		return fmt.Errorf("waits for nothing until %s", s.Wake)
	}
	for _, x := range effects {
		if err := soundEffect(x); err != nil {
			return fmt.Errorf("%+v: %w", x, err)
		}
	}
	return nil
}

func soundEffect(x Effect) error {
	const title, comment = 200, 16 << 10 // what package ticket takes
	bad := false
	switch x := x.(type) {
	case Say:
		return soundSay(x)
	case Open:
		bad = strings.TrimSpace(x.Title) == "" || len(x.Title) > title || len(x.Text) > comment || x.Why == "" ||
			x.Kind != Incident && x.Kind != Request
	case Comment:
		bad = x.Ticket == "" || len(x.Text) > comment || x.Text == "" && len(x.Files) == 0
	case Reopen:
		bad = x.Ticket == "" || strings.TrimSpace(x.Why) == ""
	case Rate:
		bad = x.Ticket == "" || x.Score < 1 || x.Score > 5
	case Start:
		bad = x.Automation == "" || x.Slots["account"] == ""
	case Answer:
		bad = x.Run == "" || x.Step == "" && x.Run != "a"
	case Judged:
		bad = x.Outcome == ""
	}
	if bad {
		return fmt.Errorf("incomplete")
	}
	return nil
}

func soundSay(x Say) error {
	const blocks = 3
	text := chat.Plain(x.Reply)
	switch n := len(x.Reply.Blocks); {
	case n == 0 || n > blocks:
		return fmt.Errorf("%d blocks", n)
	case strings.Contains(text+x.Menu, "⟦") || strings.Contains(text, "<no value>"):
		return fmt.Errorf("a text is missing: %s", text)
	case x.Form != nil && len(x.Form.Entries) == 0:
		return fmt.Errorf("an empty form")
	}
	for _, c := range x.Choices {
		if c.Label == "" || strings.Contains(c.Label, "⟦") || c.Act.Do == "" {
			return fmt.Errorf("choice %+v", c)
		}
	}
	return nil
}

// humanIsNear reports an error unless asking for a human brings one.
func humanIsNear(c Catalog, s State, in Input) error {
	in.Event, in.Secrets, in.Guesses = Words{Text: "un humain, s'il vous plaît"}, nil, nil
	_, effects, why := c.Decide(s, in)
	for _, x := range effects {
		switch x.(type) {
		case Open, Comment:
			return nil
		}
	}
	return fmt.Errorf("no human: %s; state %+v", why, s)
}

// TestChangedCatalog shows that a state of yesterday's catalog does no harm.
func TestChangedCatalog(t *testing.T) {
	full := testCatalog(t)
	for seed := range uint64(40) {
		w := newWalker(full, seed)
		var s State
		for range 40 {
			w.c.Intents = full.Intents[:1+w.IntN(len(full.Intents))]
			if w.maybe(20) {
				w.c.Intents = append([]Intent{}, w.c.Intents...)
				w.c.Intents[0].Slots = nil
			}
			in := w.input(s)
			next, effects, why := w.c.Decide(s, in)
			if err := sound(next, in, effects, why); err != nil {
				t.Fatalf("talk %d: %v", seed, err)
			}
			s = w.apply(travel(t, next), effects)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"vpn", "non, plutôt Lyon", "INC-1 ?", "5/5", "👍🏽", "l'écran", "\xff", "ok merci", "|"} {
		f.Add(s, uint8(0))
		f.Add(s, uint8(3))
	}
	c := testCatalog(f)
	f.Fuzz(func(t *testing.T, text string, depth uint8) {
		w := newWalker(c, uint64(depth))
		var s State
		for range depth % 8 {
			next, effects, _ := c.Decide(s, w.input(s))
			s = w.apply(next, effects)
		}
		in := w.input(s)
		in.Event = Words{Text: text}
		next, effects, why := c.Decide(s, in)
		if err := sound(next, in, effects, why); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		travel(t, next)
		if folded := fold(text); fold(folded) != folded {
			t.Errorf("fold is not stable: %q, %q", folded, fold(folded))
		}
	})
}
