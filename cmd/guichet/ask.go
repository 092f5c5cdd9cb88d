package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot"
	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/intents/nlu"
	"github.com/guichet-desk/guichet/kb"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
)

type askCmd struct {
	Words []string `arg:"" help:"The sentence; quotes are welcome but not needed."`
	Desk  string   `type:"existingdir" placeholder:"DIR" help:"Desk folder; the embedded demo desk when absent."`
	As    string   `placeholder:"NAME" help:"Who asks, by id or name: it decides on articles and routes."`
	Lang  string   `enum:"en,fr," default:"" placeholder:"en|fr" help:"Language of the explanation; that of the sentence when absent."`
	JSON  bool     `help:"Print JSON."`
}

// Help is shown by --help.
func (askCmd) Help() string {
	return `Says which language and intent a sentence has, with probabilities and the words that spoke for it, what it
names, which articles would be offered, and which route, priority, promise and on-call person a ticket would get.
It needs the desk folder alone: no database, no running desk.

  guichet ask "the vpn keeps dropping on wifi"
  guichet ask --as tom --lang fr le wifi ne marche pas`
}

// Run implements the command.
func (c askCmd) Run() error {
	var folder fs.FS = demo.FS()
	if c.Desk != "" {
		folder = os.DirFS(c.Desk)
	}
	d, problems := config.Load(folder, app.StepKinds())
	if err := problems.Err(); err != nil {
		return err
	}
	mind, rules, err := app.Alone(d)
	if err != nil {
		return err
	}
	person, err := c.person(rules)
	if err != nil {
		return err
	}
	a := inquire(mind, rules, person, strings.Join(c.Words, " "), c.Lang, time.Now())
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(a)
	}
	_, err = fmt.Print(a.draw(rules))
	return err
}

func (c askCmd) person(rules *workflows.Rules) (people.Person, error) {
	if c.As == "" {
		return people.Person{}, nil
	}
	return named(rules.Directory, c.As)
}

// asked is everything there is to say of a sentence.
type asked struct {
	Text     string        `json:"text"`
	Person   string        `json:"person,omitempty"`
	Lang     string        `json:"lang"`
	LangSure float64       `json:"lang_sure"`
	Intents  []askedIntent `json:"intents"`
	Named    []nlu.Entity  `json:"named,omitempty"`
	Secrets  []string      `json:"secrets,omitempty"` // kinds that would be masked
	Articles []askedPage   `json:"articles,omitempty"`
	Decision string        `json:"decision"` // why, in one line
	Reply    string        `json:"reply"`
	Ticket   askedTicket   `json:"ticket"`

	in  string // language of the explanation
	now time.Time
}

type askedIntent struct {
	Name  string  `json:"name"`
	Title string  `json:"title"`
	P     float64 `json:"p"`
	Why   string  `json:"why,omitempty"`
}

type askedPage struct {
	Article    string  `json:"article"`
	Title      string  `json:"title"`
	Lang       string  `json:"lang"`
	Section    string  `json:"section,omitempty"`
	Confidence float64 `json:"confidence"`
	Offered    bool    `json:"offered"`
	Why        string  `json:"why,omitempty"`
}

// askedTicket is the ticket that would be opened if nothing helped.
type askedTicket struct {
	Queue      string    `json:"queue"`
	Priority   string    `json:"priority"`
	Impact     string    `json:"impact"`
	Urgency    string    `json:"urgency"`
	Path       []string  `json:"path"`
	Response   time.Time `json:"first_response,omitzero"`
	Resolution time.Time `json:"resolution,omitzero"`
	Chain      string    `json:"chain,omitempty"`
	OnCall     []askedOn `json:"on_call,omitempty"`
}

// askedOn is a page of the chain: when, and whom it would reach.
type askedOn struct {
	At    time.Time `json:"at"`
	Whom  people.ID `json:"whom,omitempty"`
	Rota  string    `json:"rota,omitempty"`
	Queue string    `json:"queue,omitempty"`
	Why   string    `json:"why"`
}

// few is how many intents and articles are shown.
const few = 4

