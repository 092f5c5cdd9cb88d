package app

import (
	"context"
	"os"
	"testing"

	"github.com/guichet-desk/guichet/bot/web"
	"github.com/guichet-desk/guichet/bot/web/webtest"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func migrate(ctx context.Context, url string) error {
	_, err := store.Migrate(ctx, url)
	return err
}

// TestBoard holds PostgreSQL to what the web platform expects of its memory.
func TestBoard(t *testing.T) {
	webtest.TestBoard(t, func(t *testing.T) web.Board {
		s, err := store.Open(t.Context(), storetest.Open(t, migrate), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return board{s}
	})
}
