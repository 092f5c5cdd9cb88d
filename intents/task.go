package intents

import (
	"fmt"
	"slices"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
)

// maxMaybe is how many intents are offered when none is sure.
const maxMaybe = 3

// best is the most likely intent that the desk knows, or nil.
func (t *turn) best() (*Intent, float64) {
	for _, g := range t.in.Guesses {
		if i := t.c.intent(g.Intent); i != nil {
			return i, g.P
		}
	}
	return nil, 0
}

// likely are the intents worth offering, best first; never small talk.
func (t *turn) likely() []Guess {
	var out []Guess
	for _, g := range t.in.Guesses {
		if i := t.c.intent(g.Intent); i != nil && i.Kind != Social && g.P >= t.c.Options.Choose {
			out = append(out, g)
		}
	}
	return out
}

// understands makes the words the task.
func (t *turn) understands() {
	k := t.newTask()
	t.suspend()
	t.s.Task, t.s.Side, t.s.Held = &k, Ask{}, nil
	if w, ok := t.in.Event.(Words); ok && len(strings.TrimSpace(w.Text)) > maxRead {
		t.first("long_text", nil)
	}
	switch likely := t.likely(); {
	case k.Intent != "":
		t.s.Misses, t.s.Said, t.s.Files = 0, "", nil
		t.because(fmt.Sprintf("%s at %.2f", k.Intent, k.P) + reason(likely[0].Why))
	case len(likely) > 0:
		t.because(fmt.Sprintf("not sure: %s at %.2f", likely[0].Intent, likely[0].P) + reason(likely[0].Why))
	default:
		t.because("no intent")
	}
}

func reason(why string) string {
	if why == "" {
		return ""
	}
	return " (" + why + ")"
}

// newTask is what the words ask for, as far as they tell.
func (t *turn) newTask() Task {
	k := Task{Said: join(t.s.Said, t.text), Files: files(slices.Clone(t.s.Files), t.files)}
	likely := t.likely()
	var i *Intent
	if len(likely) > 0 {
		i = t.c.intent(likely[0].Intent)
	}
	if i == nil || likely[0].P < t.c.sure(i) {
		for _, g := range likely[:min(len(likely), maxMaybe)] {
			k.Maybe = append(k.Maybe, g.Intent)
		}
		k.Hits, k.Outage = bounded(t.in.Hits), t.outage()
		return k
	}
	k.Intent, k.P = i.Name, likely[0].P
	k.Hits = t.relevant(i, t.in.Hits)
	if i.Kind == Incident {
		k.Outage = t.outage()
	}
	t.extract(&k, t.folded, t.in.Entities)
	return k
}

func (t *turn) outage() *Outage {
	if len(t.in.Outages) == 0 {
		return nil
	}
	o := t.in.Outages[0]
	o.Title, o.Since = clip(o.Title, maxLabel), o.Since.UTC()
	return &o
}

// knowsOutage asks whether a known outage is what troubles the requester.
func (t *turn) knowsOutage() bool {
	if t.s.Task.Outage == nil {
		return false
	}
	t.pose(Ask{What: askOutage})
	return t.because("may be the outage " + t.s.Task.Outage.Ticket)
}

// joins makes the requester one of those who hear about an outage.
func (t *turn) joins(number string) {
	t.effects = append(t.effects, Join{Ticket: number})
	t.first("joined", map[string]any{"Ticket": number})
	if t.s.Task != nil && t.s.Task.Outage != nil && t.s.Task.Outage.Ticket == number {
		t.done()
	} else {
		t.back()
	}
	t.because("the requester joins " + number)
}

// repliesAtOnce says what the desk's owner has written for a question.
func (t *turn) repliesAtOnce() bool {
	if i := t.task(); i.Kind != Question || len(i.Reply) == 0 {
		return false
	}
	t.answerOf(t.task())
	t.done()
	return t.because("the reply of the intent")
}

func (t *turn) answerOf(i *Intent) {
	t.lead = append(t.lead, chat.Text{Text: lang.Pick(i.Reply, t.s.Lang)})
}

// choosesIntent asks which of two or three intents is meant.
func (t *turn) choosesIntent() bool {
	if t.s.Task.Intent != "" || len(t.s.Task.Maybe) == 0 {
		return false
	}
	t.pose(Ask{What: askIntent})
	return t.because("which intent is meant?")
}

