package app

import (
	"fmt"
	"time"

	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// NewRules turns a checked desk folder into what the workflows shell decides by.
func NewRules(d *config.Desk) (*workflows.Rules, error) {
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		return nil, err
	}
	r := &workflows.Rules{
		Lang: d.Languages[0], Zone: zone, Undo: d.Undo, CloseAfter: d.Closing.After.AsDuration(),
		Matrix: d.Matrix, Policy: d.Policy, Directory: people.Directory(d.People), Route: d.Route,
		Queues:      make(map[string]workflows.Queue),
		Calendars:   make(map[string]sla.Calendar),
		Plans:       make(map[string]sla.Plan),
		Rotas:       make(map[string]escalation.Rota),
		Chains:      make(map[string]escalation.Chain),
		Automations: make(map[string]automation.Definition),
		Intents:     make(map[string]intents.Intent),
		Owners:      make(map[string]string),
	}
	r.Calendars[""] = sla.Always(zone) // a promise that names no hours runs around the clock
	for name, hours := range d.Calendars {
		if r.Calendars[name], err = hours.Compile(); err != nil {
			return nil, fmt.Errorf("calendar %s: %w", name, err)
		}
	}
	for _, q := range d.Queues {
		r.Queues[q.Name] = workflows.Queue{
			Name: q.Name, Title: q.Title, Groups: d.Policy.Agents[q.Name], Channel: q.Channel.Place(), Lang: q.Lang,
		}
	}
	for _, p := range d.Plans {
		r.Plans[p.Name] = p
	}
	for _, x := range d.Rotas {
		r.Rotas[x.Name] = x
	}
	for _, c := range d.Chains {
		r.Chains[c.Name] = c
	}
	for _, i := range d.Intents {
		r.Intents[i.Name] = i
	}
	for _, a := range d.Automations {
		r.Automations[a.Name] = a
	}
	for thing, owner := range d.Owners() {
		r.Owners[thing] = string(owner)
	}
	return r, nil
}
