package bot

import (
	"context"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// Run does everything until ctx ends: listens to the adapters, takes turns and
// delivers. It returns when the turn and the deliveries in hand are finished.
func (b *Bot) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { b.Turns(ctx) })
	for _, a := range b.adapters {
		all.Go(func() { b.Deliver(ctx, a) })
		all.Go(func() { b.listen(ctx, a) })
	}
	all.Wait()
}

// listen keeps an adapter running. An Exclusive one runs on one replica at a
// time; the others stand by.
func (b *Bot) listen(ctx context.Context, a chat.Adapter) {
	run := func(ctx context.Context) error { return a.Run(ctx, b) }
	for wait := time.Second; ctx.Err() == nil; wait = min(2*wait, time.Minute) {
		var err error
		if _, alone := a.(chat.Exclusive); alone {
			_, err = b.Store.Exclusive(ctx, "adapter "+a.Name(), false, run)
		} else {
			err = run(ctx)
		}
		if ctx.Err() != nil {
			return
		}
		b.Log.Error("adapter stopped; it will be started again", "adapter", a.Name(), "in", wait, "err", err)
		pause(ctx, wait)
	}
}
