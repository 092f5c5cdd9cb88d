// Package intents is the dialogue: whose turn it is, what is still missing,
// what a sentence means in the middle of a conversation. Everything in it is a
// function of (state, input); the bot shell gathers the input and applies the
// effects.
package intents

import (
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// Kind is ITIL's: something is broken, or something is wanted.
type Kind string

// The kinds of an Intent. Question and Social never open a ticket by themselves.
const (
	Incident Kind = "incident"
	Request  Kind = "request"
	Question Kind = "question"
	Social   Kind = "social" // greetings, thanks: answered with Reply, nothing else
)

// Text is one text in several languages.
type Text = map[string]string

// Intent is one thing people ask for, as the desk's owner describes it.
type Intent struct {
	Name     string              `yaml:"name"`
	Title    Text                `yaml:"title"` // becomes the ticket's title, and the label of its button
	Kind     Kind                `yaml:"kind"`
	Service  string              `yaml:"service,omitempty"`
	Impact   string              `yaml:"impact,omitempty"`  // organisation, department, group, person
	Urgency  string              `yaml:"urgency,omitempty"` // critical, high, medium, low
	Examples map[string][]string `yaml:"examples"`          // language → sentences
	Slots    []Slot              `yaml:"slots,omitempty"`
	Do       string              `yaml:"do,omitempty"`       // an automation; "" opens a ticket
	Reply    Text                `yaml:"reply,omitempty"`    // said at once, for Social and Question
	Articles []string            `yaml:"articles,omitempty"` // offered before any that is found
	Sure     float64             `yaml:"sure,omitempty"`     // least certainty to act on it; 0 is the desk's default
}

// SlotKind says what a slot takes.
type SlotKind string

// The kinds of a Slot.
const (
	SlotText    SlotKind = "text"
	SlotLong    SlotKind = "long"
	SlotChoice  SlotKind = "choice"
	SlotDate    SlotKind = "date"
	SlotNumber  SlotKind = "number"
	SlotPerson  SlotKind = "person"
	SlotService SlotKind = "service"
	SlotDevice  SlotKind = "device"
	SlotSite    SlotKind = "site"
)

// Slot is one thing the desk needs to know.
type Slot struct {
	Name     string   `yaml:"name"`
	Kind     SlotKind `yaml:"kind"`
	Ask      Text     `yaml:"ask"`             // the question
	Label    Text     `yaml:"label,omitempty"` // in forms and on the ticket; the question when absent
	Options  []Option `yaml:"options,omitempty"`
	Optional bool     `yaml:"optional,omitempty"` // never asked, only taken when said
	Default  string   `yaml:"default,omitempty"`  // "requester" means the person who asks
}

// Option is one answer of a choice.
type Option struct {
	Value   string   `yaml:"value"`
	Label   Text     `yaml:"label"`
	Also    []string `yaml:"also,omitempty"`    // other words for it, any language
	Impact  string   `yaml:"impact,omitempty"`  // choosing it sets the ticket's
	Urgency string   `yaml:"urgency,omitempty"` // the same
}

// Act is what a button does when pressed. It lives in a token's row, never in
// the button. ActHelped and its like are the values of Do.
type Act struct {
	Do    string `json:"do"`
	On    string `json:"on,omitempty"`    // an intent, an article, a ticket, a slot: what Do says
	Value string `json:"value,omitempty"` // the option, the score
}

// Choice is a button of a Say: the shell turns Act into a token.
type Choice struct {
	Label string     `json:"label"`
	Act   Act        `json:"act"`
	Style chat.Style `json:"style,omitempty"`
}

// Event is what happened, exactly one of Words, Chose, Filled and Rang.
type Event interface{ event() }

// Words were typed. Text is masked of secrets and trimmed.
type Words struct {
	Text  string
	Files []chat.File
}

// Chose is a button whose token was good.
type Chose struct{ Act Act }

// Filled is a form that came back.
type Filled struct{ Values map[string]string }

// Rang says that State.Wake has come.
type Rang struct{}

func (Words) event()  {}
func (Chose) event()  {}
func (Filled) event() {}
func (Rang) event()   {}

// Input is everything Decide may know.
type Input struct {
	Now      time.Time // in the person's zone
	Lang     string    // of this message; the talk's when the message does not tell
	Event    Event
	Person   Person
	Guesses  []Guess  // best first
	Entities []Entity // in the order they stand
	Secrets  []string // kinds of secrets that were masked in the words
	Hits     []Hit    // articles good enough to offer, best first
	Outages  []Outage // known, open, about a service or intent that was guessed
	Tickets  []Ticket // of this person, not closed, newest first
	Forms    bool     // the place draws forms
}

// Person is who is speaking.
type Person struct {
	ID, Name string
	Known    bool // linked to the directory
}

// Guess is what a sentence may mean. P is calibrated.
type Guess struct {
	Intent string
	P      float64
	Why    string
}

// Entity is a thing named in the words. Kind is a SlotKind that it can fill, or
// "time", which fills dates; Value is an id, a number, a time in RFC 3339, and
// "me" for the requester. Text is what people read: a person's full name. Two
// of one kind and text, but not one value, are a name that several things have.
type Entity struct{ Kind, Text, Value string }

// Hit is a passage of an article.
type Hit struct {
	Article string `json:"article"`
	Title   string `json:"title"`
	Section string `json:"section,omitempty"`
	URL     string `json:"url,omitempty"`
	Passage string `json:"passage"`
	Credit  string `json:"credit,omitempty"`
	Sure    bool   `json:"sure,omitempty"` // one answer, rather than a title worth trying
	Why     string `json:"why,omitempty"`
}

// Outage is a declared major incident that explains the trouble.
type Outage struct {
	Ticket string    `json:"ticket"`
	Title  string    `json:"title"`
	Since  time.Time `json:"since"`
}

// Ticket is one of the person's own.
type Ticket struct {
	Number, Title, Status, Assignee string // Assignee is a name, "" when nobody has it
	Opened, Due                     time.Time
	Here                            bool // it was opened in this talk
}

// Effect is what the shell must do, a closed set: Say, Open, Comment, Start,
// Stop, Answer, Offered, Judged, Confirm, Reopen, Rate, Join, Cancel.
type Effect interface{ effect() }

// Say shows a reply. Choices become a row of buttons under it (numbered where
// there are no buttons), and typing a label or its number is pressing it. With
// Menu they are a menu instead. A Form has no token yet: the shell gives one.
type Say struct {
	Reply   chat.Reply
	Choices []Choice
	Menu    string // label; "" is a row of buttons
	Form    *chat.Form
}

// Open opens a ticket with the conversation attached. The shell says the
// confirmation, because only it knows the number and the promise.
type Open struct {
	Intent          string // "" when nothing was recognised
	Kind            Kind
	Title, Text     string
	Service         string
	Impact, Urgency string
	Fields          map[string]string // slot → value
	Why             string            // "asked for a human", "article did not help", …
	Files           []chat.File
}

// Comment adds the requester's words to a ticket.
type Comment struct {
	Ticket, Text string
	Files        []chat.File
}

// Start starts an automation.
type Start struct {
	Automation string
	Slots      map[string]string
}

// Stop stops a running automation.
type Stop struct{ Run, Why string }

// Answer answers what a running automation asked.
type Answer struct{ Run, Step, Value string }

// Offered counts an article shown; Judged says whether it helped.
type Offered struct{ Article, Question string }

// Judged ends an offer: Outcome is "confirmed", "potential" or "none".
type Judged struct{ Article, Question, Outcome string }

// Confirm, Reopen, Rate, Join and Cancel are the requester's ticket commands.
type (
	Confirm struct{ Ticket string }
	Reopen  struct{ Ticket, Why string }
	Rate    struct {
		Ticket string
		Score  int // 1 to 5
	}
	Join   struct{ Ticket string } // "me too"
	Cancel struct{ Ticket, Why string }
)

func (Say) effect()     {}
func (Open) effect()    {}
func (Comment) effect() {}
func (Start) effect()   {}
func (Stop) effect()    {}
func (Answer) effect()  {}
func (Offered) effect() {}
func (Judged) effect()  {}
func (Confirm) effect() {}
func (Reopen) effect()  {}
func (Rate) effect()    {}
func (Join) effect()    {}
func (Cancel) effect()  {}
