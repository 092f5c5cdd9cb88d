package store

import "context"

// Exclusive runs do while this replica alone holds the lock called name. It
// waits for the lock until ctx ends; try says not to wait, and then held is
// false when another replica has it. The lock ends with its connection, so a
// dead replica never keeps it.
func (s *Store) Exclusive(ctx context.Context, name string, try bool, do func(context.Context) error) (held bool, err error) {
	conn, err := s.db.Connx(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close() }()
	key := lockKey("exclusive " + name)
	if try {
		if err := conn.GetContext(ctx, &held, `select pg_try_advisory_lock($1)`, key); err != nil || !held {
			return false, err
		}
	} else if _, err := conn.ExecContext(ctx, `select pg_advisory_lock($1)`, key); err != nil {
		return false, err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), `select pg_advisory_unlock($1)`, key) }()
	return true, do(ctx)
}
