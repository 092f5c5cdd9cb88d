package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var (
	monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	dm     = chat.Place{Adapter: "test", Channel: "dm"}
	marie  = chat.Account{Adapter: "test", ID: "U1"}
)

// schema is a migrated database.
func schema(t testing.TB) (url string) {
	t.Helper()
	return storetest.Open(t, func(ctx context.Context, url string) error {
		_, err := Migrate(ctx, url)
		return err
	})
}

// replica opens a store of its own.
func replica(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, Options{Conns: 12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func open(t testing.TB) *Store { return replica(t, schema(t)) }

func (s *Store) do(t testing.TB, do func(*Tx) error) {
	t.Helper()
	if err := s.Tx(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// run executes a statement of the test's own.
func (s *Store) run(t testing.TB, statement string, args ...any) {
	t.Helper()
	if _, err := s.db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// count asks a question that has a number for an answer.
func (s *Store) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := s.db.GetContext(t.Context(), &n, query, args...); err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
	return n
}

func said(id string, at chat.Place, text string) chat.Message {
	return chat.Message{ID: id, Place: at, From: marie, At: monday, Did: chat.Said{Text: text}}
}

func (s *Store) accept(t testing.TB, m chat.Message) (fresh bool) {
	t.Helper()
	fresh, err := s.Accept(t.Context(), m, Notes{}, monday)
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}
