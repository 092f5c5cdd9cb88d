package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// open opens a ticket in a transaction of its own.
func (s *Store) open(t testing.TB, cause string, facts ticket.Facts) (k ticket.Ticket) {
	t.Helper()
	s.do(t, func(tx *Tx) error {
		fresh, isFresh, err := tx.NewTicket(cause)
		if err != nil || !isFresh {
			return errors.Join(err, errors.New("not fresh"))
		}
		facts.Opened = monday
		x := ticket.Entry{Seq: 1, At: monday, By: facts.Requester, Event: ticket.Opened{Ticket: ticket.Ticket{ID: fresh.ID, Facts: facts}}}
		k = ticket.Ticket{}.Apply(x)
		return tx.AddTicket(cause, k, []ticket.Entry{x}, time.Time{})
	})
	return k
}

// happens applies an event to a ticket in its row.
func (s *Store) happens(t testing.TB, k ticket.Ticket, e ticket.Event, wake time.Time) {
	t.Helper()
	s.do(t, func(tx *Tx) error {
		k, err := tx.LockTicket(k.ID)
		if err != nil {
			return err
		}
		x := ticket.Entry{Seq: k.Seq + 1, At: monday.Add(time.Hour), By: "oscar", Event: e}
		return tx.SaveTicket(k.Apply(x), []ticket.Entry{x}, wake)
	})
}

// One cause has one ticket, also when two transactions open it at once.
func TestOneTicketPerCause(t *testing.T) {
	t.Parallel()
	s := open(t)
	k := s.open(t, "said/1", ticket.Facts{Requester: "marie"})
	s.do(t, func(tx *Tx) error {
		again, fresh, err := tx.NewTicket("said/1")
		if fresh || again.ID != k.ID || again.Facts.Requester != "marie" {
			t.Errorf("again: %v, %v", again, fresh)
		}
		of, err2 := tx.TicketOfCause("said/1")
		if of.ID != k.ID {
			t.Errorf("TicketOfCause = %v", of)
		}
		_, err3 := tx.TicketOfCause("said/2")
		if !errors.Is(err3, ErrNotFound) {
			t.Errorf("of no cause: %v", err3)
		}
		return errors.Join(err, err2)
	})
	err := s.Tx(t.Context(), func(tx *Tx) error {
		mine, _, err := tx.NewTicket("said/3")
		if err != nil {
			return err
		}
		s.open(t, "said/3", ticket.Facts{}) // somebody is faster
		return tx.AddTicket("said/3", ticket.Ticket{ID: mine.ID}, nil, time.Time{})
	})
	if !Transient(err) {
		t.Errorf("the slower one: %v", err)
	}
	s.do(t, func(tx *Tx) error {
		if _, err := tx.LockTicket(1 << 40); !errors.Is(err, ErrNotFound) {
			t.Errorf("no such ticket: %v", err)
		}
		return nil
	})
}

