package intents

import (
	"slices"
	"strings"
	"unicode"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
)

// maxHelp is how many things the desk can do are named when it is asked.
const maxHelp = 6

// escapes answers the words that work everywhere, whatever is open.
func (t *turn) escapes() bool {
	switch {
	case !t.typed():
		return false
	case t.named() != nil && t.c.says(t.unnamed(), sayCancel):
		return t.cancelsTicket(t.named().Number)
	case t.c.says(t.bare, sayCancel):
		return t.cancels()
	case t.c.says(t.bare, sayRestart):
		return t.restarts()
	case t.c.mentions(t.bare, sayHuman):
		t.learn()
		return t.human()
	case t.c.says(t.bare, sayHelp):
		return t.helps()
	case t.c.mentions(t.unnamed(), sayStatus) || t.named() != nil && t.unnamed() == "":
		return t.status()
	}
	return false
}

// cancels leaves what is open; a ticket is only withdrawn after a question.
func (t *turn) cancels() bool {
	switch a := t.s.Side; {
	case a.What == askAnswer:
		run, _, _ := strings.Cut(a.On, answerParts)
		t.effects = append(t.effects, Stop{Run: run, Why: "the requester cancelled"})
		t.first("left", nil)
		t.s.Side = Ask{}
		t.back()
		return t.because("cancel: stop the automation")
	case a.What != "":
		t.first("left", nil)
		t.back()
		return t.because("cancel: leave the question")
	case t.s.Task != nil:
		t.drop()
		return t.because("cancel: drop what was being dealt with")
	case t.s.Ticket != "":
		return t.cancelsTicket(t.s.Ticket)
	}
	t.s.Shown = nil
	t.say("nothing_to_cancel", nil)
	return t.because("cancel: nothing is open")
}

// cancelsTicket asks first; a resolved ticket is not cancelled but confirmed.
func (t *turn) cancelsTicket(number string) bool {
	what := askClose
	if k := t.ticket(number); k != nil && k.Status == resolved {
		what = askConfirm
	}
	t.pose(Ask{What: what, On: number})
	return t.because("cancel: is the ticket meant?")
}

// drop forgets the task and says so.
func (t *turn) drop() {
	t.judge("none")
	key := "cancelled"
	if t.title(t.s.Task.Intent) == "" || t.s.Task.Ask.What == askOpen {
		key = "cancelled_it"
	}
	t.first(key, map[string]any{"Title": t.title(t.s.Task.Intent)})
	t.done()
}

func (t *turn) restarts() bool {
	t.judge("none")
	key := "restarted"
	if t.s.Ticket != "" {
		key = "restarted_ticket"
	}
	t.say(key, map[string]any{"Ticket": t.s.Ticket})
	t.s = State{Lang: t.s.Lang}
	return t.because("start over: everything but the tickets is forgotten")
}

// human brings a person in at once, with what is known.
func (t *turn) human() bool {
	if t.s.Side.What == askAnswer {
		t.s.Side = Ask{} // the automation waits; its buttons still answer
	}
	if number := t.s.Ticket; number != "" && t.s.Task == nil {
		t.effects = append(t.effects, Comment{Ticket: number, Text: t.orElse("wants_human"), Files: t.files})
		t.s.Acked = true
		t.first("human_told", map[string]any{"Ticket": number})
		t.back()
		return t.because("asked for a human: the ticket is told")
	}
	if t.s.Task == nil {
		t.s.Task = &Task{Said: t.s.Said, Files: t.s.Files}
	}
	if t.s.Held != nil {
		t.s.Task.Said = join(t.s.Task.Said, t.s.Held.Text)
	}
	t.judge("none")
	t.opens("asked for a human")
	return true
}

// learn takes what a sentence that asks for a human says besides.
func (t *turn) learn() {
	switch {
	case t.c.says(t.bare, sayHuman) || t.s.Side.What != "":
	case t.s.Task == nil && t.s.Ticket == "":
		t.understands()
	case t.s.Task != nil:
		t.s.Task.Said = join(t.s.Task.Said, t.text)
	}
}

// orElse is what was typed, or the desk's own text when that was a button.
func (t *turn) orElse(key string) string {
	if t.text != "" {
		return t.text
	}
	return t.word(key, nil)
}

// helps says what the desk can do; in the middle of something, what can be
// typed there.
func (t *turn) helps() bool {
	if t.s.ask().What != "" {
		t.first("help_here", nil)
		t.again()
		return t.because("help in the middle of a question")
	}
	var cs []Choice
	for _, i := range t.menu() {
		cs = append(cs, Choice{Label: t.title(i.Name), Act: Act{Do: ActIntent, On: i.Name}})
	}
	cs = append(cs, t.button(ActHuman, "", "human"))
	t.s.Shown = shown(cs)
	t.effects = append(t.effects, Say{
		Reply:   chat.Say(t.word("help", map[string]any{"Name": lang.Pick(t.c.Name, t.s.Lang)})),
		Choices: cs,
		Menu:    t.word("menu", nil),
	})
	return t.because("help: what the desk can do")
}

// menu is what the desk names first: what it does by itself, then the rest,
// as its owner ordered them.
func (t *turn) menu() []*Intent {
	var does, opens []*Intent
	for k := range t.c.Intents {
		switch i := &t.c.Intents[k]; {
		case i.Do != "":
			does = append(does, i)
		case i.Kind != Social:
			opens = append(opens, i)
		}
	}
	all := slices.Concat(does[:min(len(does), maxHelp/2)], opens)
	return all[:min(len(all), maxHelp)]
}

// readsNothing answers messages without words.
func (t *turn) readsNothing() bool {
	switch {
	case !t.typed() || strings.IndexFunc(t.folded, speaks) >= 0:
		return false
	case len(t.files) > 0:
		return t.takesFile()
	case t.folded != "" && t.c.says(t.folded, sayYes, sayNo, sayThanks, sayHello):
		return false // a thumb up or down, a wave
	case t.s.ask().What != "":
		t.first("no_words", nil)
		t.again()
		return t.because("no words: the question again")
	case t.s.Ticket != "":
		return t.because("no words, on a ticket: nothing to add")
	}
	t.say("no_words_yet", nil)
	return t.because("no words")
}

func speaks(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// takesFile keeps a file that came without words.
func (t *turn) takesFile() bool {
	switch {
	case t.s.Task != nil:
		t.s.Task.Files = files(t.s.Task.Files, t.files)
		t.first("file_kept", nil)
		t.again()
		return t.because("a file for what is being dealt with")
	case t.s.Ticket != "":
		t.effects = append(t.effects, Comment{Ticket: t.s.Ticket, Files: t.files})
		t.acknowledge(t.s.Ticket)
		return t.because("a file for the ticket")
	}
	t.s.Files = files(t.s.Files, t.files)
	t.pose(Ask{What: askFile})
	return t.because("a file without words: what is it about?")
}

// warnOfSecrets says that a secret was hidden, before anything else, and
// never repeats it.
func (t *turn) warnOfSecrets() {
	if len(t.in.Secrets) == 0 {
		return
	}
	t.effects = append(t.effects, Say{Reply: chat.Say(t.word("secret", map[string]any{
		"Count": len(t.in.Secrets),
	}))})
}
