package web

import (
	"sync"
	"time"
)

// A person may send a burst of messages and then about one a second: far more
// than anybody types, far less than a stuck key or a script sends.
const (
	burst   = 30
	refill  = time.Second // until one more may be sent
	maxKept = 10_000      // persons remembered before those at rest are forgotten
)

// rate holds everybody's allowance, on this replica.
type rate struct {
	mu sync.Mutex
	by map[string]allowance
}

type allowance struct {
	left float64
	at   time.Time
}

// take uses one message of a person's allowance. When there is none left, wait
// is how long until there is.
func (r *rate) take(person string, now time.Time) (wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.by == nil {
		r.by = make(map[string]allowance)
	}
	if len(r.by) >= maxKept {
		r.forget(now)
	}
	was, known := r.by[person]
	if !known {
		was = allowance{left: burst, at: now}
	}
	left := min(burst, was.left+max(0, float64(now.Sub(was.at))/float64(refill)))
	if left < 1 {
		r.by[person] = allowance{left, now}
		return time.Duration((1 - left) * float64(refill))
	}
	r.by[person] = allowance{left - 1, now}
	return 0
}

// forget drops those whose allowance is full again.
func (r *rate) forget(now time.Time) {
	for person, was := range r.by {
		if now.Sub(was.at) >= burst*refill {
			delete(r.by, person)
		}
	}
}
