package intents

import (
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// Decide says what an event means in the middle of a talk: the talk's next
// state, what the shell must do, and why, in one line. The same arguments
// always give the same answer, and s is not changed.
func (c Catalog) Decide(s State, in Input) (State, []Effect, string) {
	t := c.begin(s, in)
	t.warnOfSecrets()
	switch {
	case t.rings(): // silence after an article
	case t.readsNothing(): // no words: a picture, a file alone
	case t.escapes(): // cancel, start over, a human, help, the state of my ticket
	case t.presses(): // a button or a form
	case t.answers(): // the open question
	case t.goesToTicket(): // the talk was handed over: words are comments
	case t.greets(): // nothing but a greeting or thanks
	default:
		t.understands() // the best intent over its threshold, or none yet
		t.proceed()
	}
	return t.s, t.effects, t.why
}

// advance takes the task one step further: it asks something, does something,
// or ends in a ticket.
func (t *turn) advance() {
	switch {
	case t.knowsOutage(): // others have this trouble too
	case t.repliesAtOnce(): // a question the desk's owner has answered
	case t.offersPassage(): // an article that answers it
	case t.mustKnow(): // whom an automation would act for
	case t.asksMissing(): // one question, or one form
	case t.offersTitles(): // articles that may answer it
	case t.choosesIntent(): // one of two or three
	case t.misses(): // nothing was understood
	case t.starts(): // an automation
	default:
		t.opens(t.known())
	}
}

// turn is one decision in the making.
type turn struct {
	c  Catalog
	s  State
	in Input

	text   string // the words, clipped to what is read
	folded string // the same, folded
	bare   string // the same, without greetings and thanks
	files  []chat.File

	lead    []chat.Block // said before the next question
	effects []Effect
	why     string
}

func (c Catalog) begin(s State, in Input) *turn {
	c.Options = c.Options.withDefaults()
	t := &turn{c: c, s: c.mend(s.clone()), in: in}
	if w, ok := in.Event.(Words); ok {
		t.read(w.Text, w.Files)
	}
	if t.s.Lang == "" || in.Lang != "" && t.typed() && !c.everywhere(t.folded) {
		t.s.Lang = in.Lang
	}
	return t
}

// read makes text the words that this turn is about.
func (t *turn) read(text string, files []chat.File) {
	t.text = strings.TrimSpace(clip(text, maxRead))
	t.folded = fold(t.text)
	t.bare = t.c.bare(t.folded)
	t.files = files
}

// typed reports whether words are what happened.
func (t *turn) typed() bool {
	_, ok := t.in.Event.(Words)
	return ok
}

func (t *turn) because(why string) bool {
	t.why = why
	return true
}

// word is one of the desk's own texts.
func (t *turn) word(key string, args map[string]any) string {
	return t.c.Words.Text(t.s.Lang, "dialogue_"+key, args)
}

// say shows a paragraph that asks nothing.
func (t *turn) say(key string, args map[string]any) {
	blocks := append(t.lead, chat.Text{Text: t.word(key, args)})
	t.lead = nil
	t.effects = append(t.effects, Say{Reply: chat.Reply{Blocks: blocks}})
}

// first puts a sentence before the next question.
func (t *turn) first(key string, args map[string]any) {
	t.lead = append(t.lead, chat.Text{Text: t.word(key, args)})
}

// pose asks, and remembers what may be answered.
func (t *turn) pose(a Ask) {
	q := t.question(a)
	if a.side() {
		t.s.Side = a
	} else {
		t.s.Side, t.s.Held = Ask{}, nil
		t.s.Task.Ask = a
	}
	t.s.Shown = shown(q.choices)
	blocks := t.lead
	t.lead = nil
	if q.text != "" {
		blocks = append(blocks, chat.Text{Text: q.text})
	}
	t.effects = append(t.effects, Say{
		Reply: chat.Reply{Blocks: blocks}, Choices: q.choices, Menu: q.menu, Form: q.form,
	})
}

// done ends the task, and goes on with what was put aside for it.
func (t *turn) done() {
	t.s.Task, t.s.Wake = nil, time.Time{}
	t.s.Misses, t.s.Said, t.s.Files = 0, "", nil
	if n := len(t.s.Later); n > 0 {
		last := t.s.Later[n-1]
		t.s.Task, t.s.Later = &last, t.s.Later[:n-1]
	}
	t.back()
}

// back ends a question beside the task and asks the task's own again, or that
// of an automation, which waits. When there is none, what was to be said first
// is said alone.
func (t *turn) back() {
	if t.s.Side.What == askAnswer {
		t.pose(t.s.Side)
		return
	}
	t.s.Side, t.s.Held, t.s.Shown = Ask{}, nil, nil
	if t.s.Task == nil || t.s.Task.Ask.What == "" {
		t.flush()
		return
	}
	if title := t.title(t.s.Task.Intent); title != "" {
		t.first("back_to", map[string]any{"Title": title})
	}
	t.pose(t.s.Task.Ask)
}

// proceed takes the task further and keeps what led there.
func (t *turn) proceed() {
	why := t.why
	t.judge("potential")
	t.s.Task.Ask = Ask{}
	t.advance()
	t.why = why + "; " + t.why
}

// again asks the open question once more. When there is none, what was to be
// said first is said alone.
func (t *turn) again() {
	if a := t.s.ask(); a.What != "" {
		t.pose(a)
		return
	}
	t.flush()
}

// resume asks the open question again after a digression from it.
func (t *turn) resume() {
	if t.s.Side.What != "" {
		t.again()
		return
	}
	t.back()
}

// flush says what was to be said first.
func (t *turn) flush() {
	if len(t.lead) > 0 {
		t.effects = append(t.effects, Say{Reply: chat.Reply{Blocks: t.lead}})
		t.lead = nil
	}
}

// rings takes silence after an article for help, and says nothing.
func (t *turn) rings() bool {
	if _, ok := t.in.Event.(Rang); !ok {
		return false
	}
	if t.s.Wake.IsZero() || t.in.Now.Before(t.s.Wake) {
		return t.because("a timer that is not due")
	}
	t.s.Wake = time.Time{}
	if t.s.Task == nil || t.s.Task.Offer == "" || t.s.Task.Judged {
		return t.because("a timer of something that is over")
	}
	t.judge("potential")
	t.s.Task.Ask = Ask{}
	return t.because("no answer after an article: potential deflection")
}
