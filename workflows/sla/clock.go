package sla

import (
	"slices"
	"time"
)

// The clocks a plan promises.
const (
	FirstResponse = "first_response"
	Resolution    = "resolution"
)

// Why a segment began, for Segment.Why. Any other text is somebody's own words.
const (
	Opened   = "opened"   // the ticket was opened
	Waiting  = "waiting"  // for the requester
	Held     = "held"     // for somebody else: a supplier, a change
	Answered = "answered" // words went to, or came from, the requester
	Resumed  = "resumed"  // the wait is over
	Resolved = "resolved"
	Reopened = "reopened"
)

// Segment is a stretch of a clock's life. Each begins where the one before ended.
type Segment struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to,omitzero"` // zero: still going on
	Paused bool      `json:"paused,omitempty"`
	Why    string    `json:"why,omitempty"` // why it began: a constant above, or somebody's own words
}

// Clock is one promise on one ticket. Its methods return a changed copy and
// never touch the ledger they were given, so a Clock may be kept and compared.
// An instant before the last one entered counts as that one: a ledger never
// runs backwards.
type Clock struct {
	Name    string        `json:"name"`   // FirstResponse, Resolution
	Target  time.Duration `json:"target"` // working time promised; zero: nothing is promised
	Hours   string        `json:"hours"`  // the calendar's name; empty: around the clock
	Ledger  []Segment     `json:"ledger,omitempty"`
	Stopped time.Time     `json:"stopped,omitzero"`  // when the promise was fulfilled,
	Because string        `json:"because,omitempty"` // and how, as Segment.Why
}

// Start begins the ledger. A clock starts once: later calls change nothing.
func (c Clock) Start(at time.Time, why string) Clock {
	if len(c.Ledger) == 0 {
		c.Ledger = []Segment{{From: at, Why: why}}
	}
	return c
}

// Pause halts a running clock.
func (c Clock) Pause(at time.Time, why string) Clock {
	if !c.Running() {
		return c
	}
	return c.turn(at, true, why)
}

// Resume lets a paused clock run on; a stopped one too (a ticket reopened), and
// then the time in between counts as paused.
func (c Clock) Resume(at time.Time, why string) Clock {
	switch {
	case len(c.Ledger) == 0 || c.Running():
		return c
	case !c.Stopped.IsZero():
		c.Ledger = append(slices.Clone(c.Ledger), Segment{From: c.Stopped, Paused: true, Why: c.Because})
		c.Stopped, c.Because = time.Time{}, ""
	}
	return c.turn(at, false, why)
}

// Stop fulfils the promise.
func (c Clock) Stop(at time.Time, why string) Clock {
	if len(c.Ledger) == 0 || !c.Stopped.IsZero() {
		return c
	}
	c.Ledger = slices.Clone(c.Ledger)
	last := &c.Ledger[len(c.Ledger)-1]
	last.To = later(at, last.From)
	c.Stopped, c.Because = last.To, why
	return c
}

// turn ends the current segment and begins another.
func (c Clock) turn(at time.Time, paused bool, why string) Clock {
	c.Ledger = slices.Clone(c.Ledger)
	last := &c.Ledger[len(c.Ledger)-1]
	last.To = later(at, last.From)
	c.Ledger = append(c.Ledger, Segment{From: last.To, Paused: paused, Why: why})
	return c
}

// Retarget changes what is promised (another priority, another plan) and keeps
// the ledger.
func (c Clock) Retarget(target time.Duration, hours string) Clock {
	c.Target, c.Hours = target, hours
	return c
}

// Running reports whether the clock was started and neither paused nor stopped.
func (c Clock) Running() bool {
	return len(c.Ledger) > 0 && c.Stopped.IsZero() && !c.Ledger[len(c.Ledger)-1].Paused
}
