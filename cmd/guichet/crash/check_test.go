package crash

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/guichet-desk/guichet/bot/web"
)

// violation is a promise that was broken: which, and by what.
type violation struct{ Rule, What string }

func (v violation) String() string { return v.Rule + ": " + v.What }

// The promises.
const (
	ruleAccepted   = "every message is accepted"
	ruleStrange    = "nothing comes out of nowhere"
	ruleTurnOnce   = "every turn is taken once"
	ruleTurnFails  = "no turn fails"
	ruleTurnOrder  = "turns are taken in order"
	ruleReplyShown = "every reply is shown"
	ruleReplyOnce  = "no reply is shown twice"
	ruleReplyOrder = "replies are shown in order"
	ruleLatest     = "a card shows its latest state"
	ruleAnswered   = "every message is answered"
	ruleTicketOnce = "a ticket is opened once"
	ruleComments   = "comments stand on the ticket once, in order"
	ruleTimers     = "every timer rings, once"
)

// check compares what happened with what was promised. It knows the facts
// alone and trusts neither side.
func check(f facts) []violation {
	c := checker{facts: f, inbox: map[string]inboxRow{}, outbox: map[string]outboxRow{}, said: map[string]said{}}
	for _, r := range f.Inbox {
		c.inbox[r.Adapter+" "+r.Message] = r
	}
	for _, r := range f.Outbox {
		c.outbox[r.Cause] = r
	}
	for _, lines := range f.Said {
		for _, s := range lines {
			c.said[fmt.Sprintf("said/%d/", c.row(s).ID)] = s
		}
	}
	c.read()
	c.messages()
	c.turns()
	c.replies()
	c.order()
	c.latest()
	c.answers()
	c.tickets()
	c.timers()
	return c.found
}

type checker struct {
	facts
	inbox  map[string]inboxRow  // by adapter and message
	outbox map[string]outboxRow // by cause
	said   map[string]said      // by the prefix of what its turn caused
	shows  []shows              // in the order of each platform
	found  []violation
}

func (c *checker) broken(rule, format string, args ...any) {
	c.found = append(c.found, violation{rule, fmt.Sprintf(format, args...)})
}

func (c *checker) row(s said) inboxRow { return c.inbox[s.Adapter+" "+s.message()] }

// source is the message whose turn caused something.
func (c *checker) source(cause string) (said, bool) {
	if i := strings.LastIndexByte(cause, '/'); i >= 0 {
		s, ok := c.said[cause[:i+1]]
		return s, ok
	}
	return said{}, false
}

// each calls do with every message that was accepted.
func (c *checker) each(do func(said, inboxRow)) {
	for _, lines := range c.Said {
		for _, s := range lines {
			if r := c.row(s); r.ID != 0 {
				do(s, r)
			}
		}
	}
}

func (c *checker) messages() {
	known := map[int64]bool{}
	for _, lines := range c.Said {
		for _, s := range lines {
			r := c.row(s)
			known[r.ID] = true
			if r.ID == 0 {
				c.broken(ruleAccepted, "%s is not in the inbox", s.ID)
			}
		}
	}
	for _, r := range c.Inbox {
		if !known[r.ID] {
			c.broken(ruleStrange, "message %s was never sent", r.Message)
		}
		if r.Tries > 0 {
			c.broken(ruleTurnFails, "message %s failed %d times", r.Message, r.Tries)
		}
	}
}

func (c *checker) turns() {
	times, at := map[int64]int{}, map[int64]int{}
	for i, id := range c.Turns {
		times[id]++
		at[id] = i
	}
	last := map[string]int{}
	c.each(func(s said, r inboxRow) {
		if n := times[r.ID]; n != 1 || !r.Done {
			c.broken(ruleTurnOnce, "the turn of %s was taken %d times, and ended: %v", s.ID, n, r.Done)
		}
		if at[r.ID] < last[s.Talk] {
			c.broken(ruleTurnOrder, "the turn of %s was taken before that of the message before it", s.ID)
		}
		last[s.Talk] = at[r.ID]
	})
}

// shows is one show of an outbox row, on either platform.
type shows struct {
	row  outboxRow
	edit bool
}

// read finds the row behind everything that was shown.
func (c *checker) read() {
	for _, s := range c.Shown {
		if r, ok := c.outbox[s.ID]; ok {
			c.shows = append(c.shows, shows{r, s.Edit})
		} else {
			c.broken(ruleStrange, "the platform shows %s, which nobody wrote", s.ID)
		}
	}
	for _, key := range c.Board {
		if r, ok := c.outbox[strings.TrimPrefix(key, "out:")]; ok {
			c.shows = append(c.shows, shows{r, false})
		} else {
			c.broken(ruleStrange, "the web chat shows %s, which nobody wrote", key)
		}
	}
}

func (c *checker) replies() {
	posts, edits := map[string]int{}, map[string]int{}
	for _, s := range c.shows {
		if s.edit {
			edits[s.row.Cause] = 1 // the same edit twice is one
		} else {
			posts[s.row.Cause]++
		}
	}
	for _, r := range c.Outbox {
		switch n := posts[r.Cause] + edits[r.Cause]; {
		case n == 0 || !r.Done:
			c.broken(ruleReplyShown, "%s was shown %d times, and ended: %v", r.Cause, n, r.Done)
		case n > 1:
			c.broken(ruleReplyOnce, "%s was shown %d times", r.Cause, n)
		}
	}
}

