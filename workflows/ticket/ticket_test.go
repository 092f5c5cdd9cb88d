package ticket

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// desk is a world without nights, in which ida is always on call and nobody
// stands on the empty rota.
func desk() World {
	return World{
		Calendar: func(string) sla.Calendar { return sla.Always(time.UTC) },
		OnCall: func(p escalation.Page, _ time.Time) people.ID {
			if p.Rota == "empty" {
				return ""
			}
			return "ida"
		},
	}
}

// incident is what a ticket of marie's is opened with: an answer within the
// hour, a solution within four, and a chain that pages after ten minutes.
func incident() Ticket {
	return Ticket{
		ID: 12, Facts: Facts{Kind: "incident", Title: "No VPN", Text: "No VPN", Queue: "net", Priority: "P1", Requester: "marie", Opened: monday},
		Response:   sla.Clock{Name: sla.FirstResponse, Target: time.Hour},
		Resolution: sla.Clock{Name: sla.Resolution, Target: 4 * time.Hour},
		Warn:       []int{50, 75, 90, 100},
		Chain: escalation.Chain{Name: "net", Start: "10m", Repeat: 2, Steps: []escalation.Step{
			{Page: escalation.Page{Rota: "net"}, Wait: "5m"},
			{Page: escalation.Page{Rota: "empty"}, Wait: "5m"},
			{Page: escalation.Page{Queue: escalation.OwnQueue}, Wait: "5m"},
		}},
	}
}

// story is a ticket and the entries that made it.
type story struct {
	t       testing.TB
	now     time.Time
	ticket  Ticket
	entries []Entry
}

func tell(t testing.TB, opened Ticket) *story {
	s := &story{t: t, now: monday}
	s.do("marie", Opened{Ticket: opened})
	return s
}

func (s *story) apply(by people.ID, e Event) {
	x := Entry{Seq: s.ticket.Seq + 1, At: s.now, By: by, Event: e}
	s.ticket = s.ticket.Apply(x)
	s.entries = append(s.entries, x)
}

// do is for what must be allowed.
func (s *story) do(by people.ID, e Event) *story {
	s.t.Helper()
	if err := s.ticket.Check(e, by, s.now); err != nil {
		s.t.Fatalf("%T by %s: %v", e, by, err)
	}
	s.apply(by, e)
	return s
}

// refuses is for what must not be.
func (s *story) refuses(by people.ID, e Event, key string) *story {
	s.t.Helper()
	var r Refusal
	if err := s.ticket.Check(e, by, s.now); !errors.As(err, &r) || r.Key != key {
		s.t.Errorf("%T by %s when %s: %v, want a refusal %q", e, by, s.ticket.State.Status, err, key)
	}
	return s
}

// after lets time go by, and rings once at its end.
func (s *story) after(d time.Duration) []Event {
	s.now = s.now.Add(d)
	return s.ring()
}

// ring does what the shell does: apply the news, and ask again.
func (s *story) ring() (came []Event) {
	for range 100 {
		news, _ := s.ticket.Wake(desk(), s.now)
		if len(news) == 0 {
			return came
		}
		for _, n := range news {
			if n.Why == "" {
				s.t.Errorf("%T comes without a reason", n.Event)
			}
			came = append(came, n.Event)
			s.apply("", n.Event)
		}
	}
	s.t.Fatal("Wake never comes to an end")
	return nil
}

// pages leaves the pages of what came.
func pages(came []Event) (out []Paged) {
	for _, e := range came {
		if p, ok := e.(Paged); ok {
			out = append(out, p)
		}
	}
	return out
}

func TestNumber(t *testing.T) {
	request := Ticket{ID: 7, Facts: Facts{Kind: "request"}}
	if got := request.Number(); got != "REQ-7" {
		t.Errorf("Number = %q", got)
	}
	if got := incident().Number(); got != "INC-12" {
		t.Errorf("Number = %q", got)
	}
	for text, want := range map[string]int64{
		"INC-12": 12, "inc12": 12, "REQ-12": 12, "#12": 12, "12": 12, " inc-12 ": 12,
		"": 0, "INC": 0, "INC-0": 0, "-": 0, "twelve": 0, "INC-12x": 0, "99999999999999999999": 0,
	} {
		if got, ok := ParseNumber(text); ok != (want != 0) || ok && got != want {
			t.Errorf("ParseNumber(%q) = %d, %v", text, got, ok)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"INC-12", "req7", "#1", "", "-1", "inc--3", "9223372036854775808", "INC-١٢"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, ok := ParseNumber(s)
		if !ok {
			return
		}
		if id <= 0 {
			t.Fatalf("ParseNumber(%q) = %d", s, id)
		}
		if again, ok := ParseNumber(Ticket{ID: id}.Number()); !ok || again != id {
			t.Errorf("%q: its number reads as %d, %v", s, again, ok)
		}
	})
}

