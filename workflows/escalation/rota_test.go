package escalation

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

var weekly = Layer{Members: []people.ID{"ana", "bob", "cyd"}, Handoff: "mon 09:00", Start: "2026-01-05"}

// sun follows the sun: Paris by day, New York after it, a lone night watch in
// Tokyo on working days.
var sun = Rota{
	Name: "network", Zone: "Europe/Paris",
	Layers: []Layer{
		{Name: "emea", Members: []people.ID{"ana", "bob"}, Handoff: "mon 09:00", Start: "2026-01-05", Hours: map[string][]string{"mon-sun": {"09:00-18:00"}}},
		{Name: "amer", Members: []people.ID{"kim"}, Zone: "America/New_York", Rotate: "daily", Handoff: "09:00", Start: "2026-01-05", Hours: map[string][]string{"mon-sun": {"12:00-20:00"}}},
		{Name: "apac", Members: []people.ID{"rin"}, Zone: "Asia/Tokyo", Rotate: "daily", Handoff: "09:00", Start: "2026-01-05", Hours: map[string][]string{"tue-sat": {"10:00-17:00"}}},
	},
}

func TestOnCall(t *testing.T) {
	rota := func(change func(*Rota)) Rota {
		r := Rota{Name: "r", Zone: "Europe/Paris", Layers: []Layer{weekly}}
		change(&r)
		return r
	}
	plain := rota(func(*Rota) {})
	daily := rota(func(r *Rota) {
		r.Layers[0] = Layer{Members: weekly.Members, Rotate: "daily", Every: 2, Handoff: "02:30", Start: "2026-03-27"}
	})
	covered := rota(func(r *Rota) {
		r.Covers = []Cover{
			{Who: "bob", Instead: "ana", From: "2026-01-06 12:00", To: "2026-01-07 12:00"},
			{Who: "cyd", Instead: "bob", From: "2026-01-06T18:00:00+01:00", To: "2026-01-06 24:00"},
			{Who: "dee", From: "2026-01-01 00:00", To: "2026-01-01 12:00"},
		}
	})
	for _, c := range []struct {
		name  string
		rota  Rota
		at    string
		who   people.ID
		until string
	}{
		{"the first turn", plain, "2026-01-05T09:00:00+01:00", "ana", "2026-01-12T09:00:00+01:00"},
		{"just before the hand-over", plain, "2026-01-12T08:59:59+01:00", "ana", "2026-01-12T09:00:00+01:00"},
		{"at the hand-over", plain, "2026-01-12T09:00:00+01:00", "bob", "2026-01-19T09:00:00+01:00"},
		{"round again", plain, "2026-01-26T12:00:00+01:00", "ana", "2026-02-02T09:00:00+01:00"},
		{"before the rota begins", plain, "2026-01-01T12:00:00+01:00", "", "2026-01-05T09:00:00+01:00"},
		{"a short week in spring", plain, "2026-03-23T09:00:00+01:00", "cyd", "2026-03-30T09:00:00+02:00"},
		{"a long week in autumn", plain, "2026-10-19T09:00:00+02:00", "cyd", "2026-10-26T09:00:00+01:00"},
		{"a hand-over that spring skips", daily, "2026-03-29T01:00:00+01:00", "ana", "2026-03-29T03:00:00+02:00"},
		{"after it", daily, "2026-03-29T03:00:00+02:00", "bob", "2026-03-31T02:30:00+02:00"},
		{"covered", covered, "2026-01-06T12:00:00+01:00", "bob", "2026-01-06T18:00:00+01:00"},
		{"the cover is covered", covered, "2026-01-06T18:00:00+01:00", "cyd", "2026-01-07T00:00:00+01:00"},
		{"covered again", covered, "2026-01-07T00:00:00+01:00", "bob", "2026-01-07T12:00:00+01:00"},
		{"a gap covered", covered, "2026-01-01T10:00:00+01:00", "dee", "2026-01-01T12:00:00+01:00"},
		{"by day", sun, "2026-06-02T10:00:00+02:00", "bob", "2026-06-02T18:00:00+02:00"},
		{"by evening", sun, "2026-06-02T18:00:00+02:00", "kim", "2026-06-03T02:00:00+02:00"},
		{"by night", sun, "2026-06-03T04:00:00+02:00", "rin", "2026-06-03T09:00:00+02:00"},
		{"nobody by night", sun, "2026-06-08T04:00:00+02:00", "", "2026-06-08T09:00:00+02:00"},
		{"America changes its clocks first", sun, "2026-03-10T18:00:00+01:00", "kim", "2026-03-11T01:00:00+01:00"},
	} {
		who, until := c.rota.OnCall(instant(t, c.at))
		if who != c.who || !until.Equal(instant(t, c.until)) {
			t.Errorf("%s: got %q until %s, want %q until %s", c.name, who, until, c.who, c.until)
		}
	}
	midnight := rota(func(r *Rota) {
		r.Zone = "America/St_Johns"
		r.Layers[0] = Layer{Members: weekly.Members, Rotate: "daily", Handoff: "00:00", Start: "2010-11-06"}
	})
	// At 00:01 on 7 November the clocks went back to 23:01 on the 6th.
	if who, until := midnight.OnCall(instant(t, "2010-11-06T23:30:00-03:30")); who != "bob" || !until.Equal(instant(t, "2010-11-08T00:00:00-03:30")) {
		t.Errorf("the day before shown again: %q until %s", who, until)
	}
	alone := rota(func(r *Rota) { r.Layers[0].Members = []people.ID{"ana"} })
	if who, until := alone.OnCall(instant(t, "2026-06-01T10:00:00Z")); who != "ana" || !until.IsZero() {
		t.Errorf("a lone member: %q until %s", who, until)
	}
}

