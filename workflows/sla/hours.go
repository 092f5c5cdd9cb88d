package sla

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Hours are working hours as the desk folder writes them.
type Hours struct {
	Zone     string              `yaml:"zone" json:"zone"`         // IANA time zone, Europe/Paris
	Week     map[string][]string `yaml:"week" json:"week"`         // mon or mon-fri → 09:00-12:30; past midnight is fine: 22:00-06:00
	Holidays []string            `yaml:"holidays" json:"holidays"` // 2026-12-25, 12-25 (yearly), easter+1 (yearly), 2026-08-03..2026-08-14
}

// Check reports every mistake in the hours, by YAML path.
func (h Hours) Check(report func(path, message string)) { h.parse(report) }

// Compile turns the hours into a Calendar. The error is the first mistake that
// Check reports.
func (h Hours) Compile() (Calendar, error) {
	var first error
	c := h.parse(func(path, message string) {
		if first == nil {
			first = errors.New(path + ": " + message)
		}
	})
	if first != nil {
		return Calendar{}, first
	}
	return c, nil
}

func (h Hours) parse(report func(path, message string)) Calendar {
	zone, err := LoadZone(h.Zone)
	if err != nil {
		report("zone", err.Error())
	}
	return newCalendar(zone, h.parseWeek(report), h.parseHolidays(report))
}

func (h Hours) parseWeek(report func(path, message string)) (week week) {
	if len(h.Week) == 0 {
		report("week", "write when the desk is open, such as mon-fri: [\"09:00-17:00\"]")
		return week
	}
	written := make(map[time.Weekday]string)
	for _, key := range slices.Sorted(maps.Keys(h.Week)) {
		days, err := parseDays(key)
		if err != nil {
			report("week."+key, err.Error())
		}
		days = slices.DeleteFunc(days, func(day time.Weekday) bool {
			other, twice := written[day]
			if twice {
				report("week."+key, fmt.Sprintf("%s is also in %s", dayNames[day], other))
			}
			written[day] = key
			return twice
		})
		for i, text := range h.Week[key] {
			s, err := parseSpan(text)
			if err != nil {
				report(fmt.Sprintf("week.%s[%d]", key, i), err.Error())
				continue
			}
			for _, day := range days {
				if !week.add(day, s) {
					report(fmt.Sprintf("week.%s[%d]", key, i), fmt.Sprintf("%s overlaps other hours", text))
					break
				}
			}
		}
	}
	if week.length() == 0 {
		report("week", "the desk would never be open")
	}
	return week
}

// dayNames in the order of time.Weekday.
var dayNames = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseWeekday reads mon, tue, …
func ParseWeekday(text string) (time.Weekday, error) {
	if i := slices.Index(dayNames[:], strings.ToLower(text)); i >= 0 {
		return time.Weekday(i), nil
	}
	return 0, fmt.Errorf("%q is not a day; write mon, tue, wed, thu, fri, sat or sun", text)
}

// parseDays reads mon, or mon-fri; fri-mon goes over the weekend.
func parseDays(text string) ([]time.Weekday, error) {
	from, to, ranged := strings.Cut(text, "-")
	if !ranged {
		to = from
	}
	first, err := ParseWeekday(from)
	if err != nil {
		return nil, err
	}
	last, err := ParseWeekday(to)
	if err != nil {
		return nil, err
	}
	days := []time.Weekday{first}
	for day := first; day != last; {
		day = (day + 1) % 7
		days = append(days, day)
	}
	return days, nil
}

// parseSpan reads 09:00-12:30. A span that ends before it starts ends the next day.
func parseSpan(text string) (span, error) {
	from, to, ok := strings.Cut(text, "-")
	start, err1 := ParseMinute(strings.TrimSpace(from))
	end, err2 := ParseMinute(strings.TrimSpace(to))
	if !ok || err1 != nil || err2 != nil || start == end || start == dayMinutes {
		return span{}, fmt.Errorf("%q are not hours; write such as 09:00-12:30", text)
	}
	if end < start {
		end += dayMinutes
	}
	return span{start, end}, nil
}

// ParseMinute reads a time of day, 00:00 to 24:00, as minutes since midnight.
func ParseMinute(text string) (int, error) {
	if text == "24:00" {
		return dayMinutes, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time of day; write 00:00 to 24:00", text)
	}
	return t.Hour()*60 + t.Minute(), nil
}
