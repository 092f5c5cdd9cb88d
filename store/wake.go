package store

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Topics that are rung.
const (
	TopicTurns    = "turns"    // a message was accepted
	TopicSends    = "sends"    // a reply was written
	TopicTimers   = "timers"   // a wake_at came nearer
	TopicArticles = "articles" // an article changed
	TopicJobs     = "jobs"     // a step is to be done
)

// TopicBoard is rung when something stands anew in a channel of the web.
func TopicBoard(channel string) string { return "board:" + channel }

// Waker tells waiting goroutines, of every replica, that there may be
// something to do. It is only a hint: whoever waits must look from time to
// time even when nothing rings.
type Waker struct {
	mu      sync.Mutex
	waiting map[string]map[chan struct{}]bool
	ringing map[string]bool // rung here, not yet told to the other replicas
	tell    chan struct{}
	replica string // tells our own rings from others'
	cancel  context.CancelFunc
	done    sync.WaitGroup
}

const notifyChannel = "guichet"

// tellEvery bounds NOTIFY: it is sent apart from the transactions it is about,
// and once for all that rang meanwhile, because in them it would cost most of
// their speed.
const tellEvery = 10 * time.Millisecond

func newWaker(s *Store, url string) *Waker {
	ctx, cancel := context.WithCancel(context.Background())
	w := &Waker{
		waiting: make(map[string]map[chan struct{}]bool),
		ringing: make(map[string]bool),
		tell:    make(chan struct{}, 1),
		replica: rand.Text(),
		cancel:  cancel,
	}
	w.done.Add(2)
	go w.listen(ctx, url)
	go w.notify(ctx, s)
	return w
}

func (w *Waker) close() {
	w.cancel()
	w.done.Wait()
}

// Listen returns a channel that receives after topic rang, and a function that
// ends it. Rings that nobody took yet are one.
func (w *Waker) Listen(topic string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting[topic] == nil {
		w.waiting[topic] = make(map[chan struct{}]bool)
	}
	w.waiting[topic][c] = true
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.waiting[topic], c)
		if len(w.waiting[topic]) == 0 {
			delete(w.waiting, topic)
		}
	}
}

// Ring wakes who listens to topic, here at once and elsewhere soon.
func (w *Waker) Ring(topic string) {
	w.mu.Lock()
	w.local(topic)
	w.ringing[topic] = true
	w.mu.Unlock()
	select {
	case w.tell <- struct{}{}:
	default:
	}
}

// RingHere wakes who listens to topic in this replica alone.
func (w *Waker) RingHere(topic string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.local(topic)
}

func (w *Waker) local(topic string) {
	for c := range w.waiting[topic] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// notify tells the other replicas. It runs on a connection of its own that
// does not wait for the disk: a hint that is lost costs one poll, nothing else.
func (w *Waker) notify(ctx context.Context, s *Store) {
	defer w.done.Done()
	var conn *sqlx.Conn
	defer func() {
		if conn != nil {
			_ = conn.Close()
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.tell:
		}
		w.mu.Lock()
		topics := slices.Sorted(maps.Keys(w.ringing))
		w.ringing = make(map[string]bool)
		w.mu.Unlock()
		var err error
		if conn == nil {
			if conn, err = s.db.Connx(ctx); err == nil {
				_, err = conn.ExecContext(ctx, `set synchronous_commit = off`)
			}
		}
		if err == nil {
			_, err = conn.ExecContext(ctx, `select pg_notify($1, $2 || ' ' || topic) from unnest($3::text[]) topic`,
				notifyChannel, w.replica, pq.Array(topics))
		}
		if err != nil && conn != nil {
			_ = conn.Close()
			conn = nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(tellEvery):
		}
	}
}

func (w *Waker) listen(ctx context.Context, url string) {
	defer w.done.Done()
	l := pq.NewDialListener(dialer{}, url, 100*time.Millisecond, 5*time.Second, nil)
	defer func() { _ = l.Close() }()
	_ = l.Listen(notifyChannel) // only fails when closed; it reconnects by itself
	ping := time.NewTicker(20 * time.Second)
	defer ping.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ping.C:
			_ = l.Ping() // finds a connection that died silently
		case n := <-l.Notify:
			w.mu.Lock()
			if n != nil {
				if replica, topic, ok := strings.Cut(n.Extra, " "); ok && replica != w.replica {
					w.local(topic)
				}
			} else { // reconnected: anything may have happened meanwhile
				for topic := range w.waiting {
					w.local(topic)
				}
			}
			w.mu.Unlock()
		}
	}
}
