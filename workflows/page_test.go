package workflows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// page opens a P1 and lets its first page go out, and returns what is called.
func (s *stage) page() (k ticket.Ticket, pages []delivery) {
	k = s.open("marie", Opening{Title: "No network", Impact: "organisation", Urgency: "high"})
	s.deliver()
	s.pass(10 * time.Minute)
	return k, s.called()
}

// called leaves the pages of what is delivered.
func (s *stage) called() (pages []delivery) {
	for _, d := range s.deliver() {
		if d.Reply.Urgent && strings.HasPrefix(chat.Plain(d.Reply), "🚨") {
			pages = append(pages, d)
		}
	}
	return pages
}

// Who is on call is paged wherever they have an account, with buttons for them alone.
func TestPage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	_, pages := s.page()
	if len(pages) != 2 {
		t.Fatalf("%d pages", len(pages))
	}
	for _, p := range pages {
		if p.edit || p.To.ID != "ida" && p.To.ID != "ida2" || p.Place.Channel != "" {
			t.Errorf("paged: %+v", p.Delivery)
		}
		row, ok := p.Reply.Blocks[len(p.Reply.Blocks)-1].(chat.Buttons)
		if !ok || len(row.Buttons) != 2 || row.Buttons[0].Label != "J’ai vu" || row.Buttons[0].Typed != "/ack INC-1" || row.Buttons[1].Typed != "/claim INC-1" {
			t.Fatalf("its buttons: %+v", row)
		}
		s.tx(func(tx *store.Tx) error {
			k, err := tx.TokenByID(row.Buttons[0].Token)
			if k.Person != "ida" || string(k.Act) != `{"do": "ack", "on": "1"}` {
				t.Errorf("%+v", k)
			}
			return err
		})
	}
	for _, want := range []string{
		"#net ↳: Nobody is on call for Night duty. Step 2 of 3, round 1 of 1: nobody answered the page before within 5 min.",
		"#net (urgent): 🚨 P1 · INC-1 · No network ⏎ Reported by Marie. Step 3 of 3, round 1 of 1: nobody answered the page before within 5 min. ⏎ │ No network",
	} {
		s.pass(5 * time.Minute)
		if got := s.read(); !slices.Contains(got, want) {
			t.Errorf("read: %q, without %q", got, want)
		}
	}
	s.pass(24 * time.Hour)
	if got := s.called(); len(got) != 0 {
		t.Errorf("at its end the chain pages: %+v", got)
	}
}

// When somebody takes the ticket, everybody who was called can rest.
func TestPagesAreAnswered(t *testing.T) {
	t.Parallel()
	for words, do := range map[string]struct {
		by    people.ID
		event ticket.Event
	}{
		"✅ Alerte reçue par Ida.": {"ida", ticket.Acknowledged{}}, "✅ Oscar s’en occupe.": {"oscar", ticket.Claimed{}},
		"✅ Léa s’en occupe.": {"oscar", ticket.Assigned{To: "lea"}}, "✅ Résolu par Oscar.": {"oscar", ticket.Solved{How: "x"}},
		"✅ Plus nécessaire, selon Marie.": {"marie", ticket.Dropped{}},
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			k, pages := s.page()
			s.do(do.by, k, do.event)
			edits := 0
			for _, d := range s.deliver() {
				if d.To.ID != "ida" && d.To.ID != "ida2" || d.Place.Channel != "" {
					continue
				}
				edits++
				if plain := chat.Plain(d.Reply); !d.edit || d.Reply.Urgent || !strings.HasSuffix(plain, words) || strings.Contains(plain, "[") {
					t.Errorf("the page reads %q (edit %v, urgent %v)", plain, d.edit, d.Reply.Urgent)
				}
			}
			if edits != len(pages) {
				t.Errorf("%d of %d pages were answered", edits, len(pages))
			}
			s.tx(func(tx *store.Tx) error {
				row := pages[0].Reply.Blocks[len(pages[0].Reply.Blocks)-1].(chat.Buttons)
				k, err := tx.TokenByID(row.Buttons[0].Token)
				if k.Used.IsZero() {
					t.Error("its button still works")
				}
				return err
			})
			if late := s.pass(20 * time.Minute); late != 0 && len(s.called()) != 0 {
				t.Error("the chain goes on")
			}
		})
	}
}

// A ticket that is let go calls anew: a new message, not a change of an old one.
func TestPagedAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k, first := s.page()
	s.do("oscar", k, ticket.Claimed{})
	s.do("oscar", k, ticket.Released{})
	s.deliver()
	s.pass(10 * time.Minute)
	again := s.called()
	if len(again) != len(first) {
		t.Fatalf("%d calls, want %d", len(again), len(first))
	}
	for _, p := range again {
		if p.edit || !strings.Contains(chat.Plain(p.Reply), "[J’ai vu]") {
			t.Errorf("%+v", p)
		}
	}
	s.do("ida", k, ticket.Acknowledged{})
	answered := 0
	for _, d := range s.deliver() {
		if d.edit && strings.HasSuffix(chat.Plain(d.Reply), "✅ Alerte reçue par Ida.") {
			answered++
		}
	}
	if answered != len(again) {
		t.Errorf("%d of the new pages were answered", answered)
	}
}

// Here is somebody's own watch, or the desk's.
func TestHere(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	far, odd := person("far", "Far", "en"), person("odd", "Odd", "en")
	far.Zone, odd.Zone = "America/Montreal", "Moon/Sea"
	s.rules.Directory = people.Directory([]people.Person{far, odd})
	for who, want := range map[people.ID]string{"far": "04:00", "odd": "09:00", "nobody": "09:00"} {
		if got := s.desk.Here(who).Format("15:04"); got != want {
			t.Errorf("%s reads %s", who, got)
		}
	}
}
