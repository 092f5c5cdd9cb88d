package store

import (
	"context"
	"time"
)

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.db.PingContext(ctx) }

// Totals are numbers of the whole desk, for those who watch it.
type Totals struct {
	Backlog Backlog
	Opened  int64       // tickets ever
	Open    []QueueSize // as it is now
	Broken  []Breaches  // ever
}

// QueueSize counts the tickets of a queue that somebody has to work on.
type QueueSize struct {
	Queue  string
	Status string
	N      int
}

// Breaches counts broken promises of one clock.
type Breaches struct {
	Clock string
	N     int
}

// Totals reads them.
func (s *Store) Totals(ctx context.Context, now time.Time) (n Totals, err error) {
	if n.Backlog, err = s.Backlog(ctx, now); err != nil {
		return n, err
	}
	if err = s.get(ctx, &n.Opened, `select count(*) from ticket`); err != nil {
		return n, err
	}
	err = s.list(ctx, &n.Open, `select queue, status, count(*) as n from ticket
		where ended_at is null and status <> 'resolved' group by queue, status order by queue, status`)
	if err != nil {
		return n, err
	}
	err = s.list(ctx, &n.Broken, `select body->>'clock' as clock, count(*) as n from ticket_event
		where body->>'kind' = 'warned' and (body->>'percent')::int >= 100 group by body->>'clock' order by clock`)
	return n, err
}
