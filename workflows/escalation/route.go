package escalation

// Facts are what is known of a ticket when it is routed.
type Facts struct {
	Intent, Service, Queue, Priority, Impact, Urgency, Kind, Site, Lang string
	Groups                                                              []string          // the requester's
	Fields                                                              map[string]string // the desk's own fields
}

// Route is a node of the routing tree. The search is depth first: a child that
// matches lays its settings over its parent's, and its later siblings are tried
// only if it says continue.
// (The tree is Prometheus Alertmanager's: https://prometheus.io/docs/alerting/latest/configuration/#route)
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

// Match is the values that a fact may have: any of them, and none of those
// written with a leading "!". A "*" stands for any characters; alone, for any
// value at all.
type Match []string

// Choice is what the tree decided.
type Choice struct {
	Queue    string   `json:"queue"`
	Chain    string   `json:"chain,omitempty"`
	Plan     string   `json:"plan,omitempty"`
	Priority string   `json:"priority,omitempty"`
	Path     []string `json:"path"` // the routes that chose, each with its condition
}

// Pick walks the tree with the facts. A queue that the facts already name
// stands: routes may match it but not change it.
func (r Route) Pick(f Facts) Choice { panic("to come") }

// Check reports every mistake in the tree, by YAML path.
func (r Route) Check(report func(path, message string)) { panic("to come") }

// Names calls each with every name the tree refers to: its YAML path, its kind
// ("queue", "chain", "plan", "priority" or, for a match on a fact that is not
// built in, "field") and the name, so that the caller can check that it exists.
func (r Route) Names(each func(path, kind, name string)) { panic("to come") }
