package sla

import (
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestLoadZone(t *testing.T) {
	if loc, err := LoadZone("Europe/Paris"); err != nil || loc.String() != "Europe/Paris" {
		t.Errorf("got %v, %v", loc, err)
	}
	for _, name := range []string{"", "Local", "Europe/Lutece", "../etc/passwd"} {
		if loc, err := LoadZone(name); err == nil {
			t.Errorf("%q is %v", name, loc)
		}
	}
}

func TestDateAt(t *testing.T) {
	for _, c := range []struct {
		zone, date string
		hour, min  int
		want       string
	}{
		{"Europe/Paris", "2026-06-01", 9, 0, "2026-06-01T09:00:00+02:00"},
		{"Europe/Paris", "2026-06-01", 24, 0, "2026-06-02T00:00:00+02:00"},
		{"Europe/Paris", "2026-03-29", 2, 30, "2026-03-29T03:00:00+02:00"}, // skipped
		{"Europe/Paris", "2026-03-29", 3, 0, "2026-03-29T03:00:00+02:00"},
		{"Europe/Paris", "2026-10-25", 2, 30, "2026-10-25T02:30:00+02:00"}, // shown twice
		{"Europe/Paris", "2026-10-25", 3, 0, "2026-10-25T03:00:00+01:00"},
		{"America/New_York", "2026-03-08", 2, 30, "2026-03-08T03:00:00-04:00"},
		{"America/New_York", "2026-11-01", 1, 30, "2026-11-01T01:30:00-04:00"},
		{"Australia/Lord_Howe", "2026-10-04", 2, 15, "2026-10-04T02:30:00+11:00"}, // half an hour
		{"Australia/Lord_Howe", "2026-04-05", 1, 45, "2026-04-05T01:45:00+11:00"},
		{"America/Havana", "2026-03-08", 0, 0, "2026-03-08T01:00:00-04:00"}, // no midnight
		{"Pacific/Apia", "2011-12-30", 12, 0, "2011-12-31T00:00:00+14:00"},  // no such day
		{"UTC", "1969-12-31", 12, 0, "1969-12-31T12:00:00Z"},
	} {
		date, err := ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		if got := date.At(c.hour*60+c.min, zone(t, c.zone)); !got.Equal(instant(t, c.want)) {
			t.Errorf("%s %s %02d:%02d: got %s, want %s", c.zone, c.date, c.hour, c.min, got.Format(time.RFC3339), c.want)
		}
	}
}

func TestDateWeekday(t *testing.T) {
	for d := Date(-4000); d < 40000; d++ {
		if want := time.Date(1970, 1, 1+int(d), 0, 0, 0, 0, time.UTC).Weekday(); d.Weekday() != want {
			t.Fatalf("day %d: got %s, want %s", d, d.Weekday(), want)
		}
	}
}

// The instants of a day's minutes never run backwards, in any zone, and each
// is the first that shows its minute.
func TestDateAtIsMonotone(t *testing.T) {
	for _, name := range []string{"Europe/Paris", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Beirut", "America/St_Johns"} {
		loc := zone(t, name)
		from, to := time.Date(2011, 1, 1, 0, 0, 0, 0, loc), time.Date(2012, 1, 3, 0, 0, 0, 0, loc)
		last := from
		for d := DateOf(from, loc); d < DateOf(to, loc); d++ {
			for minute := 0; minute <= 1440; minute += 15 {
				at := d.At(minute, loc)
				if at.Before(last) {
					t.Fatalf("%s day %d minute %d: %s after %s", name, d, minute, at, last)
				}
				wall := int64(d)*86400 + int64(minute)*60
				if wallSeconds(at) < wall || wallSeconds(at.Add(-time.Second)) >= wall && wallSeconds(at.Add(-time.Second)) < wallSeconds(at) {
					t.Fatalf("%s day %d minute %d: %s is not the first", name, d, minute, at)
				}
				last = at
			}
		}
	}
}
