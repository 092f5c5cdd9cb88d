package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
)

const (
	lease    = time.Minute // in which one try must end
	parcels  = 64          // leased together
	patience = 200         // tries before a delivery is given up, about a day and a half
)

// Deliver shows what is in the outbox until ctx ends.
func (b *Bot) Deliver(ctx context.Context) { b.work(ctx, store.TopicSends, b.DeliverSome) }

// DeliverSome leases some deliveries and tries each once. found is false when
// nothing is due.
func (b *Bot) DeliverSome(ctx context.Context) (found bool, err error) {
	names := slices.Sorted(maps.Keys(b.adapters))
	leased, err := b.Store.Lease(ctx, names, b.Now(), lease, parcels)
	if err != nil || len(leased) == 0 {
		return false, err
	}
	// A try that outlives its lease could be made twice at once.
	trying, cancel := context.WithTimeout(ctx, lease/2)
	defer cancel()
	var all sync.WaitGroup
	errs := make([]error, len(leased))
	for i, p := range leased {
		all.Go(func() { errs[i] = b.deliver(trying, p) })
	}
	all.Wait()
	return true, errors.Join(errs...)
}

// deliver makes one try and records how it ended. Whatever the platform says,
// the returned error is the database's alone.
func (b *Bot) deliver(ctx context.Context, p store.Parcel) error {
	a := b.adapters[p.Delivery.Place.Adapter]
	began := time.Now()
	ref, err := b.try(ctx, a, &p)
	outcome := "sent"
	defer func() {
		if b.Seen.Delivered != nil {
			b.Seen.Delivered(a.Name(), outcome, time.Since(began))
		}
	}()
	record := context.WithoutCancel(ctx)
	var later chat.Later
	switch {
	case err == nil:
		return b.Store.Sent(record, p, ref, b.Now())
	case errors.Is(err, chat.ErrGone), p.Delivery.Try >= patience:
		outcome = "gone"
		b.Log.Error("delivery given up", "delivery", p.Delivery.ID, "to", p.Delivery.Place, "tries", p.Delivery.Try, "err", err)
		return b.Store.GivenUp(record, p, b.Now(), err.Error())
	case errors.As(err, &later):
		outcome = "later"
		return b.Store.Postponed(record, p, b.Now().Add(later.Wait), false, err.Error())
	}
	outcome = "unknown"
	b.Log.Warn("delivery to be tried again", "delivery", p.Delivery.ID, "try", p.Delivery.Try, "err", err)
	return b.Store.Postponed(record, p, b.Now().Add(backoff(p.Delivery.Try)), true, err.Error())
}

func backoff(try int) time.Duration { return min(250*time.Millisecond<<min(try, 12), 10*time.Minute) }

// try shows the parcel: by editing the post it belongs to, by finding that an
// earlier try has shown it after all, or by sending it.
func (b *Bot) try(ctx context.Context, a chat.Adapter, p *store.Parcel) (chat.Ref, error) {
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
