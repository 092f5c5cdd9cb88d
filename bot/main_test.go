package bot

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/intents/nlu"
	"github.com/guichet-desk/guichet/kb"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/storetest"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func place(channel string) chat.Place { return chat.Place{Adapter: "full", Channel: channel} }

// catalog is what the desk can be asked.
var catalog = []intents.Intent{
	{Name: "vpn", Title: intents.Text{"en": "VPN trouble", "fr": "Problème de VPN"}, Kind: "incident", Service: "vpn", Examples: map[string][]string{
		"en": {"the vpn does not connect", "vpn keeps dropping", "cannot reach the vpn"}, "fr": {"le vpn ne se connecte pas", "le vpn coupe sans arrêt"},
	}, Slots: []intents.Slot{{Name: "message", Kind: intents.SlotText, Ask: intents.Text{"en": "What does the screen say?", "fr": "Que dit l’écran ?"}}}},
	{Name: "printer", Title: intents.Text{"en": "Printer trouble", "fr": "Problème d’impression"}, Kind: "incident", Examples: map[string][]string{
		"en": {"the printer is jammed", "my printer does not print", "no paper comes out of the printer"}, "fr": {"l’imprimante est bloquée", "rien ne s’imprime"},
	}},
	{Name: "badge", Title: intents.Text{"en": "A badge", "fr": "Un badge"}, Kind: "request", Examples: map[string][]string{
		"en": {"i need a new badge", "order a badge for me"}, "fr": {"il me faut un nouveau badge", "commander un badge"},
	}},
}

// trained is the model of the catalogue, made once for all tests.
var trained = sync.OnceValues(func() (*nlu.Model, error) {
	var examples []nlu.Example
	for _, i := range catalog {
		for _, l := range lang.Languages {
			for _, text := range i.Examples[l] {
				examples = append(examples, nlu.Example{Text: text, Lang: l, Intent: i.Name})
			}
		}
	}
	return nlu.Train(examples, nlu.Options{Seed: 1})
})

func person(id people.ID, name, l string, groups ...string) people.Person {
	return people.Person{
		ID: id, Name: name, Lang: l, Groups: append(groups, "staff"), Manager: "boss",
		Accounts: map[string]string{"full": string(id), "bare": string(id)},
	}
}

// world is a desk with two platforms, one that can do everything and one that
// can do nothing but send.
type world struct {
	t    testing.TB
	bot  *Bot
	mu   sync.Mutex
	now  time.Time
	mind func() *Mind
	full *platform
	bare *platform
	said int
}

func rules(t testing.TB) *workflows.Rules {
	t.Helper()
	allow, err := automation.Parse([]byte(permission))
	if err != nil {
		t.Fatal(err)
	}
	return &workflows.Rules{
		Lang: "en", Zone: time.UTC, Undo: 10 * time.Second, CloseAfter: 72 * time.Hour,
		Queues: map[string]workflows.Queue{
			"net":  {Name: "net", Title: map[string]string{"en": "Network", "fr": "Réseau"}, Groups: []string{"net"}, Channel: place("net")},
			"apps": {Name: "apps", Title: map[string]string{"en": "Applications", "fr": "Applications"}, Groups: []string{"apps"}, Channel: place("apps")},
		},
		Calendars: map[string]sla.Calendar{"": sla.Always(time.UTC)}, Plans: map[string]sla.Plan{"standard": sla.DefaultPlan("")}, Matrix: sla.DefaultMatrix(),
		Policy: people.Policy{Agents: map[string][]string{"net": {"net"}, "apps": {"apps"}}, Admins: []string{"admins"}},
		Directory: people.Directory([]people.Person{
			person("marie", "Marie Durand", "fr"), person("tom", "Tom Hill", "en"), person("oscar", "Oscar Hughes", "en", "net"),
			person("lea", "Léa Martin", "fr", "net"), person("ida", "Ida Roux", "fr", "net"), person("boss", "Max Boss", "en"), person("nadia", "Nadia Benali", "en", "apps"),
		}),
		Route: escalation.Route{Queue: "net", Plan: "standard", Chain: "calls"},
		Rotas: map[string]escalation.Rota{
			"net":   {Name: "net", Title: map[string]string{"en": "Network duty"}, Zone: "UTC", Layers: []escalation.Layer{{Members: []people.ID{"ida", "lea"}, Rotate: "weekly", Handoff: "mon 09:00", Start: "2026-01-05"}}},
			"night": {Name: "night", Title: map[string]string{"en": "Night duty"}, Zone: "UTC"},
		},
		Chains:      map[string]escalation.Chain{"calls": {Name: "calls", Priorities: []string{"P1"}, Start: "10m", Steps: []escalation.Step{{Page: escalation.Page{Person: "ida"}, Wait: "5m"}}}},
		Automations: map[string]automation.Definition{"allow": allow},
	}
}

