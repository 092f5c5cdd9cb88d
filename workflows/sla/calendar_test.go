package sla

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// office is Monday to Friday with a lunch break, in Paris, with French holidays.
func office(t testing.TB) Calendar {
	t.Helper()
	c, err := Hours{
		Zone: "Europe/Paris",
		Week: map[string][]string{"mon-thu": {"09:00-12:30", "13:30-18:00"}, "fri": {"09:00-12:30", "13:30-17:00"}},
		Holidays: []string{"01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25",
			"easter+1", "easter+39", "easter+50", "2026-08-10..2026-08-14"},
	}.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAdd(t *testing.T) {
	night, err := Hours{Zone: "America/New_York", Week: map[string][]string{"mon-sun": {"22:00-06:00"}}}.Compile()
	if err != nil {
		t.Fatal(err)
	}
	samoa, err := Hours{Zone: "Pacific/Apia", Week: map[string][]string{"mon-fri": {"09:00-17:00"}}}.Compile()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		cal  Calendar
		from string
		d    time.Duration
		want string
	}{
		{"within the morning", office(t), "2026-06-01T09:10:00+02:00", time.Hour, "2026-06-01T10:10:00+02:00"},
		{"over lunch", office(t), "2026-06-01T12:00:00+02:00", time.Hour, "2026-06-01T14:00:00+02:00"},
		{"to the very end of the day", office(t), "2026-06-01T17:00:00+02:00", time.Hour, "2026-06-01T18:00:00+02:00"},
		{"from the night", office(t), "2026-06-01T23:00:00+02:00", time.Hour, "2026-06-02T10:00:00+02:00"},
		{"over a weekend", office(t), "2026-06-05T16:00:00+02:00", 2 * time.Hour, "2026-06-08T10:00:00+02:00"},
		{"over Easter and the spring change", office(t), "2026-03-27T16:00:00+01:00", 41 * time.Hour, "2026-04-07T10:00:00+02:00"},
		{"over Ascension Day", office(t), "2026-05-13T17:00:00+02:00", 2 * time.Hour, "2026-05-15T10:00:00+02:00"},
		{"over a shutdown and Assumption", office(t), "2026-08-07T16:30:00+02:00", time.Hour, "2026-08-17T09:30:00+02:00"},
		{"to the very end of a later day", office(t), "2026-06-01T17:00:00+02:00", 9 * time.Hour, "2026-06-02T18:00:00+02:00"},
		{"to the very end of a week", office(t), "2026-06-01T09:00:00+02:00", 47 * time.Hour, "2026-06-08T18:00:00+02:00"},
		{"over a Friday that never was", samoa, "2011-12-22T10:00:00-10:00", 47 * time.Hour, "2011-12-29T17:00:00-10:00"},
		{"and on", samoa, "2011-12-22T10:00:00-10:00", 48 * time.Hour, "2012-01-02T10:00:00+14:00"},
		{"nothing", office(t), "2026-06-06T10:00:00+02:00", 0, "2026-06-06T10:00:00+02:00"},
		{"around the clock", Calendar{}, "2026-03-28T12:00:00+01:00", 24 * time.Hour, "2026-03-29T13:00:00+02:00"},
		{"a night of seven hours", night, "2026-03-07T22:00:00-05:00", 7 * time.Hour, "2026-03-08T06:00:00-04:00"},
		{"a night of nine hours", night, "2026-10-31T22:00:00-04:00", 9 * time.Hour, "2026-11-01T06:00:00-05:00"},
	} {
		if got := c.cal.Add(instant(t, c.from), c.d); !got.Equal(instant(t, c.want)) {
			t.Errorf("%s: got %s, want %s", c.name, got.Format(time.RFC3339), c.want)
		}
	}
}

