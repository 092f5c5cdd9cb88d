// Package ticket is the ticket and everything that can happen to it. A ticket
// is the fold of its entries: Check says whether an event may happen now, Apply
// makes it so, and Wake says what time alone brings about. All of it is pure;
// who may do what is people.Policy's to say.
package ticket

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// Status is where a ticket stands.
type Status string

// The statuses, in the order a ticket usually takes them.
const (
	New       Status = "new"         // nobody has it
	Progress  Status = "in_progress" // its assignee works on it
	Held      Status = "held"        // waits for somebody else; the clocks stand
	Resolved  Status = "resolved"    // solved, as the agent sees it
	Closed    Status = "closed"      // solved, as the requester sees it, or left so
	Withdrawn Status = "withdrawn"   // no longer needed
)

// Ended reports whether the ticket is out of everybody's way.
func (s Status) Ended() bool { return s == Closed || s == Withdrawn }

// Done reports whether nobody has to work on it now.
func (s Status) Done() bool { return s.Ended() || s == Resolved }

// Ticket is an incident or a request. Everything promised at its opening is
// kept in it: a later change of the desk's configuration does not reach it.
type Ticket struct {
	ID    int64    `json:"id"`
	Seq   int      `json:"seq"` // entries so far
	Facts Facts    `json:"facts"`
	State Standing `json:"state"`

	Response   sla.Clock        `json:"response"`
	Resolution sla.Clock        `json:"resolution"`
	Warn       []int            `json:"warn"`
	Warned     map[string]int   `json:"warned,omitempty"` // clock → highest percentage told
	Chain      escalation.Chain `json:"chain"`
	ChainFrom  time.Time        `json:"chain_from,omitzero"` // zero: nothing to climb
	Climbed    int              `json:"climbed,omitempty"`
	Sending    []Reply          `json:"sending,omitempty"` // replies that can still be undone
}

// Facts are what was known at the opening and what was corrected since.
type Facts struct {
	Kind      string            `json:"kind"` // incident, request
	Title     string            `json:"title"`
	Text      string            `json:"text"` // the requester's own words
	Intent    string            `json:"intent,omitempty"`
	Service   string            `json:"service,omitempty"`
	Queue     string            `json:"queue"`
	Impact    string            `json:"impact"`
	Urgency   string            `json:"urgency"`
	Priority  string            `json:"priority"`
	Fields    map[string]string `json:"fields,omitempty"`
	Requester people.ID         `json:"requester"`
	Lang      string            `json:"lang"`    // the requester's
	Place     chat.Place        `json:"place"`   // where the requester is answered
	Account   chat.Account      `json:"account"` // and as whom
	Talk      int64             `json:"talk"`
	Opened    time.Time         `json:"opened"`
	Path      []string          `json:"path,omitempty"` // the routes that chose the queue
	Run       string            `json:"run,omitempty"`  // run/step that it was opened by
}

// Standing is what changes as people work.
type Standing struct {
	Status   Status      `json:"status"`
	Assignee people.ID   `json:"assignee,omitempty"`
	Watchers []people.ID `json:"watchers,omitempty"` // told of what the requester is told
	Paged    []people.ID `json:"paged,omitempty"`
	Acked    people.ID   `json:"acked,omitempty"`
	Major    bool        `json:"major,omitempty"` // a major incident: others may join
	HeldFrom time.Time   `json:"held_from,omitzero"`
	HeldWhy  string      `json:"held_why,omitempty"`
	HeldTill time.Time   `json:"held_till,omitzero"`
	Solution string      `json:"solution,omitempty"`
	Resolved time.Time   `json:"resolved,omitzero"`
	Reopened int         `json:"reopened,omitempty"` // times
	CloseAt  time.Time   `json:"close_at,omitzero"`  // closes by itself, if nobody objects
	Rating   int         `json:"rating,omitempty"`   // 1 to 5, 0 not yet
}

// Reply is a reply on its way: undoable until At.
type Reply struct {
	Seq  int       `json:"seq"` // of its entry
	At   time.Time `json:"at"`
	By   people.ID `json:"by"`
	Text string    `json:"text"`
}

// Number is how people call it: INC-12, REQ-12. The digits alone are unique.
func (t Ticket) Number() string {
	prefix := "INC-"
	if t.Facts.Kind == "request" {
		prefix = "REQ-"
	}
	return prefix + strconv.FormatInt(t.ID, 10)
}

// ParseNumber reads INC-12, inc12, #12 or 12.
func ParseNumber(s string) (id int64, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, prefix := range []string{"inc", "req", "#"} {
		s = strings.TrimPrefix(s, prefix)
	}
	id, err := strconv.ParseInt(strings.TrimLeft(s, "-# "), 10, 64)
	return id, err == nil && id > 0
}

// Object is the ticket as rights see it.
func (t Ticket) Object() people.Object {
	return people.Object{
		Requester: t.Facts.Requester, Assignee: t.State.Assignee, Queue: t.Facts.Queue,
		Watchers: t.State.Watchers, Paged: t.State.Paged,
	}
}

// Entry is a line of the timeline: an event, when, by whom and why. By is ""
// when the desk itself did it.
type Entry struct {
	Seq   int
	At    time.Time
	By    people.ID
	Event Event
	Why   string
}

// Refusal says that an event cannot happen now. Key names the words for it.
type Refusal struct {
	Key  string
	Who  people.ID // whom the words name, if anybody
	What string    // what else they name
}

func (r Refusal) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Key, r.Who, r.What))
}

// Check returns a Refusal when the event cannot happen to the ticket now.
func (t Ticket) Check(e Event, by people.ID, now time.Time) error {
	if refuse := e.check(t, by, now); refuse != nil {
		return *refuse
	}
	return nil
}

// Apply returns the ticket after the entry. It does not ask whether the entry
// is allowed: what is on the timeline has happened.
func (t Ticket) Apply(x Entry) Ticket {
	t = t.clone()
	t.Seq = x.Seq
	x.Event.apply(&t, x)
	return t
}

// clone copies what the events change through a reference.
func (t Ticket) clone() Ticket {
	t.State.Watchers = slices.Clone(t.State.Watchers)
	t.State.Paged = slices.Clone(t.State.Paged)
	t.Sending = slices.Clone(t.Sending)
	warned := make(map[string]int, len(t.Warned))
	for k, v := range t.Warned {
		warned[k] = v
	}
	t.Warned = warned
	return t
}
