package talk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/terminal"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

// terminals are the people's own terminals, each on a pair of pipes. Where the
// web has a button, its label is typed; rows of buttons read as the numbered
// lists that stand for them.
type terminals struct {
	app   *app.App
	stop  context.CancelFunc
	order []string
	by    map[string]*wire
}

// wire is one terminal with its two pipes.
type wire struct {
	*terminal.Adapter
	feed feed
	out  output
	seen int       // bytes of out that were read
	all  []*spoken // replies, oldest first
}

type spoken struct {
	lines []string
	had   bool
}

func newTerminals(a *app.App, people []string, langs map[string]string, now func() time.Time) (*terminals, error) {
	ts := &terminals{app: a, order: people, by: make(map[string]*wire)}
	for _, p := range people {
		w := &wire{feed: feed{asked: make(chan struct{}), lines: make(chan string)}}
		var err error
		w.Adapter, err = terminal.New(terminal.Options{Person: p, Lang: langs[p], In: &w.feed, Out: &w.out, Now: now})
		if err != nil {
			return nil, err
		}
		ts.by[p] = w
	}
	return ts, nil
}

func (ts *terminals) adapters() []chat.Adapter {
	var out []chat.Adapter
	for _, p := range ts.order {
		out = append(out, ts.by[p])
	}
	return out
}

func (ts *terminals) open(ctx context.Context, in chat.Inbox) error {
	now := ts.app.Desk.Now()
	err := ts.app.Store.Tx(ctx, func(tx *store.Tx) error {
		for _, p := range ts.order {
			if err := tx.Link(chat.Account{Adapter: terminal.Name(p), ID: p}, people.ID(p), "transcript", now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	ctx, ts.stop = context.WithCancel(ctx)
	for _, p := range ts.order {
		w := ts.by[p]
		go func() { _ = w.Run(ctx, in) }()
		<-w.feed.asked // for its first line
	}
	return nil
}

func (ts *terminals) close() error {
	ts.stop()
	for _, p := range ts.order {
		close(ts.by[p].feed.lines)
	}
	return nil
}

func (ts *terminals) say(_ context.Context, at Enter, text string) error {
	w := ts.by[at.Who]
	// A line break in a message is typed as a backslash at the line's end.
	w.feed.lines <- strings.ReplaceAll(text, "\n", "\\\n") + "\n"
	select {
	case <-w.feed.asked: // for the next line: this one is taken
	case <-w.Ended():
	}
	return nil
}

func (ts *terminals) press(ctx context.Context, at Enter, p Press) error {
	if len(p.Fill) > 0 {
		return errors.New("a terminal has no forms: answer one by one, between -- terminal and --")
	}
	return ts.say(ctx, at, p.Label)
}

func (ts *terminals) heard(_ context.Context, at Enter) ([]reading, error) {
	var out []reading
	for _, s := range ts.by[at.Who].read() {
		if !s.had {
			out = append(out, reading{lines: s.lines, take: func() { s.had = true }})
		}
	}
	return out, nil
}

func (ts *terminals) shows(_ context.Context, at Enter) ([]reading, error) {
	var out []reading
	for _, s := range ts.by[at.Who].read() {
		out = append(out, reading{lines: s.lines})
	}
	return out, nil
}

// read takes in what was written since the last time.
func (w *wire) read() []*spoken {
	fresh := w.out.from(w.seen)
	w.seen += len(fresh)
	for line := range strings.SplitSeq(strings.TrimSuffix(fresh, "\n"), "\n") {
		if first, ok := strings.CutPrefix(line, "< "); ok {
			w.all = append(w.all, &spoken{lines: []string{first}})
		} else if len(w.all) > 0 && line != "" {
			last := w.all[len(w.all)-1]
			last.lines = append(last.lines, strings.TrimPrefix(line, "  "))
		}
	}
	return w.all
}

// reads turns a row of buttons into the numbered list that people see.
func (ts *terminals) reads(line string) []string {
	row := labels(line)
	if row == nil {
		return []string{line}
	}
	for i := range row {
		row[i] = strconv.Itoa(i+1) + ". " + row[i]
	}
	return row
}

// feed is a pipe that tells when its reader asks for more: by then all that
// was written before has been dealt with.
type feed struct {
	asked chan struct{}
	lines chan string
	rest  string
}

// Read implements io.Reader.
func (f *feed) Read(p []byte) (int, error) {
	if f.rest == "" {
		f.asked <- struct{}{}
		line, ok := <-f.lines
		if !ok {
			return 0, io.EOF
		}
		f.rest = line
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// output is a pipe that is read when everything is quiet.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) from(n int) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()[n:]
}
