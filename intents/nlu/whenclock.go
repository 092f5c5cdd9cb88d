package nlu

import "time"

// phrase is a fixed expression of the calendar: so many days from today, and
// minutes after midnight or -1.
type phrase struct {
	words []string
	days  int
	clock int
}

func say(days, hour int, words ...string) phrase {
	if hour >= 0 {
		hour *= 60
	}
	return phrase{words, days, hour}
}

// Fixed expressions, longer before their beginnings.
var (
	englishDays = []phrase{
		say(2, -1, "the", "day", "after", "tomorrow"), say(2, -1, "day", "after", "tomorrow"),
		say(-2, -1, "the", "day", "before", "yesterday"), say(-2, -1, "day", "before", "yesterday"),
		say(0, morningHour, "this", "morning"), say(0, afternoonHour, "this", "afternoon"), say(0, eveningHour, "this", "evening"),
		say(-1, nightHour, "last", "night"), say(0, nightHour, "tonight"), say(0, closingHour, "end", "of", "the", "day"),
		say(0, closingHour, "end", "of", "day"), say(0, closingHour, "eod"), say(1, -1, "tomorrow"), say(1, -1, "tmrw"),
		say(-1, -1, "yesterday"), say(0, -1, "today"),
	}
	frenchDays = []phrase{
		say(2, -1, "apres", "-", "demain"), say(2, -1, "apres", "demain"), say(-2, -1, "avant", "-", "hier"), say(-2, -1, "avant", "hier"),
		say(0, morningHour, "ce", "matin"), say(0, afternoonHour, "cet", "apres", "-", "midi"), say(0, afternoonHour, "cet", "apres", "midi"),
		say(0, afternoonHour, "cette", "apres", "-", "midi"), say(0, afternoonHour, "cet", "aprem"), say(0, noonHour, "ce", "midi"),
		say(0, eveningHour, "ce", "soir"), say(0, nightHour, "cette", "nuit"), say(0, closingHour, "fin", "de", "journee"),
		say(0, closingHour, "fin", "de", "la", "journee"), say(1, -1, "demain"), say(-1, -1, "hier"),
		say(0, -1, "aujourd", "hui"), say(0, -1, "ajd"), say(0, -1, "auj"),
	}
	dayParts = []phrase{
		say(0, afternoonHour, "apres", "-", "midi"), say(0, afternoonHour, "apres", "midi"), say(0, morningHour, "morning"),
		say(0, afternoonHour, "afternoon"), say(0, eveningHour, "evening"), say(0, nightHour, "night"), say(0, morningHour, "matin"),
		say(0, eveningHour, "soir"), say(0, noonHour, "noon"), say(0, noonHour, "midi"), say(0, 0, "midnight"), say(0, 0, "minuit"),
		say(0, morningHour, "matinee"), say(0, eveningHour, "soiree"), say(0, afternoonHour, "aprem"),
	}
)

// relativeDay reads "tomorrow", "avant-hier", "this morning".
func (r *timeReader) relativeDay(i int) (moment, int) {
	read := func(list []phrase) (moment, int) {
		for _, p := range list {
			if r.is(i, p.words...) {
				return moment{day: r.day(p.days), clock: p.clock, part: p.clock >= 0}, len(p.words)
			}
		}
		return moment{}, 0
	}
	if r.english {
		if m, n := read(englishDays); n > 0 {
			return m, n
		}
	}
	if r.french {
		return read(frenchDays)
	}
	return moment{}, 0
}

// dayPart reads a part of the day that belongs to a date before or after it;
// alone only noon and midnight are times.
func (r *timeReader) dayPart(i int) (moment, int) {
	for _, p := range dayParts {
		if !r.is(i, p.words...) {
			continue
		}
		fixed := p.clock == 0 || p.clock == noonHour*60
		if !fixed && !r.beside(i) {
			return moment{}, 0
		}
		return moment{clock: p.clock, part: !fixed}, len(p.words)
	}
	return moment{}, 0
}

// beside reports whether a date or clock time ends just before i.
func (r *timeReader) beside(i int) bool {
	switch r.word(i - 1) {
	case "tomorrow", "yesterday", "demain", "hier", "h", "heures", "heure", "in", "the", "du", "le", "au", "am", "pm":
		return true
	}
	if _, ok := r.weekdayName(i - 1); ok {
		return true
	}
	_, digits := r.number(i-1, 4)
	return digits
}