// inquire runs a sentence through what a turn runs it through.
func inquire(mind *bot.Mind, rules *workflows.Rules, who people.Person, text, in string, now time.Time) asked {
	masked, secrets := nlu.Mask(text)
	a := asked{Text: masked, Secrets: secrets, Person: who.Name, now: now.In(zone(rules, who))}
	a.Lang, a.LangSure = nlu.Language(masked)
	if !slices.Contains([]string{"en", "fr"}, a.Lang) {
		a.Lang = rules.Lang
	}
	if a.in = in; in == "" {
		a.in = a.Lang
	}
	a.Named = mind.Lexicon.Find(masked, a.Lang, a.now)
	guesses := a.guess(mind)
	input := intents.Input{
		Now: a.now, Lang: a.Lang, Event: intents.Words{Text: masked}, Guesses: guesses, Secrets: secrets,
		Person: intents.Person{ID: string(who.ID), Name: who.Name, Known: true},
	}
	for _, e := range a.Named {
		input.Entities = append(input.Entities, intents.Entity{Kind: e.Kind, Text: e.Text, Value: e.Value})
	}
	reader := kb.Reader{Groups: who.Groups, Agent: rules.Policy.Agent(who)}
	input.Hits = mind.Hits(reader, a.Lang, masked, mind.Catalog.Articles(intents.State{}, input.Event, guesses))
	a.read(mind, reader, input.Hits)
	_, effects, why := mind.Catalog.Decide(intents.State{}, input)
	a.Decision, a.Reply = why, said(effects)
	a.foresee(rules, mind.Catalog, who)
	return a
}

func zone(rules *workflows.Rules, who people.Person) *time.Location {
	if z, err := time.LoadLocation(who.Zone); err == nil && who.Zone != "" {
		return z
	}
	return rules.Zone
}

// guess fills in the intents and returns all that the dialogue is given.
func (a *asked) guess(mind *bot.Mind) []intents.Guess {
	var out []intents.Guess
	for i, s := range mind.Model.Explain(a.Text) {
		out = append(out, intents.Guess{Intent: s.Intent, P: s.P, Why: s.Why})
		if i < few && (i == 0 || s.P >= 0.01) {
			a.Intents = append(a.Intents, askedIntent{s.Intent, title(mind.Catalog, s.Intent, a.in), s.P, s.Why})
		}
	}
	return out
}

func (a *asked) read(mind *bot.Mind, reader kb.Reader, hits []intents.Hit) {
	for _, h := range mind.Index.Search(kb.Query{Text: a.Text, Lang: a.Lang, Reader: reader, Max: few}) {
		offered := slices.ContainsFunc(hits, func(o intents.Hit) bool { return o.Article == h.Article })
		a.Articles = append(a.Articles, askedPage{h.Article, h.Title, h.Lang, h.Section, h.Confidence, offered, h.Why})
	}
}

// said is what the desk would answer, in plain words.
func said(effects []intents.Effect) string {
	var parts []string
	for _, e := range effects {
		say, ok := e.(intents.Say)
		if !ok {
			continue
		}
		if len(say.Reply.Blocks) > 0 {
			parts = append(parts, chat.Plain(say.Reply))
		}
		row := chat.Buttons{}
		for _, choice := range say.Choices {
			row.Buttons = append(row.Buttons, chat.Button{Label: choice.Label})
		}
		if len(row.Buttons) > 0 {
			parts = append(parts, chat.Plain(chat.Reply{Blocks: []chat.Block{row}}))
		}
	}
	return strings.Join(parts, "\n")
}

// foresee fills in the ticket that the likeliest intent would open.
func (a *asked) foresee(rules *workflows.Rules, c intents.Catalog, who people.Person) {
	o := workflows.Opening{For: who, Text: a.Text, Lang: a.Lang}
	if len(a.Intents) > 0 {
		if i := slices.IndexFunc(c.Intents, func(i intents.Intent) bool { return i.Name == a.Intents[0].Name }); i >= 0 {
			x := c.Intents[i]
			o.Intent, o.Kind, o.Service, o.Impact, o.Urgency = x.Name, string(x.Kind), x.Service, x.Impact, x.Urgency
		}
	}
	k := rules.Foresee(o, a.now)
	a.Ticket = askedTicket{
		Queue: k.Facts.Queue, Priority: k.Facts.Priority, Impact: k.Facts.Impact, Urgency: k.Facts.Urgency,
		Path: k.Facts.Path, Chain: k.Chain.Name,
		Response:   k.Response.Read(rules.Calendars[k.Response.Hours], a.now).Due,
		Resolution: k.Resolution.Read(rules.Calendars[k.Resolution.Hours], a.now).Due,
	}
	for range k.Chain.Steps {
		next, ok := rules.NextClimb(k, a.now)
		if !ok {
			break
		}
		page := next.Link.Step.Page
		a.Ticket.OnCall = append(a.Ticket.OnCall, askedOn{
			At: next.At, Whom: next.Whom, Rota: page.Rota, Queue: page.Queue, Why: k.Chain.Explain(next.Link.N, a.in),
		})
		k.Climbed++
	}
}