func TestLine(t *testing.T) {
	r := Rota{Name: "r", Zone: "Europe/Paris", Layers: []Layer{weekly}, Covers: []Cover{
		{Who: "dee", Instead: "cyd", From: "2026-01-12 09:00", To: "2026-01-19 09:00"},
		{Who: "eli", From: "2026-01-20 09:00", To: "2026-01-20 18:00"},
		{Who: "bob", Instead: "ana", From: "2026-01-26 09:00", To: "2026-02-02 09:00"},
	}}
	for at, want := range map[string][]people.ID{
		"2026-01-05T10:00:00+01:00": {"ana", "bob", "cyd"},
		"2026-01-12T10:00:00+01:00": {"bob", "dee", "ana"},
		"2026-01-20T10:00:00+01:00": {"eli", "ana", "bob"}, // for cyd, whose turn it is
		"2026-01-27T10:00:00+01:00": {"bob", "cyd"},        // bob twice is once
		"2026-01-01T10:00:00+01:00": nil,
	} {
		if diff := cmp.Diff(want, r.Line(instant(t, at))); diff != "" {
			t.Errorf("%s: %s", at, diff)
		}
	}
}

func TestGaps(t *testing.T) {
	// Tokyo has no watch on Sunday and Monday mornings: New York's evening ends
	// at 02:00 in Paris, whose day begins at 09:00. On other days Tokyo comes in
	// at 03:00.
	from := instant(t, "2026-06-05T12:00:00+02:00")
	want := []Span{
		{instant(t, "2026-06-06T02:00:00+02:00"), instant(t, "2026-06-06T03:00:00+02:00")},
		{instant(t, "2026-06-07T02:00:00+02:00"), instant(t, "2026-06-07T09:00:00+02:00")},
		{instant(t, "2026-06-08T02:00:00+02:00"), instant(t, "2026-06-08T08:00:00+02:00")},
	}
	sameInstant := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, sun.Gaps(from, instant(t, "2026-06-08T08:00:00+02:00")), sameInstant); diff != "" {
		t.Error(diff)
	}
	if got := (Rota{Layers: []Layer{weekly}, Zone: "UTC"}).Gaps(from, from.AddDate(5, 0, 0)); got != nil {
		t.Errorf("a plain rotation has gaps: %v", got)
	}
}

