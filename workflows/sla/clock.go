package sla

import "time"

// The clocks a plan promises.
const (
	FirstResponse = "first_response"
	Resolution    = "resolution"
)

// Segment is a stretch of a clock's life.
type Segment struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to,omitzero"` // zero: still going on
	Paused bool      `json:"paused,omitempty"`
	Why    string    `json:"why,omitempty"` // one of the Why constants, or somebody's own words
}

// Clock is one promise on one ticket. Its methods return a changed copy and
// never touch the ledger they were given, so a Clock may be kept and compared.
type Clock struct {
	Name    string        `json:"name"`   // FirstResponse, Resolution
	Target  time.Duration `json:"target"` // working time promised; zero: nothing is promised
	Hours   string        `json:"hours"`  // the calendar's name; empty: around the clock
	Ledger  []Segment     `json:"ledger,omitempty"`
	Stopped time.Time     `json:"stopped,omitzero"` // when the promise was fulfilled
}

// Start begins the ledger. A clock starts once: later calls change nothing.
func (c Clock) Start(at time.Time, why string) Clock { panic("to come") }

// Pause halts a running clock.
func (c Clock) Pause(at time.Time, why string) Clock { panic("to come") }

// Resume lets a paused clock run on; a stopped one too (a ticket reopened), and
// then the time in between counts as paused.
func (c Clock) Resume(at time.Time, why string) Clock { panic("to come") }

// Stop fulfils the promise.
func (c Clock) Stop(at time.Time, why string) Clock { panic("to come") }

// Retarget changes what is promised (another priority, another plan) and keeps
// the ledger.
func (c Clock) Retarget(target time.Duration, hours string) Clock { panic("to come") }

// Reading is what a clock shows at an instant.
type Reading struct {
	Spent  time.Duration // working time used
	Left   time.Duration // until the target; negative once overrun
	Paused bool
	Met    bool      // stopped in time
	Broken bool      // the target was reached without a stop
	Due    time.Time // when Left reaches zero; zero while unknown (paused, nothing promised)
}

// Read reads the clock at the instant now.
func (c Clock) Read(cal Calendar, now time.Time) Reading { panic("to come") }

// Next returns the next warning to give: the percentage of the target that has
// passed, and when. Percentages up to done were given already. When several
// were missed only the highest is returned, with an instant not after now.
// Zero, zero: nothing is left to warn of, or the clock stands still.
func (c Clock) Next(cal Calendar, now time.Time, warn []int, done int) (percent int, at time.Time) {
	panic("to come")
}

// Explain says in the reader's language ("en" or "fr") why the deadline is
// what it is: the promise, every segment and what it cost, the result.
func (c Clock) Explain(cal Calendar, now time.Time, lang string) []string { panic("to come") }
