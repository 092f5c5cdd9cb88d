package console

import (
	"sync"
	"time"
)

// Rate is how many requests are taken from one caller in a stretch of time.
type Rate struct {
	Requests int
	Per      time.Duration
}

// limiter counts requests by caller in windows of fixed length. Every replica
// counts for itself.
type limiter struct {
	rate  Rate
	mu    sync.Mutex
	spent map[string]window
	sweep time.Time // when windows that are over are next thrown away
}

type window struct {
	until time.Time
	taken int
}

func newLimiter(r Rate) *limiter { return &limiter{rate: r, spent: make(map[string]window)} }

// take counts one request. ok is false when the window is full; left is what
// remains in it, and reset when the next one begins.
func (l *limiter) take(caller string, now time.Time) (left int, reset time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tidy(now)
	w := l.spent[caller]
	if !now.Before(w.until) {
		w = window{until: now.Add(l.rate.Per)}
	}
	if ok = w.taken < l.rate.Requests; ok {
		w.taken++
	}
	l.spent[caller] = w
	return l.rate.Requests - w.taken, w.until.Sub(now), ok
}

func (l *limiter) tidy(now time.Time) {
	if now.Before(l.sweep) {
		return
	}
	l.sweep = now.Add(l.rate.Per)
	for caller, w := range l.spent {
		if !now.Before(w.until) {
			delete(l.spent, caller)
		}
	}
}
