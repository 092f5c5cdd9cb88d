package people

import (
	"fmt"
	"maps"
	"slices"
)

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
func (p Policy) May(who Person, a Action, on Object) (ok bool, why string) {
	allowed := rights(a)
	if allowed == 0 {
		return false, "unknown_action"
	}
	if who.ID == "" {
		return false, "unknown_person"
	}
	if a == Open && on.Requester == "" {
		on.Requester = who.ID
	}
	held := p.roles(who, on)
	for _, r := range roleNames {
		if held&allowed&r.role != 0 {
			return true, r.name
		}
	}
	return false, refusal(allowed, held)
}

// roleNames names the roles in the order in which they explain a yes: what
// ties a person to this very ticket first.
var roleNames = [...]struct {
	role role
	name string
}{
	{requester, "requester"}, {assignee, "assignee"}, {paged, "paged"}, {agent, "agent"},
	{lead, "lead"}, {admin, "admin"}, {colleague, "colleague"}, {watcher, "watcher"},
}

func (p Policy) roles(who Person, on Object) role {
	var held role
	is := func(r role, yes bool) {
		if yes {
			held |= r
		}
	}
	queues := p.agentOf(who)
	is(requester, on.Requester == who.ID)
	is(assignee, on.Assignee == who.ID)
	is(paged, slices.Contains(on.Paged, who.ID))
	is(watcher, slices.Contains(on.Watchers, who.ID))
	is(lead, who.In(p.Leads))
	is(admin, who.In(p.Admins))
	is(agent, slices.Contains(queues, on.Queue) || on.Queue == "" && len(queues) > 0)
	is(colleague, len(queues) > 0 && held&agent == 0)
	return held
}

// refusal names the nearest reason why none of the held roles is allowed.
func refusal(allowed, held role) string {
	switch {
	case allowed == requester:
		return "requester_only"
	case allowed == admin:
		return "admins_only"
	case allowed == lead|admin:
		return "leads_only"
	case held&colleague != 0:
		return "other_queue"
	case allowed&watcher != 0:
		return "not_yours"
	}
	return "agents_only"
}

// Agent reports whether the person does agents' work in at least one queue.
func (p Policy) Agent(who Person) bool {
	return p.everywhere(who) || len(p.agentOf(who)) > 0
}

// Queues names, in order, the queues in which the person does agents' work.
func (p Policy) Queues(who Person) []string {
	if p.everywhere(who) {
		return slices.Sorted(maps.Keys(p.Agents))
	}
	return p.agentOf(who)
}

func (p Policy) everywhere(who Person) bool {
	return who.ID != "" && (who.In(p.Leads) || who.In(p.Admins))
}

// agentOf names, in order, the queues whose agents' groups the person is in.
func (p Policy) agentOf(who Person) []string {
	if who.ID == "" {
		return nil
	}
	var queues []string
	for queue, groups := range p.Agents {
		if who.In(groups) {
			queues = append(queues, queue)
		}
	}
	slices.Sort(queues)
	return queues
}

// Check reports every mistake in the policy, by YAML path.
func (p Policy) Check(report func(path, message string)) {
	for _, queue := range slices.Sorted(maps.Keys(p.Agents)) {
		if queue == "" {
			report("agents", "a queue needs a name")
		}
		if len(p.Agents[queue]) == 0 {
			report("agents."+queue, "a queue needs at least one group of agents")
		}
	}
	if len(p.Admins) == 0 {
		report("admins", "at least one group must be able to administer the desk")
	}
	p.Names(func(path, _, name string) {
		if name == "" {
			report(path, "an empty name")
		}
	})
}

// Names calls each with every name the policy refers to: its YAML path, its
// kind ("queue" or "group") and the name, so that the caller can check that it
// exists.
func (p Policy) Names(each func(path, kind, name string)) {
	groups := func(path string, names []string) {
		for i, name := range names {
			each(fmt.Sprintf("%s[%d]", path, i), "group", name)
		}
	}
	for _, queue := range slices.Sorted(maps.Keys(p.Agents)) {
		each("agents."+queue, "queue", queue)
		groups("agents."+queue, p.Agents[queue])
	}
	groups("leads", p.Leads)
	groups("admins", p.Admins)
}
