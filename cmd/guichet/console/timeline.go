package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// line is an entry of the timeline in words.
type line struct {
	Seq   int
	At    time.Time
	Kind  string // of store.EventName
	Says  string
	Words string // that somebody wrote
	Why   string
}

// open reports whether the requester may know of an event. What is not named
// here stays among colleagues.
func open(e ticket.Event) bool {
	switch e.(type) {
	case ticket.Opened, ticket.Claimed, ticket.Assigned, ticket.Released, ticket.Prioritised, ticket.Moved,
		ticket.Commented, ticket.HeldUp, ticket.Resumed, ticket.Solved, ticket.Confirmed, ticket.Reopened,
		ticket.Rated, ticket.Joined, ticket.Dropped, ticket.Declared, ticket.Sent, ticket.Lapsed:
		return true
	}
	return false
}

func (v *visit) line(k ticket.Ticket, x ticket.Entry, inside bool) line {
	l := line{Seq: x.Seq, At: x.At, Kind: store.EventName(x.Event)}
	key, args := "event."+l.Kind, []any{v.author(k, x)}
	switch e := x.Event.(type) {
	case ticket.Opened:
		l.Why = strings.Join(k.Facts.Path, "\n")
		if x.Why != "" {
			l.Why = strings.TrimSpace(x.Why + "\n" + l.Why)
		}
	case ticket.Assigned:
		args = append(args, v.Name(e.To))
	case ticket.Prioritised:
		args = append(args, e.Priority)
	case ticket.Moved:
		args = append(args, v.Queue(e.Queue))
	case ticket.Noted:
		l.Words = e.Text
	case ticket.Replied:
		l.Words = e.Text
	case ticket.Sent:
		l.Words, args, l.Why = e.Text, []any{v.Requester(k)}, v.T("why.sent")
	case ticket.Commented:
		l.Words = e.Text
	case ticket.HeldUp:
		l.Words = e.Reason
		if !e.Till.IsZero() {
			key, args = "event.held.until", append(args, v.When(e.Till))
		}
	case ticket.Resumed:
		if x.By == "" {
			key, args, l.Why = "event.resumed.itself", nil, v.T("why.resumed")
		}
	case ticket.Solved:
		l.Words = e.How
	case ticket.Reopened:
		l.Words = e.Reason
	case ticket.Dropped:
		l.Words = e.Reason
	case ticket.Rated:
		args = append(args, e.Score)
	case ticket.Declared:
		if !e.Major {
			key = "event.undeclared"
		}
	case ticket.Paged:
		key, args, l.Why = v.paged(k, e)
	case ticket.Warned:
		key, args = v.warned(e)
		l.Why = v.T("why.warned", v.T("clock."+e.Clock), e.Percent)
	case ticket.Lapsed:
		args, l.Why = nil, v.T("why.lapsed")
	}
	l.Says = v.T(key, args...)
	if l.Why == "" {
		l.Why = x.Why
	}
	if !inside {
		l.Why = ""
	}
	return l
}

// author is who did it; a requester without a name is their account.
func (v *visit) author(k ticket.Ticket, x ticket.Entry) string {
	if x.By == "" {
		return v.Requester(k)
	}
	return v.Name(x.By)
}

func (v *visit) paged(k ticket.Ticket, e ticket.Paged) (key string, args []any, why string) {
	why = v.T("why.paged", v.Pick(k.Chain.Title), k.Chain.Explain(e.Link, v.Lang))
	switch {
	case e.Queue != "":
		return "event.paged.queue", []any{v.Queue(e.Queue)}, why
	case e.Whom == "":
		return "event.paged.nobody", []any{v.Rota(e.Rota)}, why
	case e.Rota != "":
		return "event.paged.rota", []any{v.Name(e.Whom), v.Rota(e.Rota)}, why
	}
	return "event.paged", []any{v.Name(e.Whom)}, why
}

func (v *visit) warned(e ticket.Warned) (key string, args []any) {
	clock := v.T("clock." + e.Clock)
	if e.Percent >= 100 {
		return "event.broken", []any{clock, v.When(e.Due)}
	}
	return "event.warned", []any{fmt.Sprint(e.Percent), clock, v.When(e.Due)}
}

// Rota is the title of a rota.
func (v *visit) Rota(name string) string {
	if title := v.Pick(v.rules.Rotas[name].Title); title != "" {
		return title
	}
	return name
}
