package terminal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// Name is the adapter's name for one person.
func Name(person string) string { return "terminal/" + person }

// Options say whose terminal it is and where it is drawn.
type Options struct {
	Person   string           // id; must not be empty
	Lang     string           // "en" or "fr": the platform's idea of the reader's language
	In       io.Reader        // a TTY is edited on, anything else is read line by line
	Out      io.Writer        // a TTY is drawn on, anything else gets plain lines
	Color    bool             // styles and colours, on a TTY only
	Commands []string         // what the tabulator completes: "/claim"
	Now      func() time.Time // time.Now unless set
}

// Adapter is the platform. It is a chat.Adapter, Finder, Opener and Exclusive.
type Adapter struct {
	options Options
	session string // makes message ids differ between processes
	screen  screen
	texts   map[string]string
	waits   waits

	said  int  // lines so far; Run's own
	asked bool // something waits for an answer, or has had one; Run's own

	running atomic.Bool
	ended   chan struct{} // closed when the person has left
	end     sync.Once

	mu    sync.Mutex
	shown map[string]bool // deliveries of this session
	spoke chan struct{}   // receives after a delivery
}

var (
	_ chat.Adapter   = (*Adapter)(nil)
	_ chat.Finder    = (*Adapter)(nil)
	_ chat.Opener    = (*Adapter)(nil)
	_ chat.Exclusive = (*Adapter)(nil)
)

// New makes the platform. A TTY is in raw mode from now on, until Close.
func New(o Options) (*Adapter, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s, err := newScreen(o)
	if err != nil {
		return nil, err
	}
	return &Adapter{
		options: o, session: rand.Text(), screen: s, texts: textsOf(o.Lang), waits: patient,
		ended: make(chan struct{}), shown: make(map[string]bool), spoke: make(chan struct{}, 1),
	}, nil
}

// Close gives the terminal back as it was found.
func (a *Adapter) Close() error { return a.screen.close() }

// Name implements chat.Adapter.
func (a *Adapter) Name() string { return Name(a.options.Person) }

// Exclusive implements chat.Exclusive: two terminals of one person would share
// one talk, and each would see half of it.
func (a *Adapter) Exclusive() {}

// Ended is closed once the person has left: by /quit, Ctrl-D or the end of the
// input, after what was asked last has been answered.
func (a *Adapter) Ended() <-chan struct{} { return a.ended }

// Open is the direct talk of the terminal's person, the only one there is.
func (a *Adapter) Open(_ context.Context, who chat.Account) (chat.Place, error) {
	if who != a.account() {
		return chat.Place{}, fmt.Errorf("this is the terminal of %s, not of %s: %w", a.options.Person, who, chat.ErrGone)
	}
	return a.place(), nil
}

func (a *Adapter) account() chat.Account {
	return chat.Account{Adapter: a.Name(), ID: a.options.Person}
}

func (a *Adapter) place() chat.Place { return chat.Place{Adapter: a.Name(), Channel: "direct"} }

// Run takes what is typed until ctx ends. Once the person has left it waits
// for that.
func (a *Adapter) Run(ctx context.Context, in chat.Inbox) error {
	a.running.Store(true)
	defer a.running.Store(false)
	if err := a.listen(ctx, in); err != nil {
		return err
	}
	a.settle(ctx)
	a.end.Do(func() { close(a.ended) })
	<-ctx.Done()
	return ctx.Err()
}

// listen takes lines until the person leaves. The next line is only read when
// the one before is taken, so that they keep their order.
func (a *Adapter) listen(ctx context.Context, in chat.Inbox) error {
	type read struct {
		text string
		err  error
	}
	want, got := make(chan struct{}), make(chan read)
	defer close(want)
	go func() {
		for range want {
			text, err := a.screen.read()
			select {
			case got <- read{text, err}:
			case <-ctx.Done():
			}
		}
	}()
	for {
		select {
		case want <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-got:
			switch {
			case r.err != nil && !errors.Is(r.err, io.EOF):
				return r.err
			case leaves(r.text):
				return nil
			}
			if err := a.say(ctx, in, r.text); err != nil {
				return err
			}
			if r.err != nil {
				return nil
			}
		}
	}
}

// Send shows a reply.
func (a *Adapter) Send(_ context.Context, d chat.Delivery) (chat.Ref, error) {
	if !a.running.Load() {
		return "", chat.Later{Wait: time.Second} // another terminal of this person may be open
	}
	if err := a.screen.show(d.Reply); err != nil {
		return "", err
	}
	a.mu.Lock()
	a.shown[d.ID] = true
	a.mu.Unlock()
	select {
	case a.spoke <- struct{}{}:
	default:
	}
	return chat.Ref(d.ID), nil
}

// Find says whether a delivery was shown in this session. What an earlier
// session has shown is on no screen any more.
func (a *Adapter) Find(_ context.Context, d chat.Delivery) (chat.Ref, bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return chat.Ref(d.ID), a.shown[d.ID], nil
}
