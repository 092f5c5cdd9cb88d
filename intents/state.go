package intents

import (
	"maps"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// State is what the desk remembers of one talk between two messages. It is
// small, and travels as JSON. The zero value is a talk that has not begun.
type State struct {
	Lang   string    `json:"lang"`
	Wake   time.Time `json:"wake"`            // when Rang is wanted; zero: never
	Ticket string    `json:"ticket"`          // number of the ticket this talk was handed to
	About  string    `json:"about,omitempty"` // the intent that Ticket was opened for
	Acked  bool      `json:"acked,omitempty"` // said once that words here go to Ticket

	Task  *Task    `json:"task,omitempty"`  // what is being dealt with
	Later []Task   `json:"later,omitempty"` // put aside, the latest last
	Side  Ask      `json:"side,omitzero"`   // an open question beside the task's
	Held  *Held    `json:"held,omitempty"`  // words put aside until Side is answered
	Shown []Choice `json:"shown,omitempty"` // the choices that may be typed

	Misses int         `json:"misses,omitempty"` // times in a row that nothing was understood
	Said   string      `json:"said,omitempty"`   // those words
	Files  []chat.File `json:"files,omitempty"`  // that came before any words
}

// Task is one thing the requester wants, from the first sentence on.
type Task struct {
	Intent   string          `json:"intent,omitempty"` // "" when it was not recognised
	Maybe    []string        `json:"maybe,omitempty"`  // the intents it may be instead
	P        float64         `json:"p,omitempty"`      // certainty; 1 when the requester chose
	Said     string          `json:"said"`
	Files    []chat.File     `json:"files,omitempty"`
	Slots    map[string]Told `json:"slots,omitempty"`
	Last     string          `json:"last,omitempty"`       // the slot filled last
	Unclear  []string        `json:"unclear,omitempty"`    // slots named so that several values fit
	Skipped  []string        `json:"skipped,omitempty"`    // slots to do without
	Ask      Ask             `json:"ask,omitzero"`         // the open question
	OneByOne bool            `json:"one_by_one,omitempty"` // a form was answered in words

	Outage *Outage `json:"outage,omitempty"` // that may explain it; nil once denied
	Hits   []Hit   `json:"hits,omitempty"`   // articles not shown yet
	Offer  string  `json:"offer,omitempty"`  // the article shown last
	Judged bool    `json:"judged,omitempty"` // it is known whether that one helped
	Tried  int     `json:"tried,omitempty"`  // passages shown
}

// Told is a slot's value, and how people read it.
type Told struct {
	Value string `json:"value"`
	Text  string `json:"text,omitempty"` // "" reads as Value
}

func (t Told) String() string {
	if t.Text != "" {
		return t.Text
	}
	return t.Value
}

// Ask is an open question.
type Ask struct {
	What string `json:"what,omitempty"` // askSlot and its like
	On   string `json:"on,omitempty"`   // the slot, the ticket, run/step
	Text string `json:"text,omitempty"` // the question itself, of an automation
	Bad  int    `json:"bad,omitempty"`  // answers that were none
}

// The questions that belong to a task.
const (
	askSlot     = "slot"
	askForm     = "form"
	askHelped   = "helped"   // did this article help?
	askArticles = "articles" // which of these titles?
	askIntent   = "intent"   // which of these do you mean?
	askOutage   = "outage"   // is it this one?
	askStart    = "start"    // shall I?
	askOpen     = "open"     // shall I open a ticket with that?
)

// The questions beside a task: answering one leads back to it.
const (
	askAbout   = "about"   // about the ticket, or something new?
	askNew     = "new"     // something new, in the middle of a task?
	askFile    = "file"    // what should I do with it?
	askConfirm = "confirm" // is the resolved ticket solved?
	askStill   = "still"   // what still fails?
	askRate    = "rate"    // from 1 to 5?
	askClose   = "close"   // shall I cancel the ticket?
	askAnswer  = "answer"  // an automation's
)

// Held are words whose subject is being asked for.
type Held struct {
	Text  string      `json:"text"`
	Files []chat.File `json:"files,omitempty"`
	Task  Task        `json:"task"` // what they are if they are something new
}

// Handed says that the shell opened ticket for this talk.
func (s State) Handed(ticket string) State {
	s.Ticket, s.Acked = ticket, false
	return s
}

// Closed says that ticket is closed: the next words start anew.
func (s State) Closed(ticket string) State {
	if s.Ticket == ticket {
		s.Ticket, s.About, s.Acked = "", "", false
	}
	if s.Side.On == ticket && s.Side.What != askRate {
		s.Side, s.Held, s.Shown = Ask{}, nil, nil
	}
	return s
}

// Asked says that an automation asked question in this talk. The answer is
// typed or chosen; without choices any words are the answer.
func (s State) Asked(run, step, question string, choices []Choice) State {
	s.Side = Ask{What: askAnswer, On: run + answerParts + step, Text: clip(question, maxQuestion)}
	s.Held, s.Shown = nil, shown(choices)
	return s
}

// Showed says that the shell put choices under words of its own, such as
// Confirm and Reopen under "INC-12 is resolved", so that they can be typed.
func (s State) Showed(choices []Choice) State {
	if s.ask().What == "" {
		s.Shown = shown(choices)
	}
	return s
}

// ask is the question that is open now.
func (s State) ask() Ask {
	switch {
	case s.Side.What != "":
		return s.Side
	case s.Task != nil:
		return s.Task.Ask
	}
	return Ask{}
}

// clone copies all that a turn may change.
func (s State) clone() State {
	if s.Task != nil {
		t := s.Task.clone()
		s.Task = &t
	}
	s.Later = slices.Clone(s.Later)
	for i := range s.Later {
		s.Later[i] = s.Later[i].clone()
	}
	if s.Held != nil {
		h := *s.Held
		h.Task = h.Task.clone()
		s.Held = &h
	}
	s.Shown, s.Files = slices.Clone(s.Shown), slices.Clone(s.Files)
	return s
}

func (t Task) clone() Task {
	t.Slots = maps.Clone(t.Slots)
	t.Unclear = slices.Clone(t.Unclear)
	t.Skipped, t.Hits, t.Files = slices.Clone(t.Skipped), slices.Clone(t.Hits), slices.Clone(t.Files)
	return t
}
