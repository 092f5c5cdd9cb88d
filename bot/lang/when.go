package lang

import (
	"fmt"
	"time"
)

var (
	weekdays = map[string][7]string{
		"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		"fr": {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	}
	months = map[string][12]string{
		"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	}
)

// When says an instant as a colleague would, seen from now: "today at 14:05",
// "tomorrow at 09:00", "Monday at 09:00" within a week, "3 March at 09:00"
// beyond. Both are read in the zone of now.
func When(lang string, t, now time.Time) string {
	t = t.In(now.Location())
	if _, ok := months[lang]; !ok {
		lang = Languages[0]
	}
	clock := t.Format("15:04")
	if lang == "fr" {
		return fmt.Sprintf("%s à %s", day(lang, t, now), clock)
	}
	return fmt.Sprintf("%s at %s", day(lang, t, now), clock)
}

func day(lang string, t, now time.Time) string {
	fr := lang == "fr"
	switch n := calendarDays(now, t); {
	case n == 0 && fr:
		return "aujourd’hui"
	case n == 0:
		return "today"
	case n == 1 && fr:
		return "demain"
	case n == 1:
		return "tomorrow"
	case n == -1 && fr:
		return "hier"
	case n == -1:
		return "yesterday"
	case n > 1 && n < 7:
		return weekdays[lang][t.Weekday()]
	}
	date := fmt.Sprintf("%d %s", t.Day(), months[lang][t.Month()-1])
	if fr {
		date = "le " + date
		if t.Day() == 1 {
			date = "le 1er " + months[lang][t.Month()-1]
		}
	}
	if t.Year() != now.Year() {
		date += fmt.Sprintf(" %d", t.Year())
	}
	return date
}

// calendarDays counts midnights from a to b, whatever the clocks did meanwhile.
func calendarDays(a, b time.Time) int {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(midnight(b).Sub(midnight(a)) / (24 * time.Hour))
}

// For says a duration in its largest units, one or two: "45 min", "4 h",
// "1 h 30", "3 d 2 h". It reads the same in every language but for the day.
func For(lang string, d time.Duration) string {
	d = d.Round(time.Minute)
	days, h, m := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	unit := "d"
	if lang == "fr" {
		unit = "j"
	}
	switch {
	case days > 0 && h > 0:
		return fmt.Sprintf("%d %s %d h", days, unit, h)
	case days > 0:
		return fmt.Sprintf("%d %s", days, unit)
	case h > 0 && m > 0:
		return fmt.Sprintf("%d h %02d", h, m)
	case h > 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d min", m)
}
