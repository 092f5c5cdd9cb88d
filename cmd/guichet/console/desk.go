package console

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// deskFigures are what the desk's lead looks at: the last seven days, and what
// waits now.
type deskFigures struct {
	Since      time.Time
	Promises   []kept
	Breaches   []breach
	Deflection []share
	Offers     int
	Queues     []store.QueueFigures
	Days       []dayFigures
	Unanswered []store.Confirmation
}

// kept is what became of the promises of one clock.
type kept struct {
	Clock        string
	Kept, Broken int
	Percent      int // kept, of both
	Any          bool
}

// breach is a broken promise and why it was broken.
type breach struct {
	store.Breach
	Why     string
	Explain []string
}

// share is a part of a whole, for a bar.
type share struct {
	Key     string
	N       int
	X, W    string
	Percent int
}

type dayFigures struct {
	store.DayFigures
	Label                  string
	OpenedWidth, DoneWidth string // of the largest
}

const (
	week         = 7
	mostBreaches = 20
	mostUnread   = 10
)

func (c *Console) deskPage(v *visit) error {
	if err := v.may(people.Report, people.Object{}); err != nil {
		return err
	}
	f := deskFigures{Since: midnight(v.Now, 1-week)}
	for _, read := range []func(*deskFigures) error{v.promises, v.breaches, v.deflection, v.sizes, v.days} {
		if err := read(&f); err != nil {
			return err
		}
	}
	return v.show(http.StatusOK, "desk", page{Title: v.T("desk"), Body: f})
}

func (v *visit) promises(f *deskFigures) error {
	done, err := v.c.door.Store.Kept(v.ctx(), f.Since)
	if err != nil {
		return err
	}
	broken, err := v.c.door.Store.Broken(v.ctx(), f.Since)
	for _, clock := range []string{sla.FirstResponse, sla.Resolution} {
		k := kept{Clock: clock, Kept: done[clock], Broken: broken[clock]}
		if all := k.Kept + k.Broken; all > 0 {
			k.Any, k.Percent = true, 100*k.Kept/all
		}
		f.Promises = append(f.Promises, k)
	}
	return err
}

func (v *visit) breaches(f *deskFigures) error {
	return v.tx(func(tx *store.Tx) error {
		found, err := tx.Breaches(f.Since, mostBreaches)
		if err != nil {
			return err
		}
		for _, b := range found {
			entries, err := tx.Timeline(b.Ticket.ID)
			if err != nil {
				return err
			}
			f.Breaches = append(f.Breaches, v.breach(b, entries))
		}
		return nil
	})
}

// breach says whose hands the ticket was in when the promise broke.
func (v *visit) breach(b store.Breach, entries []ticket.Entry) breach {
	c := b.Ticket.Resolution
	if b.Clock == sla.FirstResponse {
		c = b.Ticket.Response
	}
	out := breach{Breach: b, Explain: v.explained(c).Why, Why: v.T("breach.unclaimed")}
	var then ticket.Ticket
	for _, x := range entries {
		if e, ok := x.Event.(ticket.Warned); ok && e.Clock == b.Clock && e.Percent >= 100 {
			break
		}
		then = then.Apply(x)
	}
	switch s := then.State; {
	case s.Assignee != "" && b.Clock == sla.FirstResponse:
		out.Why = v.T("breach.unanswered", v.Name(s.Assignee))
	case s.Assignee != "" && s.Reopened > 0:
		out.Why = v.T("breach.reopened", v.Name(s.Assignee))
	case s.Assignee != "":
		out.Why = v.T("breach.unsolved", v.Name(s.Assignee))
	case s.Acked != "":
		out.Why = v.T("breach.acked", v.Name(s.Acked))
	case len(s.Paged) > 0:
		out.Why = v.T("breach.paged", v.Name(s.Paged[len(s.Paged)-1]))
	}
	return out
}

func (v *visit) deflection(f *deskFigures) (err error) {
	outcomes, err := v.c.door.Store.Deflection(v.ctx(), f.Since)
	if err != nil {
		return err
	}
	for _, key := range []string{"confirmed", "potential", "none"} {
		f.Offers += outcomes[key]
	}
	x := 0.0
	for _, key := range []string{"confirmed", "potential", "none"} {
		s := share{Key: key, N: outcomes[key]}
		if f.Offers > 0 {
			w := 100 * float64(s.N) / float64(f.Offers)
			s.X, s.W, s.Percent = fmt.Sprintf("%.2f%%", x), fmt.Sprintf("%.2f%%", w), int(w+.5)
			x += w
		}
		f.Deflection = append(f.Deflection, s)
	}
	f.Unanswered, err = v.c.door.Store.Unanswered(v.ctx(), f.Since, mostUnread)
	return err
}

func (v *visit) sizes(f *deskFigures) (err error) {
	f.Queues, err = v.c.door.Store.Queues(v.ctx(), v.Now)
	slices.SortStableFunc(f.Queues, func(a, b store.QueueFigures) int {
		return cmp.Or(b.Open-a.Open, cmp.Compare(v.Queue(a.Queue), v.Queue(b.Queue)))
	})
	return err
}

func (v *visit) days(f *deskFigures) error {
	days, err := v.c.door.Store.Days(v.ctx(), f.Since, week)
	most := 1
	for _, d := range days {
		most = max(most, d.Opened, d.Solved)
	}
	width := func(n int) string { return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(most)) }
	for _, d := range days {
		f.Days = append(f.Days, dayFigures{DayFigures: d, Label: v.Day(d.Day), OpenedWidth: width(d.Opened), DoneWidth: width(d.Solved)})
	}
	return err
}
