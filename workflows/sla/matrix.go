package sla

import (
	"fmt"
	"slices"
)

// The priorities, most pressing first.
const (
	P1 = "P1"
	P2 = "P2"
	P3 = "P3"
	P4 = "P4"
)

// Priorities returns the priorities, most pressing first.
func Priorities() []string { return []string{P1, P2, P3, P4} }

// CheckPriority reports at path a text that is not one of the priorities.
func CheckPriority(path, text string, report func(path, message string)) {
	if !slices.Contains(Priorities(), text) {
		report(path, fmt.Sprintf("%q is not a priority; write P1, P2, P3 or P4", text))
	}
}

// Matrix derives a priority from impact (how many are hit) and urgency (how
// much it hurts): one row for each urgency, one column for each impact.
type Matrix struct {
	Impact  []string   `yaml:"impact" json:"impact"`     // widest first
	Urgency []string   `yaml:"urgency" json:"urgency"`   // most pressing first
	Table   [][]string `yaml:"priority" json:"priority"` // [urgency][impact]
	Default string     `yaml:"default" json:"default"`   // when either is unknown
}

// DefaultMatrix is the matrix of a desk that writes none: iTop's, with a
// column for the whole organisation.
func DefaultMatrix() Matrix {
	return Matrix{
		Impact:  []string{"organisation", "department", "group", "person"},
		Urgency: []string{"critical", "high", "medium", "low"},
		Table: [][]string{
			{P1, P1, P1, P2},
			{P1, P1, P2, P3},
			{P2, P2, P3, P3},
			{P3, P4, P4, P4},
		},
		Default: P3,
	}
}

// Priority returns the priority of the impact and urgency, the default one if
// either is not in the matrix.
func (m Matrix) Priority(impact, urgency string) string {
	row, column := slices.Index(m.Urgency, urgency), slices.Index(m.Impact, impact)
	if row < 0 || column < 0 {
		return m.Default
	}
	return m.Table[row][column]
}

// Check reports every mistake in the matrix, by YAML path. Only a matrix
// without mistakes may be asked.
func (m Matrix) Check(report func(path, message string)) {
	checkLevels("impact", m.Impact, report)
	checkLevels("urgency", m.Urgency, report)
	if len(m.Table) != len(m.Urgency) {
		report("priority", fmt.Sprintf("%d rows for %d urgencies", len(m.Table), len(m.Urgency)))
	}
	for i, row := range m.Table {
		at := fmt.Sprintf("priority[%d]", i)
		if len(row) != len(m.Impact) {
			report(at, fmt.Sprintf("%d priorities for %d impacts", len(row), len(m.Impact)))
		}
		for j, p := range row {
			CheckPriority(fmt.Sprintf("%s[%d]", at, j), p, report)
		}
	}
	CheckPriority("default", m.Default, report)
}

func checkLevels(path string, levels []string, report func(path, message string)) {
	if len(levels) == 0 {
		report(path, "the matrix needs at least one")
	}
	for i, level := range levels {
		if level == "" || slices.Contains(levels[:i], level) {
			report(fmt.Sprintf("%s[%d]", path, i), fmt.Sprintf("%q is empty or written twice", level))
		}
	}
}