func TestRotaCheckAndNames(t *testing.T) {
	if got := mistakes(sun.Check); got != nil {
		t.Errorf("a good rota: %q", got)
	}
	bad := Rota{
		Title: map[string]string{"en": "Network"},
		Zone:  "Europe/Lutece",
		Layers: []Layer{
			{Handoff: "lun 09:00", Start: "05/01/2026", Rotate: "monthly", Every: -1},
			{Members: []people.ID{"ana", ""}, Zone: "Mars", Handoff: "24:00", Start: "2026-01-05"},
			{Members: []people.ID{"ana"}, Zone: "UTC", Rotate: "daily", Handoff: "mon 09:00", Start: "2026-01-05", Hours: map[string][]string{"mon": {"9-17"}, "sam": {}}},
		},
		Covers: []Cover{
			{Who: "ana", Instead: "ana", From: "tomorrow", To: "2026-01-05"},
			{Who: "ana", From: "2026-01-06T10:00:00Z", To: "2026-01-06T09:00:00Z"},
		},
	}
	want := []string{
		"name: a rota needs a name",
		"title: the title lacks its fr text",
		`zone: "Europe/Lutece" is not a time zone; write one such as Europe/Paris`,
		"layers[0].members: a layer needs at least one member",
		`layers[0].rotate: "monthly": write daily or weekly`,
		"layers[0].every: a turn lasts at least one day or week",
		`layers[0].start: "05/01/2026" is not a day; write such as 2026-01-05`,
		`layers[0].handoff: "lun" is not a day; write mon, tue, wed, thu, fri, sat or sun`,
		"layers[1].members[1]: an empty name",
		`layers[1].zone: "Mars" is not a time zone; write one such as Europe/Paris`,
		`layers[1].handoff: "24:00": write such as mon 09:00, or 09:00`,
		"layers[2].handoff: a daily rotation hands over on any day; write the time alone",
		`layers[2].hours.mon[0]: "9-17" are not hours; write such as 09:00-12:30`,
		`layers[2].hours.sam: "sam" is not a day; write mon, tue, wed, thu, fri, sat or sun`,
		"layers[2].hours: the desk would never be open",
		"covers[0].who: a cover needs somebody else to be on call",
		`covers[0].from: "tomorrow" is not a moment; write such as 2026-08-03 09:00`,
		`covers[0].to: "2026-01-05" is not a moment; write such as 2026-08-03 09:00`,
		"covers[1].to: the cover ends before it begins",
	}
	if diff := cmp.Diff(want, mistakes(bad.Check)); diff != "" {
		t.Error(diff)
	}
	if who, until := bad.OnCall(instant(t, "2026-06-01T10:00:00Z")); who != "" || !until.IsZero() {
		t.Errorf("a rota of mistakes: %q until %s", who, until)
	}
	if diff := cmp.Diff([]string{"name: a rota needs a name", "layers: a rota needs at least one layer"}, mistakes(Rota{Zone: "UTC"}.Check)); diff != "" {
		t.Error(diff)
	}
	wantNames := []string{
		"layers[1].members[0] person ana", "layers[1].members[1] person ", "layers[2].members[0] person ana",
		"covers[0].who person ana", "covers[0].instead person ana", "covers[1].who person ana",
	}
	if diff := cmp.Diff(wantNames, listed(bad.Names)); diff != "" {
		t.Error(diff)
	}
}

