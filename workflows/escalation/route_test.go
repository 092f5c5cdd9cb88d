package escalation

import (
	"errors"
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

// listed collects what Names calls out as "path kind name".
func listed(names func(each func(path, kind, name string))) []string {
	var all []string
	names(func(path, kind, name string) { all = append(all, path+" "+kind+" "+name) })
	return all
}

var tree = Route{
	Queue: "desk", Plan: "standard",
	Routes: []Route{
		{Name: "vip", Match: map[string]Match{"groups": {"board"}, "priority": {"!P1"}}, Priority: "P2", Continue: true},
		{
			Name: "network", Match: map[string]Match{"intent": {"vpn*", "wifi"}}, Queue: "network",
			Routes: []Route{
				{Match: map[string]Match{"priority": {"P1", "P2"}}, Chain: "network-night", Plan: "gold"},
				{Match: map[string]Match{"os": {"windows"}, "site": {"!*"}}, Chain: "remote"},
			},
		},
		{Name: "identity", Match: map[string]Match{"queue": {"identity"}}, Chain: "identity"},
		{Match: map[string]Match{"lang": {"fr"}, "site": {"Paris", "Lyon*"}}, Queue: "desk-fr"},
	},
}

func TestPick(t *testing.T) {
	for _, c := range []struct {
		name  string
		facts Facts
		want  Choice
	}{
		{"nothing known", Facts{}, Choice{Queue: "desk", Plan: "standard", Path: []string{"* → queue desk, plan standard"}}},
		{"the first match ends the search", Facts{Intent: "WiFi", Priority: "P3", Site: "Paris", Lang: "fr"}, Choice{
			Queue: "network", Plan: "standard", Priority: "P3",
			Path: []string{"* → queue desk, plan standard", "network: intent = vpn* | wifi → queue network"},
		}},
		{"a child", Facts{Intent: "vpn-drops", Priority: "P1"}, Choice{
			Queue: "network", Chain: "network-night", Plan: "gold", Priority: "P1",
			Path: []string{"* → queue desk, plan standard", "network: intent = vpn* | wifi → queue network", "priority = P1 | P2 → chain network-night, plan gold"},
		}},
		{"a field, and a fact that must be unknown", Facts{Intent: "vpn", Fields: map[string]string{"os": "Windows"}}, Choice{
			Queue: "network", Chain: "remote", Plan: "standard",
			Path: []string{"* → queue desk, plan standard", "network: intent = vpn* | wifi → queue network", "os = windows, site = !* → chain remote"},
		}},
		{"a priority set on the way is matched further on", Facts{Intent: "vpn", Priority: "P4", Groups: []string{"staff", "board"}}, Choice{
			Queue: "network", Chain: "network-night", Plan: "gold", Priority: "P2",
			Path: []string{
				"* → queue desk, plan standard", "vip: groups = board, priority = !P1 → priority P2",
				"network: intent = vpn* | wifi → queue network", "priority = P1 | P2 → chain network-night, plan gold",
			},
		}},
		{"a queue that was given stands", Facts{Queue: "identity", Priority: "P1"}, Choice{
			Queue: "identity", Chain: "identity", Plan: "standard", Priority: "P1",
			Path: []string{"* → queue desk, plan standard", "identity: queue = identity → chain identity"},
		}},
		{"the last route", Facts{Lang: "fr", Site: "lyon-2"}, Choice{
			Queue: "desk-fr", Plan: "standard",
			Path: []string{"* → queue desk, plan standard", "lang = fr, site = Paris | Lyon* → queue desk-fr"},
		}},
	} {
		if diff := cmp.Diff(c.want, tree.Pick(c.facts)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestMatchReadsOneValueOrAList(t *testing.T) {
	holding := func(value any) func(any) error {
		return func(into any) error {
			switch into := into.(type) {
			case *[]string:
				list, ok := value.([]string)
				*into = list
				return errIf(!ok)
			case *string:
				one, ok := value.(string)
				*into = one
				return errIf(!ok)
			}
			return errIf(true)
		}
	}
	for _, c := range []struct {
		value any
		want  Match
		fails bool
	}{{"vpn", Match{"vpn"}, false}, {[]string{"vpn", "wifi"}, Match{"vpn", "wifi"}, false}, {map[string]any{}, nil, true}} {
		var got Match
		err := got.UnmarshalYAML(holding(c.value))
		if diff := cmp.Diff(c.want, got); diff != "" || (err != nil) != c.fails {
			t.Errorf("%v: %v %s", c.value, err, diff)
		}
	}
}

func errIf(wrong bool) error {
	if wrong {
		return errors.New("another type")
	}
	return nil
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		match  string
		values string
		want   bool
	}{
		{"vpn", "VPN", true}, {"vpn", "vpns", false}, {"vpn", "", false}, {"vpn*", "vpn", true}, {"*vpn", "my vpn", true},
		{"a*b*c", "aXbYc", true}, {"a*b*c", "acb", false}, {"a*a", "a", false}, {"*b*", "abc", true}, {"*", "x", true}, {"*", "", false},
		{"!*", "", true}, {"!*", "x", false}, {"!vpn", "wifi", true}, {"!vpn", "", true}, {"!vpn", "vpn", false},
		{"a,b", "b", true}, {"a*,!ab", "ab", false}, {"a*,!ab", "ac", true}, {"a*,!ab", "x", false},
		{"board", "staff,board", true}, {"!board", "staff,board", false}, {"staff,!board", "staff,board", false},
	} {
		var values []string
		if c.values != "" {
			values = strings.Split(c.values, ",")
		}
		if got := Match(strings.Split(c.match, ",")).accepts(values); got != c.want {
			t.Errorf("%q on %q: got %v", c.match, c.values, got)
		}
	}
}

func FuzzGlob(f *testing.F) {
	f.Add("a*b", "axxb")
	f.Add("**", "")
	f.Add("É*", "é")
	f.Fuzz(func(t *testing.T, pattern, value string) {
		if !strings.Contains(pattern, "*") {
			if want := strings.ToLower(pattern) == strings.ToLower(value); glob(pattern, value) != want {
				t.Errorf("%q on %q: got %v", pattern, value, !want)
			}
		}
		if glob(pattern, value) && !glob(pattern+"*", value) || !glob("*", value) {
			t.Errorf("%q on %q: a wider pattern matches less", pattern, value)
		}
	})
}

func TestRouteCheckAndNames(t *testing.T) {
	if got := mistakes(tree.Check); got != nil {
		t.Errorf("a good tree: %q", got)
	}
	wantNames := []string{
		"queue queue desk", "plan plan standard",
		"routes[1].queue queue network", "routes[1].match.intent intent wifi",
		"routes[1].routes[0].chain chain network-night", "routes[1].routes[0].plan plan gold",
		"routes[1].routes[1].chain chain remote", "routes[1].routes[1].match.os field os",
		"routes[2].chain chain identity", "routes[2].match.queue queue identity",
		"routes[3].queue queue desk-fr",
	}
	if diff := cmp.Diff(wantNames, listed(tree.Names)); diff != "" {
		t.Error(diff)
	}
	bad := Route{
		Match: map[string]Match{"intent": {"x"}},
		Routes: []Route{
			{Match: map[string]Match{"site": {}, "priority": {"P9", "p1"}, "kind": {"!", "a"}}, Priority: "high"},
			{Queue: "all", Routes: []Route{{Match: map[string]Match{"site": {"a"}}}}},
			{Queue: "never", Continue: true},
		},
	}
	want := []string{
		"match: the root of the routes matches everything",
		"queue: the root of the routes needs a queue, for all that no route matches",
		"routes[1]: it matches everything, so the routes after it are never tried",
		`routes[0].match.kind: an empty value; write "!*" for a fact that is not known`,
		`routes[0].match.priority: "P9" is not a priority; write P1, P2, P3 or P4`,
		"routes[0].match.site: the condition names no value",
		`routes[0].priority: "high" is not a priority; write P1, P2, P3 or P4`,
		"routes[1].routes[0]: the route decides nothing",
	}
	if diff := cmp.Diff(want, mistakes(bad.Check)); diff != "" {
		t.Error(diff)
	}
}
