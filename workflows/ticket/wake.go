package ticket

import (
	"fmt"
	"time"

	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// World is what a ticket's timers need to know of the rest.
type World struct {
	Calendar func(name string) sla.Calendar
	OnCall   func(p escalation.Page, at time.Time) people.ID // "" when nobody is
}

// News is what a timer brought, and why.
type News struct {
	Event Event
	Why   string
}

// Wake returns what has become due at now and when to look again (zero: never).
// It asks the state alone, so a timer that rings late, twice or for nothing
// does no harm; the caller applies the news and asks again.
func (t Ticket) Wake(w World, now time.Time) (news []News, again time.Time) {
	soonest := func(at time.Time) {
		if !at.IsZero() && (again.IsZero() || at.Before(again)) {
			again = at
		}
	}
	for _, r := range t.Sending {
		if r.At.After(now) {
			soonest(r.At)
			continue
		}
		news = append(news, News{Sent{Of: r.Seq, Text: r.Text}, "the time to undo is over"})
	}
	if t.State.Status == Held && !t.State.HeldTill.IsZero() {
		if t.State.HeldTill.After(now) {
			soonest(t.State.HeldTill)
		} else {
			news = append(news, News{Resumed{}, "the hold ended"})
		}
	}
	if t.State.Status == Resolved && !t.State.CloseAt.IsZero() {
		if t.State.CloseAt.After(now) {
			soonest(t.State.CloseAt)
		} else {
			news = append(news, News{Lapsed{}, "nobody objected"})
		}
	}
	if !t.ChainFrom.IsZero() && t.State.Status == New {
		pages, at := t.climb(w, now)
		news = append(news, pages...)
		soonest(at)
	}
	if !t.State.Status.Done() {
		for _, c := range []sla.Clock{t.Response, t.Resolution} {
			warned, at := t.warn(c, w, now)
			news = append(news, warned...)
			soonest(at)
		}
	}
	return news, again
}

func (t Ticket) climb(w World, now time.Time) (news []News, again time.Time) {
	due, again := t.Chain.Due(t.ChainFrom, t.Climbed, now)
	for _, link := range due {
		p := Paged{Link: link.N, Rota: link.Step.Page.Rota, Queue: link.Step.Page.Queue}
		if p.Queue == escalation.OwnQueue {
			p.Queue = t.Facts.Queue
		}
		why := link.Why
		if p.Queue == "" {
			if p.Whom = w.OnCall(link.Step.Page, now); p.Whom == "" {
				why += "; nobody is on call"
			}
		}
		news = append(news, News{p, why})
	}
	return news, again
}

func (t Ticket) warn(c sla.Clock, w World, now time.Time) (news []News, again time.Time) {
	if c.Target == 0 {
		return nil, time.Time{}
	}
	cal := w.Calendar(c.Hours)
	done := t.Warned[c.Name]
	percent, at := c.Next(cal, now, t.Warn, done)
	if percent == 0 {
		return nil, time.Time{}
	}
	if at.After(now) {
		return nil, at
	}
	reading := c.Read(cal, now)
	why := fmt.Sprintf("%s has used %d %% of %s", c.Name, percent, c.Target)
	_, again = c.Next(cal, now, t.Warn, percent)
	return []News{{Warned{Clock: c.Name, Percent: percent, Due: reading.Due}, why}}, again
}
