package sla

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDefaults(t *testing.T) {
	plan := DefaultPlan("office")
	if got := mistakes(plan.Check); got != nil {
		t.Errorf("the default plan: %q", got)
	}
	if got := mistakes(DefaultMatrix().Check); got != nil {
		t.Errorf("the default matrix: %q", got)
	}
	want := []Clock{
		{Name: FirstResponse, Target: time.Hour, Hours: "office"},
		{Name: Resolution, Target: 8 * time.Hour, Hours: "office"},
	}
	if diff := cmp.Diff(want, plan.Clocks(P2)); diff != "" {
		t.Error(diff)
	}
	if got := plan.Clocks("P9"); got != nil {
		t.Errorf("an unknown priority is promised %v", got)
	}
	if diff := cmp.Diff([]int{50, 75, 90, 100}, plan.Warnings()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{80, 100}, Plan{Warn: []int{100, 80, 100}}.Warnings()); diff != "" {
		t.Error(diff)
	}
}

func TestPlanCheckAndNames(t *testing.T) {
	plan := Plan{
		Title:   map[string]string{"en": "Gold"},
		Targets: map[string]Target{"P1": {Calendar: "office", FirstResponse: "8h", Resolution: "4h"}, "P7": {Resolution: "3d"}},
		Warn:    []int{50, 0, 120},
	}
	want := []string{
		"name: a plan needs a name",
		"targets.P1.first_response: the first response would be due after the resolution",
		`targets.P7.resolution: "3d": a day may be 8 working hours or 24 on the clock; write hours`,
		`targets.P7: "P7" is not a priority; write P1, P2, P3 or P4`,
		"warn[1]: a warning comes at 1 to 100 percent of the target",
		"warn[2]: a warning comes at 1 to 100 percent of the target",
		"title: the title lacks its fr text",
	}
	if diff := cmp.Diff(want, mistakes(plan.Check)); diff != "" {
		t.Error(diff)
	}
	var names []string
	plan.Names(func(path, kind, name string) { names = append(names, path+" "+kind+" "+name) })
	if diff := cmp.Diff([]string{"targets.P1.calendar calendar office"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestMatrix(t *testing.T) {
	for _, c := range []struct{ impact, urgency, want string }{
		{"organisation", "critical", P1}, {"department", "high", P1}, {"group", "high", P2}, {"person", "critical", P2},
		{"person", "medium", P3}, {"organisation", "low", P3}, {"person", "low", P4}, {"", "high", P3}, {"person", "whatever", P3},
	} {
		if got := DefaultMatrix().Priority(c.impact, c.urgency); got != c.want {
			t.Errorf("%s × %s: got %s, want %s", c.impact, c.urgency, got, c.want)
		}
	}
	m := Matrix{Impact: []string{"many", "one", "one"}, Urgency: []string{""}, Table: [][]string{{P1, "2"}, {}}}
	want := []string{
		`impact[2]: "one" is empty or written twice`,
		`urgency[0]: "" is empty or written twice`,
		"priority: 2 rows for 1 urgencies",
		"priority[0]: 2 priorities for 3 impacts",
		`priority[0][1]: "2" is not a priority; write P1, P2, P3 or P4`,
		"priority[1]: 0 priorities for 3 impacts",
		`default: "" is not a priority; write P1, P2, P3 or P4`,
	}
	if diff := cmp.Diff(want, mistakes(m.Check)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"impact: the matrix needs at least one", "urgency: the matrix needs at least one"}, mistakes(Matrix{Default: P3}.Check)); diff != "" {
		t.Error(diff)
	}
}

// A wider impact or a higher urgency never makes the default priority less pressing.
func TestDefaultMatrixIsMonotone(t *testing.T) {
	m := DefaultMatrix()
	for i := range m.Urgency {
		for j := range m.Impact {
			if i > 0 && m.Table[i][j] < m.Table[i-1][j] || j > 0 && m.Table[i][j] < m.Table[i][j-1] {
				t.Errorf("%s × %s", m.Impact[j], m.Urgency[i])
			}
		}
	}
}
