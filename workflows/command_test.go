package workflows

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// Fifty agents press Claim at once: one has it, and the others are told who.
func TestFiftyClaims(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	agents := []people.Person{person("marie", "Marie", "fr")}
	for i := range 50 {
		agents = append(agents, person(people.ID(fmt.Sprint("agent", i)), fmt.Sprint("Agent ", i), "en", "net"))
	}
	s.rules.Directory = people.Directory(agents)
	k := s.open("marie", Opening{Title: "No network"})
	errs := make([]error, 50)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = s.try(agents[i+1].ID, k, ticket.Claimed{}) })
	}
	all.Wait()
	has := s.ticket(k).State.Assignee
	won := 0
	for i, err := range errs {
		if err == nil {
			won++
			if agents[i+1].ID != has {
				t.Errorf("%s was told it is theirs, and %s has it", agents[i+1].ID, has)
			}
			continue
		}
		name := s.desk.name(has)
		for l, want := range map[string]string{"en": name + " has it already.", "fr": name + " l’a déjà pris."} {
			if words, ok := s.desk.Explain(err, l); !ok || words != want {
				t.Errorf("%v is explained as %q", err, words)
			}
		}
	}
	if won != 1 {
		t.Errorf("%d have it", won)
	}
	s.tx(func(tx *store.Tx) error {
		entries, err := tx.Timeline(k.ID)
		if len(entries) != 2 {
			t.Errorf("the timeline has %d entries", len(entries))
		}
		return err
	})
}

// Every refusal is a sentence in both languages, and says whom and what it is about.
func TestExplain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "No network"})
	for _, c := range []struct {
		by     people.ID
		event  ticket.Event
		key    string
		en, fr string
	}{
		{"marie", ticket.Claimed{}, "agents_only", "Only the desk’s agents", "Seuls les agents"},
		{"nadia", ticket.Claimed{}, "other_queue", "Only the agents of this ticket’s queue", "Seuls les agents de la file"},
		{"", ticket.Claimed{}, "unknown_person", "I do not know yet who you are", "Je ne sais pas encore"},
		{"", ticket.Joined{}, "unknown_person", "I do not know yet who you are", "Je ne sais pas encore"},
		{"oscar", ticket.Confirmed{}, "requester_only", "Only the person who asked", "Seule la personne"},
		{"oscar", ticket.Assigned{To: "marie"}, "not_agent", "Marie is not one", "Marie ne fait pas partie"},
		{"oscar", ticket.Assigned{To: ""}, "not_agent", "is not one", "ne fait pas partie"},
		{"oscar", ticket.Assigned{To: "ghost"}, "not_agent", "ghost is not one", "ghost ne fait pas partie"},
		{"oscar", ticket.Moved{Queue: "moon"}, "unknown_queue", "no queue “moon”", "La file « moon »"},
		{"oscar", ticket.Prioritised{Priority: "P0"}, "unknown_priority", "no priority “P0”", "La priorité « P0 »"},
		{"oscar", ticket.Prioritised{Priority: "P3"}, "priority_already", "It is P3 already", "déjà en P3"},
		{"oscar", ticket.Resumed{}, "not_held", "It isn’t on hold", "Il n’est pas en attente"},
	} {
		err := s.try(c.by, k, c.event)
		if got := refused(err); got != c.key {
			t.Errorf("%T by %q: %v, want %s", c.event, c.by, err, c.key)
		}
		for l, want := range map[string]string{"en": c.en, "fr": c.fr} {
			if words, ok := s.desk.Explain(err, l); !ok || !strings.Contains(words, want) || strings.Contains(words, "⟦") {
				t.Errorf("%v in %s: %q", err, l, words)
			}
		}
	}
	if err := s.try("oscar", ticket.Ticket{ID: 99}, ticket.Claimed{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such ticket: %v", err)
	} else if words, ok := s.desk.Explain(err, "fr"); !ok || !strings.HasPrefix(words, "Ce ticket n’existe pas") {
		t.Errorf("%q", words)
	}
	if words, ok := s.desk.Explain(errors.New("disk full"), "en"); ok {
		t.Errorf("a mistake of ours is told as %q", words)
	}
	if words, _ := s.desk.Explain(fmt.Errorf("x: %w", ErrNoApproval), "en"); !strings.Contains(words, "waits for your approval") {
		t.Errorf("%q", words)
	}
}

