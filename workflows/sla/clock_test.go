package sla

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// resolution is eight office hours, started Monday 1 June at 10:00.
func resolution(t *testing.T) Clock {
	c := Clock{Name: Resolution, Target: 8 * time.Hour, Hours: "office"}
	return c.Start(instant(t, "2026-06-01T10:00:00+02:00"), Opened)
}

func TestRead(t *testing.T) {
	at := func(text string) time.Time { return instant(t, "2026-06-"+text+":00+02:00") }
	c := resolution(t)
	held := c.Pause(at("01T15:00"), Waiting)
	resumed := held.Resume(at("03T09:30"), Answered)
	for _, x := range []struct {
		name  string
		clock Clock
		now   time.Time
		want  Reading
	}{
		{"not started", Clock{Target: time.Hour}, at("01T10:00"), Reading{Left: time.Hour}},
		{"before the start", c, at("01T09:00"), Reading{Left: 8 * time.Hour}},
		{"running", c, at("01T15:00"), Reading{Spent: 4 * time.Hour, Left: 4 * time.Hour, Due: at("02T10:00")}},
		{"paused", held, at("02T15:00"), Reading{Spent: 4 * time.Hour, Left: 4 * time.Hour, Paused: true}},
		{"the past of a paused clock", held, at("01T14:00"), Reading{Spent: 3 * time.Hour, Left: 5 * time.Hour, Due: at("02T10:00")}},
		{"resumed", resumed, at("03T10:30"), Reading{Spent: 5 * time.Hour, Left: 3 * time.Hour, Due: at("03T14:30")}},
		{"at due", resumed, at("03T14:30"), Reading{Spent: 8 * time.Hour, Broken: true, Due: at("03T14:30")}},
		{"overrun", resumed, at("03T15:30"), Reading{Spent: 9 * time.Hour, Left: -time.Hour, Broken: true, Due: at("03T14:30")}},
		{"paused too late", resumed.Pause(at("03T15:30"), Held), at("09T10:00"), Reading{Spent: 9 * time.Hour, Left: -time.Hour, Broken: true, Paused: true, Due: at("03T14:30")}},
		{"met", resumed.Stop(at("03T10:30"), Resolved), at("09T10:00"), Reading{Spent: 5 * time.Hour, Left: 3 * time.Hour, Met: true, Due: at("03T14:30")}},
		{"met while paused", held.Stop(at("02T10:00"), Resolved), at("09T10:00"), Reading{Spent: 4 * time.Hour, Left: 4 * time.Hour, Met: true}},
		{"stopped too late", c.Stop(at("02T10:00"), Resolved), at("02T10:00"), Reading{Spent: 8 * time.Hour, Broken: true, Due: at("02T10:00")}},
		{"reopened", c.Stop(at("01T11:00"), Resolved).Resume(at("04T09:00"), Reopened), at("04T10:00"), Reading{Spent: 2 * time.Hour, Left: 6 * time.Hour, Due: at("04T17:00")}},
		{"nothing promised", c.Retarget(0, ""), at("01T15:00"), Reading{Spent: 4 * time.Hour}},
		{"promised less", held.Retarget(4*time.Hour, "office"), at("02T15:00"), Reading{Spent: 4 * time.Hour, Broken: true, Paused: true, Due: at("01T15:00")}},
	} {
		if diff := cmp.Diff(x.want, x.clock.Read(office(t), x.now)); diff != "" {
			t.Errorf("%s: %s", x.name, diff)
		}
	}
}

func TestLedger(t *testing.T) {
	at := func(text string) time.Time { return instant(t, "2026-06-"+text+":00+02:00") }
	c := resolution(t).
		Start(at("09T10:00"), "a second start").
		Resume(at("01T10:30"), "already running").
		Pause(at("01T11:00"), Waiting).
		Pause(at("01T11:30"), "already paused").
		Resume(at("01T10:45"), Answered). // a late event: the ledger does not run backwards
		Stop(at("01T12:00"), Resolved).
		Stop(at("01T13:00"), "already stopped").
		Pause(at("01T13:00"), "stopped").
		Resume(at("02T10:00"), Reopened)
	want := []Segment{
		{From: at("01T10:00"), To: at("01T11:00"), Why: Opened},
		{From: at("01T11:00"), To: at("01T11:00"), Paused: true, Why: Waiting},
		{From: at("01T11:00"), To: at("01T12:00"), Why: Answered},
		{From: at("01T12:00"), To: at("02T10:00"), Paused: true, Why: Resolved},
		{From: at("02T10:00"), Why: Reopened},
	}
	if diff := cmp.Diff(want, c.Ledger); diff != "" {
		t.Error(diff)
	}
	if !c.Running() || !c.Stopped.IsZero() || c.Because != "" {
		t.Errorf("a reopened clock: running %v, stopped %s because %q", c.Running(), c.Stopped, c.Because)
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back Clock
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, back); diff != "" {
		t.Errorf("through JSON: %s", diff)
	}
}

