package escalation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/guichet-desk/guichet/workflows/sla"
)

// Facts are what is known of a ticket when it is routed.
type Facts struct {
	Intent, Service, Queue, Priority, Impact, Urgency, Kind, Site, Lang string
	Groups                                                              []string          // the requester's
	Fields                                                              map[string]string // the desk's own fields
}

// values returns what a fact holds, nothing when it is not known. A name that
// is not built in is one of the desk's own fields.
func (f Facts) values(name string) []string {
	value := ""
	switch name {
	case "groups":
		return f.Groups
	case "intent":
		value = f.Intent
	case "service":
		value = f.Service
	case "queue":
		value = f.Queue
	case "priority":
		value = f.Priority
	case "impact":
		value = f.Impact
	case "urgency":
		value = f.Urgency
	case "kind":
		value = f.Kind
	case "site":
		value = f.Site
	case "lang":
		value = f.Lang
	default:
		value = f.Fields[name]
	}
	if value == "" {
		return nil
	}
	return []string{value}
}

// builtIn are the names that Facts knows by itself.
var builtIn = []string{"intent", "service", "queue", "priority", "impact", "urgency", "kind", "site", "lang", "groups"}

// Route is a node of the routing tree. The search is depth first: a child that
// matches lays its settings over its parent's, and its later siblings are tried
// only if it says continue; they lay theirs over in turn. Queue and priority
// count as facts from where they are set.
//
// (After Prometheus Alertmanager's tree,
// https://prometheus.io/docs/alerting/latest/configuration/#route.)
type Route struct {
	Name     string           `yaml:"name" json:"name"`   // shown in the path
	Match    map[string]Match `yaml:"match" json:"match"` // fact or field → values; all must match
	Queue    string           `yaml:"queue" json:"queue"`
	Chain    string           `yaml:"chain" json:"chain"`
	Plan     string           `yaml:"plan" json:"plan"`
	Priority string           `yaml:"priority" json:"priority"`
	Continue bool             `yaml:"continue" json:"continue"`
	Routes   []Route          `yaml:"routes" json:"routes"`
}

// Choice is what the tree decided.
type Choice struct {
	Queue    string   `json:"queue"`
	Chain    string   `json:"chain,omitempty"`
	Plan     string   `json:"plan,omitempty"`
	Priority string   `json:"priority,omitempty"`
	Path     []string `json:"path"` // the routes that chose, each as "name: condition → settings"
}

// Pick walks the tree with the facts. A queue that the facts already name
// stands: routes may match it but not change it.
func (r Route) Pick(f Facts) Choice {
	w := walk{facts: f, fixed: f.Queue != ""}
	w.through(r)
	w.choice.Queue, w.choice.Priority = w.facts.Queue, w.facts.Priority
	return w.choice
}

type walk struct {
	facts  Facts
	fixed  bool // the queue was given
	choice Choice
}

// through takes a route that matches, and the first of its children that does.
func (w *walk) through(r Route) {
	lay := func(over *string, setting string) {
		if setting != "" {
			*over = setting
		}
	}
	if !w.fixed {
		lay(&w.facts.Queue, r.Queue)
	}
	lay(&w.facts.Priority, r.Priority)
	lay(&w.choice.Chain, r.Chain)
	lay(&w.choice.Plan, r.Plan)
	w.choice.Path = append(w.choice.Path, r.String())
	for _, child := range r.Routes {
		if child.matches(w.facts) {
			w.through(child)
			if !child.Continue {
				return
			}
		}
	}
}

func (r Route) matches(f Facts) bool {
	for name, m := range r.Match {
		if !m.accepts(f.values(name)) {
			return false
		}
	}
	return true
}

// String writes the route as a line of a path, in signs that need no
// translation: "vpn: intent = vpn | wifi, site = Paris → queue network".
func (r Route) String() string {
	var conditions, settings []string
	for _, name := range slices.Sorted(maps.Keys(r.Match)) {
		conditions = append(conditions, name+" = "+strings.Join(r.Match[name], " | "))
	}
	for _, s := range r.settings() {
		settings = append(settings, s.kind+" "+s.name)
	}
	line := strings.Join(conditions, ", ")
	if line == "" {
		line = "*"
	}
	if r.Name != "" {
		line = r.Name + ": " + line
	}
	if len(settings) > 0 {
		line += " → " + strings.Join(settings, ", ")
	}
	return line
}

type setting struct{ kind, name string }

func (r Route) settings() []setting {
	all := []setting{{"queue", r.Queue}, {"chain", r.Chain}, {"plan", r.Plan}, {"priority", r.Priority}}
	return slices.DeleteFunc(all, func(s setting) bool { return s.name == "" })
}

// Check reports every mistake in the tree, by YAML path. The route is its root.
func (r Route) Check(report func(path, message string)) {
	if len(r.Match) > 0 {
		report("match", "the root of the routes matches everything")
	}
	if r.Queue == "" {
		report("queue", "the root of the routes needs a queue, for all that no route matches")
	}
	r.each("", func(path string, r Route) { r.check(path, report) })
}

// each visits the route and all below it, with its path: "", "routes[0].", …
func (r Route) each(path string, visit func(path string, r Route)) {
	visit(path, r)
	for i, child := range r.Routes {
		child.each(fmt.Sprintf("%sroutes[%d].", path, i), visit)
	}
}

func (r Route) check(path string, report func(path, message string)) {
	for _, name := range slices.Sorted(maps.Keys(r.Match)) {
		r.Match[name].check(name, path+"match."+name, report)
	}
	if r.Priority != "" {
		sla.CheckPriority(path+"priority", r.Priority, report)
	}
	for i, child := range r.Routes {
		at := fmt.Sprintf("%sroutes[%d]", path, i)
		if len(child.Match) == 0 && !child.Continue && i < len(r.Routes)-1 {
			report(at, "it matches everything, so the routes after it are never tried")
		}
		if len(child.settings()) == 0 && len(child.Routes) == 0 {
			report(at, "the route decides nothing")
		}
	}
}

// Names calls each with every name the tree refers to: its YAML path, its kind
// ("queue", "chain", "plan", "intent" or, for a match on a fact that is not
// built in, "field") and the name, so that the caller can check that it exists.
func (r Route) Names(each func(path, kind, name string)) {
	r.each("", func(path string, r Route) {
		for _, s := range r.settings() {
			if s.kind != "priority" {
				each(path+s.kind, s.kind, s.name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(r.Match)) {
			at := path + "match." + name
			switch {
			case name == "queue" || name == "intent":
				for _, literal := range r.Match[name].literals() {
					each(at, name, literal)
				}
			case !slices.Contains(builtIn, name):
				each(at, "field", name)
			}
		}
	})
}
