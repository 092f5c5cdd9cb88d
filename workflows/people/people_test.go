package people

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mistakes collects what a Check reports as "path: message".
func mistakes(check func(report func(path, message string))) []string {
	var all []string
	check(func(path, message string) { all = append(all, path+": "+message) })
	return all
}

func TestPersonCheck(t *testing.T) {
	good := Person{ID: "marie.durand", Name: "Marie Durand", Email: "marie@example.org", Zone: "Europe/Paris", Manager: "luc"}
	if got := mistakes(good.Check); got != nil {
		t.Errorf("a good person: %q", got)
	}
	for path, p := range map[string]Person{
		"id":      {Name: "Marie"},
		"name":    {ID: "marie", Name: " "},
		"email":   {ID: "marie", Name: "Marie", Email: "Marie <marie@example.org>"},
		"zone":    {ID: "marie", Name: "Marie", Zone: "Europe/Lutece"},
		"manager": {ID: "marie", Name: "Marie", Manager: "marie"},
	} {
		got := mistakes(p.Check)
		if len(got) != 1 || !strings.HasPrefix(got[0], path+": ") {
			t.Errorf("%s: got %q", path, got)
		}
	}
	if got := mistakes((Person{ID: "a b", Name: "A"}).Check); len(got) != 1 {
		t.Errorf("an id with a space: %q", got)
	}
}

func TestCheckAll(t *testing.T) {
	persons := []Person{
		{ID: "a", Name: "A", Email: "x@example.org", Accounts: map[string]string{"slack": "U1"}},
		{ID: "b", Name: "B", Email: "X@Example.org", Accounts: map[string]string{"slack": "U1", "teams": "U1"}},
		{ID: "a", Name: ""},
	}
	want := []string{
		`[1].email: address "x@example.org" already belongs to a`,
		`[1].accounts.slack: slack account "U1" already belongs to a`,
		`[2].name: a person needs a name`,
		`[2].id: id "a" already belongs to a`,
	}
	got := mistakes(func(report func(string, string)) { CheckAll(persons, report) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPolicyCheckAndNames(t *testing.T) {
	p := Policy{Agents: map[string][]string{"network": {"net"}, "identity": {}}, Leads: []string{""}}
	want := []string{
		"agents.identity: a queue needs at least one group of agents",
		"admins: at least one group must be able to administer the desk",
		"leads[0]: an empty name",
	}
	if diff := cmp.Diff(want, mistakes(p.Check)); diff != "" {
		t.Error(diff)
	}
	var names []string
	p.Names(func(path, kind, name string) { names = append(names, fmt.Sprint(path, " ", kind, " ", name)) })
	wantNames := []string{
		"agents.identity queue identity", "agents.network queue network",
		"agents.network[0] group net", "leads[0] group ",
	}
	if diff := cmp.Diff(wantNames, names); diff != "" {
		t.Error(diff)
	}
}
