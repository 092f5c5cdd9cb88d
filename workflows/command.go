package workflows

import (
	"slices"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// Command is something that somebody wants done to a ticket.
type Command struct {
	Ticket int64
	By     people.ID
	Event  ticket.Event
	Why    string
	Here   bool // it was said in the card's own thread, where everybody saw it
}

// Do carries a command out, wherever it came from: a button, words, the
// console, the API. Its errors are Denied, ticket.Refusal and
// store.ErrNotFound, all of which Explain can word, or the database's.
func (d *Desk) Do(tx *store.Tx, cmd Command) (ticket.Ticket, error) {
	k, err := tx.LockTicket(cmd.Ticket)
	if err != nil {
		return ticket.Ticket{}, err
	}
	rules, now := d.Rules(), d.Now()
	if err := rules.may(cmd, k); err != nil {
		return k, err
	}
	event, err := rules.complete(k, cmd.Event, now)
	if err == nil {
		err = k.Check(event, cmd.By, now)
	}
	if err != nil {
		return k, err
	}
	c := change{d: d, tx: tx, rules: rules, now: now, ticket: k, here: cmd.Here}
	if err := c.warnLate(); err != nil {
		return k, err
	}
	if err := c.add(event, cmd.By, cmd.Why); err != nil {
		return k, err
	}
	return c.ticket, c.save()
}

// warnLate records the warnings that are due before anything else happens: a
// promise that was broken stays so, though its timer rings after the solution.
func (c *change) warnLate() error {
	news, _ := c.ticket.Wake(c.rules.world(), c.now)
	for _, n := range news {
		if _, ok := n.Event.(ticket.Warned); !ok {
			continue
		}
		if err := c.add(n.Event, "", n.Why); err != nil {
			return err
		}
	}
	return nil
}

// may returns Denied when somebody has no right to do that.
func (r *Rules) may(cmd Command, k ticket.Ticket) error {
	a := cmd.Event.Action()
	if a == "" && cmd.By == "" {
		return Denied{a, "unknown_person"}
	}
	if ok, why := r.Policy.May(r.person(cmd.By), a, k.Object()); a != "" && !ok {
		return Denied{a, why}
	}
	return nil
}

// complete fills in what the configuration says of an event, and refuses what
// it does not know: a button may bring any value.
func (r *Rules) complete(k ticket.Ticket, e ticket.Event, now time.Time) (ticket.Event, error) {
	switch e := e.(type) {
	case ticket.Assigned:
		if !r.Policy.Agent(r.person(e.To)) {
			return nil, ticket.Refusal{Key: "not_agent", Who: e.To}
		}
	case ticket.Moved:
		if _, ok := r.Queues[e.Queue]; !ok {
			return nil, ticket.Refusal{Key: "unknown_queue", What: e.Queue}
		}
	case ticket.Replied:
		e.At = now.Add(r.Undo)
		return e, nil
	case ticket.Solved:
		e.CloseAt = r.Calendars[k.Resolution.Hours].Add(now, r.CloseAfter)
		return e, nil
	case ticket.Prioritised:
		if !slices.Contains(sla.Priorities(), e.Priority) {
			return nil, ticket.Refusal{Key: "unknown_priority", What: e.Priority}
		}
		f := k.Facts
		f.Priority = e.Priority
		promised := r.promise(k.ID, f)
		e.Response, e.Resolution = promised.Response, promised.Resolution
		return e, nil
	}
	return e, nil
}

// change is a ticket in the course of a transaction: the entries made so far
// and what has to be shown because of them.
type change struct {
	d       *Desk
	tx      *store.Tx
	rules   *Rules
	now     time.Time
	ticket  ticket.Ticket
	before  ticket.Ticket // as it was before the latest entry
	entries []ticket.Entry
	later   []store.Outgoing // for the card's thread, which there must be first
	here    bool
	opening string // the cause of a ticket that this transaction opens
}

// add applies an event and tells whom it concerns.
func (c *change) add(e ticket.Event, by people.ID, why string) error {
	x := ticket.Entry{Seq: c.ticket.Seq + 1, At: c.now, By: by, Event: e, Why: why}
	c.before = c.ticket
	c.ticket = c.ticket.Apply(x)
	c.entries = append(c.entries, x)
	return c.tell(x)
}

// atOnce is how many rounds of timers one transaction takes: a page may follow
// a page that was due long ago, but never without end.
const atOnce = 100

// save brings the timers up to date and writes everything down.
func (c *change) save() error {
	var wake time.Time
	for range atOnce {
		var news []ticket.News
		news, wake = c.ticket.Wake(c.rules.world(), c.now)
		if len(news) == 0 {
			break
		}
		for _, n := range news {
			if err := c.add(n.Event, "", n.Why); err != nil {
				return err
			}
		}
	}
	if err := c.showCard(); err != nil {
		return err
	}
	for _, out := range c.later {
		if err := c.tx.Send(out); err != nil {
			return err
		}
	}
	if c.opening != "" {
		return c.tx.AddTicket(c.opening, c.ticket, c.entries, wake)
	}
	return c.tx.SaveTicket(c.ticket, c.entries, wake)
}

// Climb is one page that a ticket's chain has still to send.
type Climb struct {
	At   time.Time
	Whom people.ID // as the rota stands now
	Link escalation.Link
}

// NextClimb says what the chain does next if nobody answers; ok is false when
// it is at its end or has been stopped.
func (r *Rules) NextClimb(k ticket.Ticket, now time.Time) (c Climb, ok bool) {
	if k.ChainFrom.IsZero() || k.State.Status != ticket.New {
		return Climb{}, false
	}
	_, at := k.Chain.Due(k.ChainFrom, k.Climbed, now)
	if at.IsZero() {
		return Climb{}, false
	}
	due, _ := k.Chain.Due(k.ChainFrom, k.Climbed, at)
	if len(due) == 0 {
		return Climb{}, false
	}
	link := due[len(due)-1]
	return Climb{At: at, Whom: r.onCall(link.Step.Page, at), Link: link}, true
}
