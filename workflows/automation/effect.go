package automation

import "time"

// Effect is what the shell must do, a closed set: Say, AskSlot, AskApproval,
// Close, Do, OpenTicket, Ended, Log. People are named by their ID.
type Effect interface{ effect() }

// Say tells a person something, in each language; the shell picks theirs.
type Say struct {
	Step    string `json:"step,omitempty"`
	To      string `json:"to"`
	Text    Text   `json:"text"` // the desk's markup
	Private bool   `json:"private,omitempty"`
}

// AskSlot asks a person one question. The answer is Answered{Step}. It comes
// again when an answer was none: Again then says why.
type AskSlot struct {
	Step  string    `json:"step"`
	To    string    `json:"to"`
	Slot  Slot      `json:"slot"` // the question is Slot.Ask, with its places filled
	Until time.Time `json:"until"`
	Again Text      `json:"again,omitempty"`
}

// AskApproval asks people to approve. The answer is Approved or Refused with
// the same Step and Asked. Reminder says that they were asked before.
type AskApproval struct {
	Step      string    `json:"step"`
	Asked     string    `json:"asked"`
	Approvers []string  `json:"approvers"`
	Text      Text      `json:"text"`
	Summary   []Field   `json:"summary,omitempty"` // everything that is asked for, except secrets
	Until     time.Time `json:"until"`
	Reminder  bool      `json:"reminder,omitempty"`
}

// Field is a name and a value to show, in each language.
type Field struct {
	Label Text `json:"label"`
	Value Text `json:"value"`
}

// Close says that a question or approval of the step is open no more: its
// buttons become inert, with the reason under them.
type Close struct {
	Step string `json:"step"`
	Why  Text   `json:"why"`
}

// Do has a step kind touch the world. The answer is Finished, Failed or
// Unknown; when none comes within Timeout the outcome is taken as unknown.
type Do struct {
	Step    string         `json:"step"`
	Kind    string         `json:"kind"`
	With    map[string]any `json:"with,omitempty"` // a secret is {"sealed": reference}
	Key     string         `json:"key"`            // idempotency key: the same at every try
	Timeout time.Duration  `json:"timeout"`
	Try     int            `json:"try"` // 1 at first
}

// OpenTicket opens a ticket. With Choices it asks a human of the desk about a
// step of unknown outcome: Answered{Step, By, Value}. A ticket step waits for
// Finished{Step, {number}}, told at once; with Resolved for Finished{Step,
// {number, resolution}}, told when it is resolved.
type OpenTicket struct {
	Step     string   `json:"step,omitempty"`
	Queue    string   `json:"queue,omitempty"` // "" when the definition names none: routing decides
	Kind     string   `json:"kind"`
	Title    Text     `json:"title"`
	Fields   []Field  `json:"fields,omitempty"`
	Why      string   `json:"why"`
	Choices  []Option `json:"choices,omitempty"`
	Resolved bool     `json:"resolved,omitempty"`
}

// Ended says how the run ended: StatusDone, StatusFailed or StatusCancelled.
type Ended struct {
	Status Status `json:"status"`
	Why    string `json:"why"`
}

// Log is one decision and its reason, for the audit.
type Log struct {
	Step string `json:"step,omitempty"`
	Why  string `json:"why"`
}

func (Say) effect()         {}
func (AskSlot) effect()     {}
func (AskApproval) effect() {}
func (Close) effect()       {}
func (Do) effect()          {}
func (OpenTicket) effect()  {}
func (Ended) effect()       {}
func (Log) effect()         {}
