package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

// latency measures from the moment a message is brought to the moment its
// reply is handed to the platform, with both commits between them.
func (b *bench) latency(ctx context.Context) (err error) {
	section("Message brought → reply handed to the platform")
	a, _, err := b.desk(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closed(a, err) }()
	p := newPlatform()
	stop := work(ctx, a, p)
	defer stop()
	say := sentences(a)
	if err := link(ctx, a); err != nil {
		return err
	}
	warm(ctx, a, p, say)
	for _, rate := range []int{20, 100, 300} {
		name := fmt.Sprintf("reply_%d_per_second", rate)
		if err := b.hold1(ctx, a, p, say, name, rate); err != nil {
			return err
		}
	}
	figure("resident_memory_under_load", resident(), "MB")
	return b.highest(ctx, a, p, say)
}

// work runs one replica until stop.
func work(ctx context.Context, a *app.App, adapters ...chat.Adapter) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { a.Run(ctx, adapters...) })
	return func() { cancel(); done.Wait() }
}

func closed(a *app.App, err error) error {
	if e := a.Close(); err == nil {
		err = e
	}
	return err
}

// sentences are the demo desk's own examples: what people really ask.
func sentences(a *app.App) []string {
	var out []string
	for _, i := range a.Config.Intents {
		for _, l := range slices.Sorted(maps.Keys(i.Examples)) {
			out = append(out, i.Examples[l]...)
		}
	}
	return out
}

// employees is how many people ask: a ticket or two each, as in life.
const employees = 5000

// link gives that many employees an account on the platform.
func link(ctx context.Context, a *app.App) error {
	all := make([]people.Person, employees)
	for n := range all {
		id := somebody(n)
		all[n] = people.Person{ID: id, Name: "Employee " + string(id), Lang: "fr", Groups: []string{"staff"}, Accounts: map[string]string{platformName: string(id)}}
	}
	return a.Store.Tx(ctx, func(tx *store.Tx) error { return tx.SavePeople(all, time.Now()) })
}

func somebody(n int) people.ID { return people.ID(fmt.Sprintf("employee%d", n%employees)) }

// message is the n-th, in a talk of its own so that its reply is known by place.
func message(a *app.App, prefix string, n int, text string) chat.Message {
	channel := fmt.Sprintf("%s-%d", prefix, n)
	return chat.Message{
		ID: channel, Place: chat.Place{Adapter: platformName, Channel: channel}, Direct: true, At: time.Now(),
		From: chat.Account{Adapter: platformName, ID: string(somebody(n))}, Did: chat.Said{Text: text},
	}
}

func warm(ctx context.Context, a *app.App, p *platform, say []string) {
	for n := range 50 {
		p.ask(fmt.Sprintf("warm-%d", n))
		_ = a.Bot.Accept(ctx, message(a, "warm", n, say[n%len(say)]))
	}
	p.wait(ctx, 10*time.Second)
	p.answered()
}

// hold1 brings messages at a steady rate, each at its own moment whether or not
// the earlier ones were answered.
func (b *bench) hold1(ctx context.Context, a *app.App, p *platform, say []string, name string, rate int) error {
	total := rate * int(b.hold/time.Second)
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	var all sync.WaitGroup
	errs := make(chan error, total)
	for n := range total {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		all.Go(func() {
			m := message(a, name, n, say[n%len(say)])
			p.ask(m.Place.Channel)
			if err := a.Bot.Accept(ctx, m); err != nil {
				errs <- err
			}
		})
	}
	all.Wait()
	late := p.wait(ctx, 30*time.Second)
	took := p.answered()
	figure(name+"_p50", quantile(took, .5), "ms")
	figure(name+"_p99", quantile(took, .99), "ms")
	if late > 0 || len(errs) > 0 {
		figure(name+"_unanswered", float64(late), "messages")
	}
	return nil
}

// highest brings messages as fast as they are answered, with so many open at a
// time, and counts.
func (b *bench) highest(ctx context.Context, a *app.App, p *platform, say []string) error {
	const open = 64
	began := time.Now()
	var all sync.WaitGroup
	for w := range open {
		all.Go(func() {
			for n := w; time.Since(began) < b.hold && ctx.Err() == nil; n += open {
				m := message(a, "highest", n, say[n%len(say)])
				reply := p.ask(m.Place.Channel)
				if a.Bot.Accept(ctx, m) != nil {
					return
				}
				answered(ctx, reply)
			}
		})
	}
	all.Wait()
	p.wait(ctx, 30*time.Second)
	took := p.answered()
	figure("highest_sustained_rate", float64(len(took))/time.Since(began).Seconds(), "messages/s")
	figure("highest_sustained_rate_p99", quantile(took, .99), "ms")
	return ctx.Err()
}

// patience is how long one reply is waited for.
const patience = 10 * time.Second

func answered(ctx context.Context, reply <-chan struct{}) {
	select {
	case <-reply:
	case <-ctx.Done():
	case <-time.After(patience):
	}
}
