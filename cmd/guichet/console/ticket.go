package console

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// file is everything about one ticket that the reader may know.
type file struct {
	ticket.Ticket
	Inside   bool // the reader is a colleague, not only the requester
	Clocks   []promise
	Nearest  promise
	Next     workflows.Climb
	Climb    bool
	Before   []said // in the talk, before the ticket was opened
	Talk     []said
	Timeline []line
	Can      map[string]bool // command → may be given now
	Agents   []people.Person // to whom it can be given
	Queues   []string        // to which it can go
	Kept     string          // words of a form that was refused
	KeptAs   string          // and its command
}

// said is one thing said about the ticket.
type said struct {
	At    time.Time
	By    string
	As    string // requester, agent, note, pending, solution, desk
	Text  string
	Entry int  // that undo takes back
	Undo  bool // the reader may
}

// before is how long before its opening a talk belongs to a ticket, and
// beforeAtMost how much of it.
const (
	before       = time.Hour
	beforeAtMost = 30
)

func (c *Console) ticketPage(v *visit) error {
	_, p, err := c.ticket(v)
	if err != nil {
		return err
	}
	p.Said = v.said()
	return v.show(http.StatusOK, "ticket", p)
}

// ticket implements part.
func (c *Console) ticket(v *visit) (string, page, error) {
	if err := v.known(); err != nil {
		return "", page{}, err
	}
	id, ok := ticket.ParseNumber(v.r.PathValue("number"))
	if !ok {
		return "", page{}, store.ErrNotFound
	}
	f := file{}
	err := v.tx(func(tx *store.Tx) (err error) {
		if f.Ticket, err = tx.Ticket(id); err != nil {
			return err
		}
		if err = v.may(people.Read, f.Object()); err != nil {
			return err
		}
		entries, err := tx.Timeline(id)
		if err != nil {
			return err
		}
		v.fill(&f, entries)
		return v.before(tx, &f)
	})
	if err != nil {
		return "", page{}, err
	}
	return "ticket-live", page{Title: f.Number() + " · " + f.Facts.Title, Live: "/live/tickets/" + f.Number(), Body: f}, nil
}

func (v *visit) fill(f *file, entries []ticket.Entry) {
	k := f.Ticket
	f.Inside = v.inside(k)
	for _, c := range []sla.Clock{k.Response, k.Resolution} {
		if p := v.explained(c); p.State != "none" {
			f.Clocks = append(f.Clocks, p)
		}
	}
	f.Nearest = v.nearest(k)
	f.Next, f.Climb = v.rules.NextClimb(k, v.Now)
	f.Climb = f.Climb && f.Inside
	f.Talk = v.talk(k, entries, f.Inside)
	for _, x := range entries {
		if f.Inside || open(x.Event) {
			f.Timeline = append(f.Timeline, v.line(k, x, f.Inside))
		}
	}
	f.Can = v.allowed(k)
	f.Kept, f.KeptAs = v.kept("text"), v.r.PathValue("command")
	f.Agents = v.rules.Directory.Members(v.rules.Queues[k.Facts.Queue].Groups...)
	f.Agents = slices.DeleteFunc(f.Agents, func(p people.Person) bool { return p.ID == k.State.Assignee })
	for _, name := range slices.Sorted(maps.Keys(v.rules.Queues)) {
		if name != k.Facts.Queue {
			f.Queues = append(f.Queues, name)
		}
	}
}

// before reads what was said on the way to the ticket, so that nobody has to
// ask again. What the requester said elsewhen stays theirs.
func (v *visit) before(tx *store.Tx, f *file) error {
	if f.Facts.Talk == 0 {
		return nil
	}
	spoken, err := tx.SaidBefore(f.Facts.Talk, f.Facts.Opened.Add(-before), f.Facts.Opened.Add(-time.Microsecond), beforeAtMost)
	for _, s := range spoken {
		x := said{At: s.At, By: v.DeskName(), As: "desk", Text: s.Text}
		if s.Account != "" {
			x.By, x.As = v.Requester(f.Ticket), "requester"
		}
		f.Before = append(f.Before, x)
	}
	return err
}

// allowed tries every command with words that would do.
func (v *visit) allowed(k ticket.Ticket) map[string]bool {
	can := make(map[string]bool)
	for name, a := range acts() {
		given := make(map[string]string)
		for _, field := range a.fields {
			given[field] = map[string]string{"text": "x", "to": string(v.Me.ID), "score": "5"}[field]
		}
		switch name {
		case "assign", "priority", "move": // whether it changes anything is for the choice to say
			can[name] = v.may(ticket.Assigned{}.Action(), k.Object()) == nil && k.Check(ticket.Claimed{}, "", v.Now) == nil || v.can(k, ticket.Solved{How: "x"})
			continue
		case "hold":
			delete(given, "until")
		}
		e, err := v.order(a, given)
		can[name] = err == nil && v.can(k, e)
	}
	return can
}

// talk is what requester and desk said to each other, and between them, for
// colleagues, the notes.
func (v *visit) talk(k ticket.Ticket, entries []ticket.Entry, inside bool) []said {
	all := []said{{At: k.Facts.Opened, By: v.Requester(k), As: "requester", Text: k.Facts.Text}}
	authors := make(map[int]people.ID)
	for _, x := range entries {
		s := said{At: x.At, By: v.Name(x.By), Entry: x.Seq}
		switch e := x.Event.(type) {
		case ticket.Commented:
			s.As, s.Text = "requester", strings.Join(append([]string{e.Text}, e.Files...), "\n")
			if x.By == "" || x.By == k.Facts.Requester {
				s.By = v.Requester(k)
			} else if v.rules.Policy.Agent(v.person(x.By)) {
				s.As = "agent"
			}
		case ticket.Noted:
			s.As, s.Text = "note", e.Text
		case ticket.Replied:
			authors[x.Seq] = x.By
			if !slices.ContainsFunc(k.Sending, func(r ticket.Reply) bool { return r.Seq == x.Seq }) {
				continue
			}
			s.As, s.Text = "pending", e.Text
			s.Undo = v.can(k, ticket.Undone{Of: x.Seq})
		case ticket.Sent:
			s.As, s.Text, s.By = "agent", e.Text, v.Name(authors[e.Of])
		case ticket.Solved:
			s.As, s.Text = "solution", e.How
		case ticket.Reopened:
			s.As, s.Text = "requester", e.Reason
		default:
			continue
		}
		if strings.TrimSpace(s.Text) != "" && (inside || s.As != "note" && s.As != "pending") {
			all = append(all, s)
		}
	}
	return all
}

func (v *visit) person(id people.ID) people.Person {
	p, _ := v.rules.Directory.Get(id)
	return p
}

// Site is where the requester works.
func (f file) Site(v *visit) string { return v.Thing(v.person(f.Facts.Requester).Site) }

// Fields are the ticket's own facts as people call them, in a fixed order.
func (f file) Fields(v *visit) []chat.Field {
	var out []chat.Field
	for _, name := range slices.Sorted(maps.Keys(f.Facts.Fields)) {
		label, value := v.rules.Field(f.Facts, name, v.Lang)
		out = append(out, chat.Field{Name: label, Value: v.Thing(value)})
	}
	return out
}

// Priorities to choose from.
func (f file) Priorities() []string {
	return slices.DeleteFunc(sla.Priorities(), func(p string) bool { return p == f.Facts.Priority })
}
