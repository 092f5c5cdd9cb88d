package sla

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Target is what a plan promises for one priority. A duration of zero promises nothing.
type Target struct {
	Calendar      string   `yaml:"calendar" json:"calendar"` // empty: around the clock
	FirstResponse Duration `yaml:"first_response" json:"first_response"`
	Resolution    Duration `yaml:"resolution" json:"resolution"`
}

// Plan is a service level agreement: targets by priority, and when to warn.
type Plan struct {
	Name    string            `yaml:"name" json:"name"`
	Title   map[string]string `yaml:"title" json:"title"`
	Targets map[string]Target `yaml:"targets" json:"targets"` // P1 … P4
	Warn    []int             `yaml:"warn" json:"warn"`       // percent of the target; empty: 50 75 90 100
}

// DefaultPlan is the plan of a desk that writes none: P1 around the clock, the
// others in the calendar of that name.
func DefaultPlan(calendar string) Plan {
	return Plan{
		Name:  "standard",
		Title: map[string]string{"en": "Standard service level", "fr": "Niveau de service standard"},
		Targets: map[string]Target{
			P1: {FirstResponse: "15m", Resolution: "4h"},
			P2: {Calendar: calendar, FirstResponse: "1h", Resolution: "8h"},
			P3: {Calendar: calendar, FirstResponse: "4h", Resolution: "24h"},
			P4: {Calendar: calendar, FirstResponse: "8h", Resolution: "72h"},
		},
	}
}

// Clocks returns the clocks, not yet started, that the plan promises to a
// ticket of this priority.
func (p Plan) Clocks(priority string) []Clock {
	t := p.Targets[priority]
	var clocks []Clock
	for _, promise := range []struct {
		name   string
		target time.Duration
	}{{FirstResponse, t.FirstResponse.AsDuration()}, {Resolution, t.Resolution.AsDuration()}} {
		if promise.target > 0 {
			clocks = append(clocks, Clock{Name: promise.name, Target: promise.target, Hours: t.Calendar})
		}
	}
	return clocks
}

// Warnings returns the percentages at which to warn, ascending.
func (p Plan) Warnings() []int {
	if len(p.Warn) == 0 {
		return []int{50, 75, 90, 100}
	}
	return slices.Compact(slices.Sorted(slices.Values(p.Warn)))
}

// Check reports every mistake in the plan, by YAML path.
func (p Plan) Check(report func(path, message string)) {
	if p.Name == "" {
		report("name", "a plan needs a name")
	}
	if len(p.Targets) == 0 {
		report("targets", "a plan needs a target for at least one priority")
	}
	for _, priority := range slices.Sorted(maps.Keys(p.Targets)) {
		p.Targets[priority].check("targets."+priority, report)
		CheckPriority("targets."+priority, priority, report)
	}
	for i, percent := range p.Warn {
		if percent < 1 || percent > 100 {
			report(fmt.Sprintf("warn[%d]", i), "a warning comes at 1 to 100 percent of the target")
		}
	}
	CheckTitle(p.Title, report)
}

func (t Target) check(path string, report func(path, message string)) {
	t.FirstResponse.Check(func(_, message string) { report(path+".first_response", message) })
	t.Resolution.Check(func(_, message string) { report(path+".resolution", message) })
	first, whole := t.FirstResponse.AsDuration(), t.Resolution.AsDuration()
	if whole > 0 && first > whole {
		report(path+".first_response", "the first response would be due after the resolution")
	}
}

// CheckTitle wants a title in both languages, or none.
func CheckTitle(title map[string]string, report func(path, message string)) {
	for _, lang := range []string{"en", "fr"} {
		if len(title) > 0 && title[lang] == "" {
			report("title", fmt.Sprintf("the title lacks its %s text", lang))
		}
	}
}

// Names calls each with every name the plan refers to: its YAML path, its kind
// ("calendar") and the name, so that the caller can check that it exists.
func (p Plan) Names(each func(path, kind, name string)) {
	for _, priority := range slices.Sorted(maps.Keys(p.Targets)) {
		if name := p.Targets[priority].Calendar; name != "" {
			each("targets."+priority+".calendar", "calendar", name)
		}
	}
}
