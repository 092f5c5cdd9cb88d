package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/guichet-desk/guichet/store"
)

// poll is how often timers are looked at though nothing rang. A replica that
// dies right after a commit takes its ring with it: by so much may a page that
// is due within the next moments be late then.
const poll = 5 * time.Second

// Timers rings what is due, tickets and runs, until ctx ends. Any number of
// replicas may do so at once.
func (d *Desk) Timers(ctx context.Context) {
	rung, stop := d.Store.Listen(store.TopicTimers)
	defer stop()
	for ctx.Err() == nil {
		n, err := d.Ring(ctx)
		switch {
		case err == nil && n > 0:
			continue
		case err == nil || ctx.Err() != nil:
		case store.Transient(err):
			d.Log.Warn("timers", "err", err)
		default:
			d.Log.Error("timers", "err", err)
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

// Ring answers every timer that is due now and says how many there were. One
// that cannot be answered does not keep the others waiting.
func (d *Desk) Ring(ctx context.Context) (n int, err error) {
	for ctx.Err() == nil && err == nil {
		due, lookup := d.due(ctx)
		if lookup != nil || len(due) == 0 {
			return n, lookup
		}
		for _, ring := range due {
			switch failed := d.Store.Tx(ctx, ring); {
			case failed == nil:
				n++
			case store.Transient(failed):
				return n, failed
			default:
				err = errors.Join(err, failed)
			}
		}
	}
	return n, errors.Join(err, ctx.Err())
}

// due lists how the timers that have come are answered, the earliest first.
func (d *Desk) due(ctx context.Context) (rings []func(*store.Tx) error, err error) {
	now := d.Now()
	tickets, err := d.Store.DueTickets(ctx, now, together)
	if err != nil {
		return nil, err
	}
	for _, id := range tickets {
		rings = append(rings, func(tx *store.Tx) error {
			if err := d.ringTicket(tx, id); err != nil {
				return fmt.Errorf("ticket %d: %w", id, err)
			}
			return nil
		})
	}
	runs, err := d.Store.DueRuns(ctx, now, together)
	if err != nil {
		return nil, err
	}
	for _, id := range runs {
		rings = append(rings, func(tx *store.Tx) error {
			if err := d.ringRun(tx, id); err != nil {
				return fmt.Errorf("run %s: %w", id, err)
			}
			return nil
		})
	}
	return rings, nil
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