func TestOpenAndChange(t *testing.T) {
	c := office(t)
	for _, x := range []struct {
		at     string
		open   bool
		next   string
		change string
	}{
		{"2026-06-01T09:00:00+02:00", true, "2026-06-01T09:00:00+02:00", "2026-06-01T12:30:00+02:00"},
		{"2026-06-01T12:30:00+02:00", false, "2026-06-01T13:30:00+02:00", "2026-06-01T13:30:00+02:00"},
		{"2026-06-05T17:00:00+02:00", false, "2026-06-08T09:00:00+02:00", "2026-06-08T09:00:00+02:00"},
		{"2026-12-25T10:00:00+01:00", false, "2026-12-28T09:00:00+01:00", "2026-12-28T09:00:00+01:00"},
	} {
		at := instant(t, x.at)
		if c.Open(at) != x.open || !c.NextOpen(at).Equal(instant(t, x.next)) || !c.Change(at).Equal(instant(t, x.change)) {
			t.Errorf("%s: open %v, next %s, change %s", x.at, c.Open(at), c.NextOpen(at), c.Change(at))
		}
	}
	allButChristmas, err := Hours{Zone: "Europe/Paris", Week: map[string][]string{"mon-sun": {"00:00-24:00"}}, Holidays: []string{"12-25"}}.Compile()
	if err != nil {
		t.Fatal(err)
	}
	at := instant(t, "2026-01-01T00:00:00+01:00")
	if got, want := allButChristmas.Change(at), instant(t, "2026-12-25T00:00:00+01:00"); !got.Equal(want) {
		t.Errorf("open until %s, want %s", got, want)
	}
	if got := (Calendar{}).Change(at); !got.IsZero() {
		t.Errorf("the zero calendar closes at %s", got)
	}
}

var zones = []string{
	"Europe/Paris", "Europe/London", "America/New_York", "America/Sao_Paulo", "America/Havana", "America/St_Johns",
	"Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "Asia/Beirut", "Africa/Casablanca", "UTC",
}

