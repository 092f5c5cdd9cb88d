package nlu

import (
	"strconv"
	"time"
)

// Hours that parts of a day stand for when no clock time is given.
const (
	morningHour   = 9
	noonHour      = 12
	afternoonHour = 14
	eveningHour   = 18
	nightHour     = 20
	closingHour   = 17 // end of the working day
)

// moment is what has been read of a date and time so far.
type moment struct {
	day   time.Time // midnight, or zero
	clock int       // minutes after midnight, or -1
	exact time.Time // a point in time counted from now, or zero
	part  bool      // the clock is a part of the day, which a clock time may sharpen
}

// timeReader reads dates and times from tokens.
type timeReader struct {
	ts         []token
	now        time.Time
	french     bool
	english    bool
	monthFirst bool // 3/12 is the 12th of March, as in America
}

// times finds dates and times; all count from now, in its zone.
func times(text string, ts []token, lang string, now time.Time) []Entity {
	zone := now.Location().String()
	r := &timeReader{ts: ts, now: now, french: lang != "en", english: lang != "fr",
		monthFirst: lang == "en" && len(zone) > 8 && zone[:8] == "America/"}
	var out []Entity
	for i := 0; i < len(ts); {
		m, n := r.moment(i)
		if n == 0 {
			i++
			continue
		}
		from, to := ts[i].from, ts[i+n-1].to
		out = append(out, Entity{Kind: KindTime, Text: text[from:to], Value: r.resolve(m, r.past(i)).Format(time.RFC3339), From: from, To: to})
		i += n
	}
	return out
}

// word returns the folded word at i, or "" past the end.
func (r *timeReader) word(i int) string {
	if i < 0 || i >= len(r.ts) {
		return ""
	}
	return r.ts[i].word
}

// is reports whether the words at i are the given ones.
func (r *timeReader) is(i int, words ...string) bool {
	for k, w := range words {
		if r.word(i+k) != w {
			return false
		}
	}
	return true
}

// number reads figures of at most digits digits at i.
func (r *timeReader) number(i, digits int) (int, bool) {
	w := r.word(i)
	if len(w) == 0 || len(w) > digits || w[0] < '0' || w[0] > '9' {
		return 0, false
	}
	n, err := strconv.Atoi(w)
	return n, err == nil
}

// past reports whether the time at i is one that something has lasted from.
func (r *timeReader) past(i int) bool {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		switch r.word(k) {
		case "since", "depuis", "last":
			return true
		case "the", "le", "la", "about", "around", "environ", "vers", "at", "a", "on", "ce", "this", "early":
			continue
		}
		break
	}
	return false
}

// moment reads a date, a time, or both in either order, and returns how many
// tokens it took.
func (r *timeReader) moment(i int) (moment, int) {
	m, n := r.part(i)
	if n == 0 {
		return m, 0
	}
	for {
		skip := r.connector(i + n)
		next, k := r.part(i + n + skip)
		if k == 0 && m.exact.IsZero() && !m.day.IsZero() {
			next, k = r.bareHour(i+n, skip)
		}
		joined, ok := m.join(next)
		if k == 0 || !ok {
			return m, n
		}
		m, n = joined, n+skip+k
	}
}

// join combines two parts that do not contradict each other.
func (m moment) join(o moment) (moment, bool) {
	switch {
	case !m.exact.IsZero() || !o.exact.IsZero():
		return m, false
	case !m.day.IsZero() && !o.day.IsZero():
		return m, false
	case m.clock >= 0 && o.clock >= 0:
		if m.part == o.part {
			return m, false
		}
		if m.part {
			m.clock = afterNoon(o.clock, m.clock)
		} else {
			m.clock = afterNoon(m.clock, o.clock)
		}
		m.part = false
	case o.clock >= 0:
		m.clock, m.part = o.clock, o.part
	}
	if m.day.IsZero() {
		m.day = o.day
	}
	return m, true
}

// afterNoon reads "3 in the afternoon" as 15:00.
func afterNoon(clock, part int) int {
	if part >= noonHour*60 && clock < noonHour*60 {
		return clock + noonHour*60
	}
	return clock
}

// connector returns how many words between a date and a time mean nothing.
func (r *timeReader) connector(i int) int {
	n := 0
	for {
		if r.is(i+n, "apres", "midi") || r.is(i+n, "apres", "-") {
			return n
		}
		switch r.word(i + n) {
		case "at", "a", "on", "le", "the", "in", "of", "around", "about", "vers", "by", "before", "after", "avant", "apres", "des", "from", ",", "en", "dans", "du", "de":
			n++
		default:
			return n
		}
		if n == 3 {
			return n
		}
	}
}

// resolve turns what was read into a point in time; past chooses the last
// occurrence instead of the next where only a clock time was given.
func (r *timeReader) resolve(m moment, past bool) time.Time {
	if !m.exact.IsZero() {
		return m.exact
	}
	day := m.day
	if day.IsZero() {
		day = r.day(0)
		if at := clockOn(day, m.clock); past && at.After(r.now) {
			day = r.day(-1)
		} else if !past && !m.part && at.Before(r.now) {
			day = r.day(1)
		}
	}
	return clockOn(day, max(m.clock, 0))
}

// clockOn returns the wall clock time on a day, whatever clocks do that day.
func clockOn(day time.Time, minutes int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), minutes/60, minutes%60, 0, 0, day.Location())
}

// day returns the midnight n days from today.
func (r *timeReader) day(n int) time.Time {
	return time.Date(r.now.Year(), r.now.Month(), r.now.Day()+n, 0, 0, 0, 0, r.now.Location())
}

// part reads one date or one time at i.
func (r *timeReader) part(i int) (moment, int) {
	for _, read := range []func(int) (moment, int){r.isoDate, r.slashDate, r.namedDate, r.weekday, r.relativeDay,
		r.duration, r.period, r.clockTime, r.dayPart} {
		if m, n := read(i); n > 0 {
			return m, n
		}
	}
	return moment{clock: -1}, 0
}
