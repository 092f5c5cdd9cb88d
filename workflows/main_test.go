package workflows

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/storetest"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/steps"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func place(channel string) chat.Place { return chat.Place{Adapter: "test", Channel: channel} }

// person has one account, named after them.
func person(id people.ID, name, l string, groups ...string) people.Person {
	return people.Person{
		ID: id, Name: name, Lang: l, Groups: append(groups, "staff"), Manager: "boss",
		Accounts: map[string]string{"test": string(id)},
	}
}

// company is a desk of two queues: network, which speaks English, and
// applications, which speaks French. Ida is on call, on two platforms.
func company(t testing.TB) *Rules {
	t.Helper()
	ida := person("ida", "Ida", "fr", "net")
	ida.Accounts["other"] = "ida2"
	everybody := []people.Person{
		person("marie", "Marie", "fr"), person("tom", "Tom", "en"), person("zoe", "Zoé", "fr"), person("boss", "Max", "en"),
		person("oscar", "Oscar", "en", "net"), person("lea", "Léa", "fr", "net"), person("nadia", "Nadia", "fr", "apps"),
		person("sam", "Sam", "en", "security"), person("sue", "Sue", "en", "security"), ida,
	}
	r := &Rules{
		Lang: "en", Zone: time.UTC, Undo: 10 * time.Second, CloseAfter: 72 * time.Hour,
		Queues: map[string]Queue{
			"net":   {Name: "net", Title: map[string]string{"en": "Network", "fr": "Réseau"}, Groups: []string{"net"}, Channel: place("net")},
			"apps":  {Name: "apps", Title: map[string]string{"en": "Applications", "fr": "Applications"}, Groups: []string{"apps"}, Channel: place("apps"), Lang: "fr"},
			"quiet": {Name: "quiet", Groups: []string{"net"}},
		},
		Calendars: map[string]sla.Calendar{"": sla.Always(time.UTC)},
		Plans:     map[string]sla.Plan{"standard": sla.DefaultPlan("")},
		Matrix:    sla.DefaultMatrix(),
		Policy:    people.Policy{Agents: map[string][]string{"net": {"net"}, "apps": {"apps"}, "quiet": {"net"}}, Admins: []string{"admins"}},
		Directory: people.Directory(everybody),
		Route: escalation.Route{Queue: "net", Plan: "standard", Chain: "calls", Routes: []escalation.Route{
			{Match: map[string]escalation.Match{"service": {"erp"}}, Queue: "apps"},
		}},
		Rotas: map[string]escalation.Rota{
			"net":   {Name: "net", Title: map[string]string{"en": "Network duty", "fr": "Astreinte réseau"}, Zone: "UTC", Layers: []escalation.Layer{{Name: "all", Members: []people.ID{"ida"}, Rotate: "weekly", Handoff: "mon 09:00", Start: "2026-01-05"}}},
			"empty": {Name: "empty", Title: map[string]string{"en": "Night duty", "fr": "Astreinte de nuit"}, Zone: "UTC"},
		},
		Chains: map[string]escalation.Chain{"calls": {Name: "calls", Priorities: []string{"P1"}, Start: "10m", Repeat: 1, Steps: []escalation.Step{
			{Page: escalation.Page{Rota: "net"}, Wait: "5m"}, {Page: escalation.Page{Rota: "empty"}, Wait: "5m"},
			{Page: escalation.Page{Queue: escalation.OwnQueue}, Wait: "5m"},
		}}},
		Automations: map[string]automation.Definition{},
	}
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d, err := automation.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		r.Automations[d.Name] = d
	}
	return r
}

// stage is a desk with a database of its own, and a clock that it moves.
type stage struct {
	t     testing.TB
	desk  *Desk
	rules *Rules
	now   time.Time
	kind  *kind
}

func newStage(t testing.TB) *stage {
	t.Helper()
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
	s := &stage{t: t, now: monday, rules: company(t), kind: &kind{}}
	s.desk = &Desk{
		Store: db, Rules: func() *Rules { return s.rules }, Words: words, Now: func() time.Time { return s.now },
		Log: slog.New(slog.DiscardHandler), Steps: map[string]steps.Kind{"act": s.kind},
	}
	s.tx(func(tx *store.Tx) error { return tx.SavePeople(s.rules.Directory.All(), monday) })
	return s
}

func (s *stage) tx(do func(*store.Tx) error) {
	s.t.Helper()
	if err := s.desk.Store.Tx(s.t.Context(), do); err != nil {
		s.t.Fatal(err)
	}
}

