package intents

import (
	"slices"
	"strconv"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
)

// maxRow is how many choices are a row of buttons; more are a menu.
const maxRow = 5

// patience is how many answers that are none bring other ways out.
const patience = 2

// question is a question as it is shown.
type question struct {
	text    string
	choices []Choice
	menu    string
	form    *chat.Form
}

// side reports whether the question stands beside the task.
func (a Ask) side() bool {
	return slices.Contains([]string{
		askAbout, askNew, askFile, askConfirm, askStill, askRate, askClose, askAnswer,
	}, a.What)
}

// question words an open question. It can be called at any time while the
// question is open, so that whoever digressed can be asked again.
func (t *turn) question(a Ask) question {
	var q question
	switch a.What {
	case askSlot:
		q = t.slotQuestion(a)
	case askForm:
		q = question{text: t.word("form", nil), form: t.form()}
	case askHelped:
		q = t.choice("helped", t.button(ActHelped, t.s.Task.Offer, "helped_yes"), t.button(ActNot, t.s.Task.Offer, t.notHelped()))
	case askArticles:
		q = t.titles()
	case askIntent:
		q = t.intents()
	case askOutage:
		q = t.outageQuestion()
	case askStart:
		q = t.startQuestion()
	case askOpen:
		q = t.choice("open", t.button(ActYes, askOpen, "open_yes"), t.button(ActNo, askOpen, "open_no"))
	case askAbout:
		q = t.aboutQuestion(a.On)
	case askNew:
		q = t.newQuestion()
	case askFile:
		q = t.choice("file", t.button(ActYes, askFile, "file_open"), t.button(ActNo, askFile, "file_drop"))
	case askConfirm:
		q = t.choiceOf("confirm", a.On, t.button(ActConfirm, a.On, "confirm_yes"), t.button(ActReopen, a.On, "confirm_no"))
	case askStill:
		q = question{text: t.word("still", map[string]any{"Ticket": a.On})}
	case askRate:
		q = t.rating(a.On)
	case askClose:
		q = t.choiceOf("close", a.On, t.button(ActCancel, a.On, "close_yes"), t.button(ActNo, askClose, "close_no"))
	case askAnswer:
		q = question{text: a.Text, choices: slices.Clone(t.s.Shown)}
	}
	if a.Bad >= patience {
		if a.What == askSlot && t.task().Do == "" {
			q.choices = append(q.choices, t.button(ActSkip, a.On, "skip"))
		}
		human := t.button(ActHuman, "", "human")
		if !slices.Contains(q.choices, human) { // an automation's choices are shown ones
			q.choices = append(q.choices, human)
		}
	}
	if len(q.choices) > maxRow && q.menu == "" {
		q.menu = t.word("menu", nil)
	}
	return q
}

func (t *turn) button(do, on, label string) Choice {
	return Choice{Label: t.word(label, nil), Act: Act{Do: do, On: on}}
}

// choice is a question with a few answers, of which the first is the one to
// press.
func (t *turn) choice(key string, choices ...Choice) question {
	return t.choiceOf(key, "", choices...)
}

func (t *turn) choiceOf(key, ticket string, choices ...Choice) question {
	choices[0].Style = chat.Primary
	return question{text: t.word(key, map[string]any{"Ticket": ticket}), choices: choices}
}

func (t *turn) slotQuestion(a Ask) question {
	slot := t.task().slot(a.On)
	q := question{text: lang.Pick(slot.Ask, t.s.Lang)}
	for _, o := range slot.Options {
		q.choices = append(q.choices, Choice{
			Label: lang.Pick(o.Label, t.s.Lang), Act: Act{Do: ActSlot, On: slot.Name, Value: o.Value},
		})
	}
	return q
}

// form asks for everything that is missing at once.
func (t *turn) form() *chat.Form {
	f := &chat.Form{Title: t.title(t.s.Task.Intent), Submit: t.word("submit", nil)}
	for _, slot := range t.missing() {
		e := chat.Entry{Name: slot.Name, Label: slot.name(t.s.Lang), Input: slot.input()}
		if hint := lang.Pick(slot.Ask, t.s.Lang); hint != e.Label {
			e.Hint = hint
		}
		for _, o := range slot.Options {
			e.Options = append(e.Options, chat.Option{Value: o.Value, Label: lang.Pick(o.Label, t.s.Lang)})
		}
		f.Entries = append(f.Entries, e)
	}
	return f
}

