package talk

import (
	"context"
	"errors"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
)

// room is a platform as its people use it: they say and press, and hear. A
// platform under test is one; the channels of the desk's staff are always in
// the browser, because that is where the desk folder puts them.
type room interface {
	adapters() []chat.Adapter
	// open takes people in. Nothing may be said before.
	open(ctx context.Context, in chat.Inbox) error
	say(ctx context.Context, at Enter, text string) error
	press(ctx context.Context, at Enter, p Press) error
	// heard are the replies that somebody has before them at a place and that
	// the transcript has not had yet, oldest first.
	heard(ctx context.Context, at Enter) ([]reading, error)
	// shows is everything that stands there now.
	shows(ctx context.Context, at Enter) ([]reading, error)
	// reads is how an expected line reads there.
	reads(line string) []string
	close() error
}

// reading is a reply as it reads.
type reading struct {
	lines []string
	take  func() // marks it as had
}

func lines(r chat.Reply) []string { return strings.Split(chat.Plain(r), "\n") }

// errNoButton says that nothing at a place can be pressed by that label.
var errNoButton = errors.New("there is no such button")
