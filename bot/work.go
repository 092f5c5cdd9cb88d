package bot

import (
	"context"
	"sync"
	"time"
)

// poll is how often work is looked for though nothing rang.
const poll = time.Second

// work keeps so many workers at step until ctx ends. A ring of topic wakes one
// of them; one that finds something wakes another before it goes on, so that
// there are as many at work as there is work, and none asks in vain. What is in
// hand when ctx ends is finished.
func (b *Bot) work(ctx context.Context, topic string, workers int, step func(context.Context) (found bool, err error)) {
	rung, stop := b.Store.Listen(topic)
	defer stop()
	kick := make(chan struct{}, workers)
	wake := func() {
		select {
		case kick <- struct{}{}:
		default: // all are awake
		}
	}
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for failed := 0; ctx.Err() == nil; {
				found, err := step(context.WithoutCancel(ctx))
				switch {
				case err != nil:
					failed++
					b.Log.Warn(topic, "err", err)
					pause(ctx, min(50*time.Millisecond<<min(failed, 6), 2*time.Second))
				case found:
					failed = 0
					wake()
				default:
					failed = 0
					select {
					case <-ctx.Done():
					case <-kick:
					}
				}
			}
		})
	}
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-rung:
			wake()
		case <-tick.C:
			wake()
		}
	}
	all.Wait()
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
