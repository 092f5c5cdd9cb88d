package console

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// What a list of tickets may show.
const (
	showMyQueues  = "queues" // of the queues the reader works in
	showMine      = "mine"   // that the reader has
	showUnclaimed = "unclaimed"
	showAll       = "all"
	showAsked     = "asked" // that the reader asked for
)

// listed is how many tickets a list shows; of more, the most pressing.
const listed = 300

// list is a list of tickets and how it was chosen.
type list struct {
	Show    string
	Queue   string
	Filters []link
	Queues  []link
	Rows    []row
	More    bool
}

// row is a ticket as a list shows it.
type row struct {
	ticket.Ticket
	Promise promise
	Mine    bool
}

func (c *Console) queuePage(v *visit) error {
	_, p, err := c.queue(v)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "tickets", p)
}

// queue implements part.
func (c *Console) queue(v *visit) (string, page, error) {
	if err := v.known(); err != nil {
		return "", page{}, err
	}
	q := v.r.URL.Query()
	l := list{Show: q.Get("show"), Queue: q.Get("queue")}
	if _, known := v.rules.Queues[l.Queue]; !known {
		l.Queue = ""
	}
	if l.Queue != "" {
		l.Show = ""
	} else if !slices.Contains([]string{showMine, showUnclaimed, showAll, showAsked}, l.Show) {
		l.Show = showMyQueues
	}
	if !v.Agent() {
		l.Show, l.Queue = showAsked, ""
	}
	v.filters(&l)
	tickets, err := v.chosen(l)
	if err != nil {
		return "", page{}, err
	}
	if l.More = len(tickets) > listed; l.More {
		tickets = tickets[:listed]
	}
	for _, k := range tickets {
		l.Rows = append(l.Rows, row{Ticket: k, Promise: v.nearest(k), Mine: k.State.Assignee == v.Me.ID})
	}
	if l.Show != showAsked {
		slices.SortStableFunc(l.Rows, func(a, b row) int { return byDue(a.Promise, b.Promise) })
	}
	live := "/live/tickets"
	if v.r.URL.RawQuery != "" {
		live += "?" + v.r.URL.RawQuery
	}
	return "tickets-live", page{Title: v.T("tickets"), Live: live, Body: l}, nil
}

// byDue puts what is due sooner first, and what has no due time last.
func byDue(a, b promise) int {
	if a.Due.IsZero() != b.Due.IsZero() {
		if a.Due.IsZero() {
			return 1
		}
		return -1
	}
	return a.Due.Compare(b.Due)
}

func (v *visit) chosen(l list) (tickets []ticket.Ticket, err error) {
	w := store.Work{Max: listed + 1}
	switch l.Show {
	case showMyQueues:
		w.Queues = v.rules.Policy.Queues(v.Me)
	case showMine:
		w.Assignee = v.Me.ID
	case showUnclaimed:
		w.Unclaimed, w.Queues = true, v.rules.Policy.Queues(v.Me)
	case "":
		w.Queues = []string{l.Queue}
	}
	err = v.tx(func(tx *store.Tx) (err error) {
		if l.Show == showAsked {
			tickets, err = tx.Asked(v.Me.ID, 0, listed+1)
		} else {
			tickets, err = tx.Work(w)
		}
		return err
	})
	return slices.DeleteFunc(tickets, func(k ticket.Ticket) bool { return v.may(people.Read, k.Object()) != nil }), err
}

func (v *visit) filters(l *list) {
	if !v.Agent() {
		return
	}
	for _, show := range []string{showMyQueues, showMine, showUnclaimed, showAll, showAsked} {
		l.Filters = append(l.Filters, link{Href: "/tickets?show=" + show, Title: v.T("show." + show), Current: l.Show == show})
	}
	for _, name := range slices.SortedFunc(maps.Keys(v.rules.Queues), func(a, b string) int { return cmp.Compare(v.Queue(a), v.Queue(b)) }) {
		l.Queues = append(l.Queues, link{Href: "/tickets?queue=" + name, Title: v.Queue(name), Current: l.Queue == name})
	}
}

// Status says where a ticket stands and who has it.
func (v *visit) Status(k ticket.Ticket) string {
	s := k.State
	switch {
	case s.Status == ticket.New && s.Acked != "" && v.inside(k):
		return v.T("status.acked", v.Who(s.Acked))
	case s.Status == ticket.New && len(s.Paged) > 0 && v.inside(k):
		return v.T("status.paged", v.Who(s.Paged[len(s.Paged)-1]))
	case s.Status == ticket.Progress:
		return v.T("status.in_progress", v.Who(s.Assignee))
	}
	return v.T("status." + string(s.Status))
}

// inside reports whether the reader may see what is among colleagues.
func (v *visit) inside(k ticket.Ticket) bool { return v.may(people.Note, k.Object()) == nil }

// Requester is who asked.
func (v *visit) Requester(k ticket.Ticket) string {
	if k.Facts.Requester == "" {
		return k.Facts.Account.String()
	}
	return v.Name(k.Facts.Requester)
}

// Age is how long ago a ticket was opened.
func (v *visit) Age(k ticket.Ticket) time.Duration { return v.Now.Sub(k.Facts.Opened) }
