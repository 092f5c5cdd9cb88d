package workflows

import (
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// What a card shows, wherever the ticket stands, in both languages.
func TestCards(t *testing.T) {
	t.Parallel()
	var lines []string
	for _, service := range []string{"", "erp"} {
		s := newStage(t)
		s.rules.Policy.Leads = []string{"net"}
		s.rules.Intents = map[string]intents.Intent{"outage": {Name: "outage", Slots: []intents.Slot{
			{Name: "site", Label: map[string]string{"en": "Site", "fr": "Lieu"}, Options: []intents.Option{{Value: "hq", Label: map[string]string{"en": "Head office", "fr": "Siège"}}}},
			{Name: "who", Kind: intents.SlotPerson, Ask: map[string]string{"en": "Who has it?", "fr": "Qui l’a ?"}},
		}}}
		k := s.open("marie", Opening{
			Title: "No *network*", Text: "Since this morning, nothing `works`", Intent: "outage", Service: service, Impact: "organisation", Urgency: "high",
			Fields: map[string]string{"site": "hq", "who": "tom", "other": "x*y*"},
		})
		show := func(title string) {
			t.Helper()
			lines = append(lines, "== "+title)
			shown := false
			for _, d := range s.deliver() {
				if d.Place.Thread == "" && (d.Place.Channel == "net" || d.Place.Channel == "apps") {
					lines = append(lines, strings.Split(chat.Plain(d.Reply), "\n")...)
					shown = true
				}
			}
			if !shown {
				t.Errorf("no card is shown when %s", title)
			}
		}
		show("new")
		s.pass(10 * time.Minute)
		show("paged")
		s.do("ida", k, ticket.Acknowledged{})
		show("acknowledged")
		s.do("oscar", k, ticket.Claimed{})
		show("in progress")
		s.do("oscar", k, ticket.Replied{Text: "x"})
		s.pass(10 * time.Second)
		show("answered")
		s.do("oscar", k, ticket.HeldUp{Reason: "a *new* switch"})
		show("held")
		s.do("oscar", k, ticket.Declared{Major: true})
		s.do("zoe", k, ticket.Joined{})
		s.do("oscar", k, ticket.Resumed{})
		s.pass(5 * time.Hour)
		show("late, joined")
		s.do("oscar", k, ticket.Solved{How: "a `new` switch"})
		show("resolved")
		s.do("marie", k, ticket.Confirmed{})
		s.do("marie", k, ticket.Rated{Score: 2})
		show("rated")
	}
	golden(t, "cards.txt", lines)
}

// A card's buttons are the same rows from its first day to its last.
func TestCardButtons(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "No network"})
	tokens := func() map[string]string {
		t.Helper()
		out := map[string]string{}
		for _, d := range s.deliver() {
			if d.Place != place("net") {
				continue
			}
			for _, b := range d.Reply.Blocks {
				switch b := b.(type) {
				case chat.Buttons:
					for _, one := range b.Buttons {
						out[one.Label] = one.Token
						if one.Typed != "/"+strings.ToLower(one.Label)+" INC-1" {
							t.Errorf("%s is typed %q", one.Label, one.Typed)
						}
					}
				case chat.Choose:
					out[b.Label] = b.Token
					if b.Label == "Assign to…" && len(b.Options) != 3 {
						t.Errorf("it can be given to %v", b.Options)
					}
				}
			}
		}
		return out
	}
	first := tokens()
	s.do("oscar", k, ticket.Claimed{})
	second := tokens()
	if first["Reply"] == "" || first["Reply"] != second["Reply"] || first["Assign to…"] != second["Assign to…"] || second["Claim"] != "" {
		t.Errorf("%v, then %v", first, second)
	}
	s.tx(func(tx *store.Tx) error {
		token, err := tx.TokenByID(first["Claim"])
		if string(token.Act) != `{"do": "claim", "on": "1"}` || token.Person != "" || token.Talk != 0 {
			t.Errorf("%+v: %s", token, token.Act)
		}
		return err
	})
}

func TestCardKey(t *testing.T) {
	for key, want := range map[string]int64{CardKey(12, place("net")): 12, "ticket/x/y": 0, "page/1/2": 0, "ticket/12": 0, "": 0} {
		if got, ok := CardTicket(key); ok != (want != 0) || ok && got != want {
			t.Errorf("CardTicket(%q) = %d, %v", key, got, ok)
		}
	}
}