func TestNext(t *testing.T) {
	at := func(text string) time.Time { return instant(t, "2026-06-"+text+":00+02:00") }
	warn := []int{100, 50, 90, 75}
	c := resolution(t)
	for _, x := range []struct {
		name    string
		clock   Clock
		now     time.Time
		done    int
		percent int
		at      time.Time
	}{
		{"the first", c, at("01T10:00"), 0, 50, at("01T15:00")},
		{"at its instant", c, at("01T15:00"), 0, 50, at("01T15:00")},
		{"given", c, at("01T15:00"), 50, 75, at("01T17:00")},
		{"two missed", c, at("01T17:30"), 0, 75, at("01T17:00")},
		{"all missed", c, at("09T10:00"), 0, 100, at("02T10:00")},
		{"all given", c, at("09T10:00"), 100, 0, time.Time{}},
		{"paused before", c.Pause(at("01T14:00"), Held), at("09T10:00"), 0, 0, time.Time{}},
		{"paused after", c.Pause(at("01T16:00"), Held), at("09T10:00"), 0, 50, at("01T15:00")},
		{"stopped", c.Stop(at("01T16:00"), Resolved), at("09T10:00"), 0, 0, time.Time{}},
		{"nothing promised", c.Retarget(0, ""), at("01T10:00"), 0, 0, time.Time{}},
	} {
		percent, when := x.clock.Next(office(t), x.now, warn, x.done)
		if percent != x.percent || !when.Equal(x.at) {
			t.Errorf("%s: got %d %% at %s, want %d %% at %s", x.name, percent, when, x.percent, x.at)
		}
	}
}

// lead is a random life of a clock: events in order of time, in any order of kind.
func lead(rng *rand.Rand, c Clock, from time.Time) (clock Clock, now time.Time) {
	now = from
	c = c.Start(now, Opened)
	for range rng.IntN(12) {
		now = now.Add(time.Duration(rng.Int64N(int64(30 * time.Hour))))
		switch rng.IntN(8) {
		case 0, 1, 2:
			c = c.Pause(now, Waiting)
		case 3, 4, 5:
			c = c.Resume(now, Answered)
		case 6:
			c = c.Stop(now, Resolved)
		case 7:
			c = c.Retarget(time.Duration(rng.Int64N(int64(80*time.Hour))), c.Hours)
		}
	}
	return c, now
}

func TestClockProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	for range 3000 {
		cal, _ := randomCalendar(t, rng)
		c, now := lead(rng, Clock{Name: Resolution, Target: time.Duration(1 + rng.Int64N(int64(100*time.Hour)))}, start(rng))
		for i, s := range c.Ledger {
			last := i == len(c.Ledger)-1
			if ends := !s.To.IsZero(); ends == (last && c.Stopped.IsZero()) || ends && s.To.Before(s.From) {
				t.Fatalf("segment %d of %+v", i, c.Ledger)
			}
			if !last && !s.To.Equal(c.Ledger[i+1].From) {
				t.Fatalf("a hole after segment %d of %+v", i, c.Ledger)
			}
		}
		r := c.Read(cal, now)
		if r.Spent < 0 || r.Spent > cal.Between(c.Ledger[0].From, now) || r.Met && r.Broken {
			t.Fatalf("%+v reads %+v", c, r)
		}
		if c.Target > 0 && r.Left != c.Target-r.Spent {
			t.Fatalf("%+v reads %+v", c, r)
		}
		if !r.Due.IsZero() && c.Stopped.IsZero() {
			if at := c.Read(cal, r.Due); at.Left != 0 || !at.Broken {
				t.Fatalf("%+v: at due %s left %s", c, r.Due, at.Left)
			}
			if before := c.Read(cal, r.Due.Add(-1)); before.Left != 1 || before.Broken {
				t.Fatalf("%+v: just before due left %s", c, before.Left)
			}
		}
		// Past readings stay what they were when the clock goes on.
		past := c.Ledger[0].From.Add(time.Duration(rng.Int64N(int64(now.Sub(c.Ledger[0].From)) + 1)))
		on, _ := lead(rng, c, now)
		if was, is := c.Read(cal, past).Spent, on.Read(cal, past).Spent; was != is {
			t.Fatalf("%+v: at %s spent %s, later said to be %s", c, past, was, is)
		}
		if got := c.Retarget(time.Hour, "other").Read(cal, now).Spent; got != r.Spent {
			t.Fatalf("a new target changed what was spent from %s to %s", r.Spent, got)
		}
	}
}

func TestCopiesShareNoLedger(t *testing.T) {
	c := resolution(t).Pause(instant(t, "2026-06-01T11:00:00+02:00"), Waiting)
	kept := slices.Clone(c.Ledger)
	a := c.Resume(instant(t, "2026-06-01T12:00:00+02:00"), "a")
	b := c.Resume(instant(t, "2026-06-01T13:00:00+02:00"), "b")
	if diff := cmp.Diff(kept, c.Ledger); diff != "" {
		t.Errorf("the original changed: %s", diff)
	}
	if a.Ledger[2].Why != "a" || b.Ledger[2].Why != "b" {
		t.Errorf("the copies share a ledger: %v, %v", a.Ledger, b.Ledger)
	}
}