// A ticket that has ended is in no list of work, whoever looks at it again.
func TestEndedTicketsStayEnded(t *testing.T) {
	t.Parallel()
	s := open(t)
	k := s.open(t, "a", ticket.Facts{Requester: "marie", Queue: "net"})
	s.happens(t, k, ticket.Dropped{}, time.Time{})
	s.do(t, func(tx *Tx) error { // another replica's timer, for nothing
		k, err := tx.LockTicket(k.ID)
		if err != nil {
			return err
		}
		return tx.SaveTicket(k, nil, time.Time{})
	})
	s.do(t, func(tx *Tx) error {
		own, _, err := tx.TicketsOf("marie", 9)
		work, err2 := tx.Work(Work{Max: 9})
		if len(own) != 0 || len(work) != 0 {
			t.Errorf("still somebody's: %v, %v", own, work)
		}
		return errors.Join(err, err2)
	})
	s.do(t, func(tx *Tx) error { // a note, a day later
		k, err := tx.LockTicket(k.ID)
		if err != nil {
			return err
		}
		x := ticket.Entry{Seq: k.Seq + 1, At: monday.Add(24 * time.Hour), By: "oscar", Event: ticket.Noted{Text: "x"}}
		return tx.SaveTicket(k.Apply(x), []ticket.Entry{x}, time.Time{})
	})
	if n := s.count(t, `select count(*) from ticket where ended_at = $1`, monday.Add(time.Hour)); n != 1 {
		t.Error("it did not end when it ended")
	}
	s.happens(t, k, ticket.Reopened{Reason: "x"}, time.Time{})
	if n := s.count(t, `select count(*) from ticket where ended_at is null`); n != 1 {
		t.Error("a reopened ticket has ended")
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i, f := range []ticket.Facts{
		{Requester: "marie", Queue: "net", Priority: "P3"}, {Requester: "marie", Queue: "apps", Priority: "P2"},
		{Requester: "tom", Queue: "net", Priority: "P1", Kind: "incident"}, {Requester: "tom", Queue: "net", Priority: "P3"},
		{Requester: "tom", Queue: "net", Priority: "P3"},
	} {
		s.open(t, fmt.Sprint(i), f)
	}
	id := func(n int64) ticket.Ticket { return ticket.Ticket{ID: n} }
	s.happens(t, id(2), ticket.Claimed{}, time.Time{})
	s.happens(t, id(3), ticket.Declared{Major: true}, time.Time{})
	s.happens(t, id(3), ticket.Paged{Link: 0, Whom: "ida"}, time.Time{})
	s.happens(t, id(4), ticket.Solved{How: "x"}, time.Time{})
	s.happens(t, id(5), ticket.Dropped{}, time.Time{})
	s.do(t, func(tx *Tx) error {
		for name, c := range map[string]struct {
			list func() ([]ticket.Ticket, error)
			want []int64
		}{
			"all":         {func() ([]ticket.Ticket, error) { return tx.Tickets(Filter{Max: 9}) }, []int64{5, 4, 3, 2, 1}},
			"open":        {func() ([]ticket.Ticket, error) { return tx.Tickets(Filter{Open: true, Max: 9}) }, []int64{4, 3, 2, 1}},
			"page":        {func() ([]ticket.Ticket, error) { return tx.Tickets(Filter{After: 4, Max: 2}) }, []int64{3, 2}},
			"of queues":   {func() ([]ticket.Ticket, error) { return tx.Tickets(Filter{Queues: []string{"apps", "hr"}, Max: 9}) }, []int64{2}},
			"of an agent": {func() ([]ticket.Ticket, error) { return tx.Tickets(Filter{Assignee: "oscar", Open: true, Max: 9}) }, []int64{4, 2}},
			"of a requester": {func() ([]ticket.Ticket, error) {
				return tx.Tickets(Filter{Requester: "tom", Queues: []string{"net"}, Max: 9})
			}, []int64{5, 4, 3}},
			"work":            {func() ([]ticket.Ticket, error) { return tx.Work(Work{Max: 9}) }, []int64{3, 2, 1}},
			"unclaimed":       {func() ([]ticket.Ticket, error) { return tx.Work(Work{Unclaimed: true, Max: 9}) }, []int64{3, 1}},
			"work in a queue": {func() ([]ticket.Ticket, error) { return tx.Work(Work{Queues: []string{"apps"}, Max: 9}) }, []int64{2}},
			"somebody's work": {func() ([]ticket.Ticket, error) { return tx.Work(Work{Assignee: "oscar", Max: 9}) }, []int64{2}},
			"asked":           {func() ([]ticket.Ticket, error) { return tx.Asked("tom", 0, 9) }, []int64{5, 4, 3}},
			"asked before":    {func() ([]ticket.Ticket, error) { return tx.Asked("tom", 4, 9) }, []int64{3}},
			"climbing":        {func() ([]ticket.Ticket, error) { return tx.Climbing(9) }, []int64{3}},
			"own": {func() ([]ticket.Ticket, error) {
				own, major, err := tx.TicketsOf("marie", 9)
				if len(major) != 1 || major[0].ID != 3 {
					t.Errorf("major: %v", major)
				}
				return own, err
			}, []int64{2, 1}},
		} {
			got, err := c.list()
			var ids []int64
			for _, k := range got {
				ids = append(ids, k.ID)
			}
			if !slices.Equal(ids, c.want) || err != nil {
				t.Errorf("%s: %v, want %v, %v", name, ids, c.want, err)
			}
		}
		return nil
	})
}

func TestDueTickets(t *testing.T) {
	t.Parallel()
	s := open(t)
	rung, stop := s.Listen(TopicTimers)
	defer stop()
	for i := range 3 {
		k := s.open(t, fmt.Sprint(i), ticket.Facts{})
		s.happens(t, k, ticket.Noted{Text: "x"}, monday.Add(time.Duration(3-i)*time.Hour))
	}
	rings(t, rung, "a timer was set")
	due, err := s.DueTickets(t.Context(), monday.Add(2*time.Hour), 9)
	if diff := cmp.Diff([]int64{3, 2}, due); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if at, err := s.NextWake(t.Context(), monday.Add(2*time.Hour)); err != nil || !at.Equal(monday.Add(3*time.Hour)) {
		t.Errorf("NextWake = %s, %v", at, err)
	}
	if at, err := s.NextWake(t.Context(), monday.Add(3*time.Hour)); err != nil || !at.IsZero() {
		t.Errorf("after the last: %s, %v", at, err)
	}
}

// A step is leased to one, marked done once, and a further try takes its place.
func TestJobs(t *testing.T) {
	t.Parallel()
	s := open(t)
	run := automation.Run{ID: "r1", Status: automation.StatusWaiting, Wake: monday.Add(time.Hour)}
	run.Definition.Name, run.Facts.Requester.ID = "reset", "marie"
	do := automation.Do{Step: "reset", Kind: "probe", Key: "r1/reset", Try: 1, With: map[string]any{"a": "b"}, Timeout: time.Minute}
	add := func(do automation.Do) {
		s.do(t, func(tx *Tx) error { return tx.AddJob("r1", do, monday) })
	}
	s.do(t, func(tx *Tx) error { return tx.SaveRun(run, 0, monday) })
	add(do)
	next := func(now time.Time) (Job, error) { return s.NextJob(t.Context(), now, time.Minute) }
	end := func(j Job) (ok bool) {
		s.do(t, func(tx *Tx) (err error) { ok, err = tx.EndJob(j.ID, j.Do.Try, monday); return err })
		return ok
	}
	job, err := next(monday)
	if diff := cmp.Diff(Job{ID: job.ID, Run: "r1", Do: do}, job); diff != "" || err != nil {
		t.Fatal(diff, err)
	}
	if _, err := next(monday); !errors.Is(err, ErrNotFound) {
		t.Errorf("leased twice: %v", err)
	}
	lost, err := next(monday.Add(time.Minute))
	if err != nil || !lost.Lost {
		t.Errorf("after its lease: %+v, %v", lost, err)
	}
	if !end(job) || end(lost) {
		t.Error("one of the two counts, the first")
	}
	do.Try = 2
	add(do)
	if end(job) {
		t.Error("the first try ended the second")
	}
	second, err := next(monday)
	if err != nil || second.Lost || second.Do.Try != 2 || !end(second) {
		t.Errorf("%+v, %v", second, err)
	}

	due, err := s.DueRuns(t.Context(), monday.Add(time.Hour), 9)
	if diff := cmp.Diff([]string{"r1"}, due); diff != "" || err != nil {
		t.Error(diff, err)
	}
	s.do(t, func(tx *Tx) error {
		kept, talk, err := tx.LockRun("r1")
		if kept.Status != run.Status || talk != 0 {
			t.Errorf("%+v, talk %d", kept, talk)
		}
		all, err2 := tx.RunsOf("reset", 9)
		if len(all) != 1 {
			t.Errorf("RunsOf = %v", all)
		}
		if _, _, err := tx.LockRun("r2"); !errors.Is(err, ErrNotFound) {
			t.Errorf("no such run: %v", err)
		}
		return errors.Join(err, err2)
	})
}

// What a talk remembers can be changed from outside of a turn.
func TestSetState(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do(t, func(tx *Tx) error {
		talk, err := tx.TalkAt(dm)
		if err != nil {
			return err
		}
		for _, want := range []string{`{}`, `{"n": 1}`} {
			err := tx.SetState(talk, func(raw json.RawMessage) (json.RawMessage, error) {
				if string(raw) != want {
					t.Errorf("it remembers %s, want %s", raw, want)
				}
				return json.RawMessage(`{"n": 1}`), nil
			})
			if err != nil {
				return err
			}
		}
		again, err := tx.TalkByID(talk)
		if again.Place != dm || again.ID != talk {
			t.Errorf("TalkByID = %+v", again)
		}
		return errors.Join(err, func() error { _, err := tx.TalkAt(dm); return err }())
	})
}
