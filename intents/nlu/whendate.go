package nlu

import "time"

func onDay(day time.Time) moment { return moment{day: day, clock: -1} }

// date checks a day of the calendar and returns its midnight.
func (r *timeReader) date(year int, month time.Month, day int) (time.Time, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, r.now.Location())
	return t, t.Day() == day && t.Month() == month && day > 0
}

// isoDate reads 2026-03-12 (ISO 8601).
func (r *timeReader) isoDate(i int) (moment, int) {
	y, ok := r.number(i, 4)
	month, ok1 := r.number(i+2, 2)
	d, ok2 := r.number(i+4, 2)
	if !ok || y < 1900 || !ok1 || !ok2 || !r.is(i+1, "-") || !r.is(i+3, "-") {
		return moment{}, 0
	}
	if day, ok := r.date(y, time.Month(month), d); ok {
		return onDay(day), 5
	}
	return moment{}, 0
}

// slashDate reads 12/03, 12/03/26 and 12.03.2026.
func (r *timeReader) slashDate(i int) (moment, int) {
	if r.is(i, "le") {
		m, n := r.slashDate(i + 1)
		return m, n + min(n, 1)
	}
	a, ok := r.number(i, 2)
	b, ok2 := r.number(i+2, 2)
	sign := r.word(i + 1)
	if !ok || !ok2 || sign != "/" && sign != "." && sign != "-" || r.is(i-1, "/") || r.is(i-1, ".") || r.is(i-1, "-") {
		return moment{}, 0
	}
	year, n, full := r.now.Year(), 3, false
	if y, ok := r.number(i+4, 4); ok && r.is(i+3, sign) && len(r.word(i+4)) != 3 && len(r.word(i+4)) != 1 {
		year, n, full = y, 5, true
		if y < 100 {
			year += 2000
		}
	}
	if sign != "/" && !full || r.is(i+n, sign) {
		return moment{}, 0 // 3.5 is a number, 1-2 a range
	}
	if r.monthFirst && a <= 12 || b > 12 {
		a, b = b, a
	}
	day, ok := r.date(year, time.Month(b), a)
	if !ok || b < 1 || b > 12 {
		return moment{}, 0
	}
	return onDay(r.thisOrNextYear(day, full)), n
}

// thisOrNextYear moves a date without a year that is long gone to next year.
func (r *timeReader) thisOrNextYear(day time.Time, full bool) time.Time {
	if !full && day.Before(r.day(-180)) {
		return day.AddDate(1, 0, 0)
	}
	return day
}

// namedDate reads "12 mars", "1er avril 2027", "the 12th of March", "March 12".
func (r *timeReader) namedDate(i int) (moment, int) {
	n := 0
	if r.is(i, "le") || r.is(i, "the") {
		n = 1
	}
	if month := r.month(i + n); month > 0 && r.english && n == 0 {
		d, ok := r.number(i+1, 2)
		if !ok || r.is(i+2, "h") || r.is(i+2, ":") {
			return moment{}, 0
		}
		return r.withYear(month, d, i, 2+r.ordinal(i+2))
	}
	d, ok := r.number(i+n, 2)
	if !ok || d > 31 {
		return moment{}, 0
	}
	n++
	n += r.ordinal(i + n)
	if r.is(i+n, "of") {
		n++
	}
	if month := r.month(i + n); month > 0 {
		return r.withYear(month, d, i, n+1)
	}
	return r.dayOfMonth(i, d)
}

// dayOfMonth reads "le 12" and "on the 12th" before the end of a phrase.
func (r *timeReader) dayOfMonth(i, d int) (moment, int) {
	n := 2 + r.ordinal(i+2)
	switch {
	case r.is(i, "the") && n > 2:
	case r.is(i, "le") && r.endsPhrase(i+n):
	default:
		return moment{}, 0
	}
	day, ok := r.date(r.now.Year(), r.now.Month(), d)
	if !ok {
		return moment{}, 0
	}
	if day.Before(r.day(0)) && !r.past(i) {
		day = day.AddDate(0, 1, 0)
	}
	return onDay(day), n
}