var zones = []string{"Europe/Paris", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Asia/Beirut", "Pacific/Apia", "America/St_Johns", "UTC"}

// randomRota has one to three layers of any rotation, hours and zone, and covers.
func randomRota(rng *rand.Rand) Rota {
	ids := []people.ID{"ana", "bob", "cyd", "dee"}
	zone := func() string { return zones[rng.IntN(len(zones))] }
	day := func() string {
		return time.Date(2010, 12, 1+rng.IntN(300), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	r := Rota{Name: "r", Zone: zone()}
	for range 1 + rng.IntN(3) {
		l := Layer{
			Members: ids[:1+rng.IntN(len(ids))], Rotate: []string{"daily", "weekly", ""}[rng.IntN(3)], Every: rng.IntN(4),
			Handoff: []string{"00:00", "02:15", "09:00", "23:30"}[rng.IntN(4)], Start: day(), Zone: zone(),
		}
		if l.Rotate != "daily" && rng.IntN(2) == 0 {
			l.Handoff = "wed " + l.Handoff
		}
		if rng.IntN(2) == 0 {
			l.Hours = map[string][]string{"mon-fri": {"08:00-20:00"}, "sat": {"22:00-04:00"}}
		}
		r.Layers = append(r.Layers, l)
	}
	for range rng.IntN(3) {
		from := time.Date(2011, 1, 1+rng.IntN(360), rng.IntN(24), 0, 0, 0, time.UTC)
		c := Cover{Who: "eli", From: from.Format(time.RFC3339), To: from.Add(time.Duration(1+rng.IntN(200)) * time.Hour).Format(time.RFC3339)}
		if rng.IntN(2) == 0 {
			c.Instead = ids[rng.IntN(len(ids))]
		}
		r.Covers = append(r.Covers, c)
	}
	return r
}

// Shifts cover all time once: each begins where the last ended, neighbours
// differ, and asking at any instant within gives the same person and end.
func TestShiftsCoverAllTimeOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	for range 150 {
		r := randomRota(rng)
		if got := mistakes(r.Check); got != nil {
			t.Fatalf("%+v: %q", r, got)
		}
		from := time.Date(2011, 1, 1, 0, 0, rng.IntN(86400), 0, time.UTC)
		to := from.Add(60 * 24 * time.Hour)
		at, last := from, people.ID("nobody yet")
		for _, s := range r.Shifts(from, to) {
			if !s.From.Equal(at) || !s.To.After(s.From) || s.Who == last {
				t.Fatalf("%+v\nafter %q until %s comes %+v", r, last, at, s)
			}
			within := s.From.Add(time.Duration(rng.Int64N(int64(s.To.Sub(s.From)))))
			who, until := r.OnCall(within)
			if who != s.Who || !until.Equal(s.To) && s.To.Before(to) {
				t.Fatalf("%+v\n%+v, yet at %s it is %q until %s", r, s, within, who, until)
			}
			if line := r.Line(within); who != "" && (len(line) == 0 || line[0] != who) {
				t.Fatalf("%+v\nat %s %q is on call, the line is %q", r, within, who, line)
			}
			at, last = s.To, s.Who
		}
		if !at.Equal(to) {
			t.Fatalf("%+v\nthe shifts end at %s", r, at)
		}
	}
}

// A weekly rotation hands over at nine on the wall on every Monday of ten
// years, in turn.
func TestHandOversKeepToTheWall(t *testing.T) {
	for _, name := range zones {
		zone, err := sla.LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		r := Rota{Name: "r", Zone: name, Layers: []Layer{weekly}}
		shifts := r.Shifts(time.Date(2026, 1, 5, 9, 0, 0, 0, zone), time.Date(2036, 1, 7, 9, 0, 0, 0, zone))
		for i, s := range shifts {
			if from := s.From.In(zone); from.Format("Mon 15:04") != "Mon 09:00" || s.Who != weekly.Members[i%3] {
				t.Fatalf("%s: shift %d is %q from %s", name, i, s.Who, from)
			}
		}
		if len(shifts) != 522 {
			t.Errorf("%s: %d weeks of 522", name, len(shifts))
		}
	}
}

// In a fair rotation everybody has as many turns as everybody else, give or take one.
func TestTurnsAreFair(t *testing.T) {
	r := Rota{Name: "r", Zone: "Europe/Paris", Layers: []Layer{{Members: []people.ID{"ana", "bob", "cyd"}, Rotate: "daily", Handoff: "08:00", Start: "2026-01-01"}}}
	turns := map[people.ID]int{}
	for _, s := range r.Shifts(instant(t, "2026-01-01T07:00:00Z"), instant(t, "2027-01-01T07:00:00Z")) {
		turns[s.Who]++
	}
	counts := []int{turns["ana"], turns["bob"], turns["cyd"]}
	if slices.Max(counts)-slices.Min(counts) > 1 || len(turns) != 3 {
		t.Errorf("turns in a year: %v", turns)
	}
}

func FuzzRota(f *testing.F) {
	f.Add("Europe/Paris", "mon 09:00", "2026-01-05", "mon-fri", "22:00-06:00", "2026-08-03 09:00", "2026-08-04T09:00:00Z")
	f.Add("", "24:00", "", "", "", "", "")
	f.Add("America/Havana", "00:30", "2026-03-08", "sun", "00:00-01:00", "2026-03-08 00:00", "2026-03-08 24:00")
	f.Fuzz(func(t *testing.T, zone, handoff, start, days, hours, from, to string) {
		r := Rota{
			Name: "r", Zone: zone,
			Layers: []Layer{{Members: []people.ID{"ana", "bob"}, Handoff: handoff, Start: start, Hours: map[string][]string{days: {hours}}}},
			Covers: []Cover{{Who: "cyd", From: from, To: to}},
		}
		at := time.Date(2026, 3, 8, 5, 0, 0, 0, time.UTC)
		who, until := r.OnCall(at)
		if !until.IsZero() && !until.After(at) {
			t.Errorf("%+v: %q until %s, before %s", r, who, until, at)
		}
		if next, _ := r.OnCall(until); !until.IsZero() && next == who {
			t.Errorf("%+v: %q until %s, and after", r, who, until)
		}
	})
}

func BenchmarkOnCall(b *testing.B) {
	at := time.Date(2026, 6, 2, 10, 0, 0, 0, time.UTC)
	for b.Loop() {
		sun.OnCall(at)
	}
}

func BenchmarkShiftsOfAYear(b *testing.B) {
	from := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	for b.Loop() {
		sun.Shifts(from, from.AddDate(1, 0, 0))
	}
}
