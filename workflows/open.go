package workflows

import (
	"cmp"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// Opening is what a ticket is opened with.
type Opening struct {
	Cause   string // what it follows from: opening twice for one cause gives one ticket
	By      people.ID
	For     people.Person // the requester
	Kind    string        // incident (also when empty) or request
	Title   string
	Text    string
	Intent  string
	Service string
	Impact  string
	Urgency string
	Queue   string // "" lets the routes choose
	Fields  map[string]string
	Lang    string
	Talk    int64        // the requester's talk, 0 when there is none
	Place   chat.Place   // of that talk
	Account chat.Account // whom to answer there
	Spoken  []store.Spoken
	Run     string // run/step of the automation that opens it
	Why     string
}

// Open opens a ticket: routed, its priority and promises set, its card posted,
// the requester told. It is the only way in.
func (d *Desk) Open(tx *store.Tx, o Opening) (ticket.Ticket, error) {
	now, rules := d.Now(), d.Rules()
	by := rules.person(o.By)
	if o.By == "" {
		by = o.For
	}
	if ok, why := rules.Policy.May(by, people.Open, people.Object{Requester: o.For.ID}); !ok && o.For.ID != "" {
		return ticket.Ticket{}, Denied{people.Open, why}
	}
	facts := rules.facts(o, now)
	k, fresh, err := tx.NewTicket(o.Cause)
	if err != nil || !fresh {
		return k, err
	}
	opened := rules.promise(k.ID, facts)
	if err := k.Check(ticket.Opened{Ticket: opened}, by.ID, now); err != nil {
		return ticket.Ticket{}, err
	}
	c := change{d: d, tx: tx, rules: rules, now: now, ticket: k, opening: o.Cause}
	if err := c.add(ticket.Opened{Ticket: opened}, o.By, o.Why); err != nil {
		return ticket.Ticket{}, err
	}
	if err := c.attach(o.Spoken); err != nil {
		return ticket.Ticket{}, err
	}
	return c.ticket, c.save()
}

// Foresee is the ticket that o would open at now: routed, with everything that
// would be promised, and without a number. Nothing is written.
func (r *Rules) Foresee(o Opening, now time.Time) ticket.Ticket {
	opened := ticket.Opened{Ticket: r.promise(0, r.facts(o, now))}
	return ticket.Ticket{}.Apply(ticket.Entry{Seq: 1, At: now, Event: opened})
}

// person looks somebody up; a stranger keeps the id alone.
func (r *Rules) person(id people.ID) people.Person {
	if p, ok := r.Directory.Get(id); ok {
		return p
	}
	return people.Person{ID: id}
}

// facts completes what was said with the desk's defaults and routes it.
func (r *Rules) facts(o Opening, now time.Time) ticket.Facts {
	f := ticket.Facts{
		Kind: cmp.Or(o.Kind, "incident"), Title: shorten(cmp.Or(o.Title, o.Text), 120), Text: o.Text, Intent: o.Intent, Service: o.Service,
		Impact: cmp.Or(o.Impact, "person"), Urgency: cmp.Or(o.Urgency, "medium"), Fields: o.Fields,
		Requester: o.For.ID, Lang: cmp.Or(o.Lang, o.For.Lang, r.Lang),
		Place: o.Place, Account: o.Account, Talk: o.Talk, Opened: now, Run: o.Run,
	}
	f.Priority = r.Matrix.Priority(f.Impact, f.Urgency)
	choice := r.Route.Pick(escalation.Facts{
		Intent: f.Intent, Service: f.Service, Queue: o.Queue, Priority: f.Priority, Impact: f.Impact, Urgency: f.Urgency,
		Kind: f.Kind, Site: o.For.Site, Lang: f.Lang, Groups: o.For.Groups, Fields: f.Fields,
	})
	f.Queue, f.Path = choice.Queue, choice.Path
	if choice.Priority != "" {
		f.Priority = choice.Priority
	}
	return f
}

// promise makes the ticket with what is promised for it: clocks and chain, in
// copies that no later configuration reaches.
func (r *Rules) promise(id int64, f ticket.Facts) ticket.Ticket {
	choice := r.Route.Pick(escalation.Facts{
		Intent: f.Intent, Service: f.Service, Queue: f.Queue, Priority: f.Priority, Impact: f.Impact, Urgency: f.Urgency,
		Kind: f.Kind, Lang: f.Lang, Fields: f.Fields, Site: r.person(f.Requester).Site, Groups: r.person(f.Requester).Groups,
	})
	k := ticket.Ticket{ID: id, Facts: f}
	if plan, ok := r.Plans[choice.Plan]; ok {
		k.Response, k.Resolution = clocks(plan, f.Priority)
		k.Warn = plan.Warnings()
	}
	if chain, ok := r.Chains[choice.Chain]; ok && chain.For(f.Priority) {
		k.Chain = chain
	}
	return k
}

func clocks(p sla.Plan, priority string) (response, resolution sla.Clock) {
	for _, c := range p.Clocks(priority) {
		switch c.Name {
		case sla.FirstResponse:
			response = c
		case sla.Resolution:
			resolution = c
		}
	}
	return response, resolution
}

// shorten cuts text to n characters at a word's end, on one line.
func shorten(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	cut := string(r[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
