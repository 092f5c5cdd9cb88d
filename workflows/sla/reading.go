package sla

import (
	"slices"
	"time"
)

// Reading is what a clock shows at an instant.
type Reading struct {
	Spent  time.Duration // working time used
	Left   time.Duration // until the target; negative once overrun; zero if nothing is promised
	Paused bool
	Met    bool      // stopped before the target was reached
	Broken bool      // the target was reached, and the clock not stopped before
	Due    time.Time // when the target is (was) reached; zero while nobody can know: paused, or nothing promised
}

// Read reads the clock at the instant now, which may also lie in the past.
// What was promised is to act before the target is reached: at Due itself
// nothing is left and the promise is broken.
func (c Clock) Read(cal Calendar, now time.Time) Reading {
	var r Reading
	r.Spent, r.Due = c.spent(cal, c.Target, now)
	r.Paused = c.pausedAt(now)
	if c.Target <= 0 {
		r.Due = time.Time{}
		return r
	}
	r.Left = c.Target - r.Spent
	r.Broken = r.Left <= 0
	r.Met = !r.Broken && !c.Stopped.IsZero() && !now.Before(c.Stopped)
	return r
}

// spent walks the ledger up to now. It returns the working time used, and the
// instant at which that reaches goal: a past one for good, a future one
// provided the clock runs on. It is zero if the clock stands still before.
func (c Clock) spent(cal Calendar, goal time.Duration, now time.Time) (sum time.Duration, reached time.Time) {
	for i, s := range c.Ledger {
		if s.Paused || s.From.After(now) {
			continue
		}
		end := now
		if !s.To.IsZero() {
			end = earlier(s.To, now)
		}
		worked := cal.Between(s.From, end)
		left := goal - sum
		standing := i == len(c.Ledger)-1 || s.To.After(now) // as seen at now, the last one
		if reached.IsZero() && left > 0 && (worked >= left || standing) {
			reached = cal.Add(s.From, left)
		}
		sum += worked
	}
	return sum, reached
}

func (c Clock) pausedAt(now time.Time) bool {
	return slices.ContainsFunc(c.Ledger, func(s Segment) bool {
		return s.Paused && !s.From.After(now) && (s.To.IsZero() || s.To.After(now))
	})
}

// Next returns the next warning to give: the percentage of the target that has
// passed, and when. Percentages up to done were given already. When several
// were missed only the highest is returned, with an instant not after now.
// Zero, zero: nothing is left to warn of, or the clock stands still.
func (c Clock) Next(cal Calendar, now time.Time, warn []int, done int) (percent int, at time.Time) {
	if c.Target <= 0 || !c.Stopped.IsZero() {
		return 0, time.Time{}
	}
	for _, p := range slices.Sorted(slices.Values(warn)) {
		if p <= done {
			continue
		}
		_, reached := c.spent(cal, c.Target*time.Duration(p)/100, now)
		if reached.IsZero() || percent > 0 && reached.After(now) {
			break
		}
		percent, at = p, reached
		if reached.After(now) {
			break
		}
	}
	return percent, at
}
