package terminal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/bot/chat"
)

// longest is how long one message may be, in bytes: what the desk takes.
const longest = 64 << 10

// leaves reports whether the words end the session.
func leaves(text string) bool {
	return slices.Contains([]string{"/quit", "/exit", "/bye", "/quitter"}, strings.ToLower(strings.TrimSpace(text)))
}

// say hands words to the desk, or tells what is wrong with them. Its error is
// the end of ctx.
func (a *Adapter) say(ctx context.Context, in chat.Inbox, text string) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if key := faulty(text); key != "" {
		return a.notice(key)
	}
	a.said++
	id := fmt.Sprintf("%s-%d", a.session, a.said)
	select { // what was said before no longer counts as an answer
	case <-a.spoke:
	default:
	}
	return a.accept(ctx, in, chat.Message{
		ID: id, Place: a.place(), From: a.account(), Direct: true, At: a.options.Now(),
		Did: chat.Said{Text: text}, Locale: a.options.Lang,
	})
}

// faulty is the key of what keeps words from being sent, "" if nothing does.
func faulty(text string) string {
	switch {
	case len(text) > longest:
		return "too_long"
	case !utf8.ValidString(text):
		return "not_utf8"
	case strings.ContainsRune(text, 0):
		return "nul"
	}
	return ""
}

// tries is how often an unreachable desk is tried.
const tries = 3

// waits are how long a terminal waits: between two tries, at the end of a pipe
// for a first answer, and then for another one.
type waits struct{ again, first, next time.Duration }

// patient is what a person waits.
var patient = waits{again: 400 * time.Millisecond, first: 10 * time.Second, next: 800 * time.Millisecond}

func (a *Adapter) accept(ctx context.Context, in chat.Inbox, m chat.Message) error {
	for try := 1; ; try++ {
		err := in.Accept(ctx, m)
		switch {
		case err == nil:
			a.asked = true
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, chat.ErrRefused):
			return a.notice("refused")
		case try == tries:
			return a.notice("unreachable")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(a.waits.again):
		}
	}
}

// notice says something of the terminal's own.
func (a *Adapter) notice(key string) error { return a.screen.show(chat.Say(a.texts[key])) }

// settle lets what was asked last be answered before a pipe's session ends. A
// person at a TTY who leaves has seen enough.
func (a *Adapter) settle(ctx context.Context) {
	if !a.asked || !a.screen.lingers() {
		return
	}
	for wait := a.waits.first; ; wait = a.waits.next {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
			return
		case <-a.spoke:
		}
	}
}
