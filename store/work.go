package store

import (
	"time"

	"github.com/lib/pq"

	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// Work chooses tickets that somebody has to work on: neither resolved nor
// ended. Empty fields choose all.
type Work struct {
	Queues    []string
	Assignee  people.ID
	Unclaimed bool
	Max       int
}

// Work lists tickets to work on, the most pressing priority first and the
// oldest of each first.
func (t *Tx) Work(w Work) ([]ticket.Ticket, error) {
	queues := append([]string{}, w.Queues...) // pq writes nil as NULL, which is no empty array
	var bodies [][]byte
	err := t.list(&bodies, `select body from ticket where ended_at is null and status <> 'resolved'
		and (cardinality($1::text[]) = 0 or queue = any($1)) and ($2 = '' or assignee = $2) and (not $3 or assignee = '')
		order by priority, id limit $4`, pq.Array(queues), string(w.Assignee), w.Unclaimed, w.Max)
	if err != nil {
		return nil, err
	}
	return tickets(bodies)
}

// Asked lists what somebody has asked for, ended or not, newest first; with
// after, tickets with a lower id.
func (t *Tx) Asked(requester people.ID, after int64, n int) ([]ticket.Ticket, error) {
	if after == 0 {
		after = 1 << 62
	}
	var bodies [][]byte
	err := t.list(&bodies, `select body from ticket where requester = $1 and id < $2 order by id desc limit $3`,
		string(requester), after, n)
	if err != nil {
		return nil, err
	}
	return tickets(bodies)
}

// TicketOfCause is the ticket that follows from cause; ErrNotFound when there
// is none yet.
func (t *Tx) TicketOfCause(cause string) (ticket.Ticket, error) {
	var body []byte
	if err := t.get(&body, `select body from ticket where cause = $1`, cause); err != nil {
		return ticket.Ticket{}, err
	}
	all, err := tickets([][]byte{body})
	if err != nil {
		return ticket.Ticket{}, err
	}
	return all[0], nil
}

// SaidBefore returns what was said in a talk in the time before an instant,
// at most n things, oldest first.
func (t *Tx) SaidBefore(talk int64, from, to time.Time, n int) ([]Spoken, error) {
	var rows []struct {
		At      time.Time
		Account string
		Desk    bool
		Body    []byte
	}
	err := t.list(&rows, `select at, account, desk, body from (
		(select received_at as at, account, false as desk, body, id from inbox where talk = $1 and received_at between $2 and $3 order by id desc limit $4)
		union all
		(select created_at, '', true, body, id from outbox where talk = $1 and created_at between $2 and $3 order by id desc limit $4)
		) as said order by at, desk, id`, talk, from, to, n)
	if err != nil {
		return nil, err
	}
	out := make([]Spoken, 0, len(rows))
	for _, r := range rows {
		text, err := spokenText(r.Desk, r.Body)
		if err != nil {
			return nil, err
		}
		if text != "" {
			out = append(out, Spoken{At: r.At, Account: r.Account, Text: text})
		}
	}
	return out, nil
}
