package workflows

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/steps"
)

// longestStep bounds a try, whatever the step's own timeout; the lease lasts
// longer by grace, so that a try never outlives it.
const (
	longestStep = 15 * time.Minute
	grace       = 30 * time.Second
)

// hands is how many steps one replica does at the same time, so that one that
// takes long keeps no other waiting until its time is up.
const hands = 8

// Jobs does steps until ctx ends. Any number of replicas may do so at once.
func (d *Desk) Jobs(ctx context.Context) {
	var all sync.WaitGroup
	for range hands {
		all.Go(func() { d.jobs(ctx) })
	}
	all.Wait()
}

func (d *Desk) jobs(ctx context.Context) {
	rung, stop := d.Store.Listen(store.TopicJobs)
	defer stop()
	for ctx.Err() == nil {
		found, err := d.DoJob(ctx)
		if err != nil && ctx.Err() == nil {
			d.Log.Error("step", "err", err)
		}
		if found && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-rung:
		case <-time.After(poll):
		}
	}
}

// DoJob does one step and brings its outcome to its run. found is false when
// none is due.
func (d *Desk) DoJob(ctx context.Context) (found bool, err error) {
	job, err := d.Store.NextJob(ctx, d.Now(), longestStep+grace)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	event := d.try(ctx, job)
	if ctx.Err() != nil { // stopped in the middle: whoever takes it next knows it was lost
		return true, ctx.Err()
	}
	return true, d.Store.Tx(ctx, func(tx *store.Tx) error {
		if ok, err := tx.EndJob(job.ID, job.Do.Try, d.Now()); err != nil || !ok {
			return err
		}
		return d.Tell(tx, job.Run, event)
	})
}

// try does a step once and says what came of it: of one that panics nobody
// knows.
func (d *Desk) try(ctx context.Context, job store.Job) (outcome automation.Event) {
	do := job.Do
	kind, ok := d.Steps[do.Kind]
	switch {
	case job.Lost:
		return automation.Unknown{Step: do.Step, Try: do.Try}
	case !ok:
		return automation.Failed{Step: do.Step, Try: do.Try, Error: fmt.Sprintf("this desk has no step kind %q", do.Kind)}
	}
	ctx, cancel := context.WithTimeout(ctx, min(do.Timeout, longestStep))
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			d.Log.Error("step panicked", "key", do.Key, "kind", do.Kind, "panic", p, "stack", string(debug.Stack()))
			outcome = automation.Unknown{Step: do.Step, Try: do.Try}
		}
	}()
	result, err := kind.Do(ctx, steps.Call{Key: do.Key, Try: do.Try, With: do.With})
	var permanent steps.Permanent
	switch {
	case err == nil:
		return automation.Finished{Step: do.Step, Result: result}
	case errors.As(err, &permanent):
		return automation.Failed{Step: do.Step, Try: do.Try, Error: permanent.Reason}
	case errors.Is(err, steps.ErrUnknown), errors.Is(err, context.DeadlineExceeded):
		return automation.Unknown{Step: do.Step, Try: do.Try}
	}
	return automation.Failed{Step: do.Step, Try: do.Try, Error: err.Error(), Retry: true}
}
