package console

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// watchRoom is the on-call page.
type watchRoom struct {
	Pages []openPage
	More  bool // there are further ones
	Duties
	Rotas []fortnight
}

// Duties are who is on call now, by rota.
type Duties []duty

type duty struct {
	Rota  string
	Title string
	Who   people.ID
	Until time.Time // zero: no change in sight
	Then  people.ID
}

// openPage is a ticket that pages people and that nobody has claimed.
type openPage struct {
	ticket.Ticket
	Calls []call
	Next  workflows.Climb
	Climb bool // Next is still to come
	Queue string
	Acked time.Time
	Mine  bool // it waits for the reader
	Ack   bool // the reader may acknowledge it,
	Claim bool // and claim it
}

// call is one page that was sent. Whom is "" when it went to a queue, or when
// nobody was on call.
type call struct {
	At    time.Time
	Whom  people.ID
	Queue string
	Why   string
}

// atOnce bounds the tickets that the page shows.
const atOnce = 50

// staff reports whether the reader has to do with being on call: as an agent,
// or because a rota or a chain names them.
func (v *visit) staff() bool {
	if v.Me.ID == "" || v.Agent() {
		return v.Me.ID != ""
	}
	named := false
	look := func(_, kind, name string) { named = named || kind == "person" && people.ID(name) == v.Me.ID }
	for _, r := range v.rules.Rotas {
		r.Names(look)
	}
	for _, c := range v.rules.Chains {
		c.Names(look)
	}
	return named
}

// onDuty are those who are on call now.
func (v *visit) onDuty() (ids []people.ID) {
	for _, d := range v.duties() {
		ids = append(ids, d.Who)
	}
	return ids
}

func (v *visit) duties() (all Duties) {
	for _, name := range slices.Sorted(maps.Keys(v.rules.Rotas)) {
		r := v.rules.Rotas[name]
		d := duty{Rota: name, Title: cmp.Or(v.Pick(r.Title), name)}
		d.Who, d.Until = r.OnCall(v.Now)
		if !d.Until.IsZero() {
			d.Then, _ = r.OnCall(d.Until)
		}
		all = append(all, d)
	}
	return all
}

func (c *Console) onCallPage(v *visit) error {
	_, p, err := c.onCall(v)
	if err != nil {
		return err
	}
	p.Said = v.said()
	return v.show(http.StatusOK, "oncall", p)
}

// onCall implements part.
func (c *Console) onCall(v *visit) (string, page, error) {
	if err := v.known(); err != nil {
		return "", page{}, err
	}
	if !v.staff() {
		return "", page{}, refuse(http.StatusForbidden, "error.staff")
	}
	room := watchRoom{Duties: v.duties()}
	err := v.tx(func(tx *store.Tx) error {
		climbing, err := tx.Climbing(atOnce + 1)
		if err != nil {
			return err
		}
		if room.More = len(climbing) > atOnce; room.More {
			climbing = climbing[:atOnce]
		}
		for _, k := range climbing {
			if v.may(people.Read, k.Object()) != nil {
				continue
			}
			timeline, err := tx.Timeline(k.ID)
			if err != nil {
				return err
			}
			room.Pages = append(room.Pages, v.openPage(k, timeline))
		}
		return nil
	})
	if err != nil {
		return "", page{}, err
	}
	slices.SortStableFunc(room.Pages, func(a, b openPage) int {
		return cmp.Or(a.rank()-b.rank(), cmp.Compare(a.Facts.Priority, b.Facts.Priority), cmp.Compare(a.ID, b.ID))
	})
	for _, name := range slices.Sorted(maps.Keys(v.rules.Rotas)) {
		room.Rotas = append(room.Rotas, v.fortnight(v.rules.Rotas[name]))
	}
	return "oncall-live", page{Title: v.T("oncall"), Live: "/live/oncall", Body: room}, nil
}

// rank puts what waits for the reader first, and what somebody has seen last.
func (p openPage) rank() int {
	switch {
	case p.Mine:
		return 0
	case p.State.Acked == "":
		return 1
	}
	return 2
}

func (v *visit) openPage(k ticket.Ticket, timeline []ticket.Entry) openPage {
	p := openPage{Ticket: k, Queue: v.Queue(k.Facts.Queue)}
	for _, x := range timeline {
		switch e := x.Event.(type) {
		case ticket.Paged:
			p.Calls = append(p.Calls, v.call(k, x, e))
		case ticket.Acknowledged:
			p.Acked = x.At
		}
	}
	p.Next, p.Climb = v.rules.NextClimb(k, v.Now)
	p.Mine = k.State.Acked == "" && slices.Contains(k.State.Paged, v.Me.ID)
	p.Ack = v.can(k, ticket.Acknowledged{})
	p.Claim = v.can(k, ticket.Claimed{})
	return p
}

func (v *visit) call(k ticket.Ticket, x ticket.Entry, e ticket.Paged) call {
	c := call{At: x.At, Whom: e.Whom, Why: k.Chain.Explain(e.Link, v.Lang)}
	if e.Queue != "" {
		c.Queue = v.Queue(e.Queue)
	}
	return c
}

// Called says whom a page is for.
func (v *visit) Called(whom people.ID, p escalation.Page, k ticket.Ticket) string {
	switch {
	case p.Queue == escalation.OwnQueue:
		return v.T("oncall.queue", v.Queue(k.Facts.Queue))
	case p.Queue != "":
		return v.T("oncall.queue", v.Queue(p.Queue))
	case whom == "":
		return v.T("oncall.nobody")
	}
	return v.Who(whom)
}

// can reports whether the reader may make the event happen now.
func (v *visit) can(k ticket.Ticket, e ticket.Event) bool {
	return v.may(e.Action(), k.Object()) == nil && k.Check(e, v.Me.ID, v.Now) == nil
}
