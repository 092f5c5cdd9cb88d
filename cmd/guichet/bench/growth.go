package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/lib/pq" // to fill tables faster than the desk would

	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// statement runs one statement on a database of the bench.
func statement(ctx context.Context, url, text string, args ...any) (err error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, text, args...)
	return err
}

func (b *bench) create(ctx context.Context, name string) error {
	return statement(ctx, b.server.URL(), "create database "+name)
}

// claims measures agents who press Claim at the same moment, fresh tickets each
// time, and counts how many got each: it must be one.
func (b *bench) claims(ctx context.Context) (err error) {
	section("Claim, by agents pressing at once")
	a, _, err := b.desk(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closed(a, err) }()
	return b.claimAll(ctx, a, "")
}

func (b *bench) claimAll(ctx context.Context, a *app.App, suffix string) error {
	for _, contenders := range []int{1, 8, 50} {
		took, winners, err := contend(ctx, a, contenders, 200/min(contenders, 20))
		if err != nil {
			return err
		}
		name := fmt.Sprintf("claim_%d_contenders%s", contenders, suffix)
		figure(name+"_p50", quantile(took, .5), "ms")
		figure(name+"_p99", quantile(took, .99), "ms")
		if contenders > 1 {
			figure(name+"_winners_each", winners, "agents")
		}
	}
	return nil
}

func contend(ctx context.Context, a *app.App, contenders, rounds int) (took []time.Duration, winners float64, err error) {
	agents := agents(a)
	var won atomic.Int64
	var mu sync.Mutex
	for range rounds {
		k, err := openOne(ctx, a)
		if err != nil {
			return nil, 0, err
		}
		var all sync.WaitGroup
		start := make(chan struct{})
		for c := range contenders {
			all.Go(func() {
				<-start
				began := time.Now()
				err := a.Store.Tx(ctx, func(tx *store.Tx) error {
					_, err := a.Desk.Do(tx, workflows.Command{Ticket: k.ID, By: agents[c%len(agents)], Event: ticket.Claimed{}})
					return err
				})
				d := time.Since(began)
				if err == nil {
					won.Add(1)
				}
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
			})
		}
		close(start)
		all.Wait()
	}
	slices.Sort(took)
	return took, float64(won.Load()) / float64(rounds), nil
}

func agents(a *app.App) (out []people.ID) {
	for _, p := range a.Config.People {
		if p.In(a.Config.Policy.Leads) {
			out = append(out, p.ID)
		}
	}
	for _, groups := range a.Config.Policy.Agents {
		for _, p := range a.Desk.Rules().Directory.Members(groups...) {
			out = append(out, p.ID)
		}
	}
	return out
}

var causes atomic.Int64

func openOne(ctx context.Context, a *app.App) (k ticket.Ticket, err error) {
	who := a.Config.People[0]
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		k, err = a.Desk.Open(tx, workflows.Opening{
			Cause: fmt.Sprintf("one/%d/%d", time.Now().UnixNano(), causes.Add(1)), By: who.ID, For: who, Title: "Écran noir", Text: "L’écran reste noir au démarrage.",
		})
		return err
	})
	return k, err
}

// fill copies a real ticket until there are n, one in fifty of them still open.
const fill = `
with sample as (select * from ticket where seq > 0 limit 1)
insert into ticket (cause, seq, status, queue, priority, requester, assignee, opened_at, ended_at, wake_at, body)
select 'fill/' || i, s.seq, case when i %% 50 = 0 then 'in_progress' else 'closed' end, s.queue, s.priority,
	'p' || (i %% 5000), 'nobody', s.opened_at - i * interval '1 minute',
	case when i %% 50 = 0 then null else s.opened_at end,
	case when i %% 50 = 0 then s.opened_at + interval '30 days' end,
	jsonb_set(s.body, '{id}', to_jsonb(i + 1000000))
from sample s, generate_series(1, %d) i`

const fillEvents = `
insert into ticket_event (ticket, seq, at, by, body)
select t.id, 1, t.opened_at, '', (select body from ticket_event limit 1) from ticket t
where t.cause like 'fill/%' and not exists (select from ticket_event e where e.ticket = t.id)`

// growth does the same operations with 1,000 tickets in the table and with
// many: what grows with them is what will hurt in three years.
func (b *bench) growth(ctx context.Context) (err error) {
	section(fmt.Sprintf("The same with 1,000 and with %d tickets in the table", b.many))
	times := map[string][2]float64{}
	for i, n := range []int{1000, b.many} {
		a, url, err := b.desk(ctx)
		if err != nil {
			return err
		}
		if _, err := openOne(ctx, a); err != nil {
			return err
		}
		for _, text := range []string{fmt.Sprintf(fill, n), fillEvents, "vacuum analyze"} {
			if err := statement(ctx, url, text); err != nil {
				return fmt.Errorf("fill: %w", err)
			}
		}
		for name, op := range operations(a) {
			ms, err := repeat(ctx, op)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			pair := times[name]
			pair[i] = ms
			times[name] = pair
		}
		if err := a.Close(); err != nil {
			return err
		}
	}
	names := make([]string, 0, len(times))
	for name := range times {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		pair := times[name]
		figure(name+"_at_1000", pair[0], "ms")
		figure(fmt.Sprintf("%s_at_%d", name, b.many), pair[1], "ms")
		figure(name+"_growth", pair[1]/pair[0], "x")
	}
	return nil
}

// operations are those that people and timers cause all day.
func operations(a *app.App) map[string]func(context.Context) error {
	in := func(do func(*store.Tx) error) func(context.Context) error {
		return func(ctx context.Context) error { return a.Store.Tx(ctx, do) }
	}
	lead := agents(a)[0]
	return map[string]func(context.Context) error{
		"open_ticket": func(ctx context.Context) error { _, err := openOne(ctx, a); return err },
		"claim": func(ctx context.Context) error {
			_, _, err := contend(ctx, a, 1, 1)
			return err
		},
		"list_queue": in(func(tx *store.Tx) error {
			_, err := tx.Tickets(store.Filter{Queues: a.Desk.Rules().Policy.Queues(a.Desk.Rules().Directory.All()[0]), Open: true, Max: 50})
			return err
		}),
		"my_tickets": in(func(tx *store.Tx) error { _, _, err := tx.TicketsOf("p42", 10); return err }),
		"mine_assigned": in(func(tx *store.Tx) error {
			_, err := tx.Tickets(store.Filter{Assignee: lead, Open: true, Max: 50})
			return err
		}),
		"climbing": in(func(tx *store.Tx) error { _, err := tx.Climbing(50); return err }),
		"timers_due": func(ctx context.Context) error {
			_, err := a.Store.DueTickets(ctx, time.Now(), 50)
			return err
		},
		"next_wake": func(ctx context.Context) error { _, err := a.Store.NextWake(ctx, time.Now()); return err },
		"timeline":  in(func(tx *store.Tx) error { _, err := tx.Timeline(2); return err }),
	}
}

// repeat returns the median of many runs, in milliseconds.
func repeat(ctx context.Context, op func(context.Context) error) (float64, error) {
	const runs = 101
	took := make([]time.Duration, runs)
	for i := range took {
		began := time.Now()
		if err := op(ctx); err != nil {
			return 0, err
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return quantile(took, .5), nil
}
