package crash

import (
	"fmt"
	"slices"
	"testing"

	"github.com/guichet-desk/guichet/bot/web"
)

// sound are the facts of a small run in which every promise was kept: one
// person on the platform and one in the web chat, each with a ticket.
func sound() facts {
	f := facts{Said: script(2, 1, 3)}
	for talk, lines := range f.Said {
		ticket := int64(talk + 1)
		for _, s := range lines {
			row := inboxRow{ID: int64(len(f.Inbox) + 1), Adapter: s.Adapter, Message: s.message(), Done: true}
			f.Inbox, f.Turns = append(f.Inbox, row), append(f.Turns, row.ID)
			turn := fmt.Sprintf("said/%d/1", row.ID)
			switch s.Kind {
			case opens:
				f.Tickets = append(f.Tickets, ticketRow{ID: ticket, Cause: turn})
				f.show(s.Adapter, s.Talk, fmt.Sprintf("ticket/%d/1/requester", ticket), "")
				f.show(adapterName, "agents", fmt.Sprintf("card/%d/1", ticket), fmt.Sprintf("card/%d", ticket))
			case asks:
				f.show(s.Adapter, s.Talk, turn, "")
			case comments:
				f.Events = append(f.Events, eventRow{Ticket: ticket, Seq: 2, Kind: "commented", Text: s.Text})
				f.show(adapterName, "agents", fmt.Sprintf("ticket/%d/2/thread", ticket), "")
			}
		}
		f.Events = append(f.Events, eventRow{Ticket: ticket, Seq: 3, Kind: "paged"}, eventRow{Ticket: ticket, Seq: 4, Kind: "warned"})
		for _, adapter := range []string{adapterName, web.Name} {
			f.show(adapter, "direct "+onCall, fmt.Sprintf("ticket/%d/3/page/%s:%s", ticket, adapter, onCall), "")
		}
		f.show(adapterName, "agents", fmt.Sprintf("card/%d/4", ticket), fmt.Sprintf("card/%d", ticket))
	}
	return f
}

// show writes a reply down and shows it; the second one of a post is an edit.
func (f *facts) show(adapter, lane, cause, post string) {
	edit := post != "" && slices.ContainsFunc(f.Outbox, func(r outboxRow) bool { return r.Post == post })
	f.Outbox = append(f.Outbox, outboxRow{
		ID: int64(len(f.Outbox) + 1), Cause: cause, Lane: lane, Post: post, Done: true,
	})
	if adapter == web.Name {
		f.Board = append(f.Board, "out:"+cause)
		return
	}
	f.Shown = append(f.Shown, shown{parcel: parcel{ID: cause}, Edit: edit})
}

func TestCheckKeepsQuiet(t *testing.T) {
	for _, v := range check(sound()) {
		t.Error(v)
	}
}

