package escalation

import (
	"time"

	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// OwnQueue, as the queue of a Page, is the queue the ticket is in.
const OwnQueue = "own"

// Chain is whom to page, one after the other, while nobody claims or
// acknowledges. A ticket keeps the copy it was given.
type Chain struct {
	Name       string            `yaml:"name" json:"name"`
	Title      map[string]string `yaml:"title" json:"title,omitempty"`
	Priorities []string          `yaml:"priorities" json:"priorities,omitempty"` // applies to these; empty: to all
	Start      sla.Duration      `yaml:"start" json:"start"`                     // unclaimed for this long before the first page
	Steps      []Step            `yaml:"steps" json:"steps"`
	Repeat     int               `yaml:"repeat" json:"repeat"` // how often the steps are climbed in all, 1 to 5; 0 is 3
}

// Step pages somebody and waits for an answer.
type Step struct {
	Page Page         `yaml:"page" json:"page"`
	Wait sla.Duration `yaml:"wait" json:"wait"` // before the next step; 0 is 5m
}

// Page is whom to page: exactly one of a rota, a person and a queue.
type Page struct {
	Rota   string    `yaml:"rota" json:"rota,omitempty"`     // whoever is on call
	Next   int       `yaml:"next" json:"next,omitempty"`     // with Rota: that many persons further down its Line
	Person people.ID `yaml:"person" json:"person,omitempty"` // this person
	Queue  string    `yaml:"queue" json:"queue,omitempty"`   // its agents, in their channel; OwnQueue: the ticket's
}

// Link is one page of a chain, come due.
type Link struct {
	N    int // counts from 0 over all repeats
	Step Step
	At   time.Time
	Why  string // in English, for the log and the audit; Chain.Explain says it in either language
}

// For reports whether the chain applies to tickets of this priority.
func (c Chain) For(priority string) bool { panic("to come") }

// Due returns the links of a chain started at start that are due at now, given
// how many were climbed before, and when to ask again (zero: the chain is at
// its end). Link n's instant depends on start and n alone, so a ring that comes
// late, twice or never changes no page.
func (c Chain) Due(start time.Time, climbed int, now time.Time) (due []Link, wake time.Time) {
	panic("to come")
}

// Explain says in the reader's language ("en" or "fr") why link n is climbed.
func (c Chain) Explain(n int, lang string) string { panic("to come") }

// Check reports every mistake in the chain, by YAML path.
func (c Chain) Check(report func(path, message string)) { panic("to come") }

// Names calls each with every name the chain refers to: its YAML path, its kind
// ("rota", "person", "queue" or "priority") and the name, so that the caller
// can check that it exists.
func (c Chain) Names(each func(path, kind, name string)) { panic("to come") }
