package console

import (
	"fmt"
	"time"

	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// promise is a clock as pages show it.
type promise struct {
	Clock   string // of sla
	State   string // none, running, soon, late, paused, kept, broken
	Due     time.Time
	Left    time.Duration // working time; negative once overrun
	Spent   time.Duration
	Target  time.Duration
	Percent int      // of the target that is used, at most 100
	Why     []string // how the deadline came about
}

// soon is the part of the target that is left when a deadline counts as near.
const soon = 4

func (v *visit) promise(c sla.Clock) promise {
	p := promise{Clock: c.Name, State: "none", Target: c.Target}
	if c.Target <= 0 {
		return p
	}
	r := c.Read(v.rules.Calendars[c.Hours], v.Now)
	p.Due, p.Left, p.Spent = r.Due, r.Left, r.Spent
	p.Percent = min(100, int(100*r.Spent/c.Target))
	switch stopped := !c.Stopped.IsZero(); {
	case stopped && r.Broken:
		p.State = "broken"
	case stopped:
		p.State = "kept"
	case r.Broken:
		p.State = "late"
	case r.Paused:
		p.State = "paused"
	case r.Left*soon <= c.Target:
		p.State = "soon"
	default:
		p.State = "running"
	}
	return p
}

// explained is a promise with the reasons of its deadline.
func (v *visit) explained(c sla.Clock) promise {
	p := v.promise(c)
	p.Why = c.Explain(v.rules.Calendars[c.Hours], v.Now, v.Lang)
	return p
}

// nearest is the promise that a list shows: of those that are not fulfilled
// yet the one that is due first.
func (v *visit) nearest(k ticket.Ticket) promise {
	best := promise{State: "none"}
	if k.State.Status.Done() {
		return best
	}
	for _, c := range []sla.Clock{k.Response, k.Resolution} {
		p := v.promise(c)
		if p.State == "none" || p.State == "kept" || p.State == "broken" {
			continue
		}
		if best.State == "none" || byDue(p, best) < 0 {
			best = p
		}
	}
	return best
}

// Says puts a promise into words.
func (v *visit) Says(p promise) string {
	switch p.State {
	case "running", "soon":
		return v.T("sla."+p.State, v.When(p.Due))
	case "late":
		return v.T("sla.late", v.For(p.Left))
	case "broken":
		return v.T("sla.broken", v.For(p.Left))
	case "paused":
		return v.T("sla.paused", v.For(p.Left))
	}
	return v.T("sla." + p.State)
}

// Width is the used part, for a bar.
func (p promise) Width() string { return fmt.Sprintf("%d%%", p.Percent) }
