package workflows

import (
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// doings is everything that can happen to a ticket, one after the other.
var doings = []struct {
	by    people.ID
	event ticket.Event
	after time.Duration // before it happens
}{
	{by: "oscar", event: ticket.Noted{Text: "SECRET: the *switch* again"}},
	{event: nil, after: 10 * time.Minute}, // paged
	{by: "ida", event: ticket.Acknowledged{}},
	{by: "oscar", event: ticket.Declared{Major: true}},
	{by: "zoe", event: ticket.Joined{}},
	{by: "oscar", event: ticket.Claimed{}},
	{by: "oscar", event: ticket.Replied{Text: "Is the *lamp* on?"}},
	{by: "oscar", event: ticket.Undone{}},
	{by: "oscar", event: ticket.Replied{Text: "Is the lamp green?"}},
	{event: nil, after: 10 * time.Second}, // sent
	{by: "requester", event: ticket.Commented{Text: "It is red", Files: []string{"lamp.png"}}},
	{by: "oscar", event: ticket.HeldUp{Reason: "a new switch", Till: monday.Add(2 * time.Hour)}},
	{event: nil, after: 2 * time.Hour}, // resumed
	{by: "oscar", event: ticket.Prioritised{Priority: "P2"}},
	{by: "lea", event: ticket.Assigned{To: "lea"}},
	{by: "lea", event: ticket.Released{}},
	{by: "lea", event: ticket.Claimed{}},
	{by: "oscar", event: ticket.Declared{}},
	{event: nil, after: 6 * time.Hour}, // warned
	{by: "lea", event: ticket.Solved{How: "replaced the switch"}},
	{by: "requester", event: ticket.Reopened{Reason: "red again"}},
	{event: nil, after: 2 * time.Hour}, // broken
	{by: "lea", event: ticket.Solved{How: "replaced the cable"}},
	{by: "requester", event: ticket.Confirmed{}},
	{by: "requester", event: ticket.Rated{Score: 4}},
	{by: "oscar", event: ticket.Noted{Text: "SECRET: for next time"}},
}

// Everybody who should, and nobody else, reads of what happens, in their own
// language. The files were read by people who speak both.
func TestWhoReadsWhat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		requester people.ID
		service   string
	}{"tells.net.txt": {"marie", ""}, "tells.apps.txt": {"tom", "erp"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.rules.Policy.Leads = []string{"net"} // so that the same people may work in both queues
			var lines []string
			step := func(title string) {
				lines = append(lines, "== "+title)
				for _, line := range s.read() {
					if !strings.Contains(line, "[Assign to…]") && !strings.Contains(line, "Assign to… [") && !strings.Contains(line, "Confier à… [") {
						lines = append(lines, line) // cards have their own test
					}
					own := strings.HasPrefix(line, "#dm-") || strings.HasPrefix(line, "@test:zoe")
					if own && (strings.Contains(line, "SECRET") || strings.Contains(line, "🚨")) {
						t.Errorf("the requester's side reads %s", line)
					}
				}
			}
			k := s.open(c.requester, Opening{Title: "No *network*", Service: c.service, Impact: "organisation", Urgency: "high", Spoken: []store.Spoken{
				{At: monday, Account: "U1", Text: "help"}, {At: monday, Text: "What is it?"}, {At: monday, Account: "U1", Text: "No *network*"},
			}})
			step("opened")
			for _, d := range doings {
				if s.pass(d.after); d.event == nil {
					step("after " + d.after.String())
					continue
				}
				if d.by == "requester" {
					d.by = c.requester
				}
				s.do(d.by, k, d.event)
				step(store.EventName(d.event) + " by " + string(d.by))
			}
			golden(t, name, lines)
		})
	}
}

// Moving a ticket to a queue with another channel takes its card along.
func TestMove(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "No ERP"})
	s.do("oscar", k, ticket.Claimed{})
	s.read()
	s.do("oscar", k, ticket.Moved{Queue: "apps"})
	got := s.deliver()
	if len(got) != 3 || !got[0].edit || got[0].Place != place("net") || chat.Plain(got[0].Reply) != "INC-1 moved to Applications." {
		t.Errorf("the old card: %+v", got[0])
	}
	if got[1].edit || got[1].Place != place("apps") || !strings.Contains(chat.Plain(got[1].Reply), "État: Non pris") {
		t.Errorf("the new card: %+v", got[1])
	}
	if got[2].Place.Channel != "apps" || got[2].Place.Thread == "" || chat.Plain(got[2].Reply) != "Oscar l’a déplacé vers Applications." {
		t.Errorf("its thread: %+v", got[2])
	}
	if now := s.ticket(k); now.State.Assignee != "" || now.State.Status != ticket.New {
		t.Errorf("%+v", now.State)
	}
	if err := s.try("oscar", k, ticket.Claimed{}); refused(err) != "other_queue" {
		t.Errorf("it is the other queue's now: %v", err)
	}
	s.do("nadia", k, ticket.Moved{Queue: "quiet"}) // that has no channel
	s.reads("#apps (edit): INC-1 est parti vers .")
	s.do("lea", k, ticket.Moved{Queue: "net"})
	if got := s.deliver(); len(got) != 2 || !got[0].edit || got[0].Place != place("net") {
		t.Errorf("back again, the first card: %+v", got)
	}
}

// Who did something is not told of it, wherever they also stand.
func TestNobodyIsToldTheirOwnDoing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("lea", Opening{Title: "No network"}) // an agent's own
	s.do("lea", k, ticket.Declared{Major: true})
	s.do("oscar", k, ticket.Joined{})
	s.do("zoe", k, ticket.Joined{})
	s.deliver()
	read := func() (who []string) {
		for _, d := range s.deliver() {
			if d.Place.Channel != "net" {
				who = append(who, d.Place.Channel+d.To.ID)
			}
		}
		return who
	}
	s.do("lea", k, ticket.Claimed{})
	if got := strings.Join(read(), " "); got != "oscar zoe" {
		t.Errorf("the requester claims it: told %q", got)
	}
	s.do("oscar", k, ticket.HeldUp{Reason: "x"})
	if got := strings.Join(read(), " "); got != "zoe dm-lealea" {
		t.Errorf("a watcher holds it: told %q", got)
	}
}

// What is said in the card's own thread is not said there again.
func TestNotesInTheThread(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	k := s.open("marie", Opening{Title: "No network"})
	s.read()
	s.tx(func(tx *store.Tx) error {
		_, err := s.desk.Do(tx, Command{Ticket: k.ID, By: "oscar", Event: ticket.Noted{Text: "hm"}, Here: true})
		return err
	})
	for _, line := range s.read() {
		if strings.Contains(line, "hm") {
			t.Errorf("again: %s", line)
		}
	}
	s.tx(func(tx *store.Tx) error {
		entries, err := tx.Timeline(k.ID)
		if len(entries) != 2 || entries[1].Event != (ticket.Noted{Text: "hm"}) {
			t.Errorf("the timeline has %v", entries)
		}
		return err
	})
}
