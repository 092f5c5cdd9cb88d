package sla

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// mistakes collects what a Check reports as "path: message".
func mistakes(check func(report func(path, message string))) []string {
	var all []string
	check(func(path, message string) { all = append(all, path+": "+message) })
	return all
}

func TestHoursCheck(t *testing.T) {
	always := map[string][]string{"mon-sun": {"00:00-24:00"}}
	for _, c := range []struct {
		name  string
		hours Hours
		want  []string
	}{
		{"nothing written", Hours{}, []string{
			`zone: "" is not a time zone; write one such as Europe/Paris`,
			`week: write when the desk is open, such as mon-fri: ["09:00-17:00"]`,
		}},
		{"never open", Hours{Zone: "UTC", Week: map[string][]string{"mon": {}}}, []string{"week: the desk would never be open"}},
		{"days", Hours{Zone: "UTC", Week: map[string][]string{
			"mon-fri": {"09:00-17:00"}, "fri": {"09:00-12:00"}, "lun": {"09:00-12:00"}, "sat-dim": {},
		}}, []string{
			"week.lun: \"lun\" is not a day; write mon, tue, wed, thu, fri, sat or sun",
			"week.mon-fri: fri is also in fri",
			"week.sat-dim: \"dim\" is not a day; write mon, tue, wed, thu, fri, sat or sun",
		}},
		{"spans", Hours{Zone: "UTC", Week: map[string][]string{
			"mon": {"9-17", "09:00-09:00", "24:00-25:00", "09:60-10:00", "08:00-12:00", "11:00-13:00", "22:00-06:00"},
			"tue": {"05:00-08:00"},
		}}, []string{
			`week.mon[0]: "9-17" are not hours; write such as 09:00-12:30`,
			`week.mon[1]: "09:00-09:00" are not hours; write such as 09:00-12:30`,
			`week.mon[2]: "24:00-25:00" are not hours; write such as 09:00-12:30`,
			`week.mon[3]: "09:60-10:00" are not hours; write such as 09:00-12:30`,
			`week.mon[5]: 11:00-13:00 overlaps other hours`,
			`week.tue[0]: 05:00-08:00 overlaps other hours`,
		}},
		{"holidays", Hours{Zone: "UTC", Week: always, Holidays: []string{
			"2026-12-25", "12-25", "02-29", "easter", "easter-2", "2026-08-03..2026-08-14",
			"25/12/2026", "2026-02-29", "easter+x", "easter+900", "2026-08-14..2026-08-03", "2026-08-03..3026-08-03",
		}}, []string{
			`holidays[6]: "25/12/2026" is not a holiday; write 2026-12-25, 12-25, easter+1 or 2026-08-03..2026-08-14`,
			`holidays[7]: "2026-02-29" is not a holiday; write 2026-12-25, 12-25, easter+1 or 2026-08-03..2026-08-14`,
			`holidays[8]: "easter+x" is not a holiday; write such as easter+1`,
			`holidays[9]: "easter+900" is not a holiday; write such as easter+1`,
			`holidays[10]: "2026-08-14..2026-08-03" is not a stretch of days; write such as 2026-08-03..2026-08-14`,
			`holidays[11]: "2026-08-03..3026-08-03" is not a stretch of days; write such as 2026-08-03..2026-08-14`,
		}},
		{"good", Hours{Zone: "Europe/Paris", Week: map[string][]string{"fri-mon": {"9:00-12:00", "12:00-24:00"}}}, nil},
	} {
		if diff := cmp.Diff(c.want, mistakes(c.hours.Check)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if _, err := c.hours.Compile(); (err == nil) != (c.want == nil) || err != nil && err.Error() != c.want[0] {
			t.Errorf("%s: compiled with %v", c.name, err)
		}
	}
}

func TestEaster(t *testing.T) {
	for _, want := range []string{"1970-03-29", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25", "2100-03-28"} {
		date, err := ParseDate(want)
		if err != nil {
			t.Fatal(err)
		}
		year := date.At(0, time.UTC).Year()
		if got := easter(year); got != date {
			t.Errorf("%d: got %s", year, got.At(0, time.UTC).Format(time.DateOnly))
		}
	}
}

func TestDuration(t *testing.T) {
	for text, want := range map[Duration]time.Duration{
		"": 0, "0": 0, "15m": 15 * time.Minute, "4h": 4 * time.Hour, "1h 30m": 90 * time.Minute, "90s": 90 * time.Second, "1.5h": 90 * time.Minute,
	} {
		if got := text.AsDuration(); got != want || mistakes(text.Check) != nil {
			t.Errorf("%q: got %s, %q", text, got, mistakes(text.Check))
		}
	}
	for text, want := range map[Duration]string{
		"3d": "write hours", "2 weeks": "write hours", "3 j": "write hours", "-1h": "not a duration", "soon": "not a duration",
		"15": "not a duration", "1ms": "not a duration", "10001h": "too long",
	} {
		got := mistakes(text.Check)
		if len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Whatever is written, what Check accepts compiles to a calendar that keeps time.
func FuzzHours(f *testing.F) {
	f.Add("Europe/Paris", "mon-fri", "09:00-12:30", "12-25")
	f.Add("America/Havana", "sun", "22:00-06:00", "easter+39")
	f.Add("UTC", "sat-tue", "00:00-24:00", "2026-08-03..2026-08-14")
	f.Add("Local", "mon", "24:00-01:00", "02-29")
	f.Fuzz(func(t *testing.T, zone, days, span, holiday string) {
		h := Hours{Zone: zone, Week: map[string][]string{days: {span}}, Holidays: []string{holiday}}
		c, err := h.Compile()
		if found := mistakes(h.Check); (err == nil) != (found == nil) {
			t.Fatalf("%+v: compiled with %v, yet checked %q", h, err, found)
		}
		if err != nil {
			return
		}
		from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		if due := c.Add(from, 100*time.Hour); c.Between(from, due) != 100*time.Hour {
			t.Errorf("%+v: 100 h end %s, %s later", h, due, c.Between(from, due))
		}
	})
}