// Rings that come late, twice or never give each warning at most once, never
// an older one after a newer one, and always the last one reached.
func TestWarningsSurviveBadRings(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	warn := []int{50, 75, 90, 100}
	for range 1000 {
		cal, _ := randomCalendar(t, rng)
		c := Clock{Target: time.Duration(1+rng.IntN(40)) * time.Hour}.Start(start(rng), Opened)
		done, now := 0, c.Ledger[0].From
		for done < 100 {
			percent, at := c.Next(cal, now, warn, done)
			if percent <= done {
				t.Fatalf("after %d %% comes %d %%", done, percent)
			}
			if at.After(now) {
				now = at.Add(time.Duration(rng.Int64N(int64(48 * time.Hour)))) // rings late
				continue
			}
			if got := c.Read(cal, at).Spent; got != c.Target*time.Duration(percent)/100 {
				t.Fatalf("%d %% of %s at %s, when %s were spent", percent, c.Target, at, got)
			}
			done = percent
		}
	}
}

func TestExplain(t *testing.T) {
	at := func(text string) time.Time { return instant(t, "2026-05-"+text+":00+02:00") }
	c := Clock{Name: Resolution, Target: 8 * time.Hour, Hours: "office"}.
		Start(at("12T16:00"), Opened).Pause(at("12T17:10"), Waiting).Resume(at("13T10:00"), "Marie a rappelé")
	for _, x := range []struct {
		lang  string
		clock Clock
		want  []string
	}{
		{"en", c, []string{
			"Resolution: 8 h promised, counted in the “office” hours (Europe/Paris).",
			"Tue 12 May 16:00 → Tue 12 May 17:10: running, 1 h 10 min counted of 1 h 10 min on the clock (the ticket was opened).",
			"Tue 12 May 17:10 → Wed 13 May 10:00: paused, nothing counted (waiting for the requester).",
			"Wed 13 May 10:00 → now: running, 4 h counted of 5 h on the clock (Marie a rappelé).",
			"Used: 5 h 10 min of 8 h.",
			"Left: 2 h 50 min, so it is due Wed 13 May 17:50.",
		}},
		{"fr", c.Retarget(9*time.Hour, "office"), []string{
			"Résolution\u00a0: engagement de 9 h, compté selon les horaires «\u00a0office\u00a0» (Europe/Paris).",
			"mar. 12 mai 16:00 → mar. 12 mai 17:10\u00a0: en marche, temps compté\u00a0: 1 h 10 min sur 1 h 10 min (ouverture du ticket).",
			"mar. 12 mai 17:10 → mer. 13 mai 10:00\u00a0: en pause, rien n’est compté (en attente du demandeur).",
			"mer. 13 mai 10:00 → maintenant\u00a0: en marche, temps compté\u00a0: 4 h sur 5 h (Marie a rappelé).",
			"Consommé\u00a0: 5 h 10 min sur 9 h.",
			"Reste\u00a0: 3 h 50 min, donc échéance ven. 15 mai 09:50.",
			"Jours fermés entre-temps\u00a0: jeu. 14 mai.",
		}},
	} {
		if diff := cmp.Diff(x.want, x.clock.Explain(office(t), at("13T15:00"), x.lang)); diff != "" {
			t.Errorf("%s: %s", x.lang, diff)
		}
	}
}

func TestExplainNamesTheOutcome(t *testing.T) {
	at := func(text string) time.Time { return instant(t, text+":00+01:00") }
	now := at("2026-01-05T12:00")
	c := Clock{Name: FirstResponse, Target: time.Hour}.Start(at("2025-12-31T23:30"), Opened)
	paris := Always(zone(t, "Europe/Paris"))
	for _, x := range []struct {
		clock  Clock
		en, fr string
	}{
		{Clock{Target: time.Hour}, "The clock has not started.", "Le compteur n’a pas démarré."},
		{Clock{Name: "other"}, "other: nothing is promised.", "other\u00a0: aucun engagement."},
		{c, "Broken: it was due Thu 1 Jan 00:30 and is over by 107 h 30 min.", "Manqué\u00a0: l’échéance était jeu. 1er janv. 00:30, dépassée de 107 h 30 min."},
		{c.Stop(at("2025-12-31T23:59"), Answered), "Kept: done Wed 31 Dec 2025 23:59 with 31 min left.", "Tenu\u00a0: terminé mer. 31 déc. 2025 23:59, il restait 31 min."},
		{c.Pause(at("2025-12-31T23:30").Add(20*time.Second), Held), "Left: 59 min. While the clock is paused there is no deadline.", "Reste\u00a0: 59 min. Tant que le compteur est en pause, il n’y a pas d’échéance."},
	} {
		en, fr := x.clock.Explain(paris, now, "en"), x.clock.Explain(paris, now, "fr")
		if en[len(en)-1] != x.en || fr[len(fr)-1] != x.fr {
			t.Errorf("got %q and %q, want %q and %q", en, fr, x.en, x.fr)
		}
	}
}
