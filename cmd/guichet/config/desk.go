package config

import (
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/kb"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// Desk is a desk folder that was read and checked: every name in it leads
// somewhere. It never changes; a reload makes a new one.
type Desk struct {
	Name      intents.Text
	Zone      string   // IANA; where nothing else says
	Languages []string // that the desk speaks, its own first
	Undo      time.Duration
	Queues    []Queue
	Policy    people.Policy
	Calendars map[string]sla.Hours
	Plans     []sla.Plan
	Matrix    sla.Matrix
	Closing   Closing
	Adapters  map[string]Section  // by adapter; each decodes its own
	Suggest   map[string][]string // language → first sentences offered in an empty chat

	People      []people.Person
	Services    []Thing
	Sites       []Thing
	Devices     []Thing
	Folders     []Thing               // shared folders
	Synonyms    map[string][][]string // language → groups of words that mean the same
	Route       escalation.Route
	Rotas       []escalation.Rota
	Chains      []escalation.Chain
	Intents     []intents.Intent
	Automations []automation.Definition
	Articles    []kb.Article
}

// Queue is where tickets of one kind wait, and the place its agents watch.
// Policy.Agents says in which groups they are.
type Queue struct {
	Name    string       `yaml:"name"`
	Title   intents.Text `yaml:"title"`
	Channel Channel      `yaml:"channel"`
	Lang    string       `yaml:"lang,omitempty"` // of the channel; the desk's own when empty
}

// Channel is a place on a platform, as the desk folder writes it.
type Channel struct {
	Adapter string `yaml:"adapter"`
	Channel string `yaml:"channel"`
}

// Place is the channel in the words of the chat platforms.
func (c Channel) Place() chat.Place { return chat.Place{Adapter: c.Adapter, Channel: c.Channel} }

// Thing is something people name: a service, a site, a device, a folder.
type Thing struct {
	Name  string              `yaml:"name"`
	Title intents.Text        `yaml:"title"`
	Owner people.ID           `yaml:"owner,omitempty"` // who answers for it, and approves access to it
	Also  map[string][]string `yaml:"also,omitempty"`  // language → other words for it
}

// Closing says how a resolved ticket ends.
type Closing struct {
	After        sla.Duration `yaml:"after"`         // working time of the ticket's plan without a word; then it is closed
	RemindRating sla.Duration `yaml:"remind_rating"` // a rating is asked for once more; 0: never
}

// Owners says who answers for each service, device, site and folder that has
// an owner.
func (d *Desk) Owners() map[string]people.ID {
	owners := map[string]people.ID{}
	for _, things := range [][]Thing{d.Services, d.Sites, d.Devices, d.Folders} {
		for _, t := range things {
			if t.Owner != "" {
				owners[t.Name] = t.Owner
			}
		}
	}
	return owners
}