// clockTime reads 14h30, 14:30, 2pm, "14 heures", "9 o'clock", "at 9".
func (r *timeReader) clockTime(i int) (moment, int) {
	h, ok := r.number(i, 2)
	if !ok || h > 24 || r.is(i-1, "/") || r.is(i-1, ".") || r.is(i-1, "-") {
		return moment{}, 0
	}
	minute, n := 0, 1
	switch r.word(i + 1) {
	case ":":
		if minute, ok = r.number(i+2, 2); !ok || minute > 59 || len(r.word(i+2)) != 2 {
			return moment{}, 0
		}
		n = 3
		if _, ok := r.number(i+4, 2); ok && r.is(i+3, ":") {
			n = 5
		}
	case "h", "heures", "heure", "hrs":
		if r.duringHours(i) {
			return moment{}, 0
		}
		n = 2
		if m, ok := r.number(i+2, 2); ok && m < 60 && len(r.word(i+2)) == 2 {
			minute, n = m, 3
		} else if r.is(i+2, "et", "demie") {
			minute, n = 30, 4
		} else if r.is(i+2, "et", "quart") {
			minute, n = 15, 4
		}
	}
	switch r.word(i + n) {
	case "am", "pm":
		h = h%12 + map[string]int{"am": 0, "pm": 12}[r.word(i+n)]
		n++
	case "o":
		if n == 1 && r.is(i+2, "clock") {
			n = 3
		}
	}
	if n == 1 {
		return moment{}, 0
	}
	return moment{clock: h*60 + minute}, n
}

// duringHours reports whether hours at i are a duration: "dans 2 heures",
// "depuis 3 h", "pendant 2 heures".
func (r *timeReader) duringHours(i int) bool {
	switch r.word(i - 1) {
	case "dans", "pendant", "in", "for", "toutes", "les", "every", "durant", "attendu", "perdu":
		return true
	case "depuis":
		// "depuis 9h" names an hour when it can be one of today; « depuis 2 heures » lasts.
		return !r.is(i+1, "h")
	case "a":
		return r.is(i-2, "y")
	}
	return r.is(i+2, "ago")
}

// bareHour reads the "2" of "tomorrow at 2": hours of a working day.
func (r *timeReader) bareHour(i, skip int) (moment, int) {
	if skip == 0 || r.word(i+skip-1) != "at" && r.word(i+skip-1) != "a" && r.word(i+skip-1) != "around" && r.word(i+skip-1) != "vers" {
		return moment{}, 0
	}
	h, ok := r.number(i+skip, 2)
	if !ok || h > 23 {
		return moment{}, 0
	}
	if h < 7 && r.english && !r.french {
		h += 12
	}
	return moment{clock: h * 60}, 1
}

// duration reads "in 2 hours", "dans 3 jours", "3 days ago", "il y a 2 h",
// "depuis 2 jours" and "for two weeks".
func (r *timeReader) duration(i int) (moment, int) {
	sign, n := 0, 0
	switch {
	case r.is(i, "in"), r.french && (r.is(i, "dans") || r.is(i, "sous")):
		sign, n = 1, 1
	case r.is(i, "within"):
		sign, n = 1, 1
	case r.is(i, "il", "y", "a"):
		sign, n = -1, 3
	case r.is(i, "y", "a") && !r.is(i-1, "il"):
		sign, n = -1, 2
	case r.is(i, "since"), r.is(i, "depuis"), r.is(i, "for"), r.is(i, "ca", "fait"):
		sign, n = -1, 1
		if r.is(i, "ca", "fait") {
			n = 2
		}
	}
	for r.is(i+n, "the", "last") || r.is(i+n, "about") || r.is(i+n, "environ") || r.is(i+n, "over") || r.is(i+n, "plus", "de") || r.is(i+n, "the", "past") || r.is(i+n, "au", "moins") {
		if r.is(i+n, "about") || r.is(i+n, "environ") || r.is(i+n, "over") {
			n++
		} else {
			n += 2
		}
	}
	count, ok := number(r.word(i + n))
	if !ok {
		return moment{}, 0
	}
	if r.is(i+n+1, "of") {
		n++
	}
	if r.is(i+n, "half", "an") {
		n++
	}
	at, ok := r.shift(count, r.word(i+n+1), max(sign, -1))
	if !ok {
		return moment{}, 0
	}
	n += 2
	if r.is(i+n, "ago") || r.is(i+n, "earlier") {
		at, _ = r.shift(count, r.word(i+n-1), -1)
		return at, n + 1
	}
	if sign == 0 {
		return moment{}, 0
	}
	if r.is(i, "depuis") && r.is(i+n-1, "h") {
		return moment{}, 0
	}
	return at, n
}

