package sla

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Holidays that come every year are known from firstYear through lastYear.
const firstYear, lastYear = 1970, 2199

// longestHoliday bounds a range of days, to catch a mistyped year.
const longestHoliday = 366

func (h Hours) parseHolidays(report func(path, message string)) []Date {
	var all []Date
	for i, text := range h.Holidays {
		dates, err := parseHoliday(text)
		if err != nil {
			report(fmt.Sprintf("holidays[%d]", i), err.Error())
		}
		all = append(all, dates...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// parseHoliday returns the days that one entry closes.
func parseHoliday(text string) ([]Date, error) {
	if from, to, ranged := strings.Cut(text, ".."); ranged {
		return parseRange(text, from, to)
	}
	if days, moves := strings.CutPrefix(text, "easter"); moves {
		return parseEaster(text, days)
	}
	if date, err := ParseDate(text); err == nil {
		return []Date{date}, nil
	}
	// 2000 was a leap year, so 02-29 is read too.
	t, err := time.Parse(time.DateOnly, "2000-"+text)
	if err != nil {
		return nil, fmt.Errorf("%q is not a holiday; write 2026-12-25, 12-25, easter+1 or 2026-08-03..2026-08-14", text)
	}
	return yearly(func(year int) (Date, bool) {
		date := time.Date(year, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
		return dateOf(date.Date()), date.Day() == t.Day()
	}), nil
}

func parseRange(text, from, to string) ([]Date, error) {
	first, err1 := ParseDate(from)
	last, err2 := ParseDate(to)
	if err1 != nil || err2 != nil || last < first || last-first > longestHoliday {
		return nil, fmt.Errorf("%q is not a stretch of days; write such as 2026-08-03..2026-08-14", text)
	}
	var dates []Date
	for d := first; d <= last; d++ {
		dates = append(dates, d)
	}
	return dates, nil
}

// parseEaster reads the days after (or before) Easter: +1 is Easter Monday,
// -2 Good Friday, +39 Ascension Day, +50 Whit Monday.
func parseEaster(text, days string) ([]Date, error) {
	offset, err := strconv.Atoi(days)
	if days != "" && (err != nil || offset < -100 || offset > 100) {
		return nil, fmt.Errorf("%q is not a holiday; write such as easter+1", text)
	}
	return yearly(func(year int) (Date, bool) { return easter(year) + Date(offset), true }), nil
}

// yearly returns the dates of the years in which the holiday exists.
func yearly(in func(year int) (date Date, exists bool)) []Date {
	var dates []Date
	for year := firstYear; year <= lastYear; year++ {
		if date, exists := in(year); exists {
			dates = append(dates, date)
		}
	}
	return dates
}

// easter returns Easter Sunday of the Gregorian calendar.
// (J. Meeus, Astronomical Algorithms, 2nd ed. 1998, chapter 8.)
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return dateOf(year, time.Month(n/31), n%31+1)
}
