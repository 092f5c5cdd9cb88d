package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"

	"github.com/guichet-desk/guichet/store/union"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// ticketEvents are the events as they are written in rows. A name here is for ever.
var ticketEvents = union.Of(map[string]ticket.Event{
	"opened": ticket.Opened{}, "claimed": ticket.Claimed{}, "assigned": ticket.Assigned{},
	"released": ticket.Released{}, "prioritised": ticket.Prioritised{}, "moved": ticket.Moved{},
	"noted": ticket.Noted{}, "replied": ticket.Replied{}, "undone": ticket.Undone{},
	"commented": ticket.Commented{}, "held": ticket.HeldUp{}, "resumed": ticket.Resumed{},
	"solved": ticket.Solved{}, "confirmed": ticket.Confirmed{}, "reopened": ticket.Reopened{},
	"rated": ticket.Rated{}, "joined": ticket.Joined{}, "dropped": ticket.Dropped{},
	"declared": ticket.Declared{}, "acknowledged": ticket.Acknowledged{}, "sent": ticket.Sent{}, "paged": ticket.Paged{},
	"warned": ticket.Warned{}, "lapsed": ticket.Lapsed{},
})

// EventName is the stable name of an event, for APIs and pages.
func EventName(e ticket.Event) string { return ticketEvents.Name(e) }

// NewTicket draws a number for a ticket that follows from cause. fresh is
// false, and the ticket is the one made before, when that cause had one.
// AddTicket then writes it.
func (t *Tx) NewTicket(cause string) (k ticket.Ticket, fresh bool, err error) {
	var row struct {
		ID   int64
		Body []byte
	}
	err = t.get(&row, `select nextval('ticket_id_seq') as id, (select body from ticket where cause = $1) as body`, cause)
	if err != nil || row.Body == nil {
		return ticket.Ticket{ID: row.ID}, true, err
	}
	return k, false, json.Unmarshal(row.Body, &k)
}

// AddTicket writes a ticket that NewTicket drew the number of, with its first
// entries. When somebody else has just opened one for the same cause the error
// is transient: doing the work again finds theirs.
func (t *Tx) AddTicket(cause string, k ticket.Ticket, entries []ticket.Entry, wake time.Time) error {
	body, err := encode(k)
	if err != nil {
		return err
	}
	var talk *int64
	if k.Facts.Talk != 0 {
		talk = &k.Facts.Talk
	}
	rows, err := entryRows(entries)
	if err != nil {
		return err
	}
	if !wake.IsZero() {
		t.Wake(TopicTimers)
	}
	n, err := t.exec(`with made as (
			insert into ticket (id, cause, talk, seq, status, queue, priority, requester, assignee, opened_at, wake_at, body)
			overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			on conflict (cause) do nothing returning id)
		insert into ticket_event (ticket, seq, at, by, body, why)
		select made.id, n.seq, n.at, n.by, n.body::jsonb, n.why
		from made, unnest($13::int[], $14::timestamptz[], $15::text[], $16::text[], $17::text[]) as n (seq, at, by, body, why)`,
		append([]any{
			k.ID, cause, talk, k.Seq, string(k.State.Status), k.Facts.Queue, k.Facts.Priority, string(k.Facts.Requester),
			string(k.State.Assignee), k.Facts.Opened, null(wake), body}, rows...)...)
	if err == nil && n == 0 {
		err = fmt.Errorf("ticket for %s: %w", cause, errTwice)
	}
	return err
}

// LockTicket reads a ticket to change it: until the transaction ends nobody
// else does. Its requester's talk is locked before it, because changes reach it.
func (t *Tx) LockTicket(id int64) (k ticket.Ticket, err error) {
	if _, err := t.exec(`select from talk where id = (select talk from ticket where id = $1) for no key update`, id); err != nil {
		return ticket.Ticket{}, err
	}
	var body []byte
	if err := t.get(&body, `select body from ticket where id = $1 for no key update`, id); err != nil {
		return ticket.Ticket{}, err
	}
	return k, json.Unmarshal(body, &k)
}

// SaveTicket writes a ticket as it is after the given entries, and the entries.
// wake is when its timers next ring, zero for never.
func (t *Tx) SaveTicket(k ticket.Ticket, entries []ticket.Entry, wake time.Time) error {
	body, err := encode(k)
	if err != nil {
		return err
	}
	var last *time.Time
	if len(entries) > 0 {
		last = &entries[len(entries)-1].At
	}
	_, err = t.exec(`update ticket set seq = $2, status = $3, queue = $4, priority = $5, requester = $6, assignee = $7,
		ended_at = case when $8 then coalesce(ended_at, $9) end, wake_at = $10, body = $11 where id = $1`,
		k.ID, k.Seq, string(k.State.Status), k.Facts.Queue, k.Facts.Priority, string(k.Facts.Requester),
		string(k.State.Assignee), k.State.Status.Ended(), last, null(wake), body)
	if err != nil {
		return err
	}
	return t.addEntries(k.ID, entries, wake)
}

// addEntries writes a ticket's entries down, all in one statement.
func (t *Tx) addEntries(id int64, entries []ticket.Entry, wake time.Time) error {
	if !wake.IsZero() {
		t.Wake(TopicTimers)
	}
	if len(entries) == 0 {
		return nil
	}
	rows, err := entryRows(entries)
	if err != nil {
		return err
	}
	_, err = t.exec(`insert into ticket_event (ticket, seq, at, by, body, why)
		select $1, seq, at, by, body::jsonb, why from unnest($2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])
			as n (seq, at, by, body, why)`, append([]any{id}, rows...)...)
	return err
}

