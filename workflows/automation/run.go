package automation

import (
	"maps"
	"slices"
	"time"
)

// Status is where a run stands.
type Status string

// The statuses of a Run. The last three are final.
const (
	StatusRunning   Status = "running" // only between two steps of one Advance
	StatusWaiting   Status = "waiting"
	StatusUndoing   Status = "undoing" // takes back what was done, then ends
	StatusDone      Status = "done"
	StatusFailed    Status = "failed"
	StatusCancelled Status = "cancelled"
)

// Final says whether nothing can happen any more.
func (s Status) Final() bool {
	return s == StatusDone || s == StatusFailed || s == StatusCancelled
}

// Run is one automation being carried out: plain JSON, of which Advance makes
// the next. It belongs to whoever holds its row; no field is changed by others,
// except that the shell may bring Facts up to date before it calls Advance.
type Run struct {
	ID         string            `json:"id"`
	Definition Definition        `json:"definition"`      // as it was at the start
	Slots      map[string]string `json:"slots,omitempty"` // dates are RFC 3339 here
	Requester  string            `json:"requester"`       // person's ID; never an approver
	Subject    string            `json:"subject"`         // whom it is about: the first person slot, else the requester
	Facts      Facts             `json:"facts"`
	Status     Status            `json:"status"`
	At         int               `json:"at"`                // the step in hand, an index
	Results    map[string]Result `json:"results,omitempty"` // step ID → what came of it
	Waiting    *Waiting          `json:"waiting,omitempty"` // nil unless it waits
	Wake       time.Time         `json:"wake,omitzero"`     // when to send Rang; zero is never
	Approvals  []Vote            `json:"approvals,omitempty"`
	Edits      int               `json:"edits,omitempty"` // how often what is asked for was changed
	Ending     *Ending           `json:"ending,omitempty"`
	Started    time.Time         `json:"started"`
	Why        string            `json:"why,omitempty"` // of the last decision
}

// Result is what came of a step.
type Result struct {
	Values  map[string]any `json:"values,omitempty"`
	Skipped bool           `json:"skipped,omitempty"` // its condition was false
	Failed  string         `json:"failed,omitempty"`  // it failed, and the run went on
	Print   string         `json:"print,omitempty"`   // what was said or asked: kept through an edit when the same
}

// Wait is what a run waits for.
type Wait string

// The waits of a run.
const (
	WaitStep     Wait = "step"     // a Do is out
	WaitRetry    Wait = "retry"    // the next try's time
	WaitHuman    Wait = "human"    // a human says whether a step was done
	WaitAnswer   Wait = "answer"   // an answer to a question
	WaitApproval Wait = "approval" // votes
	WaitTime     Wait = "time"     // a moment
	WaitTicket   Wait = "ticket"   // a ticket's resolution
)

// Waiting is what is outstanding.
type Waiting struct {
	For      Wait      `json:"for"`
	Step     string    `json:"step"`
	Until    time.Time `json:"until,omitzero"`     // timeout, expiry or moment
	Do       *Do       `json:"do,omitempty"`       // of WaitStep, WaitRetry and WaitHuman: the last try
	Lost     int       `json:"lost,omitempty"`     // tries of unknown outcome
	Question *AskSlot  `json:"question,omitempty"` // of WaitAnswer
	Approval *Approval `json:"approval,omitempty"` // of WaitApproval
	Print    string    `json:"print,omitempty"`
}

// Ending is how a run is going to end once it has taken back what it can.
type Ending struct {
	Status Status   `json:"status"`
	Why    string   `json:"why"`
	Failed string   `json:"failed,omitempty"` // the step that failed
	Undo   []string `json:"undo,omitempty"`   // steps still to take back, the next first
	Undone []string `json:"undone,omitempty"`
	Left   []string `json:"left,omitempty"` // steps that stay done, or perhaps done
	Told   bool     `json:"told,omitempty"` // the requester knows already
}

// Person is what is known of somebody. In expressions the names are those of
// the tags: account.dn, requester.language.
type Person struct {
	ID         string   `json:"id" expr:"id"`
	Name       string   `json:"name,omitempty" expr:"name"`
	Login      string   `json:"login,omitempty" expr:"login"`
	DN         string   `json:"dn,omitempty" expr:"dn"` // in the directory
	Email      string   `json:"email,omitempty" expr:"email"`
	Language   string   `json:"language,omitempty" expr:"language"`
	Title      string   `json:"title,omitempty" expr:"title"`
	Department string   `json:"department,omitempty" expr:"department"`
	Site       string   `json:"site,omitempty" expr:"site"`
	Manager    string   `json:"manager,omitempty" expr:"manager"` // ID
	Groups     []string `json:"groups,omitempty" expr:"groups"`
}

// Facts is everything a run may know of people. The shell gathers it: the
// requester, the people named in slots, whoever Definition.Needs asks for, all
// their managers upwards, and the delegates of all these.
type Facts struct {
	Requester Person              `json:"requester"`
	People    map[string]Person   `json:"people,omitempty"`    // by ID
	Groups    map[string][]string `json:"groups,omitempty"`    // group → members' IDs
	Owners    map[string]string   `json:"owners,omitempty"`    // service, group, device or site → owner's ID
	Delegates map[string]string   `json:"delegates,omitempty"` // person → who decides in their place, now
	Away      map[string]bool     `json:"away,omitempty"`      // out of office, now
}

// person is the one reading of an ID, so that equal IDs are equal persons.
func (f Facts) person(id string) Person {
	if id == f.Requester.ID {
		return f.Requester
	}
	if p, ok := f.People[id]; ok {
		p.ID = id
		return p
	}
	return Person{ID: id}
}

// clone copies what Advance may change, so that the run it was given stays.
func (r Run) clone() Run {
	r.Slots = cloned(r.Slots)
	r.Results = cloned(r.Results)
	r.Approvals = slices.Clone(r.Approvals)
	if r.Waiting != nil {
		w := *r.Waiting
		if w.Approval != nil {
			a := w.Approval.clone()
			w.Approval = &a
		}
		r.Waiting = &w
	}
	if r.Ending != nil {
		e := *r.Ending
		e.Undo, e.Undone, e.Left = slices.Clone(e.Undo), slices.Clone(e.Undone), slices.Clone(e.Left)
		r.Ending = &e
	}
	return r
}

func cloned[V any](m map[string]V) map[string]V {
	out := make(map[string]V, len(m))
	maps.Copy(out, m)
	return out
}
