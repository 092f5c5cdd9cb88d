package bot

import (
	"context"
	"sync"

	"github.com/guichet-desk/guichet/store"
)

// ledger writes down what was sent. Deliveries that end while an earlier write
// is under way share the next one: one commit for as many as came meanwhile,
// and none waits when there is no crowd. The zero value is ready.
type ledger struct {
	mu      sync.Mutex
	writing bool
	waiting []entry
}

type entry struct {
	shown store.Shown
	done  chan error
}

// write returns when x is written, by this call or by another's.
func (l *ledger) write(ctx context.Context, s *store.Store, x store.Shown) error {
	e := entry{x, make(chan error, 1)}
	l.mu.Lock()
	l.waiting = append(l.waiting, e)
	lead := !l.writing
	l.writing = true
	l.mu.Unlock()
	if lead {
		l.writeAll(context.WithoutCancel(ctx), s) // the others may have more time
	}
	return <-e.done
}

// writeAll writes what waits until nothing does.
func (l *ledger) writeAll(ctx context.Context, s *store.Store) {
	for {
		l.mu.Lock()
		batch := l.waiting
		l.waiting = nil
		l.writing = len(batch) > 0
		l.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		all := make([]store.Shown, len(batch))
		for i, e := range batch {
			all[i] = e.shown
		}
		err := s.Sent(context.WithoutCancel(ctx), all) // one's deadline is not the others'
		for _, e := range batch {
			e.done <- err
		}
	}
}
