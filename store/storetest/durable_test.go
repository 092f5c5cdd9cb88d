package storetest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/guichet-desk/guichet/store/postgres"
)

func TestDurable(t *testing.T) {
	t.Parallel()
	var files string
	t.Run("in use", func(t *testing.T) {
		var server *postgres.Server
		server, files = Durable(t)
		if server == Server() {
			t.Error("it is the server of all tests")
		}
		if err := os.WriteFile(filepath.Join(files, "letter"), nil, 0o600); err != nil {
			t.Error(err)
		}
		if err := errors.Join(server.Kill(), server.Restart(t.Context())); err != nil {
			t.Fatal(err)
		}
		db := connect(t, server.URL())
		for _, setting := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
			if n := count(t, db, "select count(*) from pg_settings where name = $1 and setting = 'on'", setting); n != 1 {
				t.Errorf("%s is off", setting)
			}
		}
	})
	if _, err := os.Stat(filepath.Dir(files)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there after the test: %v", err)
	}
}