// What may happen depends on where the ticket stands.
func TestCheck(t *testing.T) {
	var (
		opened   = func() *story { return tell(t, incident()) }
		claimed  = func() *story { return opened().do("oscar", Claimed{}) }
		held     = func() *story { return claimed().do("oscar", HeldUp{Reason: "a part"}) }
		resolved = func() *story {
			return claimed().do("oscar", Solved{How: "new key", CloseAt: monday.Add(72 * time.Hour)})
		}
		closed    = func() *story { return resolved().do("marie", Confirmed{}) }
		withdrawn = func() *story { return claimed().do("marie", Dropped{Reason: "found it"}) }
		long      = strings.Repeat("é", maxText/2+1)
	)
	opened().refuses("oscar", Opened{Ticket: incident()}, "open_already")
	claimed().refuses("oscar", Claimed{}, "yours_already").refuses("lea", Claimed{}, "claimed_by").
		refuses("lea", Assigned{To: "oscar"}, "assigned_already").refuses("lea", Acknowledged{}, "claimed_by")
	opened().refuses("oscar", Released{}, "nobody_has_it").refuses("oscar", Resumed{}, "not_held").
		refuses("oscar", Prioritised{Priority: "P1"}, "priority_already").refuses("oscar", Moved{Queue: "net"}, "queue_already").
		refuses("oscar", Noted{Text: " "}, "no_words").refuses("oscar", Replied{Text: long}, "too_long").
		refuses("marie", Commented{}, "no_words").refuses("oscar", Solved{}, "no_words").refuses("oscar", HeldUp{}, "no_words").
		refuses("oscar", HeldUp{Reason: "x", Till: monday}, "past").refuses("marie", Confirmed{}, "not_resolved").
		refuses("marie", Reopened{Reason: "x"}, "not_resolved").refuses("marie", Rated{Score: 5}, "not_resolved").
		refuses("lea", Joined{}, "not_major").refuses("oscar", Declared{}, "not_major").refuses("oscar", Undone{}, "sent_already")
	opened().do("marie", Commented{Files: []string{"screen.png"}}).do("ida", Acknowledged{}).
		refuses("ida", Acknowledged{}, "acked_already").refuses("oscar", Acknowledged{}, "acked_by")
	opened().do("oscar", Declared{Major: true}).refuses("oscar", Declared{Major: true}, "major_already").
		refuses("marie", Joined{}, "joined_already").do("lea", Joined{}).refuses("lea", Joined{}, "joined_already")
	held().refuses("oscar", HeldUp{Reason: "x"}, "held_already").do("oscar", Solved{How: "x"})
	resolved().refuses("marie", Reopened{}, "no_words").refuses("marie", Rated{Score: 0}, "score").refuses("marie", Rated{Score: 6}, "score")

	working := []Event{
		Claimed{}, Assigned{To: "lea"}, Released{}, Prioritised{Priority: "P3"}, Moved{Queue: "apps"}, HeldUp{Reason: "x"},
		Solved{How: "x"}, Joined{}, Dropped{}, Declared{}, Acknowledged{},
	}
	ended := append(working, Replied{Text: "x"}, Commented{Text: "x"}, Commented{Files: []string{"x"}}, Confirmed{}, Resumed{}, Undone{}, Opened{})
	for name, s := range map[string]*story{"resolved": resolved(), "closed": closed(), "withdrawn": withdrawn()} {
		all := ended
		if name == "resolved" {
			all = working
			s.do("marie", Commented{Text: "thanks"}).do("oscar", Replied{Text: "see you", At: s.now})
		}
		for _, e := range all {
			var r Refusal
			if err := s.ticket.Check(e, "zoe", s.now); !errors.As(err, &r) || r.Error() == "" {
				t.Errorf("%T of a ticket that is %s: %v", e, name, err)
			}
		}
	}
	withdrawn().refuses("marie", Reopened{Reason: "x"}, "not_resolved")
	closed().do("marie", Rated{Score: 4}).do("marie", Reopened{Reason: "again"})

	request := incident()
	request.Facts.Kind = "request"
	tell(t, request).refuses("oscar", Declared{Major: true}, "not_incident")
}

