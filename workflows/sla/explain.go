package sla

import (
	"fmt"
	"strings"
	"time"
)

// Explain says in the reader's language ("en" or "fr") why the deadline is
// what it is: the promise, every segment and what it cost, the result, and the
// holidays on the way. Times are in the calendar's zone.
func (c Clock) Explain(cal Calendar, now time.Time, lang string) []string {
	w := wordsIn(lang)
	lines := []string{c.promise(cal, w)}
	for _, s := range c.Ledger {
		if !s.From.After(now) {
			lines = append(lines, s.explain(cal, now, w))
		}
	}
	r := c.Read(cal, now)
	lines = append(lines, c.result(r, cal, now, w)...)
	if len(c.Ledger) > 0 {
		lines = append(lines, cal.closures(c.Ledger[0].From, later(now, r.Due), w)...)
	}
	return lines
}

func (c Clock) promise(cal Calendar, w words) string {
	name, known := w.clocks[c.Name]
	if !known {
		name = c.Name
	}
	switch {
	case c.Target <= 0:
		return fmt.Sprintf(w.noPromise, name)
	case cal.always():
		return fmt.Sprintf(w.promiseAlways, name, Length(c.Target), cal.Zone())
	}
	return fmt.Sprintf(w.promise, name, Length(c.Target), c.Hours, cal.Zone())
}

func (s Segment) explain(cal Calendar, now time.Time, w words) string {
	end, until := now, w.now
	if !s.To.IsZero() && !s.To.After(now) {
		end, until = s.To, w.moment(s.To, cal, now)
	}
	line := w.paused
	if !s.Paused {
		line = fmt.Sprintf(w.running, Length(cal.Between(s.From, end)), Length(end.Sub(s.From)))
	}
	line = fmt.Sprintf(w.segment, w.moment(s.From, cal, now), until, line)
	if s.Why != "" {
		line += " (" + w.why(s.Why) + ")"
	}
	return line + "."
}

func (c Clock) result(r Reading, cal Calendar, now time.Time, w words) []string {
	if c.Target <= 0 {
		return nil
	}
	lines := []string{fmt.Sprintf(w.spent, Length(r.Spent), Length(c.Target))}
	switch {
	case len(c.Ledger) == 0:
		return []string{w.notStarted}
	case r.Broken:
		lines = append(lines, fmt.Sprintf(w.broken, w.moment(r.Due, cal, now), Length(-r.Left)))
	case r.Met:
		lines = append(lines, fmt.Sprintf(w.met, w.moment(c.Stopped, cal, now), Length(r.Left)))
	case r.Paused:
		lines = append(lines, fmt.Sprintf(w.open, Length(r.Left)))
	default:
		lines = append(lines, fmt.Sprintf(w.due, Length(r.Left), w.moment(r.Due, cal, now)))
	}
	return lines
}

// closures names the holidays that cost working time between two instants.
func (c Calendar) closures(from, to time.Time, w words) []string {
	if c.always() {
		return nil
	}
	var days []string
	for _, date := range c.holidaysIn(DateOf(from, c.zone), DateOf(to, c.zone)+1) {
		if c.day[date.Weekday()] > 0 {
			days = append(days, w.day(date.At(0, c.zone).In(c.zone), false))
		}
	}
	if len(days) == 0 {
		return nil
	}
	return []string{fmt.Sprintf(w.holidays, strings.Join(days, ", "))}
}

// Length writes a duration to the minute, or to the second below one minute:
// 1 h 30 min. English and French write it alike.
func Length(d time.Duration) string {
	d = d.Truncate(time.Second)
	h, m, s := d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second
	switch {
	case h > 0 && m > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case h > 0:
		return fmt.Sprintf("%d h", h)
	case m > 0 || s == 0:
		return fmt.Sprintf("%d min", m)
	}
	return fmt.Sprintf("%d s", s)
}