// open opens a ticket of somebody's, from their direct talk.
func (s *stage) open(who people.ID, o Opening) (k ticket.Ticket) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) (err error) {
		o.For, _ = s.rules.Directory.Get(who)
		o.By, o.Place, o.Account = who, place("dm-"+string(who)), chat.Account{Adapter: "test", ID: string(who)}
		if o.Cause == "" {
			o.Cause = "said/" + o.Title
		}
		if o.Text == "" {
			o.Text = o.Title
		}
		if o.Talk, err = tx.TalkAt(o.Place); err != nil {
			return err
		}
		k, err = s.desk.Open(tx, o)
		return err
	})
	return k
}

// try lets somebody do something, which may be refused.
func (s *stage) try(who people.ID, k ticket.Ticket, e ticket.Event) error {
	return s.desk.Store.Tx(s.t.Context(), func(tx *store.Tx) error {
		_, err := s.desk.Do(tx, Command{Ticket: k.ID, By: who, Event: e})
		return err
	})
}

func (s *stage) do(who people.ID, k ticket.Ticket, e ticket.Event) {
	s.t.Helper()
	if err := s.try(who, k, e); err != nil {
		s.t.Fatalf("%T by %s: %v", e, who, err)
	}
}

// pass lets time go by, and rings once what has come due.
func (s *stage) pass(d time.Duration) (rang int) {
	s.t.Helper()
	s.now = s.now.Add(d)
	rang, err := s.desk.Ring(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return rang
}

func (s *stage) ticket(k ticket.Ticket) (now ticket.Ticket) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) (err error) { now, err = tx.Ticket(k.ID); return err })
	return now
}

// read delivers everything and says who read what, a line for each: where, a
// sign for what is new, changed or urgent, and the words.
func (s *stage) read() (out []string) {
	s.t.Helper()
	for _, d := range s.deliver() {
		where := "#" + d.Place.Channel
		switch {
		case d.Place.Channel == "":
			where = "@" + d.To.String()
		case d.Place.Thread != "":
			where += " ↳"
		}
		sign := ""
		if d.edit {
			sign += " (edit)"
		}
		if d.Reply.Urgent {
			sign += " (urgent)"
		}
		if d.Reply.Private {
			sign += " (private)"
		}
		out = append(out, where+sign+": "+strings.ReplaceAll(chat.Plain(d.Reply), "\n", " ⏎ "))
	}
	return out
}

type delivery struct {
	chat.Delivery
	edit bool
}

func (s *stage) deliver() (out []delivery) {
	s.t.Helper()
	for {
		parcels, err := s.desk.Store.Lease(s.t.Context(), []string{"test", "other"}, s.now, time.Minute, 50)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(parcels) == 0 {
			return out
		}
		slices.SortFunc(parcels, func(a, b store.Parcel) int { return int(a.Row - b.Row) })
		for _, p := range parcels {
			out = append(out, delivery{p.Delivery, p.Ref != ""})
			ref := p.Ref
			if ref == "" {
				ref = chat.Ref(fmt.Sprint("ref", p.Row))
			}
			if err := s.desk.Store.Sent(s.t.Context(), []store.Shown{{Parcel: p, Ref: ref, At: s.now}}); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

// reads fails the test unless exactly these lines were read since.
func (s *stage) reads(want ...string) {
	s.t.Helper()
	if diff := cmp.Diff(want, s.read()); diff != "" {
		s.t.Error(diff)
	}
}

// golden compares lines with a file that a person has read.
func golden(t *testing.T, name string, lines []string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// kind is a step kind that does what it is told, and remembers its calls.
type kind struct {
	calls []steps.Call
	do    func(context.Context, steps.Call) (map[string]any, error)
}

func (k *kind) Describe() automation.Kind { return automation.Kind{} }

func (k *kind) Do(ctx context.Context, c steps.Call) (map[string]any, error) {
	k.calls = append(k.calls, c)
	if k.do == nil {
		return map[string]any{"link": "https://example.com/x"}, nil
	}
	return k.do(ctx, c)
}

// refused is the key of a refusal, or why somebody was denied.
func refused(err error) string {
	var r ticket.Refusal
	var d Denied
	switch {
	case errors.As(err, &r):
		return r.Key
	case errors.As(err, &d):
		return d.Why
	}
	return fmt.Sprint(err)
}