// A title is as long as it looks, whatever script it is in.
func TestTitleLength(t *testing.T) {
	for title, key := range map[string]string{
		strings.Repeat("🔥", maxTitle): "", strings.Repeat("a", maxTitle+1): "too_long", "  ": "no_words",
	} {
		k := incident()
		k.Facts.Title = title
		err := Ticket{}.Check(Opened{Ticket: k}, "marie", monday)
		var r Refusal
		if errors.As(err, &r); r.Key != key {
			t.Errorf("a title of %d bytes: %v, want %q", len(title), err, key)
		}
	}
}

// The clocks stand while the ticket waits, and stop when it is solved.
func TestClocks(t *testing.T) {
	s := tell(t, incident())
	spent := func(c sla.Clock) time.Duration { return c.Read(sla.Always(time.UTC), s.now).Spent }
	s.now = s.now.Add(30 * time.Minute)
	s.do("oscar", Claimed{}).do("oscar", HeldUp{Reason: "a part", Till: s.now.Add(3 * time.Hour)})
	s.after(2 * time.Hour)
	if got := spent(s.ticket.Resolution); got != 30*time.Minute {
		t.Errorf("while it is held the solution's clock shows %s", got)
	}
	if got := spent(s.ticket.Response); got != 150*time.Minute {
		t.Errorf("a hold is no answer: the response's clock shows %s", got)
	}
	if diff := cmp.Diff([]Event{Resumed{}}, s.after(time.Hour)); diff != "" {
		t.Errorf("at its end: %s", diff)
	}
	s.do("oscar", HeldUp{Reason: "word from marie"})
	s.now = s.now.Add(time.Hour)
	s.do("marie", Commented{Text: "here you are"})
	if s.ticket.State.Status != Progress {
		t.Errorf("the requester has answered, and it is %s", s.ticket.State.Status)
	}
	s.now = s.now.Add(time.Hour)
	s.do("oscar", Solved{How: "x", CloseAt: s.now.Add(72 * time.Hour)})
	s.now = s.now.Add(24 * time.Hour)
	if got := spent(s.ticket.Resolution); got != 90*time.Minute {
		t.Errorf("when solved the clock shows %s", got)
	}
	s.do("marie", Reopened{Reason: "again"})
	s.now = s.now.Add(time.Hour)
	if got := spent(s.ticket.Resolution); got != 150*time.Minute {
		t.Errorf("reopened, the clock shows %s", got)
	}
	if s.ticket.State.Status != Progress || !s.ticket.State.CloseAt.IsZero() || s.ticket.State.Reopened != 1 {
		t.Errorf("reopened: %+v", s.ticket.State)
	}
}

// The first response is the first reply that the requester can read.
func TestResponse(t *testing.T) {
	s := tell(t, incident()).do("oscar", Claimed{}).do("oscar", Noted{Text: "hm"})
	s.do("oscar", Replied{Text: "on it", At: s.now.Add(10 * time.Second)}).do("oscar", Undone{})
	s.after(time.Minute)
	if !s.ticket.Response.Stopped.IsZero() {
		t.Error("a reply taken back counted as an answer")
	}
	s.do("oscar", Replied{Text: "on it", At: s.now.Add(10 * time.Second)})
	s.after(10 * time.Second)
	if got := s.ticket.Response.Stopped; !got.Equal(s.now) {
		t.Errorf("answered at %s, want %s", got, s.now)
	}
}

