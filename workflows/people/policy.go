package people

// Policy says which groups hold which role. It is part of the desk folder.
type Policy struct {
	Agents map[string][]string `yaml:"agents" json:"agents"` // queue → groups whose members are its agents
	Leads  []string            `yaml:"leads" json:"leads"`   // groups that may do agents' work in every queue
	Admins []string            `yaml:"admins" json:"admins"` // groups that may do everything but speak for a requester
}

// Object is what an action is done to, as far as rights depend on it.
type Object struct {
	Requester, Assignee ID
	Queue               string
	Watchers            []ID
	Paged               []ID // whom an escalation called
}

// May reports whether the person may do the action to the object, and why
// (or why not) as a stable key for events and audit; Reason turns the key
// into a sentence.
func (p Policy) May(who Person, a Action, on Object) (ok bool, why string) { panic("to come") }

// Agent reports whether the person does agents' work in at least one queue.
func (p Policy) Agent(who Person) bool { panic("to come") }

// Queues names, in order, the queues in which the person does agents' work.
func (p Policy) Queues(who Person) []string { panic("to come") }

// Reason says a key that May returned in the reader's language, "en" or "fr".
func Reason(why, lang string) string { panic("to come") }

// Check reports every mistake in the policy, by YAML path.
func (p Policy) Check(report func(path, message string)) { panic("to come") }

// Names calls each with every name the policy refers to: its YAML path, its
// kind ("queue" or "group") and the name, so that the caller can check that it
// exists.
func (p Policy) Names(each func(path, kind, name string)) { panic("to come") }
