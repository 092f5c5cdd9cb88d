package escalation

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/guichet-desk/guichet/workflows/sla"
)

var night = Chain{
	Name:       "network-night",
	Title:      map[string]string{"en": "Network at night", "fr": "Réseau, la nuit"},
	Priorities: []string{"P1"},
	Start:      "10m",
	Steps: []Step{
		{Page: Page{Rota: "network"}},
		{Page: Page{Rota: "network", Next: 1}, Wait: "10m"},
		{Page: Page{Queue: OwnQueue}, Wait: "15m"},
	},
	Repeat: 2,
}

var opened = time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC)

func TestDue(t *testing.T) {
	for _, c := range []struct {
		after   time.Duration
		climbed int
		due     []int         // the links
		wake    time.Duration // since the start; 0: never
	}{
		{0, 0, nil, 10 * time.Minute},
		{9 * time.Minute, 0, nil, 10 * time.Minute},
		{10 * time.Minute, 0, []int{0}, 15 * time.Minute},
		{10 * time.Minute, 1, nil, 15 * time.Minute},
		{26 * time.Minute, 1, []int{1, 2}, 40 * time.Minute},
		{40 * time.Minute, 3, []int{3}, 45 * time.Minute},
		{54 * time.Minute, 5, nil, 55 * time.Minute},
		{55 * time.Minute, 5, []int{5}, 0},
		{9 * time.Hour, 6, nil, 0},
	} {
		due, wake := night.Due(opened, c.climbed, opened.Add(c.after))
		var numbers []int
		for _, l := range due {
			numbers = append(numbers, l.N)
		}
		if diff := cmp.Diff(c.due, numbers); diff != "" {
			t.Errorf("after %s, %d climbed: %s", c.after, c.climbed, diff)
		}
		if want := opened.Add(c.wake); c.wake == 0 != wake.IsZero() || c.wake > 0 && !wake.Equal(want) {
			t.Errorf("after %s, %d climbed: wake at %s", c.after, c.climbed, wake)
		}
	}
	due, _ := night.Due(opened, 4, opened.Add(45*time.Minute))
	want := []Link{{N: 4, Step: night.Steps[1], At: opened.Add(45 * time.Minute), Why: "Step 2 of 3, round 2 of 2: nobody answered the page before within 5 min."}}
	if diff := cmp.Diff(want, due); diff != "" {
		t.Error(diff)
	}
	if due, wake := (Chain{}).Due(opened, 0, opened); due != nil || !wake.IsZero() {
		t.Errorf("a chain without steps pages %v", due)
	}
}

func TestChainExplain(t *testing.T) {
	atOnce := Chain{Steps: night.Steps}
	for _, c := range []struct {
		chain    Chain
		n        int
		lang, to string
	}{
		{night, 0, "en", "Step 1 of 3, round 1 of 2: nobody claimed it within 10 min."},
		{night, 0, "fr", "Étape 1 sur 3, tour 1 sur 2\u00a0: personne ne l’a pris en charge en 10 min."},
		{night, 3, "en", "Step 1 of 3, round 2 of 2: nobody answered the page before within 15 min."},
		{night, 2, "fr", "Étape 3 sur 3, tour 1 sur 2\u00a0: l’appel précédent est resté sans réponse pendant 10 min."},
		{atOnce, 0, "en", "Step 1 of 3, round 1 of 3: paged at once."},
		{atOnce, 0, "fr", "Étape 1 sur 3, tour 1 sur 3\u00a0: appel immédiat."},
	} {
		if got := c.chain.Explain(c.n, c.lang); got != c.to {
			t.Errorf("got %q, want %q", got, c.to)
		}
	}
}

// Rings that come late, twice or never page the same links, each once, at the
// same instants, in order.
func TestBadRingsChangeNoPage(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	waits := []sla.Duration{"", "1m", "7m", "2h"}
	for range 500 {
		c := Chain{Start: waits[rng.IntN(len(waits))], Repeat: rng.IntN(maxRepeat + 1)}
		for range 1 + rng.IntN(maxSteps) {
			c.Steps = append(c.Steps, Step{Wait: waits[rng.IntN(len(waits))]})
		}
		end := opened.Add(1000 * time.Hour)
		want, wake := c.Due(opened, 0, end)
		if !wake.IsZero() || len(want) != len(c.Steps)*c.rounds() {
			t.Fatalf("%+v: %d links, wake %s", c, len(want), wake)
		}
		var got []Link
		for now := opened; ; {
			due, wake := c.Due(opened, len(got), now)
			again, _ := c.Due(opened, len(got), now)
			if diff := cmp.Diff(due, again); diff != "" {
				t.Fatalf("asked twice: %s", diff)
			}
			got = append(got, due...)
			if wake.IsZero() {
				break
			}
			if !wake.After(now) {
				t.Fatalf("at %s it wants to wake at %s", now, wake)
			}
			now = wake.Add(time.Duration(rng.Int64N(int64(time.Hour))) * time.Duration(rng.IntN(3))) // on time, late, or some lost
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestChainCheckAndNames(t *testing.T) {
	if got := mistakes(night.Check); got != nil {
		t.Errorf("a good chain: %q", got)
	}
	bad := Chain{
		Title: map[string]string{"fr": "Nuit"}, Priorities: []string{"P1", "p2"}, Start: "2d", Repeat: 6,
		Steps: []Step{
			{Page: Page{}},
			{Page: Page{Rota: "network", Person: "marie"}, Wait: "30s"},
			{Page: Page{Person: "marie", Next: 1}, Wait: "soon"},
			{Page: Page{Queue: "network"}},
		},
	}
	want := []string{
		"name: a chain needs a name",
		"title: the title lacks its en text",
		`priorities[1]: "p2" is not a priority; write P1, P2, P3 or P4`,
		`start: "2d": a day may be 8 working hours or 24 on the clock; write hours`,
		"steps[0].page: name exactly one of rota, person and queue",
		"steps[1].page: name exactly one of rota, person and queue",
		"steps[1].wait: nobody answers a page in less than 1 min",
		"steps[2].page.next: next counts persons of a rota, from 0",
		`steps[2].wait: "soon" is not a duration; write one such as 15m, 4h or 1h30m`,
		"repeat: the steps are climbed 1 to 5 times",
	}
	if diff := cmp.Diff(want, mistakes(bad.Check)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"name: a chain needs a name", "steps: a chain has 1 to 10 steps"}, mistakes(Chain{}.Check)); diff != "" {
		t.Error(diff)
	}
	wantNames := []string{"steps[0].page.rota rota network", "steps[1].page.rota rota network"}
	if diff := cmp.Diff(wantNames, listed(night.Names)); diff != "" {
		t.Error(diff)
	}
	wantNames = []string{"steps[1].page.rota rota network", "steps[2].page.person person marie", "steps[3].page.queue queue network"}
	if diff := cmp.Diff(wantNames, listed(bad.Names)); diff != "" {
		t.Error(diff)
	}
}

func TestChainFor(t *testing.T) {
	if !night.For("P1") || night.For("P2") || !(Chain{}).For("P4") {
		t.Error("a chain applies to the priorities it names, or to all")
	}
}

func TestAFrozenChainComesBack(t *testing.T) {
	text, err := json.Marshal(night)
	if err != nil {
		t.Fatal(err)
	}
	var back Chain
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(night, back); diff != "" {
		t.Error(diff)
	}
}