// What a queue's colleague writes and what its requester writes reach each other.
func TestHoldAndResume(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "No network", Impact: "organisation", Urgency: "high"}) // P1: paged after ten minutes
	s.do("oscar", k, ticket.HeldUp{Reason: "the provider", Till: s.now.Add(time.Hour)})
	if rang := s.pass(30 * time.Minute); rang != 1 {
		t.Errorf("%d timers rang for a ticket on hold; the response's clock alone runs", rang)
	}
	if got := s.ticket(k); len(got.State.Paged) != 0 || got.Climbed != 0 {
		t.Errorf("somebody was called for it: %+v", got.State)
	}
	s.pass(30 * time.Minute)
	if got := s.ticket(k); got.State.Status != ticket.New {
		t.Errorf("after the hold: %+v", got.State)
	}
	s.pass(10 * time.Minute)
	if got := s.ticket(k); len(got.State.Paged) != 1 {
		t.Errorf("ten minutes later: %+v", got.State)
	}
}

// A reply waits, can be taken back, and goes out once however many replicas ring.
func TestUndoWindow(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "No network"})
	s.do("oscar", k, ticket.Replied{Text: "first"})
	s.pass(9 * time.Second)
	s.do("oscar", k, ticket.Undone{})
	s.pass(time.Minute)
	s.do("oscar", k, ticket.Replied{Text: "second"})
	s.now = s.now.Add(10 * time.Second)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := s.desk.Ring(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := refused(s.try("oscar", k, ticket.Undone{})); got != "sent_already" {
		t.Errorf("too late: %s", got)
	}
	words := map[string]int{}
	for _, line := range s.read() {
		if strings.HasPrefix(line, "#dm-marie: Oscar") {
			words[line]++
		}
	}
	if len(words) != 1 || words["#dm-marie: Oscar · INC-1 ⏎ second"] != 1 {
		t.Errorf("marie reads %v", words)
	}
}

// A promise that was broken before the solution stays broken, though its timer
// had not rung yet.
func TestLateTimer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "No network"})
	s.now = s.now.Add(25 * time.Hour)
	s.do("oscar", k, ticket.Solved{How: "x"})
	if got := s.ticket(k); got.Warned["resolution"] != 100 || got.Resolution.Stopped.IsZero() {
		t.Errorf("warned %v", got.Warned)
	}
}

// What cannot be opened says why; what follows from one cause is one ticket.
func TestOpen(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	first := s.open("marie", Opening{Cause: "c", Title: "No network"})
	if again := s.open("marie", Opening{Cause: "c", Title: "No network"}); again.ID != first.ID {
		t.Errorf("two tickets, %d and %d", first.ID, again.ID)
	}
	erp := s.open("marie", Opening{Title: "No ERP", Service: "erp", Impact: "department", Urgency: "high"})
	if f := erp.Facts; f.Queue != "apps" || f.Priority != "P1" || f.Lang != "fr" || len(f.Path) != 2 || len(erp.Chain.Steps) == 0 {
		t.Errorf("%+v", f)
	}
	if foreseen := s.rules.Foresee(Opening{Title: "No ERP", Service: "erp"}, s.now); foreseen.Facts.Queue != "apps" || foreseen.ID != 0 || foreseen.Seq != 1 {
		t.Errorf("Foresee = %+v", foreseen.Facts)
	}
	long := s.open("marie", Opening{Cause: "long", Title: strings.Repeat("🔥 ", 500)})
	if n := len([]rune(long.Facts.Title)); n > 120 || !strings.HasSuffix(long.Facts.Title, "…") {
		t.Errorf("a title of %d characters", n)
	}
	err := s.desk.Store.Tx(t.Context(), func(tx *store.Tx) error {
		tom, _ := s.rules.Directory.Get("tom")
		_, err := s.desk.Open(tx, Opening{Cause: "x", By: "marie", For: tom, Title: "x"})
		return err
	})
	if got := refused(err); got != "agents_only" && got != "not_yours" {
		t.Errorf("for somebody else: %v", err)
	}
	s.rules.Directory = people.Directory(nil)
	stranger := s.open("ghost", Opening{Title: "Who am I?"})
	if stranger.Facts.Requester != "" || stranger.Facts.Account.ID != "ghost" {
		t.Errorf("%+v", stranger.Facts)
	}
}

func TestNextClimb(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "No network", Impact: "organisation", Urgency: "high"})
	if c, ok := s.rules.NextClimb(k, s.now); !ok || c.Whom != "ida" || !c.At.Equal(s.now.Add(10*time.Minute)) || c.Link.N != 0 {
		t.Errorf("%+v, %v", c, ok)
	}
	s.pass(10 * time.Minute)
	if c, ok := s.rules.NextClimb(s.ticket(k), s.now); !ok || c.Whom != "" || c.Link.N != 1 {
		t.Errorf("%+v, %v", c, ok)
	}
	s.do("oscar", k, ticket.Claimed{})
	if c, ok := s.rules.NextClimb(s.ticket(k), s.now); ok {
		t.Errorf("after it was claimed: %+v", c)
	}
}
