package sla

// The priorities, most pressing first.
const (
	P1 = "P1"
	P2 = "P2"
	P3 = "P3"
	P4 = "P4"
)

// Matrix derives a priority from impact (how many are hit) and urgency (how
// much it hurts): one row for each urgency, one column for each impact.
type Matrix struct {
	Impact   []string   `yaml:"impact" json:"impact"`     // widest first
	Urgency  []string   `yaml:"urgency" json:"urgency"`   // most pressing first
	Priority [][]string `yaml:"priority" json:"priority"` // [urgency][impact]
	Default  string     `yaml:"default" json:"default"`   // when either is not in the table
}

// Of returns the priority of the impact and urgency.
func (m Matrix) Of(impact, urgency string) string { panic("to come") }

// Check reports every mistake in the matrix, by YAML path.
func (m Matrix) Check(report func(path, message string)) { panic("to come") }

// DefaultMatrix is the matrix of a desk that writes none.
func DefaultMatrix() Matrix { panic("to come") }

// Priority derives the priority by the default matrix.
func Priority(impact, urgency string) string { return DefaultMatrix().Of(impact, urgency) }
