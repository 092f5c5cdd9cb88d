package escalation

import (
	"fmt"
	"time"

	"github.com/guichet-desk/guichet/workflows/people"
)

// Rota says who is on call. The first layer with somebody on duty decides;
// covers then replace persons, each seeing the result of those before it.
type Rota struct {
	Name   string            `yaml:"name" json:"name"`
	Title  map[string]string `yaml:"title" json:"title"`
	Zone   string            `yaml:"zone" json:"zone"` // of hand-overs and covers, unless a layer has its own
	Layers []Layer           `yaml:"layers" json:"layers"`
	Covers []Cover           `yaml:"covers" json:"covers"`
}

// Layer is a rotation: its members take turns, handing over at a time of the
// clock on the wall, whatever that clock does in spring and autumn.
type Layer struct {
	Name    string              `yaml:"name" json:"name"`
	Members []people.ID         `yaml:"members" json:"members"`
	Rotate  string              `yaml:"rotate" json:"rotate"`   // daily or weekly (the default)
	Every   int                 `yaml:"every" json:"every"`     // that many days or weeks; 0 is 1
	Handoff string              `yaml:"handoff" json:"handoff"` // "mon 09:00", or "09:00" on the weekday of start
	Start   string              `yaml:"start" json:"start"`     // 2026-01-05: the first turn begins at the first hand-over from this day on
	Zone    string              `yaml:"zone" json:"zone"`       // empty: the rota's
	Hours   map[string][]string `yaml:"hours" json:"hours"`     // on duty only then, written as sla.Hours.Week; empty: always
}

// Cover is an override: Who is on call instead of Instead, or of whoever would
// be when Instead is empty. From and To are "2026-08-03 09:00" in the rota's
// zone, or RFC 3339; To is not included.
type Cover struct {
	Who     people.ID `yaml:"who" json:"who"`
	Instead people.ID `yaml:"instead" json:"instead"`
	From    string    `yaml:"from" json:"from"`
	To      string    `yaml:"to" json:"to"`
}

// Shift is a stretch in which one person is on call, or nobody (Who == "").
type Shift struct {
	Who      people.ID
	From, To time.Time
}

// Span is a stretch of time, From included, To not.
type Span struct{ From, To time.Time }

// OnCall returns who is on call at t and until when that stays so. Nobody is
// ""; a zero until means that no change is in sight within a year. What Check
// finds fault with is left out, never guessed at.
func (r Rota) OnCall(t time.Time) (who people.ID, until time.Time) {
	return r.parse(ignore).onCall(t)
}

// Line returns who may be called at t, in order: the person on call, then the
// others of the layer in the order of their coming turns, or those who cover
// for them.
func (r Rota) Line(t time.Time) []people.ID { return r.parse(ignore).line(t) }

// Shifts returns who is on call from one instant to another, without holes or
// overlaps: a stretch nobody covers is a shift of "".
func (r Rota) Shifts(from, to time.Time) []Shift {
	s := r.parse(ignore)
	var shifts []Shift
	for at := from; at.Before(to); {
		who, until := s.onCall(at)
		if until.IsZero() || until.After(to) {
			until = to
		}
		shifts = append(shifts, Shift{who, at, until})
		at = until
	}
	return shifts
}

// Gaps returns the stretches in which nobody is on call.
func (r Rota) Gaps(from, to time.Time) []Span {
	var gaps []Span
	for _, s := range r.Shifts(from, to) {
		if s.Who == "" {
			gaps = append(gaps, Span{s.From, s.To})
		}
	}
	return gaps
}

// Check reports every mistake in the rota, by YAML path.
func (r Rota) Check(report func(path, message string)) { r.parse(report) }

// Names calls each with every name the rota refers to: its YAML path, its kind
// ("person") and the name, so that the caller can check that it exists.
func (r Rota) Names(each func(path, kind, name string)) {
	for i, l := range r.Layers {
		for j, id := range l.Members {
			each(fmt.Sprintf("layers[%d].members[%d]", i, j), "person", string(id))
		}
	}
	for i, c := range r.Covers {
		each(fmt.Sprintf("covers[%d].who", i), "person", string(c.Who))
		if c.Instead != "" {
			each(fmt.Sprintf("covers[%d].instead", i), "person", string(c.Instead))
		}
	}
}

func ignore(string, string) {}
