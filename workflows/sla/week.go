package sla

import (
	"cmp"
	"slices"
	"time"
)

const dayMinutes = 24 * 60

// span is a stretch of a day in minutes since midnight, to not included.
type span struct{ from, to int }

func (s span) length() time.Duration { return time.Duration(s.to-s.from) * time.Minute }

// week holds the spans of each day, by time.Weekday: sorted, apart from one
// another, none past midnight.
type week [7][]span

// add puts a span on a day, and what of it lies past midnight on the next. It
// reports false, and adds nothing, when the time is already taken.
func (w *week) add(day time.Weekday, s span) bool {
	today, rest := s, span{}
	if s.to > dayMinutes {
		today, rest = span{s.from, dayMinutes}, span{0, s.to - dayMinutes}
	}
	tomorrow := (day + 1) % 7
	if w.taken(day, today) || w.taken(tomorrow, rest) {
		return false
	}
	w[day] = join(w[day], today)
	w[tomorrow] = join(w[tomorrow], rest)
	return true
}

func (w *week) taken(day time.Weekday, s span) bool {
	return slices.ContainsFunc(w[day], func(o span) bool { return s.from < o.to && o.from < s.to })
}

// join inserts a span in its place and melts those that touch into one.
func join(spans []span, s span) []span {
	if s.length() == 0 {
		return spans
	}
	spans = append(spans, s)
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	joined := spans[:1]
	for _, next := range spans[1:] {
		if last := &joined[len(joined)-1]; last.to == next.from {
			last.to = next.to
		} else {
			joined = append(joined, next)
		}
	}
	return joined
}

func (w *week) day(d time.Weekday) time.Duration {
	var sum time.Duration
	for _, s := range w[d] {
		sum += s.length()
	}
	return sum
}

func (w *week) length() time.Duration {
	var sum time.Duration
	for d := range w {
		sum += w.day(time.Weekday(d))
	}
	return sum
}