// A reply is sent once, at its time, or taken back before; never both.
func TestUndo(t *testing.T) {
	s := tell(t, incident()).do("oscar", Claimed{})
	at := s.now.Add(10 * time.Second)
	s.do("oscar", Replied{Text: "one", At: at}).do("lea", Replied{Text: "two", At: at}).do("oscar", Replied{Text: "three", At: at})
	s.do("oscar", Undone{}) // the latest of their own
	s.refuses("zoe", Undone{}, "sent_already")
	s.now = at.Add(-time.Nanosecond)
	if came := s.ring(); came != nil {
		t.Errorf("too early: %v", came)
	}
	s.now = at
	s.refuses("oscar", Undone{}, "sent_already") // even if no timer has rung yet
	want := []Event{Sent{Of: 3, Text: "one"}, Sent{Of: 4, Text: "two"}}
	if diff := cmp.Diff(want, s.ring()); diff != "" {
		t.Error(diff)
	}
	s.refuses("lea", Undone{Of: 4}, "sent_already")
	s.do("oscar", Replied{Text: "four", At: s.now.Add(10 * time.Second)}).do("marie", Dropped{})
	if came := s.after(time.Hour); came != nil {
		t.Errorf("after it was withdrawn: %v", came)
	}
}

func TestChain(t *testing.T) {
	s := tell(t, incident())
	if got := pages(s.after(10*time.Minute - 1)); got != nil {
		t.Errorf("too early: %v", got)
	}
	want := []Paged{{Link: 0, Whom: "ida", Rota: "net"}}
	if diff := cmp.Diff(want, pages(s.after(1))); diff != "" {
		t.Error(diff)
	}
	want = []Paged{{Link: 1, Rota: "empty"}, {Link: 2, Queue: "net"}}
	if diff := cmp.Diff(want, pages(s.after(10*time.Minute))); diff != "" {
		t.Errorf("late, both at once: %s", diff)
	}
	if diff := cmp.Diff([]people.ID{"ida"}, s.ticket.State.Paged); diff != "" {
		t.Errorf("paged: %s", diff)
	}
	if got := pages(s.after(24 * time.Hour)); len(got) != 3 || got[2].Link != 5 {
		t.Errorf("the rest of the two rounds: %v", got)
	}
	if _, again := s.ticket.Wake(desk(), s.now); !again.IsZero() {
		t.Errorf("at the end of everything it wants to be woken at %s", again)
	}
}

// Who takes or answers stops the chain; who lets go starts it from its foot.
func TestChainStopsAndStarts(t *testing.T) {
	for name, stop := range map[string]func(*story){
		"claim": func(s *story) { s.do("oscar", Claimed{}) }, "assign": func(s *story) { s.do("lea", Assigned{To: "oscar"}) },
		"ack": func(s *story) { s.do("ida", Acknowledged{}) }, "solve": func(s *story) { s.do("lea", Solved{How: "x"}) },
		"drop": func(s *story) { s.do("marie", Dropped{}) },
	} {
		s := tell(t, incident())
		s.after(10 * time.Minute)
		stop(s)
		if got := pages(s.after(time.Hour)); got != nil {
			t.Errorf("after %s: %v", name, got)
		}
	}
	for name, start := range map[string]func(*story){
		"release":                            func(s *story) { s.do("oscar", Claimed{}).do("oscar", Released{}) },
		"move":                               func(s *story) { s.do("oscar", Claimed{}).do("oscar", Moved{Queue: "apps"}) },
		"move of what another team has seen": func(s *story) { s.do("ida", Acknowledged{}).do("oscar", Moved{Queue: "apps"}) },
		"reopening of what nobody has":       func(s *story) { s.do("", Solved{How: "x"}).do("marie", Reopened{Reason: "no"}) },
	} {
		s := tell(t, incident())
		s.after(20 * time.Minute)
		start(s)
		if s.ticket.State.Status != New || s.ticket.State.Assignee != "" || s.ticket.State.Acked != "" {
			t.Errorf("after %s: %+v", name, s.ticket.State)
		}
		if got := pages(s.after(9 * time.Minute)); got != nil {
			t.Errorf("after %s, too early: %v", name, got)
		}
		if got := pages(s.after(time.Minute)); len(got) != 1 || got[0].Link != 0 {
			t.Errorf("after %s: %v, want the first page", name, got)
		}
	}
	s := tell(t, incident())
	s.after(12 * time.Minute)
	s.do("lea", Moved{Queue: "apps"})
	if got := pages(s.after(8 * time.Minute)); len(got) != 2 || got[0].Link != 1 || got[1].Queue != "apps" {
		t.Errorf("moved while the chain is climbed: %v, want it to go on in the new queue", got)
	}
}

