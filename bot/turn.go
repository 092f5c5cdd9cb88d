package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

// turners is how many turns one replica takes at the same time. More only
// wait for each other's commits.
const turners = 8

// Turns takes turns until ctx ends. Any number of replicas may do so at once: a
// talk is locked while a turn of it is taken.
func (b *Bot) Turns(ctx context.Context) { b.work(ctx, store.TopicTurns, turners, b.TakeTurn) }

// hopeless is how often a message may fail before its author is told so.
const hopeless = 5

// TakeTurn takes one turn: everything it decides is kept in the transaction
// that marks the message answered. found is false when no talk waits, or when
// that cannot be known.
func (b *Bot) TakeTurn(ctx context.Context) (found bool, err error) {
	began, now := time.Now(), b.Now()
	var at store.Turn
	err = b.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if at, err = tx.NextTurn(now); err != nil {
			return err
		}
		found = true
		t := turn{b: b, tx: tx, at: at, now: now}
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		return t.take()
	})
	switch unread := at.Inbox != 0; { // claimed, though it cannot be read
	case !found && errors.Is(err, store.ErrNotFound):
		return false, nil
	case !found && !unread:
		return false, err
	}
	if b.Seen.Turned != nil {
		b.Seen.Turned(time.Since(began), err != nil)
	}
	if err != nil && !store.Transient(err) {
		b.Log.Error("turn", "talk", at.Talk.ID, "message", at.Said.ID, "tries", at.Tries+1, "err", err)
		err = b.Store.TurnFailed(ctx, at, now, err.Error())
	}
	return true, err
}

// turn is one turn in the making.
type turn struct {
	b   *Bot
	tx  *store.Tx
	at  store.Turn
	now time.Time

	who   people.Person // zero when nobody knows
	state intents.State
	lang  string
	sent  int // replies so far: part of each one's cause
	why   []string

	decided bool   // by the dialogue, and marked so
	chosen  string // label of the button that was pressed
}

func (t *turn) take() error {
	if err := t.recall(); err != nil {
		return err
	}
	if t.at.Tries >= hopeless {
		if err := t.say(chat.Say(t.b.Words.Text(t.lang, "turn_failed", nil))); err != nil {
			return err
		}
		return t.end()
	}
	if err := t.answer(); err != nil || t.decided {
		return err
	}
	return t.end()
}

// recall reads who is speaking, in which language, and where the talk stands.
func (t *turn) recall() error {
	if err := json.Unmarshal(t.at.Talk.State, &t.state); err != nil && t.at.Tries < hopeless {
		return fmt.Errorf("state of talk %d: %w", t.at.Talk.ID, err)
	}
	// Who is no longer in the directory is a stranger, whatever rights they had.
	t.who, _ = t.b.Desk.Rules().Directory.Get(t.at.Who.ID)
	t.lang = t.language()
	return nil
}

// answer finds out whom the message is for: the desk's staff side, or the
// dialogue with a requester.
func (t *turn) answer() error {
	if t.at.Inbox == 0 {
		return t.dialogue(intents.Rang{})
	}
	switch did := t.at.Said.Did.(type) {
	case chat.Pressed:
		return t.pressed(did.Token, did.Value, nil)
	case chat.Filled:
		return t.pressed(did.Token, "", did.Values)
	case chat.Reacted:
		return t.reacted(did)
	case chat.Said:
		if done, err := t.staffSaid(did); done || err != nil {
			return err
		}
		return t.dialogue(intents.Words{Text: strings.TrimSpace(did.Text), Files: did.Files})
	}
	return fmt.Errorf("%T is nothing that can be answered", t.at.Said.Did)
}

// end marks the message answered when the dialogue had no part in it.
func (t *turn) end() error {
	return t.tx.Answered(t.at, t.now, strings.Join(t.why, "; "))
}

// because adds to the one line that says why the turn went as it did.
func (t *turn) because(format string, args ...any) {
	t.why = append(t.why, fmt.Sprintf(format, args...))
}

// cause names the turn's next reply: the same in every try of the turn.
func (t *turn) cause() string {
	t.sent++
	if t.at.Inbox == 0 {
		return fmt.Sprintf("talk/%d/%d/%d", t.at.Talk.ID, t.at.Talk.Wake.UnixMicro(), t.sent)
	}
	return fmt.Sprintf("said/%d/%d", t.at.Inbox, t.sent)
}

// say answers where the message came from.
func (t *turn) say(r chat.Reply) error {
	return t.tx.Send(t.reply(r))
}

func (t *turn) reply(r chat.Reply) store.Outgoing {
	return store.Outgoing{
		Cause: t.cause(), Talk: t.at.Talk.ID, Place: t.at.Talk.Place, To: t.at.Said.From,
		Reply: r, Handle: t.at.Said.Handle, At: t.now,
	}
}
