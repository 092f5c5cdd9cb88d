// Package workflows is the shell around tickets, timers and automations: it
// gathers what the rules need, lets them decide, and applies what they decided
// in one transaction. It writes replies to the outbox and never calls bot.
package workflows

import (
	"errors"
	"log/slog"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/steps"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// Queue is where tickets wait for agents.
type Queue struct {
	Name    string
	Title   map[string]string
	Groups  []string   // whose members are its agents
	Channel chat.Place // where its cards stand
	Lang    string     // of the channel
}

// Rules are the desk's configuration as this shell needs it. They never change
// once built; a new configuration is a new value.
type Rules struct {
	Lang        string // of the staff's channels, unless a queue says otherwise
	Zone        *time.Location
	Queues      map[string]Queue
	Calendars   map[string]sla.Calendar
	Plans       map[string]sla.Plan
	Matrix      sla.Matrix
	Policy      people.Policy
	Directory   people.Index
	Route       escalation.Route
	Rotas       map[string]escalation.Rota
	Chains      map[string]escalation.Chain
	Automations map[string]automation.Definition
	Intents     map[string]intents.Intent // by name, for what their slots are called
	Owners      map[string]string         // service, group, device or site → its owner
	Undo        time.Duration             // in which a reply can be taken back
	CloseAfter  time.Duration             // after which a resolved ticket closes, in its plan's working time
}

// Desk is the shell. It is safe for concurrent use.
type Desk struct {
	Store *store.Store
	Rules func() *Rules // the configuration in force
	Words *lang.Words
	Now   func() time.Time
	Log   *slog.Logger
	Steps map[string]steps.Kind // by the name automations use
}

// Denied says that somebody may not do something.
type Denied struct {
	Action people.Action
	Why    string // a key of people.Reason
}

func (d Denied) Error() string { return string(d.Action) + ": " + d.Why }

// Explain says in the reader's language why a command failed: a refusal or a
// denial. ok is false for other errors, which are not for people to read.
func (d *Desk) Explain(err error, l string) (words string, ok bool) {
	var refusal ticket.Refusal
	var denied Denied
	switch {
	case errors.As(err, &refusal):
		return d.Words.Text(l, "refused_"+refusal.Key, lang.Args{"Who": d.name(refusal.Who), "What": refusal.What}), true
	case errors.As(err, &denied):
		return people.Reason(denied.Why, l), true
	case errors.Is(err, store.ErrNotFound):
		return d.Words.Text(l, "no_such_ticket", nil), true
	case errors.Is(err, ErrNoApproval):
		return d.Words.Text(l, "no_such_approval", nil), true
	}
	return "", false
}

// name is how people call somebody, their id when nobody knows.
func (d *Desk) name(id people.ID) string {
	if p, ok := d.Rules().Directory.Get(id); ok {
		return p.Name
	}
	return string(id)
}

// langOf is the language somebody reads.
func (d *Desk) langOf(id people.ID) string {
	if p, ok := d.Rules().Directory.Get(id); ok && p.Lang != "" {
		return p.Lang
	}
	return d.Rules().Lang
}

// world is what a ticket's timers may ask.
func (r *Rules) world() ticket.World {
	return ticket.World{
		Calendar: func(name string) sla.Calendar { return r.Calendars[name] },
		OnCall:   r.onCall,
	}
}

// onCall is whom a page reaches at an instant; "" for a queue, or nobody.
func (r *Rules) onCall(p escalation.Page, at time.Time) people.ID {
	if p.Rota == "" {
		return p.Person
	}
	line := r.Rotas[p.Rota].Line(at)
	if len(line) == 0 {
		return ""
	}
	return line[p.Next%len(line)]
}

// Field is what a field of a ticket is called, and how its value reads.
func (r *Rules) Field(f ticket.Facts, name, l string) (label, value string) {
	value = f.Fields[name]
	for _, s := range r.Intents[f.Intent].Slots {
		if s.Name != name {
			continue
		}
		if label = lang.Pick(s.Label, l); label == "" {
			label = lang.Pick(s.Ask, l)
		}
		for _, o := range s.Options {
			if o.Value == value {
				value = lang.Pick(o.Label, l)
			}
		}
		if p, ok := r.Directory.Get(people.ID(value)); ok && s.Kind == intents.SlotPerson {
			value = p.Name
		}
		return label, value
	}
	return name, value
}

func (r *Rules) here(at time.Time) time.Time { return at.In(r.Zone) }