// order holds within a lane, and between the messages of a talk. Direct talks
// of people on call have writers that do not wait for each other.
func (c *checker) order() {
	lanes, talks := map[string]int64{}, map[string]int{}
	seen := map[string]bool{}
	for _, s := range c.shows {
		r := s.row
		if seen[r.Cause] || strings.HasPrefix(r.Lane, "direct ") {
			continue
		}
		seen[r.Cause] = true
		if r.ID < lanes[r.Lane] {
			c.broken(ruleReplyOrder, "%s was shown after a later reply of %s", r.Cause, r.Lane)
		}
		lanes[r.Lane] = r.ID
		if from, ok := c.source(r.Cause); ok {
			if from.N < talks[from.Talk] {
				c.broken(ruleReplyOrder, "the answer to %s was shown after one to a later message", from.ID)
			}
			talks[from.Talk] = from.N
		}
	}
}

// latest compares the last thing shown of a post with the last one written.
func (c *checker) latest() {
	written, drawn := map[string]int64{}, map[string]int64{}
	for _, r := range c.Outbox {
		if r.Post != "" {
			written[r.Post] = max(written[r.Post], r.ID)
		}
	}
	for _, s := range c.shows {
		if s.row.Post != "" {
			drawn[s.row.Post] = s.row.ID
		}
	}
	for _, post := range slices.Sorted(maps.Keys(written)) {
		if drawn[post] != written[post] {
			c.broken(ruleLatest, "%s shows what row %d says, and %d is the latest", post, drawn[post], written[post])
		}
	}
}

func (c *checker) answers() {
	answered := map[string]bool{}
	for _, r := range c.Outbox {
		if s, ok := c.source(r.Cause); ok {
			answered[s.ID] = true
		}
	}
	for _, k := range c.Tickets {
		if s, ok := c.source(k.Cause); ok {
			_, told := c.outbox[fmt.Sprintf("ticket/%d/1/requester", k.ID)]
			answered[s.ID] = answered[s.ID] || told
		}
	}
	for _, e := range c.Events {
		if e.Kind == "commented" { // colleagues read it in the card's thread
			_, told := c.outbox[fmt.Sprintf("ticket/%d/%d/thread", e.Ticket, e.Seq)]
			id, _, _ := strings.Cut(e.Text, " ")
			answered[id] = answered[id] || told
		}
	}
	c.each(func(s said, _ inboxRow) {
		if !answered[s.ID] {
			c.broken(ruleAnswered, "nothing follows from %s", s.ID)
		}
	})
}

func (c *checker) tickets() {
	opened := map[string]int{}
	for _, k := range c.Tickets {
		s, ok := c.source(k.Cause)
		if !ok || s.Kind != opens {
			c.broken(ruleTicketOnce, "ticket %d was opened for %q", k.ID, k.Cause)
		}
		opened[s.ID]++
	}
	heard := map[string]int{}
	for _, e := range c.Events {
		if e.Kind == "commented" {
			heard[e.Text]++
		}
	}
	c.each(func(s said, _ inboxRow) {
		switch {
		case s.Kind == opens && opened[s.ID] != 1:
			c.broken(ruleTicketOnce, "%s opened %d tickets", s.ID, opened[s.ID])
		case s.Kind == comments && heard[s.Text] != 1:
			c.broken(ruleComments, "%q stands on the tickets %d times", s.Text, heard[s.Text])
		}
	})
	c.timelines()
}

// timelines reads the comments of each talk off its tickets, in order.
func (c *checker) timelines() {
	at := map[string]int{} // words → where they stand
	for i, e := range c.Events {
		at[e.Text] = i
	}
	last := map[string]int{}
	c.each(func(s said, _ inboxRow) {
		if s.Kind != comments {
			return
		}
		if at[s.Text] < last[s.Talk] {
			c.broken(ruleComments, "%q stands before what was said earlier", s.Text)
		}
		last[s.Talk] = at[s.Text]
	})
}

// timers are two for each ticket: a page and a warning. The page reaches the
// person on call wherever they are.
func (c *checker) timers() {
	paged, warned := map[int64]int{}, map[int64]int{}
	for _, e := range c.Events {
		switch e.Kind {
		case "paged":
			paged[e.Ticket]++
			for _, adapter := range []string{adapterName, web.Name} {
				page := fmt.Sprintf("ticket/%d/%d/page/%s:%s", e.Ticket, e.Seq, adapter, onCall)
				if _, sent := c.outbox[page]; !sent {
					c.broken(ruleTimers, "%s was never written", page)
				}
			}
		case "warned":
			warned[e.Ticket]++
		}
	}
	for _, k := range c.Tickets {
		if k.Due || paged[k.ID] != 1 || warned[k.ID] != 1 {
			c.broken(ruleTimers, "ticket %d: %d pages, %d warnings, overdue: %v", k.ID, paged[k.ID], warned[k.ID], k.Due)
		}
	}
}
