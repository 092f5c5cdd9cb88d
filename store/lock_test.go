package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/guichet-desk/guichet/store/storetest"
)

func TestExclusive(t *testing.T) {
	t.Parallel()
	url := schema(t)
	a, b := replica(t, url), replica(t, url)
	never := func(context.Context) error { t.Error("two at once"); return nil }
	held, err := a.Exclusive(t.Context(), "x", false, func(context.Context) error {
		if held, err := b.Exclusive(t.Context(), "x", true, never); held || err != nil {
			t.Errorf("meanwhile: %v, %v", held, err)
		}
		if held, err := b.Exclusive(t.Context(), "y", true, func(context.Context) error { return nil }); !held || err != nil {
			t.Errorf("another lock: %v, %v", held, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if held, err := b.Exclusive(ctx, "x", false, never); held || !errors.Is(err, context.Canceled) {
			t.Errorf("who stops waiting: %v, %v", held, err)
		}
		return errors.New("done")
	})
	if !held || err == nil || err.Error() != "done" {
		t.Errorf("%v, %v", held, err)
	}
	if held, err := b.Exclusive(t.Context(), "x", true, func(context.Context) error { return nil }); !held || err != nil {
		t.Errorf("afterwards: %v, %v", held, err)
	}
}

// Who waits gets the lock when its holder is gone, and who loses it stops.
func TestExclusiveIsLost(t *testing.T) {
	t.Parallel()
	url := schema(t)
	a, b := replica(t, url), replica(t, url)
	waiting := make(chan error, 1)
	held, err := a.Exclusive(t.Context(), "x", false, func(ctx context.Context) error {
		go func() {
			_, err := b.Exclusive(t.Context(), "x", false, func(context.Context) error { return nil })
			waiting <- err
		}()
		b.run(t, `select pg_terminate_backend(l.pid) from pg_locks l
			where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())`)
		<-ctx.Done()
		return ctx.Err()
	})
	if !held || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", held, err)
	}
	if err := <-waiting; err != nil {
		t.Error(err)
	}
}

func TestTransient(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want bool
	}{
		{&pq.Error{Code: "40001"}, true}, {&pq.Error{Code: "40P01"}, true}, {&pq.Error{Code: "57P01"}, true}, {&pq.Error{Code: "53300"}, true},
		{&pq.Error{Code: "08006"}, true}, {&pq.Error{Code: "58030"}, true}, {&pq.Error{Code: "23505"}, false}, {&pq.Error{Code: "42601"}, false},
		{driver.ErrBadConn, true}, {io.EOF, true}, {io.ErrUnexpectedEOF, true}, {&net.OpError{Op: "read", Err: errors.New("reset")}, true},
		{context.Canceled, true}, {context.DeadlineExceeded, true}, {errTwice, true},
		{ErrNotFound, false}, {errors.New("bug"), false}, {nil, false},
	} {
		if got := Transient(c.err); got != c.want {
			t.Errorf("Transient(%v) = %v", c.err, got)
		}
		if c.err != nil && Transient(fmt.Errorf("commit: %w", c.err)) != c.want {
			t.Errorf("wrapped, %v is something else", c.err)
		}
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	url := storetest.Open(t, nil)
	s := replica(t, url)
	if err := s.CheckSchema(t.Context()); !errors.Is(err, ErrOldSchema) || !strings.Contains(err.Error(), "guichet migrate") {
		t.Errorf("an empty database: %v", err)
	}
	type result struct {
		applied []string
		err     error
	}
	both := make(chan result, 2)
	for range cap(both) {
		go func() {
			applied, err := Migrate(t.Context(), url)
			both <- result{applied, err}
		}()
	}
	one, two := <-both, <-both
	if one.err != nil || two.err != nil {
		t.Fatal(one.err, two.err)
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(one.applied) + len(two.applied); n != len(files) {
		t.Errorf("%d migrations applied by two at once, of %d: %v and %v", n, len(files), one.applied, two.applied)
	}
	if err := s.CheckSchema(t.Context()); err != nil {
		t.Errorf("right after: %v", err)
	}
	s.run(t, `insert into goose_db_version (version_id, is_applied) values ($1, true)`, len(files)+1)
	if err := s.CheckSchema(t.Context()); err != nil {
		t.Errorf("a newer one: %v", err)
	}
	s.run(t, `delete from goose_db_version where version_id >= $1`, len(files))
	if err := s.CheckSchema(t.Context()); !errors.Is(err, ErrOldSchema) {
		t.Errorf("an older one: %v", err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"postgres://%zz": "database address", "postgres://127.0.0.1:1/x?sslmode=disable": "cannot reach the database",
	} {
		if _, err := Open(t.Context(), url, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// As many transactions as connections, each in need of a statement that nobody
// prepared yet: none may wait for another's connection.
func TestFullPool(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), schema(t), Options{Conns: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const n = 6
	errs := make(chan error, n)
	for i := range n {
		go func() {
			errs <- s.Tx(t.Context(), func(tx *Tx) error {
				var one int
				return tx.get(&one, fmt.Sprintf(`select %d`, i))
			})
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
