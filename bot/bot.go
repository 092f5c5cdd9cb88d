// Package bot is the shell around conversations: the path of a message. It
// accepts what platforms bring, takes one turn at a time in each talk, and
// delivers what is to be shown. It starts workflows and is never called by them.
package bot

import (
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
	Lease time.Duration // in which a try of a delivery must end, before another replica makes the next; 0 is 20 s

	// AtOnce is how many deliveries DeliverSome tries at the same time; 0 is 32.
	// One keeps them in the order in which they were written.
	AtOnce int

	adapters map[string]chat.Adapter
	sent     ledger
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