// entryRows are entries as columns: seq, at, by, body, why.
func entryRows(entries []ticket.Entry) ([]any, error) {
	seq, at := make([]int, len(entries)), make([]time.Time, len(entries))
	by, events, why := make([]string, len(entries)), make([]string, len(entries)), make([]string, len(entries))
	for i, x := range entries {
		event, err := ticketEvents.Marshal(x.Event)
		if err != nil {
			return nil, err
		}
		seq[i], at[i], by[i], events[i], why[i] = x.Seq, x.At, string(x.By), string(event), x.Why
	}
	return []any{pq.Array(seq), pq.Array(at), pq.Array(by), pq.Array(events), pq.Array(why)}, nil
}

// DueTickets lists tickets whose timer has come, at most n. They are not
// locked: two replicas may ring one, and the second finds nothing to do.
func (s *Store) DueTickets(ctx context.Context, now time.Time, n int) (ids []int64, err error) {
	err = s.list(ctx, &ids, `select id from ticket where wake_at <= $1 order by wake_at limit $2`, now, n)
	return ids, err
}

// NextWake is the earliest timer after now, of tickets, runs and talks; zero
// when nothing waits for time.
func (s *Store) NextWake(ctx context.Context, now time.Time) (time.Time, error) {
	var at *time.Time
	err := s.get(ctx, &at, `select min(wake_at) from (
		(select wake_at from ticket where wake_at > $1 order by wake_at limit 1) union all
		(select wake_at from run where wake_at > $1 order by wake_at limit 1) union all
		(select wake_at from talk where wake_at > $1 order by wake_at limit 1)) as w`, now)
	return value(at), err
}

// Ticket reads a ticket without locking it.
func (t *Tx) Ticket(id int64) (k ticket.Ticket, err error) {
	var body []byte
	if err := t.get(&body, `select body from ticket where id = $1`, id); err != nil {
		return ticket.Ticket{}, err
	}
	return k, json.Unmarshal(body, &k)
}

// TicketsOf lists a requester's tickets that have not ended, and the open major
// incidents, both newest first.
func (t *Tx) TicketsOf(requester people.ID, n int) (own, major []ticket.Ticket, err error) {
	var rows []struct {
		Major bool
		Body  []byte
	}
	err = t.list(&rows, `(select false as major, body from ticket
			where requester = $1 and ended_at is null order by id desc limit $2)
		union all
		(select true, body from ticket where ended_at is null and status <> 'resolved'
			and body @> '{"state":{"major":true}}' order by id desc limit 20)`,
		string(requester), n)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		var k ticket.Ticket
		if err := json.Unmarshal(r.Body, &k); err != nil {
			return nil, nil, err
		}
		if r.Major {
			major = append(major, k)
		} else {
			own = append(own, k)
		}
	}
	return own, major, nil
}

// Filter chooses tickets. Empty fields choose all.
type Filter struct {
	Queues    []string
	Assignee  people.ID
	Requester people.ID
	Open      bool // not ended
	After     int64
	Max       int
}

// Tickets lists tickets, newest first; with After, those with a lower id.
func (t *Tx) Tickets(f Filter) ([]ticket.Ticket, error) {
	if f.After == 0 {
		f.After = 1 << 62
	}
	// Only the conditions that are asked for: the planner cannot choose an index
	// for one that may or may not hold.
	query, args := `select body from ticket where id < $1`, []any{f.After}
	and := func(condition string, arg any) {
		args = append(args, arg)
		query += fmt.Sprintf(` and `+condition, len(args))
	}
	if f.Open {
		query += ` and ended_at is null`
	}
	if len(f.Queues) > 0 {
		and(`queue = any($%d)`, pq.Array(f.Queues))
	}
	if f.Assignee != "" {
		and(`assignee = $%d and assignee <> ''`, string(f.Assignee))
	}
	if f.Requester != "" {
		and(`requester = $%d`, string(f.Requester))
	}
	args = append(args, f.Max)
	var bodies [][]byte
	if err := t.list(&bodies, query+fmt.Sprintf(` order by id desc limit $%d`, len(args)), args...); err != nil {
		return nil, err
	}
	return tickets(bodies)
}

// Climbing lists the tickets whose chain is being climbed or was acknowledged
// and that nobody has claimed, the oldest first.
func (t *Tx) Climbing(n int) ([]ticket.Ticket, error) {
	var bodies [][]byte
	err := t.list(&bodies, `select body from ticket where ended_at is null and status = 'new'
		and (body->>'climbed') is not null order by id limit $1`, n)
	if err != nil {
		return nil, err
	}
	return tickets(bodies)
}

func tickets(bodies [][]byte) ([]ticket.Ticket, error) {
	out := make([]ticket.Ticket, len(bodies))
	for i, b := range bodies {
		if err := json.Unmarshal(b, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Timeline reads a ticket's entries, oldest first.
func (t *Tx) Timeline(id int64) ([]ticket.Entry, error) {
	var rows []struct {
		Seq  int
		At   time.Time
		By   string
		Body []byte
		Why  string
	}
	if err := t.list(&rows, `select seq, at, by, body, why from ticket_event where ticket = $1 order by seq`, id); err != nil {
		return nil, err
	}
	out := make([]ticket.Entry, len(rows))
	for i, r := range rows {
		event, err := ticketEvents.Unmarshal(r.Body)
		if err != nil {
			return nil, err
		}
		out[i] = ticket.Entry{Seq: r.Seq, At: r.At, By: people.ID(r.By), Event: event, Why: r.Why}
	}
	return out, nil
}
