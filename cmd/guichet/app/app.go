// Package app puts the program together: it builds the parts of one replica,
// starts them and stops them. Flags and commands are main's; tests start the
// real program from here.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/guichet-desk/guichet/bot"
	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
	"github.com/guichet-desk/guichet/kb"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
)

// Options say what to run.
type Options struct {
	Desk     fs.FS  // a desk folder; nil is the demo
	Database string // PostgreSQL URL
	Now      func() time.Time
	Log      *slog.Logger
	Conns    int // most database connections; 0 is the store's default
}

// App is one replica. Its exported parts may be used until Close.
type App struct {
	Config *config.Desk
	Store  *store.Store
	Desk   *workflows.Desk
	Bot    *bot.Bot
	Words  *lang.Words
	Index  *kb.Index

	knowledge *knowledge
	mind      atomic.Pointer[bot.Mind]
	rules     atomic.Pointer[workflows.Rules]
}

// Open reads the desk, connects to the database, which must have its schema,
// and brings the directory and the articles up to date.
func Open(ctx context.Context, o Options) (a *App, err error) {
	o = o.defaults()
	d, problems := config.Load(o.Desk, StepKinds())
	if err := problems.Err(); err != nil {
		return nil, err
	}
	words, err := lang.New()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, o.Database, store.Options{Conns: o.Conns})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := s.CheckSchema(ctx); err != nil {
		return nil, err
	}
	a = &App{Config: d, Store: s, Words: words, Index: kb.NewIndex(kb.Options{Synonyms: d.Synonyms})}
	a.knowledge = &knowledge{store: s, index: a.Index, log: o.Log}
	if err := a.load(ctx, o, d); err != nil {
		return nil, err
	}
	if err := a.knowledge.begin(ctx); err != nil {
		return nil, err
	}
	a.Desk = &workflows.Desk{Store: s, Rules: a.rules.Load, Words: words, Steps: Steps(), Now: o.Now, Log: o.Log}
	a.Bot = &bot.Bot{Store: s, Desk: a.Desk, Mind: a.mind.Load, Words: words, Now: o.Now, Log: o.Log}
	return a, nil
}

func (o Options) defaults() Options {
	if o.Desk == nil {
		o.Desk = demo.FS()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// Reload reads the desk folder again. With any mistake in it the error names
// them all, and the desk in force stays. What was promised stays promised:
// tickets and runs carry their own copies. Names, channels and first sentences
// of the web pages, and the search's synonyms, change with the next start.
func (a *App) Reload(ctx context.Context, o Options) error {
	o = o.defaults()
	d, problems := config.Load(o.Desk, StepKinds())
	if err := problems.Err(); err != nil {
		return err
	}
	return a.load(ctx, o, d)
}

// load builds what the shells decide by and writes what the desk folder says
// into the database; only then is it in force.
func (a *App) load(ctx context.Context, o Options, d *config.Desk) error {
	now := o.Now()
	d.People = withWeb(d.People)
	rules, err := NewRules(d)
	if err != nil {
		return err
	}
	mind, err := newMind(ctx, a.Store, d, a.Words, a.Index, now, o.Log)
	if err != nil {
		return err
	}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.SavePeople(d.People, now); err != nil {
			return fmt.Errorf("directory: %w", err)
		}
		_, err := tx.SaveArticles(d.Articles, now)
		return err
	})
	if err != nil {
		return err
	}
	a.rules.Store(rules)
	a.mind.Store(mind)
	return nil
}

// withWeb gives everybody their account on the desk's own web pages, where the
// account is the person.
func withWeb(ps []people.Person) []people.Person {
	out := make([]people.Person, len(ps))
	for i, p := range ps {
		accounts := map[string]string{webName: string(p.ID)}
		for adapter, id := range p.Accounts {
			accounts[adapter] = id
		}
		p.Accounts = accounts
		out[i] = p
	}
	return out
}

// ready says what is missing before the desk can answer.
func (a *App) ready() error {
	if a.mind.Load() == nil {
		return errors.New("the desk has not been trained yet")
	}
	return nil
}

// Run works until ctx ends, then finishes what is in hand.
func (a *App) Run(ctx context.Context, adapters ...chat.Adapter) {
	a.Bot.Attach(adapters...)
	var all sync.WaitGroup
	all.Go(func() { a.Bot.Run(ctx) })
	all.Go(func() { a.Desk.Timers(ctx) })
	all.Go(func() { a.Desk.Jobs(ctx) })
	all.Go(func() { a.knowledge.follow(ctx) })
	all.Wait()
}

// Close lets go of the database.
func (a *App) Close() error { return a.Store.Close() }
