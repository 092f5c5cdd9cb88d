package talk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/workflows/people"
)

// The platforms that a transcript can be run on.
const (
	Web      = "web"
	Terminal = "terminal"
)

// Platforms are all of them.
var Platforms = []string{Web, Terminal}

// Options say what a transcript is run on.
type Options struct {
	Desk     fs.FS  // the desk folder; nil is the demo
	Database string // PostgreSQL URL of an empty, migrated database
	Platform string // where people's own talks are held
	Start    time.Time
}

// start is when a transcript begins unless Options say otherwise: a Monday
// morning on which nobody has a holiday.
const start = "2026-03-02 09:00"

// world is the program as a transcript runs it: nothing in it moves by itself.
type world struct {
	app     *app.App
	clock   *clock
	trouble *trouble
	rooms   []room // all that are open
	own     room   // people's own talks
	shared  room   // the channels of the staff
	stop    context.CancelFunc
}

// clock is moved by the transcript alone.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// open starts the world for the people of a script. Everything in it ends
// with close.
func open(ctx context.Context, s Script, o Options) (*world, error) {
	w := &world{clock: &clock{}, trouble: &trouble{}, stop: func() {}}
	if err := w.build(ctx, s, o); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *world) build(ctx context.Context, s Script, o Options) error {
	if err := w.begin(ctx, o); err != nil {
		return err
	}
	langs, err := w.langs(s)
	if err != nil {
		return err
	}
	shared := newBrowser(w.app, langs)
	rooms := []room{shared}
	if o.Platform == Terminal {
		own, err := newTerminals(w.app, s.people(), langs, w.clock.now)
		if err != nil {
			return err
		}
		rooms = append(rooms, own)
	}
	w.app.Bot.AtOnce = 1 // in the order in which they were written
	var all []chat.Adapter
	for _, r := range rooms {
		all = append(all, r.adapters()...)
	}
	w.app.Bot.Attach(all...)
	ctx, w.stop = context.WithCancel(ctx)
	for _, r := range rooms {
		if err := r.open(ctx, w.app.Bot); err != nil {
			return err
		}
		w.rooms = append(w.rooms, r)
	}
	w.shared, w.own = rooms[0], rooms[len(rooms)-1]
	return nil
}

// begin opens the program and sets its clock.
func (w *world) begin(ctx context.Context, o Options) (err error) {
	at, zoned := o.Start, !o.Start.IsZero()
	if !zoned {
		if at, err = time.Parse(moment, start); err != nil {
			return err
		}
	}
	w.clock.set(at)
	w.app, err = app.Open(ctx, app.Options{
		Desk: o.Desk, Database: o.Database, Now: w.clock.now, Log: slog.New(w.trouble), Conns: 4,
	})
	if err != nil || zoned {
		return err
	}
	at, err = time.ParseInLocation(moment, start, w.app.Desk.Rules().Zone) // only the desk knows where it is
	w.clock.set(at)
	return err
}

// langs is the language of each person's place: as the script first says, else
// as the directory does.
func (w *world) langs(s Script) (map[string]string, error) {
	out := make(map[string]string)
	var wrong []error
	for _, step := range s.Steps {
		e, ok := step.Do.(Enter)
		if !ok {
			continue
		}
		p, known := w.app.Desk.Rules().Directory.Get(people.ID(e.Who))
		was, met := out[e.Who]
		switch {
		case !known:
			wrong = append(wrong, Mistake{s.Name, step.Line + 1, "the directory has nobody with the id " + e.Who})
		case !met && e.Lang == "":
			out[e.Who] = p.Lang
		case !met:
			out[e.Who] = e.Lang
		case e.Lang != "" && e.Lang != was:
			wrong = append(wrong, Mistake{s.Name, step.Line + 1, "the language of a place is set where somebody first speaks"})
		}
	}
	return out, errors.Join(wrong...)
}

func (w *world) close() error {
	w.stop()
	var errs []error
	for _, r := range w.rooms {
		errs = append(errs, r.close())
	}
	if w.app != nil {
		errs = append(errs, w.app.Close())
	}
	return errors.Join(errs...)
}

// room is where somebody is.
func (w *world) room(at Enter) room {
	if at.Channel == "" && at.Ticket == "" {
		return w.own
	}
	return w.shared
}

// endless is how many rounds of work one line of a transcript may make.
const endless = 10_000

// drain does all there is to do now.
func (w *world) drain(ctx context.Context) error {
	for range endless {
		turned, err := w.app.Bot.TakeTurn(ctx)
		if err != nil {
			return err
		}
		stepped, err := w.app.Desk.DoJob(ctx)
		if err != nil {
			return err
		}
		rang, err := w.app.Desk.Ring(ctx)
		if err != nil {
			return err
		}
		sent, err := w.app.Bot.DeliverSome(ctx)
		if err != nil {
			return err
		}
		if !turned && !stepped && rang == 0 && !sent {
			return w.trouble.take()
		}
	}
	return fmt.Errorf("the desk does not come to rest: %w", w.trouble.take())
}

// pass lets time go by, from one timer to the next.
func (w *world) pass(ctx context.Context, p Pass) error {
	till := w.clock.now().Add(p.By)
	if p.To != "" {
		at, err := time.ParseInLocation(moment, p.To, w.app.Desk.Rules().Zone)
		if err != nil {
			return err
		}
		if till = at; at.Before(w.clock.now()) {
			return fmt.Errorf("it is %s already", w.clock.now().In(at.Location()).Format(moment))
		}
	}
	for range endless {
		next, err := w.app.Store.NextWake(ctx, w.clock.now())
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(till) {
			w.clock.set(till)
			return w.drain(ctx)
		}
		w.clock.set(next)
		if err := w.drain(ctx); err != nil {
			return err
		}
	}
	return errors.New("timers ring without end")
}

// trouble is a log handler that keeps errors: what the program logs as one
// fails the transcript.
type trouble struct {
	mu  sync.Mutex
	all []error
}

// Enabled implements slog.Handler.
func (t *trouble) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

// Handle implements slog.Handler.
func (t *trouble) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool {
		text += fmt.Sprintf(" %s=%v", a.Key, a.Value)
		return true
	})
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, errors.New("the program logged an error: "+text))
	return nil
}

// WithAttrs implements slog.Handler.
func (t *trouble) WithAttrs([]slog.Attr) slog.Handler { return t }

// WithGroup implements slog.Handler.
func (t *trouble) WithGroup(string) slog.Handler { return t }

func (t *trouble) take() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := slices.Clone(t.all)
	t.all = nil
	return errors.Join(all...)
}
