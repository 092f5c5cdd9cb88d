package ticket

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/workflows/people"
)

// Longest texts: what every platform can carry.
const (
	maxText  = 16 << 10 // bytes
	maxTitle = 200      // characters
)

func refuse(key string) *Refusal { return &Refusal{Key: key} }

func (t Ticket) ended() *Refusal {
	if t.State.Status.Ended() {
		return refuse("ended")
	}
	return nil
}

// working refuses unless somebody may still work on the ticket.
func (t Ticket) working() *Refusal {
	if r := t.ended(); r != nil {
		return r
	}
	if t.State.Status == Resolved {
		return &Refusal{Key: "resolved_already", Who: t.State.Assignee}
	}
	return nil
}

func words(s string) *Refusal {
	switch {
	case strings.TrimSpace(s) == "":
		return refuse("no_words")
	case len(s) > maxText:
		return refuse("too_long")
	}
	return nil
}

func first(rs ...*Refusal) *Refusal {
	for _, r := range rs {
		if r != nil {
			return r
		}
	}
	return nil
}

func (e Opened) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if t.Seq != 0 {
		return refuse("open_already")
	}
	if utf8.RuneCountInString(e.Ticket.Facts.Title) > maxTitle {
		return refuse("too_long")
	}
	return words(e.Ticket.Facts.Title)
}

func (e Claimed) check(t Ticket, by people.ID, _ time.Time) *Refusal {
	if r := t.working(); r != nil {
		return r
	}
	switch t.State.Assignee {
	case "":
		return nil
	case by:
		return refuse("yours_already")
	}
	return &Refusal{Key: "claimed_by", Who: t.State.Assignee}
}

func (e Assigned) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if t.State.Assignee == e.To {
		return &Refusal{Key: "assigned_already", Who: e.To}
	}
	return t.working()
}

func (e Released) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if t.State.Assignee == "" {
		return refuse("nobody_has_it")
	}
	return t.working()
}

func (e Prioritised) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if t.Facts.Priority == e.Priority {
		return &Refusal{Key: "priority_already", What: e.Priority}
	}
	return t.working()
}

func (e Moved) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if t.Facts.Queue == e.Queue {
		return &Refusal{Key: "queue_already", What: e.Queue}
	}
	return t.working()
}

func (e Noted) check(_ Ticket, _ people.ID, _ time.Time) *Refusal { return words(e.Text) }

func (e Replied) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	return first(words(e.Text), t.ended())
}

func (e Undone) check(t Ticket, by people.ID, now time.Time) *Refusal {
	i := t.sending(e.Of, by)
	if i < 0 || !now.Before(t.Sending[i].At) {
		return refuse("sent_already")
	}
	return nil
}

func (e Commented) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if len(e.Files) > 0 && e.Text == "" {
		return t.ended()
	}
	return first(words(e.Text), t.ended())
}

func (e HeldUp) check(t Ticket, _ people.ID, now time.Time) *Refusal {
	if t.State.Status == Held {
		return &Refusal{Key: "held_already", What: t.State.HeldWhy}
	}
	if !e.Till.IsZero() && !e.Till.After(now) {
		return refuse("past")
	}
	return first(words(e.Reason), t.working())
}

func (e Resumed) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if t.State.Status != Held {
		return refuse("not_held")
	}
	return nil
}

func (e Solved) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	return first(words(e.How), t.working())
}

func (e Confirmed) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if r := t.ended(); r != nil {
		return r
	}
	if t.State.Status != Resolved {
		return refuse("not_resolved")
	}
	return nil
}

func (e Reopened) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if t.State.Status == Withdrawn || !t.State.Status.Done() {
		return refuse("not_resolved")
	}
	return words(e.Reason)
}

func (e Rated) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	if e.Score < 1 || e.Score > 5 {
		return refuse("score")
	}
	if !t.State.Status.Done() {
		return refuse("not_resolved")
	}
	return nil
}

// Whoever joins reads along, so only what everybody may know can be joined.
func (e Joined) check(t Ticket, by people.ID, _ time.Time) *Refusal {
	switch {
	case !t.State.Major:
		return refuse("not_major")
	case t.Facts.Requester == by || slices.Contains(t.State.Watchers, by):
		return refuse("joined_already")
	}
	return t.working()
}

func (e Dropped) check(t Ticket, _ people.ID, _ time.Time) *Refusal { return t.working() }

func (e Declared) check(t Ticket, _ people.ID, _ time.Time) *Refusal {
	switch {
	case t.Facts.Kind != "incident":
		return refuse("not_incident")
	case t.State.Major == e.Major && e.Major:
		return refuse("major_already")
	case t.State.Major == e.Major:
		return refuse("not_major")
	}
	return t.working()
}

func (e Acknowledged) check(t Ticket, by people.ID, _ time.Time) *Refusal {
	switch {
	case t.State.Assignee != "":
		return &Refusal{Key: "claimed_by", Who: t.State.Assignee}
	case t.State.Acked == by:
		return refuse("acked_already")
	case t.State.Acked != "":
		return &Refusal{Key: "acked_by", Who: t.State.Acked}
	}
	return t.working()
}

// What time brings is right by construction: Wake makes it.
func (Sent) check(Ticket, people.ID, time.Time) *Refusal   { return nil }
func (Paged) check(Ticket, people.ID, time.Time) *Refusal  { return nil }
func (Warned) check(Ticket, people.ID, time.Time) *Refusal { return nil }
func (Lapsed) check(Ticket, people.ID, time.Time) *Refusal { return nil }