// The chain stands still while the ticket is on hold: nobody is called for
// what waits, and what was missed does not come all at once.
func TestChainWaitsWithTheTicket(t *testing.T) {
	s := tell(t, incident())
	s.after(12 * time.Minute)
	s.do("lea", HeldUp{Reason: "the provider"})
	if got := pages(s.after(5 * time.Hour)); got != nil {
		t.Errorf("while it waits: %v", got)
	}
	s.do("lea", Resumed{})
	if got := pages(s.after(3*time.Minute - 1)); got != nil {
		t.Errorf("at once: %v", got)
	}
	if got := pages(s.after(1)); len(got) != 1 || got[0].Link != 1 {
		t.Errorf("three minutes on: %v", got)
	}

	s = tell(t, incident()).do("oscar", Claimed{}).do("oscar", HeldUp{Reason: "x"})
	s.now = s.now.Add(time.Hour)
	s.do("oscar", Released{})
	if s.ticket.State.Status != Held || s.ticket.Resolution.Running() {
		t.Errorf("what is put back while it waits goes on waiting: %+v", s.ticket.State)
	}
	s.after(time.Hour)
	s.do("lea", Resumed{})
	if s.ticket.State.Status != New || !s.ticket.Resolution.Running() {
		t.Errorf("then: %+v", s.ticket.State)
	}
	if got := pages(s.after(10 * time.Minute)); len(got) != 1 || got[0].Link != 0 {
		t.Errorf("ten minutes on: %v", got)
	}
}

func TestWarnings(t *testing.T) {
	s := tell(t, incident()).do("oscar", Claimed{})
	warned := func(d time.Duration) (out []Warned) {
		for _, e := range s.after(d) {
			w, ok := e.(Warned)
			if !ok {
				t.Errorf("came %T", e)
			}
			out = append(out, w)
		}
		return out
	}
	due := monday.Add(time.Hour)
	if diff := cmp.Diff([]Warned{{sla.FirstResponse, 50, due}}, warned(30*time.Minute)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Warned{{sla.FirstResponse, 90, due}}, warned(25*time.Minute)); diff != "" {
		t.Errorf("of two missed only the higher: %s", diff)
	}
	if diff := cmp.Diff([]Warned{{sla.FirstResponse, 100, due}}, warned(5*time.Minute)); diff != "" {
		t.Error(diff)
	}
	// Another priority is another promise, of which nothing was said yet.
	s.do("oscar", Prioritised{Priority: "P3", Response: sla.Clock{Target: 2 * time.Hour}, Resolution: sla.Clock{Target: 8 * time.Hour}})
	due = monday.Add(2 * time.Hour)
	if diff := cmp.Diff([]Warned{{sla.FirstResponse, 50, due}}, warned(0)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Warned{{sla.FirstResponse, 100, due}}, warned(time.Hour)); diff != "" {
		t.Error(diff)
	}
	s.do("oscar", Solved{How: "x", CloseAt: s.now.Add(time.Hour)})
	s.do("marie", Reopened{Reason: "x"})
	if got := s.ticket.Warned[sla.FirstResponse]; got != 100 {
		t.Errorf("what was broken reads %d %%", got)
	}
	s.do("oscar", Prioritised{Priority: "P4", Response: sla.Clock{Target: 9 * time.Hour}})
	if got := s.ticket.Warned[sla.FirstResponse]; got != 100 {
		t.Errorf("a promise broken and over reads %d %% of another", got)
	}
}

func TestLapse(t *testing.T) {
	s := tell(t, incident()).do("oscar", Claimed{})
	s.do("oscar", Solved{How: "x", CloseAt: s.now.Add(72 * time.Hour)})
	if _, again := s.ticket.Wake(desk(), s.now); !again.Equal(monday.Add(72 * time.Hour)) {
		t.Errorf("to be woken at %s", again)
	}
	if diff := cmp.Diff([]Event{Lapsed{}}, s.after(72*time.Hour)); diff != "" {
		t.Error(diff)
	}
	if s.ticket.State.Status != Closed || s.after(time.Hour) != nil {
		t.Errorf("%+v", s.ticket.State)
	}
}

func TestObject(t *testing.T) {
	s := tell(t, incident()).do("oscar", Declared{Major: true}).do("lea", Joined{})
	s.after(10 * time.Minute)
	s.do("oscar", Claimed{})
	want := people.Object{Requester: "marie", Assignee: "oscar", Queue: "net", Watchers: []people.ID{"lea"}, Paged: []people.ID{"ida"}}
	if diff := cmp.Diff(want, s.ticket.Object(), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}
