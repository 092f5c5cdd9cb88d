package lang

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	lyon, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, lyon) // a Monday, late
	at := func(days, hour int) time.Time { return time.Date(2026, 11, 23+days, hour, 5, 0, 0, lyon) }
	for _, c := range []struct {
		at     time.Time
		en, fr string
	}{
		{at(0, 14), "today at 14:05", "aujourd’hui à 14:05"},
		{at(1, 0), "tomorrow at 00:05", "demain à 00:05"},
		{at(-1, 23), "yesterday at 23:05", "hier à 23:05"},
		{at(2, 9), "Wednesday at 09:05", "mercredi à 09:05"},
		{at(6, 9), "Sunday at 09:05", "dimanche à 09:05"},
		{at(7, 9), "30 November at 09:05", "le 30 novembre à 09:05"},
		{at(8, 9), "1 December at 09:05", "le 1er décembre à 09:05"},
		{at(-2, 9), "21 November at 09:05", "le 21 novembre à 09:05"},
		{at(60, 9), "22 January 2027 at 09:05", "le 22 janvier 2027 à 09:05"},
		{time.Date(2026, 11, 23, 23, 5, 0, 0, time.UTC), "tomorrow at 00:05", "demain à 00:05"}, // on the reader's watch
	} {
		if got := When("en", c.at, now); got != c.en {
			t.Errorf("en, %s: %q, want %q", c.at, got, c.en)
		}
		if got := When("fr", c.at, now); got != c.fr {
			t.Errorf("fr, %s: %q, want %q", c.at, got, c.fr)
		}
		if got := When("de", c.at, now); got != c.en {
			t.Errorf("a language the desk lacks: %q, want %q", got, c.en)
		}
	}
}

// Tomorrow is tomorrow in the weeks when the clocks change too.
func TestWhenCountsMidnights(t *testing.T) {
	lyon, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		day := time.Date(2026, 1, 1+rng.IntN(365), 0, 0, 0, 0, lyon)
		now := day.Add(time.Duration(rng.IntN(23*60)) * time.Minute)
		next := time.Date(day.Year(), day.Month(), day.Day()+1, rng.IntN(24), rng.IntN(60), 0, 0, lyon)
		if got := When("en", next, now); !strings.HasPrefix(got, "tomorrow") {
			t.Fatalf("%s seen from %s is %q", next, now, got)
		}
	}
}

func TestFor(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0:                               {"0 min", "0 min"},
		45 * time.Minute:                {"45 min", "45 min"},
		59*time.Minute + 45*time.Second: {"1 h", "1 h"},
		90 * time.Minute:                {"1 h 30", "1 h 30"},
		65 * time.Minute:                {"1 h 05", "1 h 05"},
		24 * time.Hour:                  {"1 d", "1 j"},
		74*time.Hour + 20*time.Minute:   {"3 d 2 h", "3 j 2 h"},
	} {
		if got := [2]string{For("en", d), For("fr", d)}; got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestPick(t *testing.T) {
	for _, c := range []struct {
		texts map[string]string
		want  string
	}{
		{map[string]string{"en": "Network", "fr": "Réseau"}, "Réseau"},
		{map[string]string{"en": "Network"}, "Network"},
		{map[string]string{"de": "Netz"}, ""},
		{nil, ""},
	} {
		if got := Pick(c.texts, "fr"); got != c.want {
			t.Errorf("Pick(%v) = %q, want %q", c.texts, got, c.want)
		}
	}
}

func TestPlurals(t *testing.T) {
	w, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{1: "Léa gave 1 star.", 3: "Léa gave 3 stars."} {
		if got := w.Text("en", "thread_rated", Args{"Who": "Léa", "Count": n}); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
	seen := map[string]bool{}
	for n := range 3 { // in French none is one
		seen[strings.ReplaceAll(w.Text("fr", "thread_rated", Args{"Who": "Léa", "Count": n}), fmt.Sprint(n), "n")] = true
	}
	if len(seen) != 2 {
		t.Errorf("French has two forms, not %d: %v", len(seen), seen)
	}
}
