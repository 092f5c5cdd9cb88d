package sla

import (
	"iter"
	"math"
	"slices"
	"time"
)

// Calendar counts working time. It is immutable and may be shared.
// The zero Calendar is always open: every hour counts.
//
// A span of hours starts and ends at the instants that Date.At gives, so a
// time which a change of the clocks skips does not count, and one which it
// repeats counts once if it bounds a span and twice if it lies inside.
type Calendar struct {
	zone     *time.Location
	week     week
	day      [7]time.Duration // open on each day of the week,
	weekly   time.Duration    // and on all of them; zero: always open
	holidays []Date           // ascending
}

func newCalendar(zone *time.Location, w week, holidays []Date) Calendar {
	c := Calendar{zone: zone}
	if w.length() == 7*24*time.Hour && len(holidays) == 0 {
		return c
	}
	c.week, c.weekly, c.holidays = w, w.length(), holidays
	for d := range c.day {
		c.day[d] = w.day(time.Weekday(d))
	}
	return c
}

// Always returns the calendar that never closes, to be read in the zone.
func Always(zone *time.Location) Calendar { return Calendar{zone: zone} }

// Zone is the time zone in which the calendar's hours are written.
func (c Calendar) Zone() *time.Location {
	if c.zone == nil {
		return time.UTC
	}
	return c.zone
}

func (c Calendar) always() bool { return c.weekly == 0 }

// Add returns the earliest instant at which d of working time has passed since
// from. It returns from when d is not positive.
func (c Calendar) Add(from time.Time, d time.Duration) time.Time {
	if c.always() || d <= 0 {
		return from.Add(max(d, 0))
	}
	date := DateOf(from, c.zone)
	for edge := date; ; date++ {
		if date > edge {
			edge = c.edge(date)
		}
		for date < edge { // whole weeks as far as they go, then days
			n := 7 * min(Date((d-1)/c.weekly), (edge-date)/7)
			open := c.nominal(date, date+max(n, 1))
			if open >= d {
				break
			}
			d -= open
			date += max(n, 1)
		}
		for start, end := range c.spans(date) {
			start = later(start, from)
			open := end.Sub(start)
			if open >= d {
				return start.Add(d)
			}
			d -= max(open, 0)
		}
	}
}

// Between returns the working time from a to b, zero when b is not after a.
func (c Calendar) Between(a, b time.Time) time.Duration {
	if c.always() || !b.After(a) {
		return max(b.Sub(a), 0)
	}
	var sum time.Duration
	date, last := DateOf(a, c.zone), DateOf(b, c.zone)
	for edge := date; date.At(0, c.zone).Before(b); date++ {
		if date > edge {
			edge = c.edge(date)
		}
		if to := min(edge, last); date < to {
			sum += c.nominal(date, to)
			date = to
		}
		for start, end := range c.spans(date) {
			sum += max(earlier(end, b).Sub(later(start, a)), 0)
		}
	}
	return sum
}

// Open reports whether the instant counts.
func (c Calendar) Open(at time.Time) bool {
	return c.always() || c.NextOpen(at).Equal(at)
}

// NextOpen returns the first instant not before at that counts.
func (c Calendar) NextOpen(at time.Time) time.Time {
	if c.always() {
		return at
	}
	for date := DateOf(at, c.zone); ; date++ {
		for start, end := range c.spans(date) {
			if end.After(at) {
				return later(start, at)
			}
		}
	}
}

// horizon is how many days ahead Change looks: more than a year, so that
// yearly holidays are seen.
const horizon = 400

// Change returns the next instant after at when the calendar opens or closes;
// zero when it stays open for a year and more.
func (c Calendar) Change(at time.Time) time.Time {
	if c.always() {
		return time.Time{}
	}
	if open := c.NextOpen(at); open.After(at) {
		return open
	}
	until := at
	first := DateOf(at, c.zone)
	for date := first; date < first+horizon; date++ {
		if date.At(0, c.zone).After(until) {
			return until
		}
		for start, end := range c.spans(date) {
			if start.After(until) {
				return until
			}
			until = later(until, end)
		}
	}
	return time.Time{}
}

// spans yields the open stretches that begin on the date, in order.
func (c Calendar) spans(date Date) iter.Seq2[time.Time, time.Time] {
	return func(yield func(start, end time.Time) bool) {
		if _, closed := slices.BinarySearch(c.holidays, date); closed {
			return
		}
		for _, s := range c.week[date.Weekday()] {
			start, end := date.At(s.from, c.zone), date.At(s.to, c.zone)
			if start.Before(end) && !yield(start, end) {
				return
			}
		}
	}
}

// edge returns the date on which the clocks change next, seen from the very
// beginning of the date or just before. Days from date up to the edge have
// their nominal hours; an edge at or before date promises nothing.
func (c Calendar) edge(date Date) Date {
	_, change := date.At(0, c.zone).Add(-1).ZoneBounds()
	if change.IsZero() {
		return math.MaxInt32
	}
	return DateOf(change.Add(-1), c.zone)
}

// nominal returns the working time of the days from one date to another, the
// last not included, if no clock changes on them.
func (c Calendar) nominal(from, to Date) time.Duration {
	weeks := (to - from) / 7
	sum := time.Duration(weeks) * c.weekly
	for date := from + 7*weeks; date < to; date++ {
		sum += c.day[date.Weekday()]
	}
	for _, date := range c.holidaysIn(from, to) {
		sum -= c.day[date.Weekday()]
	}
	return sum
}

// holidaysIn returns the holidays from one date to another, the last not included.
func (c Calendar) holidaysIn(from, to Date) []Date {
	i, _ := slices.BinarySearch(c.holidays, from)
	j, _ := slices.BinarySearch(c.holidays, to)
	return c.holidays[i:max(i, j)]
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
