package intents

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestArticles(t *testing.T) {
	c := testCatalog(t)
	printers := []string{"add-printer"}
	for _, x := range []struct {
		name    string
		state   State
		event   Event
		guesses []Guess
		want    []string
	}{
		{"guessed", State{}, Words{}, []Guess{{Intent: "vpn", P: 0.9}, {Intent: "printers", P: 0.2}}, printers},
		{"hardly guessed", State{}, Words{}, []Guess{{Intent: "printers", P: 0.01}}, nil},
		{"chosen", State{}, Chose{Act{Do: ActIntent, On: "printers"}}, nil, printers},
		{"in hand", State{Task: &Task{Intent: "printers"}}, Words{}, nil, printers},
		{"unknown", State{Task: &Task{Intent: "gone"}}, Words{}, []Guess{{Intent: "gone", P: 1}}, nil},
	} {
		if diff := cmp.Diff(x.want, c.Articles(x.state, x.event, x.guesses)); diff != "" {
			t.Errorf("%s: %s", x.name, diff)
		}
	}
}

func TestClosedForgetsOnlyItsTicket(t *testing.T) {
	s := State{Ticket: "INC-1", About: "vpn", Side: Ask{What: askRate, On: "INC-1"}}
	if got := s.Closed("INC-2"); got.Ticket != "INC-1" || got.About != "vpn" {
		t.Errorf("another ticket was closed: %+v", got)
	}
	got := s.Closed("INC-1")
	if got.Ticket != "" || got.About != "" {
		t.Errorf("still handed over: %+v", got)
	}
	if got.Side.What != askRate {
		t.Error("a closed ticket can still be rated")
	}
}

// TestChosenIntentBringsItsArticle holds that a button that names an intent
// gets the article which the shell found for it.
func TestChosenIntentBringsItsArticle(t *testing.T) {
	c := testCatalog(t)
	in := Input{Now: monday, Lang: "en", Event: Chose{Act{Do: ActIntent, On: "printers"}}}
	in.Hits = []Hit{{Article: "add-printer", Title: "Add a printer", Passage: "Press the button."}}
	s, effects, _ := c.Decide(State{}, in)
	if diff := cmp.Diff(Offered{Article: "add-printer"}, effects[0]); diff != "" {
		t.Error(diff)
	}
	if want := monday.Add(c.Options.withDefaults().Wait); !s.Wake.Equal(want) {
		t.Errorf("wakes at %s, want %s", s.Wake, want)
	}
}
