package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/intents/nlu"
	"github.com/guichet-desk/guichet/kb"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// clear is how sure the language of a message must be to change the talk's.
const clear = 0.8

// likely is how sure an intent must be for a known outage to be mentioned.
const likely = 0.3

// language is that of the message when it shows one, else of the talk, else of
// the person, else of the place.
func (t *turn) language() string {
	if said, ok := t.at.Said.Did.(chat.Said); ok && !t.quotes(said.Text) {
		if l, sure := nlu.Language(said.Text); sure >= clear && slices.Contains(lang.Languages, l) {
			return l
		}
	}
	for _, l := range []string{t.state.Lang, base(t.at.Said.Locale), t.who.Lang} {
		if slices.Contains(lang.Languages, l) {
			return l
		}
	}
	return t.b.Desk.Rules().Lang
}

// quotes reports whether words do not tell which language their author speaks:
// a command, one word in the middle of a talk, or an answer that is taken down
// as it is, such as the message on a screen.
func (t *turn) quotes(text string) bool {
	words := strings.Fields(text)
	if len(words) == 0 || strings.HasPrefix(words[0], "/") || len(words) == 1 && t.state.Lang != "" {
		return true
	}
	task := t.state.Task
	if task == nil || t.state.Side.What != "" {
		return false
	}
	for _, i := range t.b.Mind().Catalog.Intents {
		for _, slot := range i.Slots {
			if i.Name == task.Intent && slot.Name == task.Ask.On {
				return slot.Kind == intents.SlotText || slot.Kind == intents.SlotLong
			}
		}
	}
	return false
}

// base is the language of a tag: fr of fr-CA.
func base(tag string) string {
	if len(tag) > 2 {
		return tag[:2]
	}
	return tag
}

// gather collects everything the dialogue may know about an event.
func (t *turn) gather(e intents.Event) (intents.Input, error) {
	in := intents.Input{
		Now: t.now.In(t.zone()), Lang: t.lang, Event: e, Forms: t.at.Notes.Forms, Secrets: t.at.Notes.Masked,
		Person: intents.Person{ID: string(t.who.ID), Name: t.who.Name, Known: t.who.ID != ""},
	}
	mind := t.b.Mind()
	question := t.state.Said
	if t.state.Task != nil {
		question = t.state.Task.Said
	}
	if words, ok := e.(intents.Words); ok && words.Text != "" {
		for _, s := range mind.Model.Classify(words.Text).Scores {
			in.Guesses = append(in.Guesses, intents.Guess{Intent: s.Intent, P: s.P, Why: s.Why})
		}
		in.Entities = t.entities(mind.Lexicon.Find(words.Text, t.lang, in.Now))
		question = words.Text
	}
	if question != "" {
		reader := kb.Reader{Groups: t.who.Groups, Agent: t.b.Desk.Rules().Policy.Agent(t.who)}
		in.Hits = mind.Hits(reader, t.lang, question, mind.Catalog.Articles(t.state, e, in.Guesses))
	}
	return in, t.standing(&in, mind.Catalog)
}

// entities are what the words name. A person is called by the full name, unless
// the same words may name another too: then the dialogue has to ask.
func (t *turn) entities(found []nlu.Entity) []intents.Entity {
	directory := t.b.Desk.Rules().Directory
	var out []intents.Entity
	for i, x := range found {
		e := intents.Entity{Kind: x.Kind, Text: x.Text, Value: x.Value}
		var p people.Person
		switch {
		case x.Kind == nlu.KindPerson && x.Value == "manager":
			p, _ = directory.ManagerOf(t.who.ID)
		case x.Kind == nlu.KindPerson && x.Value != "me":
			p, _ = directory.Get(people.ID(x.Value))
		case x.Kind == nlu.KindEmail:
			p, _ = directory.ByEmail(x.Value)
		}
		if p.ID != "" {
			e.Kind, e.Value = nlu.KindPerson, string(p.ID)
			alone := !slices.ContainsFunc(found, func(o nlu.Entity) bool { return o.From == x.From && o != found[i] })
			if alone {
				e.Text = p.Name
			}
		}
		out = append(out, e)
	}
	return out
}

// Hits are the passages good enough to offer somebody who asks, those that the
// desk's owner attached to the intent first.
func (m *Mind) Hits(reader kb.Reader, lang, question string, attached []string) []intents.Hit {
	found := m.Index.Search(kb.Query{Text: question, Lang: lang, Reader: reader, Max: 10})
	offered := kb.Offer(found)
	for i := len(attached) - 1; i >= 0; i-- {
		at := slices.IndexFunc(found, func(h kb.Hit) bool { return h.Article == attached[i] })
		if at < 0 {
			continue
		}
		h := found[at]
		h.Confidence = max(h.Confidence, 1)
		offered = append([]kb.Hit{h}, slices.DeleteFunc(slices.Clone(offered), func(o kb.Hit) bool { return o.Article == h.Article })...)
	}
	out := make([]intents.Hit, 0, 3)
	for _, h := range offered[:min(3, len(offered))] {
		out = append(out, intents.Hit{
			Article: h.Article, Title: h.Title, Section: h.Section, URL: h.URL, Passage: h.Passage,
			Credit: h.Credit, Sure: h.Sure(), Why: h.Why,
		})
	}
	return out
}

// standing fills in the person's own tickets and the outages that are known.
func (t *turn) standing(in *intents.Input, catalog intents.Catalog) error {
	ks, majors, err := t.tx.TicketsOf(t.who.ID, 10)
	if err != nil {
		return err
	}
	in.Outages = outages(majors, *in, catalog)
	if t.who.ID == "" {
		return nil // strangers have no tickets of their own
	}
	rules := t.b.Desk.Rules()
	for _, k := range ks {
		due := k.Resolution.Read(rules.Calendars[k.Resolution.Hours], t.now).Due
		assignee, _ := rules.Directory.Get(k.State.Assignee)
		in.Tickets = append(in.Tickets, intents.Ticket{
			Number: k.Number(), Title: k.Facts.Title, Status: string(k.State.Status), Assignee: assignee.Name,
			Opened: k.Facts.Opened.In(in.Now.Location()), Due: local(due, in.Now), Here: k.Facts.Talk == t.at.Talk.ID,
		})
	}
	return nil
}

// outages are the major incidents about what the words may mean.
func outages(majors []ticket.Ticket, in intents.Input, catalog intents.Catalog) (out []intents.Outage) {
	if len(in.Guesses) == 0 || in.Guesses[0].P < likely {
		return nil
	}
	for _, k := range majors {
		for _, i := range catalog.Intents {
			same := i.Name == k.Facts.Intent || i.Service != "" && i.Service == k.Facts.Service
			if same && in.Guesses[0].Intent == i.Name {
				title := k.Facts.Title
				if i.Name == k.Facts.Intent { // opened by somebody who may speak another language
					title = lang.Pick(i.Title, in.Lang)
				}
				out = append(out, intents.Outage{Ticket: k.Number(), Title: title, Since: local(k.Facts.Opened, in.Now)})
			}
		}
	}
	return out
}

func (t *turn) zone() *time.Location { return t.b.Desk.Here(t.who.ID).Location() }

func local(at, now time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.In(now.Location())
}