// misses asks to say it in other words, and the second time offers a ticket
// with all that was said.
func (t *turn) misses() bool {
	if t.task().Kind == Question {
		t.first("no_answer", nil)
		t.pose(Ask{What: askOpen})
		return t.because("no answer is known: offer a ticket")
	}
	if t.s.Task.Intent != "" {
		return false
	}
	t.s.Misses++
	if t.s.Misses >= patience {
		t.pose(Ask{What: askOpen})
		return t.because("nothing understood twice: offer a ticket")
	}
	t.s.Said, t.s.Files, t.s.Task = t.s.Task.Said, t.s.Task.Files, nil
	human := t.button(ActHuman, "", "human")
	t.s.Shown = shown([]Choice{human})
	t.effects = append(t.effects, Say{
		Reply:   chat.Reply{Blocks: append(t.lead, chat.Text{Text: t.word("not_understood", nil)})},
		Choices: []Choice{human},
	})
	t.lead = nil
	return t.because("nothing understood")
}

// mustKnow says that an automation needs to know who asks.
func (t *turn) mustKnow() bool {
	if t.task().Do == "" || t.in.Person.Known {
		return false
	}
	t.first("unknown_person", map[string]any{"Title": t.title(t.s.Task.Intent)})
	t.pose(Ask{What: askOpen})
	return t.because("an automation, but the requester is not linked to the directory")
}

// starts starts the automation; first it asks, when the intent is not certain
// or somebody else is concerned.
func (t *turn) starts() bool {
	switch {
	case t.task().Do == "":
		return false
	case t.s.Task.P < t.c.Options.Start:
		t.pose(Ask{What: askStart})
		return t.because("not certain enough to start unasked")
	case t.forAnother():
		t.pose(Ask{What: askStart})
		return t.because("it acts on somebody else: asked first")
	}
	t.start("certain enough to start")
	return true
}

// forAnother reports whether a person named is not the requester.
func (t *turn) forAnother() bool {
	return slices.ContainsFunc(t.task().Slots, func(s Slot) bool {
		v, named := t.s.Task.Slots[s.Name]
		return named && s.Kind == SlotPerson && v.Value != t.in.Person.ID
	})
}

func (t *turn) start(why string) {
	t.effects = append(t.effects, Start{Automation: t.task().Do, Slots: t.values()})
	t.first("on_it", map[string]any{"Title": t.title(t.s.Task.Intent)})
	t.done()
	t.because("start: " + why)
}

// known says what brings a ticket about when nothing is missing any more.
func (t *turn) known() string {
	if t.s.Task.Tried > 0 {
		return "article did not help"
	}
	return "all is known"
}

// opens opens a ticket with all that is known.
func (t *turn) opens(why string) {
	i, k := t.task(), t.s.Task
	o := Open{
		Intent: i.Name, Kind: i.Kind, Title: t.ticketTitle(), Text: k.Said,
		Service: i.Service, Impact: i.Impact, Urgency: i.Urgency,
		Fields: t.values(), Why: why, Files: k.Files,
	}
	switch i.Kind {
	case Question:
		o.Kind = Request
	case "":
		o.Kind = Incident
	}
	for _, slot := range i.Slots {
		v, told := k.Slots[slot.Name]
		if told && slot.Kind == SlotService && v.Text != "" { // one the desk knows
			o.Service = v.Value
		}
		if option := slot.option(v.Value); told && option != nil {
			o.Impact, o.Urgency = or(option.Impact, o.Impact), or(option.Urgency, o.Urgency)
		}
	}
	t.effects = append(t.effects, o)
	t.s.About = i.Name
	t.done()
	t.because("open a ticket: " + why)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// ticketTitle is the intent's title, else the beginning of what was said.
func (t *turn) ticketTitle() string {
	if title := t.title(t.s.Task.Intent); title != "" {
		return clip(title, maxTitle)
	}
	line, _, _ := strings.Cut(t.s.Task.Said, "\n")
	if strings.IndexFunc(line, speaks) >= 0 {
		return clip(line, maxTitle)
	}
	if len(t.s.Task.Files) > 0 {
		return clip(t.s.Task.Files[0].Name, maxTitle)
	}
	return t.word("wants_human", nil)
}
