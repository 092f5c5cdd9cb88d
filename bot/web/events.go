package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// beat is how often a stream looks by itself, in case a hint was lost, and
	// shows its reader that it is alive.
	beat = 15 * time.Second
	// stall is how long a reader may take nothing before it is let go.
	stall = 30 * time.Second
)

// stream is one page that is kept up to date. Its event ids are the revisions
// that the page has seen: of the channel, and of its thread.
type stream struct {
	visit
	a          *Adapter
	channel    string
	thread     int64
	seen       [2]int64 // by list: channel, thread
	highest    [2]int64 // post ID, by list: what is above it is new, so nothing was done to it yet
	write      func(event, id, data string) error
	stillThere func() bool
}

// events serves GET /events: server-sent events with posts as HTML, in the
// language of the page. Parameters are channel, thread, and after, the ids of
// the last event seen; the Last-Event-ID header counts more than after.
func (a *Adapter) events(w http.ResponseWriter, r *http.Request) {
	v, err := a.visit(r)
	channel := r.FormValue("channel")
	if err == nil {
		err = v.may(channel)
	}
	s := stream{visit: v, a: a, channel: channel, thread: number(r.FormValue("thread"))}
	if err == nil && s.thread != 0 {
		_, err = a.root(r.Context(), v, channel, s.thread)
	}
	var hints <-chan struct{}
	if err == nil {
		// Watch before reading: what changes in between is hinted at.
		hints, err = a.board.Watch(r.Context(), channel)
	}
	if err != nil {
		s.visit.Live = true
		a.fail(w, r, s.visit, err)
		return
	}
	s.seen = cursor(r)
	s.highest = [2]int64{math.MaxInt64, math.MaxInt64} // not known before the first news
	s.write = writer(w)
	s.stillThere = func() bool { return a.stillThere(r, v, channel) }
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	if err := s.run(r.Context(), hints); err != nil && r.Context().Err() == nil {
		a.options.Log.Info("web: stream ended", "channel", channel, "person", v.Me.ID, "err", err)
	}
}

func (a *Adapter) stillThere(r *http.Request, v visit, channel string) bool {
	p, ok := a.door.Who(r)
	now := v
	now.Me = p
	return ok && p.ID == v.Me.ID && now.may(channel) == nil
}

// cursor is where a reader stands: "12" or "12-7".
func cursor(r *http.Request) (seen [2]int64) {
	at := r.Header.Get("Last-Event-ID")
	if at == "" {
		at = r.FormValue("after")
	}
	one, two, _ := strings.Cut(at, "-")
	return [2]int64{number(one), number(two)}
}

// writer writes events. A reader that takes nothing for too long is an error.
func writer(w http.ResponseWriter) func(event, id, data string) error {
	c := http.NewResponseController(w)
	return func(event, id, data string) error {
		_ = c.SetWriteDeadline(time.Now().Add(stall)) // not every writer can
		var b strings.Builder
		fmt.Fprintf(&b, "event: %s\n", event)
		if id != "" {
			fmt.Fprintf(&b, "id: %s\n", id)
		}
		for line := range strings.SplitSeq(data, "\n") {
			fmt.Fprintf(&b, "data: %s\n", strings.TrimSuffix(line, "\r"))
		}
		b.WriteString("\n")
		if _, err := w.Write([]byte(b.String())); err != nil {
			return err
		}
		return c.Flush()
	}
}

func (s *stream) run(ctx context.Context, hints <-chan struct{}) error {
	typing, leave := s.a.typing.join(s.channel)
	defer leave()
	tick := time.NewTicker(s.a.beat)
	defer tick.Stop()
	if err := s.write("beat", "", ""); err != nil {
		return err
	}
	for {
		if err := s.news(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.a.closing:
			return nil
		case _, ok := <-hints:
			if !ok {
				hints = nil // looking by itself goes on
			}
		case in := <-typing:
			if err := s.write("typing", "", in); err != nil {
				return err
			}
		case <-tick.C:
			if !s.stillThere() {
				return s.write("out", "", "")
			}
			if err := s.write("beat", "", ""); err != nil {
				return err
			}
		}
	}
}

// news sends what changed in both lists.
func (s *stream) news(ctx context.Context) error {
	if err := s.list(ctx, 0, 0); err != nil || s.thread == 0 {
		return err
	}
	return s.list(ctx, 1, s.thread)
}

func (s *stream) list(ctx context.Context, i int, thread int64) error {
	for {
		posts, err := s.a.board.Posts(ctx, s.channel, Since{Rev: s.seen[i]}, thread)
		if err != nil || len(posts) == 0 {
			return err
		}
		entries, m, err := s.marked(ctx, i, thread, s.a.open(posts))
		if err != nil {
			return err
		}
		last := posts[len(posts)-1].Rev
		for _, v := range s.a.views(ctx, s.visit, entries, m) {
			h, err := s.a.html(v)
			if err != nil {
				return err
			}
			// A reader that is cut off here goes on with the next post. A post
			// that was only touched may be newer than news not yet sent.
			if v.Rev <= last {
				s.seen[i] = max(s.seen[i], v.Rev)
			}
			if err := s.write("post", fmt.Sprintf("%d-%d", s.seen[0], s.seen[1]), string(h)); err != nil {
				return err
			}
		}
		s.seen[i] = last // the last ones may be hidden from this reader
	}
}

// marked adds what people did to the posts that are about to be sent, and the
// posts that the news did something to. New posts have nothing on them yet,
// so the common case asks for nothing more.
func (s *stream) marked(ctx context.Context, i int, thread int64, news []entry) ([]entry, marks, error) {
	fresh := true
	for _, e := range news {
		fresh = fresh && e.body.On == 0 && e.ID > s.highest[i]
	}
	if fresh {
		for _, e := range news {
			s.highest[i] = max(s.highest[i], e.ID)
		}
		return news, gather(nil), nil
	}
	posts, err := s.a.board.Posts(ctx, s.channel, Since{Newest: 2 * newest}, thread)
	if err != nil {
		return nil, marks{}, err
	}
	around := s.a.open(posts)
	if len(around) > 0 {
		s.highest[i] = around[len(around)-1].ID
	}
	var touched []entry
	for _, e := range around {
		on := func(n entry) bool { return n.body.On == e.ID }
		self := func(n entry) bool { return n.ID == e.ID }
		if slices.ContainsFunc(news, on) && !slices.ContainsFunc(news, self) {
			touched = append(touched, e)
		}
	}
	return append(touched, news...), gather(around), nil
}

// typists passes on that the desk is at work, from Typing to open streams.
type typists struct {
	mu sync.Mutex
	by map[string][]chan string // channel → streams, told the thread
}

func (t *typists) join(channel string) (told <-chan string, leave func()) {
	c := make(chan string, 1)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil {
		t.by = make(map[string][]chan string)
	}
	t.by[channel] = append(t.by[channel], c)
	return c, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.by[channel] = slices.DeleteFunc(t.by[channel], func(x chan string) bool { return x == c })
		if len(t.by[channel]) == 0 {
			delete(t.by, channel)
		}
	}
}

func (t *typists) tell(channel, thread string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.by[channel] {
		select {
		case c <- thread:
		default: // it has yet to show the last one
		}
	}
}
