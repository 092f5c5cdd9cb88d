package escalation

import (
	"slices"
	"time"

	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// schedule is a Rota that was read.
type schedule struct {
	layers []layer
	covers []cover
}

type layer struct {
	members []people.ID
	zone    *time.Location
	first   sla.Date // on which the first turn begins
	days    sla.Date // that a turn lasts
	minute  int      // of the day, at which turns change
	hours   sla.Calendar
}

type cover struct {
	who, instead people.ID
	from, to     time.Time
}

// duty is who is on call at an instant, before covers.
type duty struct {
	layer layer
	turn  int // whose turn it is in the layer; -1: nobody's
}

// horizon is how far onCall looks for a change.
const horizon = 400 * 24 * time.Hour

func (s schedule) onCall(t time.Time) (who people.ID, until time.Time) {
	who, until = s.at(t)
	for !until.IsZero() && until.Before(t.Add(horizon)) {
		next, again := s.at(until)
		if next != who {
			return who, until
		}
		until = again
	}
	return who, time.Time{}
}

// at returns who is on call at t, and the next instant at which that may change.
func (s schedule) at(t time.Time) (who people.ID, until time.Time) {
	d, until := s.duty(t)
	if d.turn >= 0 {
		who = d.layer.members[d.turn]
	}
	for _, c := range s.covers {
		switch {
		case t.Before(c.from):
			until = sooner(until, c.from)
		case t.Before(c.to):
			until = sooner(until, c.to)
		}
	}
	return s.covered(who, true, t), until
}

// duty asks the layers in turn. Until is zero when nothing will ever change.
func (s schedule) duty(t time.Time) (d duty, until time.Time) {
	for _, l := range s.layers {
		turn, change := l.at(t)
		until = sooner(until, change)
		if turn >= 0 {
			return duty{l, turn}, until
		}
	}
	return duty{turn: -1}, until
}

// covered returns who stands in for the person at t, the person if nobody does.
// A cover for whoever is on call concerns only the one who is.
func (s schedule) covered(who people.ID, onCall bool, t time.Time) people.ID {
	for _, c := range s.covers {
		active := !t.Before(c.from) && t.Before(c.to)
		if active && (c.instead == "" && onCall || c.instead != "" && c.instead == who) {
			who = c.who
		}
	}
	return who
}

func (s schedule) line(t time.Time) []people.ID {
	d, _ := s.duty(t)
	first, _ := s.at(t)
	var line []people.ID
	join := func(id people.ID) {
		if id != "" && !slices.Contains(line, id) {
			line = append(line, id)
		}
	}
	join(first)
	for i := range d.layer.members {
		turn := (d.turn + i) % len(d.layer.members)
		if i > 0 {
			join(s.covered(d.layer.members[turn], false, t))
		}
	}
	return line
}

// at returns whose turn it is at t, -1 for nobody's, and the next instant at
// which that may change, zero for never.
func (l layer) at(t time.Time) (turn int, until time.Time) {
	day := sla.DateOf(t, l.zone)
	for t.Before(day.At(l.minute, l.zone)) {
		day--
	}
	for !t.Before((day + 1).At(l.minute, l.zone)) {
		day++ // clocks set back over midnight show the day before again
	}
	if day < l.first {
		return -1, l.first.At(l.minute, l.zone)
	}
	if open := l.hours.NextOpen(t); open.After(t) {
		return -1, open
	}
	turns := (day - l.first) / l.days
	until = (l.first + (turns+1)*l.days).At(l.minute, l.zone)
	return int(turns) % len(l.members), sooner(until, l.hours.Change(t))
}

// sooner returns the earlier of two instants; zero is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
