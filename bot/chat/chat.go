// Package chat is the vocabulary that every chat platform shares: what people
// say (Message), what the desk answers (Reply), and what a platform must be
// able to do (Adapter). It imports nothing of ours and names no platform.
package chat

import (
	"strings"
	"time"
)

// Account is an identity on one platform. It is not yet a person: a person
// may have an account on each platform, and an account may belong to nobody.
type Account struct {
	Adapter string `json:"adapter"`
	ID      string `json:"id"`
}

func (a Account) String() string { return a.Adapter + ":" + a.ID }

// Place is where something is said. Thread is empty outside threads.
type Place struct {
	Adapter string `json:"adapter"`
	Channel string `json:"channel"`
	Thread  string `json:"thread,omitempty"`
}

func (p Place) String() string {
	return strings.TrimSuffix(p.Adapter+":"+p.Channel+"/"+p.Thread, "/")
}

// Message is one event from a person. (Place.Adapter, ID) recognises a
// redelivery, so ID must be the platform's own and stable across retries.
type Message struct {
	ID     string
	Place  Place
	From   Account
	Direct bool // one to one, or the desk was named
	At     time.Time
	Did    Did
	Handle string // opaque: answers this very event (trigger id, interaction token)
	Locale string // the platform's idea of the reader's language, "" if it has none
}

// Did is what the person did: exactly one of Said, Pressed, Filled, Reacted.
type Did interface{ did() }

// Said is typed or dictated text, perhaps with files.
type Said struct {
	Text  string `json:"text"`
	Files []File `json:"files,omitempty"`
}

// Pressed is a button or a menu choice. The token says what it means.
type Pressed struct {
	Token string `json:"token"`
	Value string `json:"value,omitempty"` // the option chosen in a Choose
}

// Filled is a submitted form: field name to what was entered.
type Filled struct {
	Token  string            `json:"token"`
	Values map[string]string `json:"values"`
}

// Reacted is an emoji put on a message.
type Reacted struct {
	Emoji string `json:"emoji"` // the short name without colons: "eyes"
	On    Ref    `json:"on"`
}

func (Said) did()    {}
func (Pressed) did() {}
func (Filled) did()  {}
func (Reacted) did() {}

// File is an attachment as the platform names it; its bytes stay there.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // MIME type
	Size int64  `json:"size"` // bytes
	URL  string `json:"url"`
}

// Ref is the platform's name of a message it has shown; enough to edit it or
// to hang a thread on it.
type Ref string
