package sla

// Target is what a plan promises for one priority. A zero duration promises nothing.
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

// Clocks returns the clocks, not yet started, that the plan promises to a
// ticket of this priority.
func (p Plan) Clocks(priority string) []Clock { panic("to come") }

// Warnings returns the percentages at which to warn, ascending.
func (p Plan) Warnings() []int { panic("to come") }

// Check reports every mistake in the plan, by YAML path.
func (p Plan) Check(report func(path, message string)) { panic("to come") }

// Names calls each with every name the plan refers to: its YAML path, its kind
// ("calendar") and the name, so that the caller can check that it exists.
func (p Plan) Names(each func(path, kind, name string)) { panic("to come") }

// DefaultPlan is the plan of a desk that writes none; its calendar is named "office".
func DefaultPlan() Plan { panic("to come") }
