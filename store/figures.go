package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/lib/pq"

	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
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

// Kept counts promises by clock that were fulfilled in time since an instant.
// What was withdrawn counts neither way.
func (s *Store) Kept(ctx context.Context, since time.Time) (map[string]int, error) {
	var row struct {
		Response   int
		Resolution int
	}
	// A promise counts as broken once the ticket was warned at 100 percent of it.
	err := s.get(ctx, &row, `with ends as (
			select distinct ticket from ticket_event where at >= $1 and body->>'kind' in ('sent', 'solved'))
		select
			count(*) filter (where (k.body->'response'->>'stopped')::timestamptz >= $1
				and (k.body->'response'->>'target')::bigint > 0
				and coalesce((k.body->'warned'->>'first_response')::int, 0) < 100) as response,
			count(*) filter (where (k.body->'resolution'->>'stopped')::timestamptz >= $1
				and (k.body->'resolution'->>'target')::bigint > 0
				and coalesce((k.body->'warned'->>'resolution')::int, 0) < 100) as resolution
		from ends join ticket k on k.id = ends.ticket where k.status <> 'withdrawn'`, since)
	return map[string]int{sla.FirstResponse: row.Response, sla.Resolution: row.Resolution}, err
}

// Broken counts promises by clock that were broken since an instant.
func (s *Store) Broken(ctx context.Context, since time.Time) (map[string]int, error) {
	var rows []Breaches
	err := s.list(ctx, &rows, `select body->>'clock' as clock, count(*) as n from ticket_event
		where at >= $1 and body->>'kind' = 'warned' and (body->>'percent')::int >= 100 group by body->>'clock'`, since)
	out := make(map[string]int, len(rows))
	for _, r := range rows {
		out[r.Clock] = r.N
	}
	return out, err
}

// Breach is a promise that was broken: which, when, and the ticket.
type Breach struct {
	Ticket ticket.Ticket
	Clock  string
	At     time.Time
}

// Breaches lists what was broken since an instant, the latest first, at most n.
func (t *Tx) Breaches(since time.Time, n int) ([]Breach, error) {
	var rows []struct {
		Clock string
		At    time.Time
		Body  []byte
	}
	err := t.list(&rows, `select e.body->>'clock' as clock, e.at, k.body from ticket_event e join ticket k on k.id = e.ticket
		where e.at >= $1 and e.body->>'kind' = 'warned' and (e.body->>'percent')::int >= 100
		order by e.at desc, e.ticket desc limit $2`, since, n)
	if err != nil {
		return nil, err
	}
	out := make([]Breach, len(rows))
	for i, r := range rows {
		out[i].Clock, out[i].At = r.Clock, r.At
		if err := json.Unmarshal(r.Body, &out[i].Ticket); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// QueueFigures are the size of a queue and the ages of what waits in it.
type QueueFigures struct {
	Queue     string
	Open      int
	Unclaimed int
	Held      int
	Oldest    time.Time
	Fresh     int `db:"fresh"` // opened less than a day ago,
	Days      int `db:"days"`  // less than three days,
	Week      int `db:"week"`  // less than a week,
	Older     int `db:"older"` // or longer
}

// Queues counts what there is to work on.
func (s *Store) Queues(ctx context.Context, now time.Time) (out []QueueFigures, err error) {
	const day = 24 * time.Hour
	err = s.list(ctx, &out, `select queue, count(*) as open, count(*) filter (where assignee = '') as unclaimed,
			count(*) filter (where status = 'held') as held, min(opened_at) as oldest,
			count(*) filter (where opened_at > $1) as fresh,
			count(*) filter (where opened_at <= $1 and opened_at > $2) as days,
			count(*) filter (where opened_at <= $2 and opened_at > $3) as week,
			count(*) filter (where opened_at <= $3) as older
		from ticket where ended_at is null and status <> 'resolved' group by queue order by queue`,
		now.Add(-day), now.Add(-3*day), now.Add(-7*day))
	return out, err
}

// DayFigures count what happened on one day.
type DayFigures struct {
	Day    time.Time // its beginning
	Opened int
	Solved int
}

// Days counts what happened on each of the n days from the beginning of one on.
func (s *Store) Days(ctx context.Context, from time.Time, n int) ([]DayFigures, error) {
	out := make([]DayFigures, n)
	begins := make([]time.Time, n+1)
	for i := range begins {
		begins[i] = from.AddDate(0, 0, i) // days have 23 to 25 hours
	}
	var rows []struct {
		Day  int
		Kind string
		N    int
	}
	err := s.list(ctx, &rows, `select width_bucket(at, $1::timestamptz[]) as day, body->>'kind' as kind, count(*) as n from ticket_event
		where at >= $2 and at < $3 and body->>'kind' in ('opened', 'solved') group by 1, 2`, pq.Array(begins), from, begins[n])
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Day = begins[i]
	}
	for _, r := range rows {
		if r.Kind == "opened" {
			out[r.Day-1].Opened = r.N
		} else {
			out[r.Day-1].Solved = r.N
		}
	}
	return out, nil
}

// Unanswered lists the questions that the offered article did not answer, the
// latest n since an instant.
func (s *Store) Unanswered(ctx context.Context, since time.Time, n int) (out []Confirmation, err error) {
	err = s.list(ctx, &out, `select article, lang, question from deflection
		where outcome = 'none' and at >= $1 order by at desc limit $2`, since, n)
	return out, err
}