// input is how a form takes the slot.
func (s *Slot) input() chat.Input {
	switch {
	case len(s.Options) > 0:
		return chat.InputChoice
	case s.Kind == SlotLong:
		return chat.InputLong
	case s.Kind == SlotDate:
		return chat.InputDate
	case s.Kind == SlotNumber:
		return chat.InputNumber
	case s.Kind == SlotPerson:
		return chat.InputPerson
	}
	return chat.InputText
}

func (t *turn) titles() question {
	var cs []Choice
	for _, h := range t.s.Task.Hits {
		cs = append(cs, Choice{Label: h.Title, Act: Act{Do: ActArticle, On: h.Article}})
	}
	cs = append(cs, t.button(ActNot, "", "none_of_these"))
	return question{text: t.word("articles", nil), choices: cs}
}

func (t *turn) intents() question {
	var cs []Choice
	for _, name := range t.s.Task.Maybe {
		cs = append(cs, Choice{Label: t.title(name), Act: Act{Do: ActIntent, On: name}})
	}
	cs = append(cs, t.button(ActNone, "", "none_of_these"))
	return question{text: t.word("which", map[string]any{"Count": len(t.s.Task.Maybe)}), choices: cs}
}

func (t *turn) outageQuestion() question {
	o := t.s.Task.Outage
	return question{
		text: t.word("outage", map[string]any{
			"Ticket": o.Ticket, "Title": chat.Escape(o.Title), "Since": t.moment(o.Since),
		}),
		choices: []Choice{
			{Label: t.word("outage_join", nil), Act: Act{Do: ActJoin, On: o.Ticket}, Style: chat.Primary},
			t.button(ActNo, askOutage, "outage_no"),
		},
	}
}

// startQuestion names what is about to be done, and for whom.
func (t *turn) startQuestion() question {
	var facts []string
	for _, slot := range t.task().Slots {
		if _, told := t.s.Task.Slots[slot.Name]; told {
			facts = append(facts, t.fact(&slot))
		}
	}
	text := t.word("start", map[string]any{"Title": t.title(t.s.Task.Intent)})
	if len(facts) > 0 {
		text += "\n" + strings.Join(facts, " · ")
	}
	yes := t.button(ActYes, askStart, "start_yes")
	yes.Style = chat.Primary
	return question{text: text, choices: []Choice{yes, t.button(ActNo, askStart, "start_no")}}
}

func (t *turn) aboutQuestion(number string) question {
	return question{
		text: t.word("about", map[string]any{"Ticket": number}),
		choices: []Choice{
			{Label: t.word("about_ticket", map[string]any{"Ticket": number}), Act: Act{Do: ActAbout, On: number}},
			t.button(ActNew, "", "about_new"),
		},
	}
}

func (t *turn) newQuestion() question {
	return question{
		text: t.word("new", map[string]any{"Title": t.title(t.s.Held.Task.Intent)}),
		choices: []Choice{
			t.button(ActNew, "", "new_yes"),
			{Label: t.word("new_no", map[string]any{"Title": t.title(t.s.Task.Intent)}), Act: Act{Do: ActNo, On: askNew}},
		},
	}
}

func (t *turn) rating(number string) question {
	q := question{text: t.word("rate", map[string]any{"Ticket": number})}
	for score := range 5 {
		v := strconv.Itoa(score + 1)
		q.choices = append(q.choices, Choice{Label: v, Act: Act{Do: ActRate, On: number, Value: v}})
	}
	return q
}

// title is what an intent is called in the talk's language.
func (t *turn) title(intent string) string {
	if i := t.c.intent(intent); i != nil {
		return lang.Pick(i.Title, t.s.Lang)
	}
	return ""
}

// task is the intent that is being dealt with; an empty one when there is none
// or it is no longer in the catalog.
func (t *turn) task() *Intent {
	if t.s.Task != nil {
		if i := t.c.intent(t.s.Task.Intent); i != nil {
			return i
		}
	}
	return &Intent{}
}
