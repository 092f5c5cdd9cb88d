// Package bot is the shell around conversations: the path of a message. It
// accepts what platforms bring, takes one turn at a time in each talk, and
// delivers what is to be shown. It starts workflows and is never called by them.
package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/intents/nlu"
	"github.com/guichet-desk/guichet/kb"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
)

// Mind is what the desk understands with. It never changes once built, apart
// from the index, which keeps itself.
type Mind struct {
	Catalog intents.Catalog
	Model   *nlu.Model
	Lexicon *nlu.Lexicon
	Index   *kb.Index
}

// Bot is the shell. It is safe for concurrent use once its fields are set.
type Bot struct {
	Store *store.Store
	Desk  *workflows.Desk
	Mind  func() *Mind // the one in force
	Words *lang.Words
	Now   func() time.Time
	Log   *slog.Logger
	Seen  Seen

	adapters map[string]chat.Adapter
}

// Seen is told what happens, for metrics. Every field may be nil.
type Seen struct {
	Accepted  func(adapter string, fresh bool)
	Turned    func(d time.Duration, failed bool)
	Delivered func(adapter, outcome string, d time.Duration)
}

// Attach makes the bot deliver through these adapters and listen to them. It
// is called once, before anything runs.
func (b *Bot) Attach(adapters ...chat.Adapter) {
	b.adapters = make(map[string]chat.Adapter, len(adapters))
	for _, a := range adapters {
		b.adapters[a.Name()] = a
	}
}

// poll is how often work is looked for though nothing rang.
const poll = time.Second

// work calls step until ctx ends: at once again while it finds something to
// do, else when topic rings.
func (b *Bot) work(ctx context.Context, topic string, step func(context.Context) (found bool, err error)) {
	rung, stop := b.Store.Listen(topic)
	defer stop()
	failed := 0
	for ctx.Err() == nil {
		found, err := step(context.WithoutCancel(ctx)) // what is in hand is finished
		wait := poll
		switch {
		case err != nil && ctx.Err() == nil:
			failed++
			wait = min(50*time.Millisecond<<min(failed, 6), 2*time.Second)
			b.Log.Warn(topic, "err", err)
		case found:
			failed = 0
			continue
		default:
			failed = 0
		}
		select {
		case <-ctx.Done():
		case <-rung:
		case <-time.After(wait):
		}
	}
}
