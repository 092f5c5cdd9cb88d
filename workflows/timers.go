package workflows

import (
	"context"
	"time"

	"github.com/guichet-desk/guichet/store"
)

// poll is how often timers are looked at though nothing rang.
const poll = 30 * time.Second

// Timers rings what is due, tickets and runs, until ctx ends. Any number of
// replicas may do so at once.
func (d *Desk) Timers(ctx context.Context) {
	rung, stop := d.Store.Listen(store.TopicTimers)
	defer stop()
	for ctx.Err() == nil {
		n, err := d.Ring(ctx)
		if err != nil && ctx.Err() == nil {
			d.Log.Error("timers", "err", err)
		}
		if n > 0 && err == nil {
			continue
		}
		wait := d.untilNext(ctx)
		if err != nil {
			wait = time.Second
		}
		select {
		case <-ctx.Done():
		case <-rung:
		case <-time.After(wait):
		}
	}
}

func (d *Desk) untilNext(ctx context.Context) time.Duration {
	now := d.Now()
	at, err := d.Store.NextWake(ctx, now)
	if err != nil || at.IsZero() {
		return poll
	}
	return min(max(at.Sub(now), time.Millisecond), poll)
}

// Ring answers every timer that is due now and says how many there were.
func (d *Desk) Ring(ctx context.Context) (n int, err error) {
	for ctx.Err() == nil {
		now := d.Now()
		tickets, err := d.Store.DueTickets(ctx, now, together)
		if err != nil {
			return n, err
		}
		runs, err := d.Store.DueRuns(ctx, now, together)
		if err != nil {
			return n, err
		}
		if len(tickets)+len(runs) == 0 {
			return n, nil
		}
		for _, id := range tickets {
			if err := d.Store.Tx(ctx, func(tx *store.Tx) error { return d.ringTicket(tx, id) }); err != nil {
				return n, err
			}
		}
		for _, id := range runs {
			if err := d.Store.Tx(ctx, func(tx *store.Tx) error { return d.ringRun(tx, id) }); err != nil {
				return n, err
			}
		}
		n += len(tickets) + len(runs)
	}
	return n, ctx.Err()
}

// together is how many timers are looked up at once.
const together = 50

func (d *Desk) ringTicket(tx *store.Tx, id int64) error {
	k, err := tx.LockTicket(id)
	if err != nil {
		return err
	}
	c := change{d: d, tx: tx, rules: d.Rules(), now: d.Now(), ticket: k}
	return c.save()
}