// The check is what all else rests on: each promise, broken, must be noticed.
func TestCheckNotices(t *testing.T) {
	for name, x := range map[string]struct {
		rule  string
		spoil func(*facts)
	}{
		"a message lost":           {ruleAccepted, func(f *facts) { f.Inbox = f.Inbox[1:] }},
		"a message nobody sent":    {ruleStrange, func(f *facts) { f.Inbox = append(f.Inbox, inboxRow{ID: 99, Message: "?"}) }},
		"a turn that failed":       {ruleTurnFails, func(f *facts) { f.Inbox[2].Tries = 1 }},
		"a turn not taken":         {ruleTurnOnce, func(f *facts) { f.Turns = f.Turns[1:] }},
		"a turn not ended":         {ruleTurnOnce, func(f *facts) { f.Inbox[0].Done = false }},
		"a turn taken twice":       {ruleTurnOnce, func(f *facts) { f.Turns = append(f.Turns, f.Turns[0]) }},
		"two turns exchanged":      {ruleTurnOrder, func(f *facts) { swap(f.Turns, 0, 1) }},
		"a reply lost":             {ruleReplyShown, func(f *facts) { f.Shown = f.Shown[1:] }},
		"a reply lost on the web":  {ruleReplyShown, func(f *facts) { f.Board = f.Board[1:] }},
		"a reply still to be sent": {ruleReplyShown, func(f *facts) { f.Outbox[0].Done = false }},
		"a reply doubled":          {ruleReplyOnce, func(f *facts) { f.Shown = append(f.Shown, f.Shown[0]) }},
		"a reply doubled on the web": {ruleReplyOnce, func(f *facts) {
			f.Board = append(f.Board, f.Board[0])
		}},
		"a post instead of an edit": {ruleReplyOnce, func(f *facts) { again := f.last(); again.Edit = false; f.Shown = append(f.Shown, again) }},
		"a reply nobody wrote":      {ruleStrange, func(f *facts) { f.Shown = append(f.Shown, shown{parcel: parcel{ID: "?"}}) }},
		"replies exchanged":         {ruleReplyOrder, func(f *facts) { swap(f.Shown, 0, 2) }},
		"replies exchanged, numbers too": {ruleReplyOrder, func(f *facts) {
			f.Outbox = append(f.Outbox, outboxRow{ID: 99, Cause: "said/1/9", Lane: f.Said[0][0].Talk, Done: true})
			f.Shown = append(f.Shown, shown{parcel: parcel{ID: "said/1/9"}})
		}},
		"an old card":              {ruleLatest, func(f *facts) { f.Shown = append(f.Shown, f.Shown[1]) }},
		"a message not answered":   {ruleAnswered, func(f *facts) { f.Outbox[2].Cause = "?"; f.Shown[2].ID = "?" }},
		"a ticket not confirmed":   {ruleAnswered, func(f *facts) { f.Outbox[0].Cause = "?"; f.Shown[0].ID = "?" }},
		"a ticket not opened":      {ruleTicketOnce, func(f *facts) { f.Tickets = f.Tickets[1:] }},
		"a ticket doubled":         {ruleTicketOnce, func(f *facts) { f.Tickets = append(f.Tickets, ticketRow{ID: 9, Cause: "said/1/2"}) }},
		"a ticket for a question":  {ruleTicketOnce, func(f *facts) { f.Tickets = append(f.Tickets, ticketRow{ID: 9, Cause: "said/2/1"}) }},
		"a comment lost":           {ruleComments, func(f *facts) { f.Events = f.Events[1:] }},
		"a comment doubled":        {ruleComments, func(f *facts) { f.Events = append(f.Events, f.Events[0]) }},
		"comments exchanged":       {ruleComments, exchangeComments},
		"a page lost":              {ruleTimers, func(f *facts) { f.Events = slices.Delete(f.Events, 1, 2) }},
		"a page doubled":           {ruleTimers, func(f *facts) { f.Events = append(f.Events, f.Events[1]) }},
		"a page that goes nowhere": {ruleTimers, func(f *facts) { f.Events[1].Seq = 9 }},
		"a warning doubled":        {ruleTimers, func(f *facts) { f.Events = append(f.Events, f.Events[2]) }},
		"a timer that never rings": {ruleTimers, func(f *facts) { f.Tickets[0].Due = true }},
	} {
		t.Run(name, func(t *testing.T) {
			f := sound()
			x.spoil(&f)
			found := check(f)
			if !slices.ContainsFunc(found, func(v violation) bool { return v.Rule == x.rule }) {
				t.Errorf("nothing said of %q, only %v", x.rule, found)
			}
		})
	}
}

func swap[T any](list []T, i, j int) { list[i], list[j] = list[j], list[i] }

func (f *facts) last() shown { return f.Shown[len(f.Shown)-1] }

// exchangeComments gives one talk a second comment that stands before its first.
func exchangeComments(f *facts) {
	s := f.Said[0][2]
	s.N, s.ID, s.Text = 3, "later", "later happened"
	f.Said[0] = append(f.Said[0], s)
	f.Inbox = append(f.Inbox, inboxRow{ID: 50, Adapter: s.Adapter, Message: s.ID, Done: true})
	f.Turns = append(f.Turns, 50)
	f.Events = append([]eventRow{{Ticket: 1, Seq: 1, Kind: "commented", Text: s.Text}}, f.Events...)
}
