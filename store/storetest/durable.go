package storetest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/guichet-desk/guichet/store/postgres"
)

// Durable starts a server of the test's own, with the settings that guichet itself gives it: it waits for the disk.
// It is for tests of what survives, which may Kill and Restart it as they like. files is an empty folder for the
// test's other files. Server and folder are gone when the test ends, or is killed.
func Durable(t testing.TB) (server *postgres.Server, files string) {
	t.Helper()
	dir, clearNow, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := clearNow(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), startTime)
	defer cancel()
	if server, err = postgres.Start(ctx, postgres.Options{Dir: dir, Progress: explain}); err != nil {
		t.Fatal(err)
	}
	files = filepath.Join(dir, "test")
	if err := os.Mkdir(files, 0o700); err != nil {
		t.Fatal(err)
	}
	return server, files
}