// shift moves now by a number of units: hours and minutes exactly, days and
// more by the calendar, at midnight.
func (r *timeReader) shift(count int, unit string, sign int) (moment, bool) {
	if sign == 0 {
		sign = -1
	}
	n := count * sign
	switch unit {
	case "minute", "minutes", "min", "mins", "mn":
		return moment{exact: r.now.Add(time.Duration(n) * time.Minute)}, true
	case "hour", "hours", "heure", "heures", "h", "hrs":
		return moment{exact: r.now.Add(time.Duration(n) * time.Hour)}, true
	case "day", "days", "jour", "jours", "j":
		return onDay(r.day(n)), true
	case "week", "weeks", "semaine", "semaines":
		return onDay(r.day(7 * n)), true
	case "month", "months", "mois":
		return onDay(r.day(0).AddDate(0, n, 0)), true
	case "year", "years", "an", "ans":
		return onDay(r.day(0).AddDate(n, 0, 0)), true
	}
	return moment{}, false
}

// period reads "next week", "le mois dernier", "end of the week", "ce week-end".
func (r *timeReader) period(i int) (moment, int) {
	switch r.word(i) {
	case "next", "last", "this", "end", "la", "le", "ce", "cette", "semaine", "mois", "fin":
	default:
		return moment{}, 0
	}
	monday := r.day(-(int(r.now.Weekday()) + 6) % 7)
	first := r.day(1 - r.now.Day())
	for _, p := range []struct {
		words []string
		day   time.Time
		hour  int
	}{
		{[]string{"next", "week"}, monday.AddDate(0, 0, 7), -1},
		{[]string{"last", "week"}, monday.AddDate(0, 0, -7), -1},
		{[]string{"this", "week"}, monday, -1},
		{[]string{"la", "semaine", "prochaine"}, monday.AddDate(0, 0, 7), -1},
		{[]string{"semaine", "prochaine"}, monday.AddDate(0, 0, 7), -1},
		{[]string{"la", "semaine", "derniere"}, monday.AddDate(0, 0, -7), -1},
		{[]string{"semaine", "derniere"}, monday.AddDate(0, 0, -7), -1},
		{[]string{"cette", "semaine"}, monday, -1},
		{[]string{"next", "month"}, first.AddDate(0, 1, 0), -1},
		{[]string{"last", "month"}, first.AddDate(0, -1, 0), -1},
		{[]string{"le", "mois", "prochain"}, first.AddDate(0, 1, 0), -1},
		{[]string{"mois", "prochain"}, first.AddDate(0, 1, 0), -1},
		{[]string{"le", "mois", "dernier"}, first.AddDate(0, -1, 0), -1},
		{[]string{"mois", "dernier"}, first.AddDate(0, -1, 0), -1},
		{[]string{"end", "of", "the", "week"}, monday.AddDate(0, 0, 4), closingHour},
		{[]string{"end", "of", "week"}, monday.AddDate(0, 0, 4), closingHour},
		{[]string{"fin", "de", "semaine"}, monday.AddDate(0, 0, 4), closingHour},
		{[]string{"fin", "de", "la", "semaine"}, monday.AddDate(0, 0, 4), closingHour},
		{[]string{"end", "of", "the", "month"}, first.AddDate(0, 1, -1), closingHour},
		{[]string{"fin", "du", "mois"}, first.AddDate(0, 1, -1), closingHour},
		{[]string{"fin", "de", "mois"}, first.AddDate(0, 1, -1), closingHour},
		{[]string{"this", "weekend"}, monday.AddDate(0, 0, 5), -1},
		{[]string{"ce", "week", "-", "end"}, monday.AddDate(0, 0, 5), -1},
		{[]string{"ce", "weekend"}, monday.AddDate(0, 0, 5), -1},
	} {
		if r.is(i, p.words...) {
			m := onDay(p.day)
			if p.hour >= 0 {
				m.clock, m.part = p.hour*60, true
			}
			return m, len(p.words)
		}
	}
	return moment{}, 0
}
