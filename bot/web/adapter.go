package web

import (
	"context"
	"fmt"
	"strconv"

	"github.com/guichet-desk/guichet/bot/chat"
)

var (
	_ chat.Adapter      = (*Adapter)(nil)
	_ chat.Editor       = (*Adapter)(nil)
	_ chat.Finder       = (*Adapter)(nil)
	_ chat.Opener       = (*Adapter)(nil)
	_ chat.Typist       = (*Adapter)(nil)
	_ chat.FormShower   = (*Adapter)(nil)
	_ chat.ButtonShower = (*Adapter)(nil)
)

// Send puts the reply on the board. A second Send of the same delivery finds
// the first one's post, so any error may simply be tried again.
func (a *Adapter) Send(ctx context.Context, d chat.Delivery) (chat.Ref, error) {
	on, err := thread(d.Place)
	if err != nil {
		return "", fmt.Errorf("thread %q: %w", d.Place.Thread, chat.ErrGone)
	}
	words, err := encode(shown(d))
	if err != nil {
		return "", err
	}
	id, err := a.board.Put(ctx, Post{
		Key: key(d), Channel: d.Place.Channel, Thread: on,
		At: a.options.Now(), Body: words, Urgent: d.Reply.Urgent,
	})
	if err != nil {
		return "", err
	}
	return ref(id), nil
}

// Edit shows the reply in the place of an earlier one.
func (a *Adapter) Edit(ctx context.Context, r chat.Ref, d chat.Delivery) error {
	id, err := strconv.ParseInt(string(r), 10, 64)
	if err != nil {
		return fmt.Errorf("post %q: %w", r, chat.ErrGone)
	}
	words, err := encode(shown(d))
	if err != nil {
		return err
	}
	return a.board.Change(ctx, id, key(d), words)
}

// Find says whether a delivery's post is on the board.
func (a *Adapter) Find(ctx context.Context, d chat.Delivery) (chat.Ref, bool, error) {
	id, found, err := a.board.Find(ctx, key(d))
	if err != nil || !found {
		return "", false, err
	}
	return ref(id), true, nil
}

// Typing shows that the desk is at work, on the pages that this replica
// serves. Pages elsewhere show it on their own for a few seconds after a
// person has said something.
func (a *Adapter) Typing(_ context.Context, p chat.Place) error {
	on, err := thread(p)
	if err != nil {
		return fmt.Errorf("thread %q: %w", p.Thread, chat.ErrGone)
	}
	a.typing.tell(p.Channel, strconv.FormatInt(on, 10))
	return nil
}

// shown is what a delivery puts on the board.
func shown(d chat.Delivery) body {
	b := body{Blocks: d.Reply.Blocks, Urgent: d.Reply.Urgent}
	if d.Reply.Private {
		b.For = d.To.ID
	}
	return b
}
