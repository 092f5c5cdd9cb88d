package ticket

import (
	"slices"
	"time"

	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// Event is something that happens to a ticket: a closed set.
type Event interface {
	// Action is what somebody needs the right for; "" when only the desk does it.
	Action() people.Action
	check(t Ticket, by people.ID, now time.Time) *Refusal
	apply(t *Ticket, x Entry)
}

// The events that people cause.
type (
	// Opened begins a ticket; Apply takes everything from it.
	Opened struct {
		Ticket Ticket `json:"ticket"`
	}
	// Claimed makes its author the assignee.
	Claimed struct{}
	// Assigned gives it to somebody.
	Assigned struct {
		To people.ID `json:"to"`
	}
	// Released puts it back into its queue.
	Released struct{}
	// Prioritised sets the priority, and with it what is promised.
	Prioritised struct {
		Priority   string    `json:"priority"`
		Response   sla.Clock `json:"response"`   // only Target and Hours are taken
		Resolution sla.Clock `json:"resolution"` // the same
	}
	// Moved puts it into another queue.
	Moved struct {
		Queue string `json:"queue"`
	}
	// Noted is what only colleagues read.
	Noted struct {
		Text string `json:"text"`
	}
	// Replied is what the requester will read, at At.
	Replied struct {
		Text string    `json:"text"`
		At   time.Time `json:"at"`
	}
	// Undone takes a reply back before it was sent. Of 0 is the author's latest.
	Undone struct {
		Of int `json:"of"`
	}
	// Commented is what the requester says.
	Commented struct {
		Text  string   `json:"text"`
		Files []string `json:"files,omitempty"`
	}
	// HeldUp makes it wait for somebody else. Till zero: until somebody resumes.
	HeldUp struct {
		Reason string    `json:"reason"`
		Till   time.Time `json:"till,omitzero"`
	}
	// Resumed ends a hold.
	Resumed struct{}
	// Solved says how it was solved; CloseAt is when silence means yes.
	Solved struct {
		How     string    `json:"how"`
		CloseAt time.Time `json:"close_at"`
	}
	// Confirmed closes it: the requester agrees.
	Confirmed struct{}
	// Reopened says that it is not solved.
	Reopened struct {
		Reason string `json:"reason"`
	}
	// Rated is the requester's mark, 1 to 5.
	Rated struct {
		Score int `json:"score"`
	}
	// Joined says "me too".
	Joined struct{}
	// Dropped says that it is no longer needed.
	Dropped struct {
		Reason string `json:"reason"`
	}
	// Declared makes it a major incident, or no longer one: others who have the
	// same trouble are told of it and can join.
	Declared struct {
		Major bool `json:"major"`
	}
	// Acknowledged stops the paging.
	Acknowledged struct{}
)

// The events that time brings.
type (
	// Sent says that a reply can no longer be undone: it goes out now.
	Sent struct {
		Of   int    `json:"of"`
		Text string `json:"text"`
	}
	// Paged is a link of the chain climbed. Whom is "" when it pages a queue's
	// channel, or when nobody is on call.
	Paged struct {
		Link  int       `json:"link"`
		Whom  people.ID `json:"whom,omitempty"`
		Rota  string    `json:"rota,omitempty"`
		Queue string    `json:"queue,omitempty"`
	}
	// Warned says that a clock has used up so many percent; at 100 it is broken.
	Warned struct {
		Clock   string    `json:"clock"`
		Percent int       `json:"percent"`
		Due     time.Time `json:"due"`
	}
	// Lapsed closes a resolved ticket that nobody objected to.
	Lapsed struct{}
)

// Action implements Event.
func (Opened) Action() people.Action       { return people.Open }
func (Claimed) Action() people.Action      { return people.Claim }
func (Assigned) Action() people.Action     { return people.Assign }
func (Released) Action() people.Action     { return people.Release }
func (Prioritised) Action() people.Action  { return people.Prioritise }
func (Moved) Action() people.Action        { return people.Move }
func (Noted) Action() people.Action        { return people.Note }
func (Replied) Action() people.Action      { return people.Reply }
func (Undone) Action() people.Action       { return people.Reply }
func (Commented) Action() people.Action    { return people.Comment }
func (HeldUp) Action() people.Action       { return people.Hold }
func (Resumed) Action() people.Action      { return people.Resume }
func (Solved) Action() people.Action       { return people.Resolve }
func (Confirmed) Action() people.Action    { return people.Confirm }
func (Reopened) Action() people.Action     { return people.Reopen }
func (Rated) Action() people.Action        { return people.Rate }
func (Joined) Action() people.Action       { return "" }
func (Dropped) Action() people.Action      { return people.Withdraw }
func (Declared) Action() people.Action     { return people.Declare }
func (Acknowledged) Action() people.Action { return people.Acknowledge }
func (Sent) Action() people.Action         { return "" }
func (Paged) Action() people.Action        { return "" }
func (Warned) Action() people.Action       { return "" }
func (Lapsed) Action() people.Action       { return "" }

func (e Opened) apply(t *Ticket, x Entry) {
	*t = e.Ticket
	t.Seq, t.Warned = x.Seq, map[string]int{}
	t.State.Status = New
	t.Response = t.Response.Start(x.At, "")
	t.Resolution = t.Resolution.Start(x.At, "")
	if len(t.Chain.Steps) > 0 {
		t.ChainFrom = x.At
	}
}

func (e Claimed) apply(t *Ticket, x Entry) { t.take(x.By) }

func (e Assigned) apply(t *Ticket, _ Entry) { t.take(e.To) }

// take gives the ticket to somebody, which is what its chain was for.
func (t *Ticket) take(who people.ID) {
	t.State.Assignee = who
	if t.State.Status == New {
		t.State.Status = Progress
	}
	t.ChainFrom = time.Time{}
}

func (e Released) apply(t *Ticket, x Entry) { t.release(x.At) }

// release takes the ticket from whoever has it. One on hold stays so.
func (t *Ticket) release(at time.Time) {
	t.State.Assignee = ""
	if t.State.Status == Progress {
		t.State.Status = New
	}
	t.climbAgain(at)
}

// climbAgain starts the chain from its foot: nobody has the ticket any more.
func (t *Ticket) climbAgain(at time.Time) {
	t.State.Acked = ""
	t.Climbed = 0
	t.ChainFrom = time.Time{}
	if len(t.Chain.Steps) > 0 {
		t.ChainFrom = at
	}
}

func (e Prioritised) apply(t *Ticket, _ Entry) {
	t.Facts.Priority = e.Priority
	t.Response = t.Response.Retarget(e.Response.Target, e.Response.Hours)
	t.Resolution = t.Resolution.Retarget(e.Resolution.Target, e.Resolution.Hours)
	for _, c := range []sla.Clock{t.Response, t.Resolution} {
		if c.Stopped.IsZero() {
			delete(t.Warned, c.Name) // that was of another promise
		}
	}
}

func (e Moved) apply(t *Ticket, x Entry) {
	t.Facts.Queue = e.Queue
	if t.State.Assignee != "" || t.State.Acked != "" { // of the other queue
		t.release(x.At)
	}
}

func (e Noted) apply(*Ticket, Entry) {}

func (e Replied) apply(t *Ticket, x Entry) {
	t.Sending = append(t.Sending, Reply{Seq: x.Seq, At: e.At, By: x.By, Text: e.Text})
}

func (e Undone) apply(t *Ticket, x Entry) {
	i := t.sending(e.Of, x.By)
	if i >= 0 {
		t.Sending = slices.Delete(t.Sending, i, i+1)
	}
}

// sending finds a reply that is still on its way: of an entry, or the last of
// an author.
func (t Ticket) sending(of int, by people.ID) int {
	for i := len(t.Sending) - 1; i >= 0; i-- {
		if t.Sending[i].Seq == of || of == 0 && t.Sending[i].By == by {
			return i
		}
	}
	return -1
}

func (e Commented) apply(t *Ticket, x Entry) {
	if t.State.Status == Held {
		t.resume(x.At)
	}
}

func (e HeldUp) apply(t *Ticket, x Entry) {
	t.State.Status, t.State.HeldFrom, t.State.HeldWhy, t.State.HeldTill = Held, x.At, e.Reason, e.Till
	t.Resolution = t.Resolution.Pause(x.At, e.Reason)
}

func (e Resumed) apply(t *Ticket, x Entry) { t.resume(x.At) }

func (t *Ticket) resume(at time.Time) {
	if !t.ChainFrom.IsZero() { // it stood still meanwhile
		stood := t.State.HeldFrom
		if t.ChainFrom.After(stood) {
			stood = t.ChainFrom
		}
		t.ChainFrom = t.ChainFrom.Add(at.Sub(stood))
	}
	t.endHold()
	t.State.Status = Progress
	if t.State.Assignee == "" {
		t.State.Status = New
	}
	t.Resolution = t.Resolution.Resume(at, "")
}

func (t *Ticket) endHold() {
	t.State.HeldFrom, t.State.HeldWhy, t.State.HeldTill = time.Time{}, "", time.Time{}
}

func (e Solved) apply(t *Ticket, x Entry) {
	t.State.Status, t.State.Solution, t.State.Resolved, t.State.CloseAt = Resolved, e.How, x.At, e.CloseAt
	if t.State.Assignee == "" {
		t.State.Assignee = x.By
	}
	t.stop(x.At)
}

// stop ends all that runs: hold, clocks, chain.
func (t *Ticket) stop(at time.Time) {
	t.endHold()
	t.Response = t.Response.Stop(at, "")
	t.Resolution = t.Resolution.Stop(at, "")
	t.ChainFrom = time.Time{}
}

func (e Confirmed) apply(t *Ticket, _ Entry) { t.State.Status, t.State.CloseAt = Closed, time.Time{} }

func (e Lapsed) apply(t *Ticket, _ Entry) { t.State.Status, t.State.CloseAt = Closed, time.Time{} }

func (e Reopened) apply(t *Ticket, x Entry) {
	t.State.Reopened++
	t.State.CloseAt, t.State.Resolved = time.Time{}, time.Time{}
	t.State.Status = Progress
	t.Resolution = t.Resolution.Resume(x.At, "")
	if t.State.Assignee == "" {
		t.State.Status = New
		t.climbAgain(x.At)
	}
}

func (e Rated) apply(t *Ticket, _ Entry) { t.State.Rating = e.Score }

func (e Joined) apply(t *Ticket, x Entry) { t.State.Watchers = append(t.State.Watchers, x.By) }

func (e Dropped) apply(t *Ticket, x Entry) {
	t.State.Status, t.State.CloseAt = Withdrawn, time.Time{}
	t.Sending = nil
	t.stop(x.At)
}

func (e Declared) apply(t *Ticket, _ Entry) { t.State.Major = e.Major }

func (e Acknowledged) apply(t *Ticket, x Entry) {
	t.State.Acked = x.By
	t.ChainFrom = time.Time{}
}

func (e Sent) apply(t *Ticket, x Entry) {
	if i := t.sending(e.Of, ""); i >= 0 {
		t.Sending = slices.Delete(t.Sending, i, i+1)
	}
	t.Response = t.Response.Stop(x.At, "")
}

func (e Paged) apply(t *Ticket, _ Entry) {
	t.Climbed = e.Link + 1
	if e.Whom != "" && !slices.Contains(t.State.Paged, e.Whom) {
		t.State.Paged = append(t.State.Paged, e.Whom)
	}
}

func (e Warned) apply(t *Ticket, _ Entry) { t.Warned[e.Clock] = e.Percent }