// permission is an automation that one person approves.
const permission = `
name: allow
title: {en: Allow, fr: Permettre}
who: {groups: [staff]}
steps:
  - {id: ok, use: approve, wait: 4h, with: {by: manager_of(requester), text: {en: Please, fr: Merci}}}
  - {id: tell, use: say, with: {text: {en: Allowed., fr: Permis.}}}`

func newWorld(t testing.TB) *world {
	t.Helper()
	model, err := trained()
	if err != nil {
		t.Fatal(err)
	}
	words, err := lang.New()
	if err != nil {
		t.Fatal(err)
	}
	url := storetest.Open(t, func(ctx context.Context, url string) error {
		_, err := store.Migrate(ctx, url)
		return err
	})
	db, err := store.Open(t.Context(), url, store.Options{Conns: 16})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{t: t, now: monday, full: &platform{name: "full"}, bare: &platform{name: "bare"}}
	mind := &Mind{
		Catalog: intents.Catalog{Intents: catalog, Words: words, Name: intents.Text{"en": "Guichet"}}, Model: model,
		Lexicon: nlu.NewLexicon(nil), Index: kb.NewIndex(kb.Options{}),
	}
	w.mind = func() *Mind { return mind }
	r := rules(t)
	log := slog.New(slog.DiscardHandler)
	desk := &workflows.Desk{Store: db, Rules: func() *workflows.Rules { return r }, Words: words, Now: w.clock, Log: log}
	w.bot = &Bot{Store: db, Desk: desk, Mind: func() *Mind { return w.mind() }, Words: words, Now: w.clock, Log: log}
	w.bot.Attach(complete{w.full}, w.bare)
	w.tx(func(tx *store.Tx) error { return tx.SavePeople(r.Directory.All(), monday) })
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.mu.Lock()
	w.now = w.now.Add(d)
	w.mu.Unlock()
	if _, err := w.bot.Desk.Ring(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) tx(do func(*store.Tx) error) {
	w.t.Helper()
	if err := w.bot.Store.Tx(w.t.Context(), do); err != nil {
		w.t.Fatal(err)
	}
}

// does brings what somebody did somewhere, and takes every turn.
func (w *world) does(who string, at chat.Place, did chat.Did) {
	w.t.Helper()
	w.said++
	m := chat.Message{ID: fmt.Sprint("m", w.said), Place: at, From: chat.Account{Adapter: at.Adapter, ID: who}, At: w.clock(), Did: did}
	if err := w.bot.Accept(w.t.Context(), m); err != nil {
		w.t.Fatal(err)
	}
	w.turns()
}

func (w *world) says(who string, at chat.Place, text string) {
	w.t.Helper()
	w.does(who, at, chat.Said{Text: text})
}

func (w *world) turns() {
	w.t.Helper()
	for {
		found, err := w.bot.TakeTurn(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if !found {
			return
		}
	}
}

// deliver shows everything that is due.
func (w *world) deliver() {
	w.t.Helper()
	for {
		found, err := w.bot.DeliverSome(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if !found {
			return
		}
	}
}

// reads delivers, and returns what was shown in a channel of the full platform since.
func (w *world) reads(channel string) string {
	w.t.Helper()
	w.deliver()
	return w.full.since(channel)
}

// open opens a ticket of somebody's, with its card shown; its ref is the card's.
func (w *world) open(who people.ID, title, urgency string) (k ticket.Ticket, card chat.Ref) {
	w.t.Helper()
	w.tx(func(tx *store.Tx) (err error) {
		p, _ := w.bot.Desk.Rules().Directory.Get(who)
		at := place("dm-" + string(who))
		talk, err := tx.TalkAt(at)
		if err != nil {
			return err
		}
		k, err = w.bot.Desk.Open(tx, workflows.Opening{
			Cause: title, By: who, For: p, Title: title, Text: title, Impact: "organisation", Urgency: urgency,
			Talk: talk, Place: at, Account: chat.Account{Adapter: "full", ID: string(who)},
		})
		return err
	})
	w.deliver()
	w.tx(func(tx *store.Tx) (err error) {
		_, card, _, err = tx.PostAt(workflows.CardKey(k.ID, place("net")))
		return err
	})
	return k, card
}

func (w *world) ticket(k ticket.Ticket) (now ticket.Ticket) {
	w.t.Helper()
	w.tx(func(tx *store.Tx) (err error) { now, err = tx.Ticket(k.ID); return err })
	return now
}

// rows counts what stands in the tables of a message's path.
func (w *world) rows() (n int) {
	w.t.Helper()
	b, err := w.bot.Store.Backlog(w.t.Context(), w.clock())
	if err != nil {
		w.t.Fatal(err)
	}
	return b.Turns + b.Sends + b.Jobs
}

// platform is a chat platform in memory that does as it is told.
type platform struct {
	name  string
	mu    sync.Mutex
	sent  []chat.Delivery
	edits []chat.Delivery
	fail  func(chat.Delivery) error // what a send says, nil for all is well
	lost  bool                      // sends arrive although they fail
	asked int                       // times that Find was asked
}

func (p *platform) Name() string { return p.name }

func (p *platform) Run(ctx context.Context, _ chat.Inbox) error { <-ctx.Done(); return nil }

func (p *platform) Send(_ context.Context, d chat.Delivery) (chat.Ref, error) {
	var err error
	if p.fail != nil {
		err = p.fail(d)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil || p.lost {
		p.sent = append(p.sent, d)
	}
	return chat.Ref(fmt.Sprint(p.name, "/", len(p.sent))), err
}

// since returns what was sent to a channel, and forgets it.
func (p *platform) since(channel string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var here []string
	var others []chat.Delivery
	for _, d := range p.sent {
		if d.Place.Channel == channel {
			here = append(here, chat.Plain(d.Reply))
		} else {
			others = append(others, d)
		}
	}
	p.sent = others
	return strings.Join(here, "\n---\n")
}

// last is the newest delivery to a channel that has a button, menu or form, and
// the token of the one so labelled.
func (p *platform) token(t testing.TB, channel, label string) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.sent) - 1; i >= 0; i-- {
		for _, b := range p.sent[i].Reply.Blocks {
			if p.sent[i].Place.Channel != channel {
				continue
			}
			switch b := b.(type) {
			case chat.Buttons:
				for _, one := range b.Buttons {
					if one.Label == label {
						return one.Token
					}
				}
			case chat.Choose:
				if b.Label == label {
					return b.Token
				}
			case chat.Form:
				if b.Submit == label {
					return b.Token
				}
			}
		}
	}
	t.Fatalf("no %q is shown in %s", label, channel)
	return ""
}

// complete is a platform with every option.
type complete struct{ *platform }

func (complete) ShowsButtons() {}
func (complete) ShowsForms()   {}

func (c complete) Edit(_ context.Context, ref chat.Ref, d chat.Delivery) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.edits = append(c.edits, d)
	return nil
}

func (c complete) Open(_ context.Context, a chat.Account) (chat.Place, error) {
	return chat.Place{Adapter: c.name, Channel: "dm-" + a.ID}, nil
}

func (c complete) Find(_ context.Context, d chat.Delivery) (chat.Ref, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	for i, one := range c.sent {
		if one.ID == d.ID {
			return chat.Ref(fmt.Sprint(c.name, "/", i+1)), true, nil
		}
	}
	return "", false, nil
}