// randomHours are valid hours: lunch breaks, nights, closed days and holidays.
func randomHours(rng *rand.Rand) Hours {
	h := Hours{Zone: zones[rng.IntN(len(zones))], Week: map[string][]string{}}
	shapes := [][]string{
		{}, {"09:00-17:00"}, {"08:30-12:00", "13:15-18:45"}, {"00:00-24:00"}, {"01:00-02:30", "02:45-05:00"},
		{"00:00-01:30", "23:15-24:00"}, {"22:00-00:00"}, {"00:15-23:45"},
	}
	for _, day := range dayNames {
		h.Week[day] = shapes[rng.IntN(len(shapes))]
	}
	h.Week["wed"] = []string{"10:00-11:00"} // never wholly closed
	for range rng.IntN(4) {
		h.Holidays = append(h.Holidays, time.Date(2010+rng.IntN(2), 1, 1+rng.IntN(365), 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	if rng.IntN(2) == 0 {
		h.Holidays = append(h.Holidays, "12-25", "easter+1", "02-29")
	}
	return h
}

func randomCalendar(t testing.TB, rng *rand.Rand) (Calendar, Hours) {
	t.Helper()
	h := randomHours(rng)
	c, err := h.Compile()
	if err != nil {
		t.Fatalf("%+v: %v", h, err)
	}
	return c, h
}

// start returns a random instant, often near a change of the clocks.
func start(rng *rand.Rand) time.Time {
	at := time.Date(2010, 1, 1, 0, 0, rng.IntN(2*365*86400), 0, time.UTC)
	if rng.IntN(3) > 0 {
		if _, change := at.In(mustZone(zones[rng.IntN(len(zones))])).ZoneBounds(); !change.IsZero() {
			at = change.Add(time.Duration(rng.IntN(5*86400)-3*86400) * time.Second)
		}
	}
	return at.UTC()
}

func mustZone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// counted adds up, minute by minute, what lies within the spans of the days:
// slow and plain, the measure of Between.
func counted(c Calendar, a, b time.Time) time.Duration {
	var sum time.Duration
	for at := a; at.Before(b); at = at.Add(time.Minute) {
		for date := DateOf(at, c.zone) - 2; date <= DateOf(at, c.zone)+2; date++ {
			for from, to := range c.spans(date) {
				if !at.Before(from) && at.Before(to) {
					sum += time.Minute
				}
			}
		}
	}
	return sum
}

func TestBetweenCountsEveryMinuteOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for range 90 {
		c, h := randomCalendar(t, rng)
		a := start(rng).Truncate(time.Minute)
		b := a.Add(time.Duration(rng.IntN(12*1440)) * time.Minute)
		if got, want := c.Between(a, b), counted(c, a, b); got != want {
			t.Fatalf("%+v\nfrom %s to %s: got %s, want %s", h, a.In(c.zone), b.In(c.zone), got, want)
		}
	}
}

func TestAddAndBetweenAreInverse(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 2))
	for range 8000 {
		c, h := randomCalendar(t, rng)
		a := start(rng)
		d := time.Duration(rng.Int64N(int64(400 * time.Hour)))
		if rng.IntN(2) == 0 { // on the quarter, where hours begin and end
			a, d = a.Truncate(15*time.Minute), d.Truncate(15*time.Minute)
		}
		due := c.Add(a, d)
		describe := func() string { return fmt.Sprintf("%+v\n%s + %s = %s", h, a.In(c.zone), d, due.In(c.zone)) }
		if got := c.Between(a, due); got != d {
			t.Fatalf("%s, yet between lie %s", describe(), got)
		}
		if got := c.Between(a, due.Add(-1)); d > 0 && got != d-1 {
			t.Fatalf("%s is not the earliest", describe())
		}
		mid := a.Add(time.Duration(rng.Int64N(int64(due.Sub(a)) + 1)))
		if got := c.Between(a, mid) + c.Between(mid, due); got != d {
			t.Fatalf("%s: cut at %s, the halves are %s", describe(), mid, got)
		}
		if again := c.Add(c.Add(a, d/3), d-d/3); !again.Equal(due) {
			t.Fatalf("%s: in two steps %s", describe(), again.In(c.zone))
		}
	}
}

func TestChangeSeparatesOpenFromClosed(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		c, h := randomCalendar(t, rng)
		at := start(rng)
		until := c.Change(at)
		if until.IsZero() {
			continue
		}
		if !until.After(at) || c.Open(until) == c.Open(at) || c.Open(until.Add(-1)) != c.Open(at) {
			t.Fatalf("%+v\nat %s open %v, until %s", h, at.In(c.zone), c.Open(at), until.In(c.zone))
		}
		want := time.Duration(0)
		if c.Open(at) {
			want = until.Sub(at)
		}
		if got := c.Between(at, until); got != want {
			t.Fatalf("%+v\nfrom %s until %s: %s counted, want %s", h, at.In(c.zone), until.In(c.zone), got, want)
		}
	}
}

func BenchmarkAddTenYears(b *testing.B) {
	c := office(b)
	from := time.Date(2026, 1, 5, 10, 0, 0, 0, c.Zone())
	d := c.Between(from, from.AddDate(10, 0, 0))
	b.ReportMetric(d.Hours(), "open-h")
	for b.Loop() {
		c.Add(from, d)
	}
}

func BenchmarkBetweenTenYears(b *testing.B) {
	c := office(b)
	from := time.Date(2026, 1, 5, 10, 0, 0, 0, c.Zone())
	to := from.AddDate(10, 0, 0)
	for b.Loop() {
		c.Between(from, to)
	}
}

func BenchmarkAddFourHours(b *testing.B) {
	c := office(b)
	from := time.Date(2026, 1, 9, 16, 0, 0, 0, c.Zone())
	for b.Loop() {
		c.Add(from, 4*time.Hour)
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		office(b)
	}
}