// endsPhrase reports whether nothing that could be counted follows.
func (r *timeReader) endsPhrase(i int) bool {
	switch r.word(i) {
	case "", "a", "au", ",", ".", ";", "?", "!", "\n":
		return true
	}
	return false
}

// ordinal returns 1 when the word at i is the ending of "12th" or "1er".
func (r *timeReader) ordinal(i int) int {
	switch r.word(i) {
	case "st", "nd", "rd", "th", "er":
		return 1
	}
	return 0
}

func (r *timeReader) withYear(month time.Month, d, i, n int) (moment, int) {
	year, full := r.now.Year(), false
	k := i + n
	if r.is(k, ",") {
		k++
	}
	if y, ok := r.number(k, 4); ok && y >= 1990 && y < 2100 {
		year, full, n = y, true, k-i+1
	}
	day, ok := r.date(year, month, d)
	if !ok {
		return moment{}, 0
	}
	return onDay(r.thisOrNextYear(day, full)), n
}

// month reads the name of a month in a language being read. "mai" and "may"
// count only beside a day, which the callers see to.
func (r *timeReader) month(i int) time.Month {
	w := r.word(i)
	if r.english {
		switch w {
		case "january", "jan":
			return 1
		case "february", "feb":
			return 2
		case "march", "mar":
			return 3
		case "april", "apr":
			return 4
		case "may":
			return 5
		case "june", "jun":
			return 6
		case "july", "jul":
			return 7
		case "august", "aug":
			return 8
		case "september", "sept", "sep":
			return 9
		case "october", "oct":
			return 10
		case "november", "nov":
			return 11
		case "december", "dec":
			return 12
		}
	}
	if r.french {
		switch w {
		case "janvier", "janv":
			return 1
		case "fevrier", "fev", "fevr":
			return 2
		case "mars":
			return 3
		case "avril", "avr":
			return 4
		case "mai":
			return 5
		case "juin":
			return 6
		case "juillet", "juil":
			return 7
		case "aout":
			return 8
		case "septembre", "sept":
			return 9
		case "octobre", "oct":
			return 10
		case "novembre", "nov":
			return 11
		case "decembre", "dec":
			return 12
		}
	}
	return 0
}

// weekday reads "monday", "next friday", "lundi dernier", "mardi prochain".
func (r *timeReader) weekday(i int) (moment, int) {
	n, step := 0, 0 // step: -1 last, 1 next
	switch {
	case r.english && r.is(i, "last"):
		n, step = 1, -1
	case r.english && (r.is(i, "next") || r.is(i, "this") || r.is(i, "coming")):
		n, step = 1, 1
	}
	day, ok := r.weekdayName(i + n)
	if !ok {
		return moment{}, 0
	}
	n++
	if r.french {
		switch r.word(i + n) {
		case "dernier", "passe":
			n, step = n+1, -1
		case "prochain":
			n, step = n+1, 1
		}
	}
	ahead := (int(day) - int(r.now.Weekday()) + 7) % 7
	switch {
	case step < 0 && ahead == 0:
		ahead = -7
	case step < 0 || r.past(i) && ahead > 0:
		ahead -= 7
	case ahead == 0 && !r.past(i) && !r.is(i, "this"):
		ahead = 7
	}
	return onDay(r.day(ahead)), n
}

func (r *timeReader) weekdayName(i int) (time.Weekday, bool) {
	w := r.word(i)
	if r.english {
		switch w {
		case "monday", "mon":
			return time.Monday, w == "monday"
		case "tuesday":
			return time.Tuesday, true
		case "wednesday":
			return time.Wednesday, true
		case "thursday":
			return time.Thursday, true
		case "friday":
			return time.Friday, true
		case "saturday":
			return time.Saturday, true
		case "sunday":
			return time.Sunday, true
		}
	}
	if r.french {
		switch w {
		case "lundi":
			return time.Monday, true
		case "mardi":
			return time.Tuesday, true
		case "mercredi":
			return time.Wednesday, true
		case "jeudi":
			return time.Thursday, true
		case "vendredi":
			return time.Friday, true
		case "samedi":
			return time.Saturday, true
		case "dimanche":
			return time.Sunday, true
		}
	}
	return 0, false
}
