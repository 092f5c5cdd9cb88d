package store

import (
	"context"
	"time"
)

// standby is how often who waits for a lock asks for it, and who holds it makes
// sure of that.
const standby = 2 * time.Second

// Exclusive runs do while this replica alone holds the lock called name. It
// waits for the lock until ctx ends; try says not to wait, and then held is
// false when another replica has it. The lock ends with its connection, so a
// dead replica never keeps it, and do's context ends when that is lost.
func (s *Store) Exclusive(ctx context.Context, name string, try bool, do func(context.Context) error) (held bool, err error) {
	for {
		held, err = s.alone(ctx, name, do)
		if held || try || err != nil {
			return held, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(standby):
		}
	}
}

func (s *Store) alone(ctx context.Context, name string, do func(context.Context) error) (held bool, err error) {
	conn, err := s.db.Connx(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close() }()
	key := lockKey("exclusive " + name)
	if err := conn.GetContext(ctx, &held, `select pg_try_advisory_lock($1)`, key); err != nil || !held {
		return false, err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), `select pg_advisory_unlock($1)`, key) }()
	ctx, lost := context.WithCancel(ctx)
	defer lost()
	go func() {
		for alive := true; alive && ctx.Err() == nil; {
			select {
			case <-ctx.Done():
			case <-time.After(standby):
				alive = conn.PingContext(ctx) == nil
			}
		}
		lost()
	}()
	return true, do(ctx)
}
