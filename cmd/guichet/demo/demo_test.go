package demo_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/workflows/escalation"
)

func load(t *testing.T) *config.Desk {
	t.Helper()
	desk, problems := config.Load(demo.FS(), nil)
	if err := problems.Err(); err != nil {
		t.Fatal("\n" + err.Error())
	}
	return desk
}

// TestNumbers keeps the demo desk as large as a real one.
func TestNumbers(t *testing.T) {
	desk := load(t)
	if n := len(desk.Intents); n < 25 {
		t.Errorf("%d intents", n)
	}
	for _, i := range desk.Intents {
		for _, l := range desk.Languages {
			if n := len(i.Examples[l]); n < 15 {
				t.Errorf("%s has %d examples in %s", i.Name, n, l)
			}
		}
	}
	own, guests := map[string]int{}, map[string]int{}
	for _, a := range desk.Articles {
		if a.Credit == "" {
			own[a.Lang]++
		} else {
			guests[a.Lang]++
		}
	}
	for _, l := range desk.Languages {
		if own[l] < 24 || own[l]+guests[l] < 40 {
			t.Errorf("%s: %d articles of its own and %d others", l, own[l], guests[l])
		}
	}
	if len(desk.Rotas) < 2 || len(desk.Automations) < 5 || len(desk.People) < 24 {
		t.Errorf("%d rotas, %d automations, %d people", len(desk.Rotas), len(desk.Automations), len(desk.People))
	}
}

// TestEveryAutomationIsReached says that there is an intent for each.
func TestEveryAutomationIsReached(t *testing.T) {
	desk := load(t)
	for _, a := range desk.Automations {
		if !slices.ContainsFunc(desk.Intents, func(i intents.Intent) bool { return i.Do == a.Name }) {
			t.Errorf("no intent starts %s", a.Name)
		}
	}
}

// TestSomebodyIsAlwaysOnCall looks for holes in the rotas over a year.
func TestSomebodyIsAlwaysOnCall(t *testing.T) {
	desk := load(t)
	from := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	for _, r := range desk.Rotas {
		for _, gap := range r.Gaps(from, from.AddDate(1, 0, 0)) {
			t.Errorf("%s: nobody from %s to %s", r.Name, gap.From, gap.To)
		}
	}
}

// TestRoutes asks the routing tree as an employee's ticket would.
func TestRoutes(t *testing.T) {
	desk := load(t)
	for _, c := range []struct {
		facts              escalation.Facts
		queue, plan, chain string
	}{
		{escalation.Facts{Service: "vpn", Site: "lyon", Priority: "P3"}, "network", "standard", "reminder"},
		{escalation.Facts{Service: "vpn", Site: "bristol", Priority: "P2"}, "network", "bristol", "network-p2"},
		{escalation.Facts{Service: "network", Site: "nantes", Priority: "P1"}, "network", "showroom", "network-p1"},
		{escalation.Facts{Service: "till", Site: "nantes", Priority: "P1"}, "applications", "showroom", "systems-p1"},
		{escalation.Facts{Service: "security", Site: "lyon", Priority: "P2"}, "identity", "standard", "systems-p2"},
		{escalation.Facts{Service: "printing", Site: "bristol", Priority: "P4"}, "workplace", "bristol", "reminder"},
		{escalation.Facts{}, "workplace", "standard", "reminder"},
	} {
		got := desk.Route.Pick(c.facts)
		if got.Queue != c.queue || got.Plan != c.plan || got.Chain != c.chain {
			t.Errorf("%+v goes to %s, %s, %s (%s); want %s, %s, %s", c.facts,
				got.Queue, got.Plan, got.Chain, strings.Join(got.Path, " > "), c.queue, c.plan, c.chain)
		}
	}
}

// TestLicence says that the pages of others keep their authors and licence.
func TestLicence(t *testing.T) {
	files, err := fs.Glob(demo.FS(), "articles/gnome/*/*.md")
	if err != nil || len(files) < 48 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range append(files, "articles/gnome/LICENSE.md") {
		text, err := fs.ReadFile(demo.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"GNOME documentation project", "CC BY-SA 3.0"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

// TestOwners says that whoever decides about a shared folder exists.
func TestOwners(t *testing.T) {
	desk := load(t)
	owners := desk.Owners()
	for _, folder := range desk.Folders {
		if owners[folder.Name] == "" {
			t.Errorf("nobody decides about %s", folder.Name)
		}
	}
	if owners["vpn"] != "nadia" {
		t.Errorf("the VPN is %q's", owners["vpn"])
	}
}
