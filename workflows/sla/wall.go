package sla

import (
	"fmt"
	"time"
)

// LoadZone returns the IANA time zone of that name. The machine's own zone
// ("Local") is refused: what was promised must not depend on where it is computed.
func LoadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fmt.Errorf("%q is not a time zone; write one such as Europe/Paris", name)
	}
	return zone, nil
}

// Date is a day of the civil calendar, counted from 1970-01-01.
type Date int

// DateOf returns the day that a calendar on the wall in zone shows at the instant.
func DateOf(at time.Time, zone *time.Location) Date {
	y, m, d := at.In(zone).Date()
	return dateOf(y, m, d)
}

func dateOf(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads a day written 2026-12-25.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	return Date(t.Unix() / 86400), err
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(((int(d)+4)%7 + 7) % 7) // 1970-01-01 was a Thursday
}

// At returns the first instant at which a clock on the wall in zone shows the
// day and the minute of it (0 to 1440) or more. A time that a change of the
// clocks skips is the instant of the change; one that it repeats is the first.
func (d Date) At(minute int, zone *time.Location) time.Time {
	t := time.Date(1970, 1, 1+int(d), 0, minute, 0, 0, zone)
	shown := wallSeconds(t) - (int64(d)*86400 + int64(minute)*60)
	from, to := t.ZoneBounds()
	switch {
	case shown > 0: // skipped, and t lies after the change
		return from
	case shown < 0: // skipped, and t lies before it
		return to
	case from.IsZero():
		return t
	}
	// Shown at t; shown earlier too if the clocks were set back in between.
	_, before := from.Add(-1).Zone()
	_, after := t.Zone()
	if earlier := t.Add(time.Duration(after-before) * time.Second); earlier.Before(from) {
		return earlier
	}
	return t
}

// wallSeconds is what the clock on the wall shows, as if it were UTC.
func wallSeconds(t time.Time) int64 {
	_, offset := t.Zone()
	return t.Unix() + int64(offset)
}
