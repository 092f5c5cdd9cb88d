package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
)

const (
	hands    = 32  // deliveries that one adapter makes at the same time
	patience = 200 // tries before a delivery is given up, about a day and a half
)

// defaultLease is how long a person waits more when the replica dies that was
// about to show them something. Half of it is the longest that a platform may
// take to answer.
const defaultLease = 20 * time.Second

func (b *Bot) lease() time.Duration { return cmp.Or(b.Lease, defaultLease) }

// Deliver shows what is in the outbox for one adapter until ctx ends. Adapters
// have hands of their own, so that a platform that hangs keeps nobody else
// waiting; and what hangs in one place of it keeps only that place waiting.
func (b *Bot) Deliver(ctx context.Context, a chat.Adapter) {
	free := make(chan struct{}, hands)
	var busy sync.WaitGroup
	b.work(ctx, store.TopicSends, 1, func(ctx context.Context) (bool, error) {
		free <- struct{}{} // at least one hand
		<-free
		leased, err := b.Store.Lease(ctx, []string{a.Name()}, b.Now(), b.lease(), hands-len(free))
		for _, p := range leased {
			free <- struct{}{}
			busy.Go(func() {
				defer func() { <-free }()
				if err := b.deliver(ctx, p); err != nil {
					b.Log.Warn("delivery not recorded; its lease will run out", "delivery", p.Delivery.ID, "err", err)
				}
				b.Store.RingHere(store.TopicSends) // the lane's next may go
			})
		}
		return len(leased) > 0, err
	})
	busy.Wait()
}

// DeliverSome makes one try of each lane's oldest delivery that is due, for all
// adapters, and waits for them. found is false when nothing is due.
func (b *Bot) DeliverSome(ctx context.Context) (found bool, err error) {
	names := slices.Sorted(maps.Keys(b.adapters))
	leased, err := b.Store.Lease(ctx, names, b.Now(), b.lease(), cmp.Or(b.AtOnce, hands))
	if len(leased) == 0 {
		return false, err
	}
	var all sync.WaitGroup
	errs := make([]error, len(leased))
	for i, p := range leased {
		all.Go(func() { errs[i] = b.deliver(ctx, p) })
	}
	all.Wait()
	return true, errors.Join(append(errs, err)...)
}

// deliver makes one try and records how it ended. Whatever the platform says,
// the returned error is the database's alone.
func (b *Bot) deliver(ctx context.Context, p store.Parcel) error {
	a := b.adapters[p.Delivery.Place.Adapter]
	began := time.Now()
	// A try that outlived its lease could be made twice at once.
	trying, cancel := context.WithTimeout(ctx, b.lease()/2)
	defer cancel()
	ref, err := b.try(trying, a, &p)
	outcome := "sent"
	defer func() {
		if b.Seen.Delivered != nil {
			b.Seen.Delivered(a.Name(), outcome, time.Since(began))
		}
	}()
	ctx = context.WithoutCancel(ctx)
	var later chat.Later
	switch {
	case err == nil:
		return b.record(ctx, func(ctx context.Context) error {
			return b.sent.write(ctx, b.Store, store.Shown{Parcel: p, Ref: ref, At: b.Now()})
		})
	case errors.Is(err, chat.ErrGone), p.Delivery.Try >= patience:
		outcome = "gone"
		b.Log.Error("delivery given up", "delivery", p.Delivery.ID, "to", p.Delivery.Place, "tries", p.Delivery.Try, "err", err)
		return b.record(ctx, func(ctx context.Context) error { return b.Store.GivenUp(ctx, p, b.Now(), err.Error()) })
	case errors.As(err, &later):
		outcome = "later"
		// Never twice: not counting a try gives its number to the next one.
		return b.Store.Postponed(ctx, p, b.Now().Add(later.Wait), false, err.Error())
	}
	outcome = "unknown"
	b.Log.Warn("delivery to be tried again", "delivery", p.Delivery.ID, "try", p.Delivery.Try, "err", err)
	again := b.Now().Add(backoff(p.Delivery.Try))
	return b.record(ctx, func(ctx context.Context) error { return b.Store.Postponed(ctx, p, again, true, err.Error()) })
}

// record writes down how a try ended, over and over while the database is
// away: what is forgotten has to be asked of the platform, and is shown twice
// where that cannot answer. Once the lease has ended it is the next try's turn.
func (b *Bot) record(ctx context.Context, write func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, b.lease()/2)
	defer cancel()
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := write(ctx)
		if err == nil || !store.Transient(err) {
			return err
		}
		if pause(ctx, wait); ctx.Err() != nil {
			return err
		}
	}
}

func backoff(try int) time.Duration { return min(250*time.Millisecond<<min(try, 12), 10*time.Minute) }

// try shows the parcel: by editing the post it belongs to, by finding that an
// earlier try has shown it after all, or by sending it. An adapter that panics
// has an unknown outcome, and harms nobody else's delivery.
func (b *Bot) try(ctx context.Context, a chat.Adapter, p *store.Parcel) (ref chat.Ref, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	d := &p.Delivery
	if d.Place.Channel == "" {
		opener, ok := a.(chat.Opener)
		if !ok {
			return "", fmt.Errorf("%s cannot begin a direct talk: %w", a.Name(), chat.ErrGone)
		}
		place, err := opener.Open(ctx, d.To)
		if err != nil {
			return "", err
		}
		d.Place = place
	}
	shown := *d
	shown.Reply = b.adapted(a, d.Reply)
	if p.Ref != "" {
		if editor, ok := a.(chat.Editor); ok {
			return p.Ref, editor.Edit(ctx, p.Ref, shown)
		}
		if p.Faint {
			return p.Ref, nil
		}
	}
	if finder, ok := a.(chat.Finder); ok && d.Try > 1 {
		if ref, found, err := finder.Find(ctx, shown); found || err != nil {
			return ref, err
		}
	}
	return a.Send(ctx, shown)
}

// adapted gives a platform without buttons a reply that can be answered by
// typing a number, or the words behind a button.
func (b *Bot) adapted(a chat.Adapter, r chat.Reply) chat.Reply {
	if _, ok := a.(chat.ButtonShower); ok {
		return r
	}
	var blocks []chat.Block
	for _, block := range r.Blocks {
		switch block := block.(type) {
		case chat.Buttons:
			if !block.Inert {
				blocks = append(blocks, numbered(block))
			}
		case chat.Choose: // its typed equivalent stands in the help
		default:
			blocks = append(blocks, block)
		}
	}
	r.Blocks = blocks
	return r
}

func numbered(b chat.Buttons) chat.List {
	list := chat.List{Ordered: true}
	for _, one := range b.Buttons {
		label := one.Label
		if one.Typed != "" {
			label += " `" + one.Typed + "`"
		}
		list.Items = append(list.Items, label)
	}
	return list
}
