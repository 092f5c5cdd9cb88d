// Package storetest gives every test a database of its own, on a PostgreSQL server that lives as long as the test
// binary: real SQL, no mocks, and nothing left over from one test to the next.
//
//	func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }
//
//	func TestClaim(t *testing.T) {
//		t.Parallel()
//		url := storetest.Open(t, store.Migrate)
//		…
//	}
//
// The migration runs once; each test gets a copy of the migrated database. The tests of several packages may run at
// once, for each binary has a server in a folder of its own. If GUICHET_TEST_DATABASE_URL names a server, by a user
// who may create databases, that one is used, and the names of the databases keep the binaries apart.
//
// The server does not wait for the disk (fsync is off): it is the wrong one for measuring. What is committed does
// survive postgres.Server.Kill.
package storetest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/store/postgres"
)

// startTime is enough for a first start on a busy machine, with a download of the server's programs.
const startTime = 5 * time.Minute

// settings make a server quick and roomy: many tests at once, each with a pool of connections.
var settings = map[string]string{
	"fsync":            "off",
	"full_page_writes": "off",
	"max_connections":  "300",
	"max_wal_size":     "4GB", // no checkpoint because of it
}

// current is what Main has set up. Tests reach it through Open and Server; testing.M offers no other way.
var current *databases

// Main starts the server, runs the tests, and removes the server and its folder, however the tests end: Ctrl-C, a
// timeout and SIGKILL included. It returns the exit code for os.Exit.
func Main(m *testing.M) int {
	if !flag.Parsed() { // m.Run would, but -v is to be known before
		flag.Parse()
	}
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "storetest:", err)
		return max(code, 1)
	}
	return code
}

func run(m *testing.M) (code int, err error) {
	if url := os.Getenv("GUICHET_TEST_DATABASE_URL"); url != "" {
		return runOn(m, nil, url)
	}
	dir, clearNow, err := folder()
	if err != nil {
		return 0, err
	}
	defer func() {
		if failed := clearNow(); err == nil {
			err = failed
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	server, err := postgres.Start(ctx, postgres.Options{Dir: dir, Settings: settings, Progress: explain})
	if err != nil {
		return 0, err
	}
	return runOn(m, server, server.URL())
}

// folder makes the folder of a server, and has it cleared however this process ends, or when clearNow is called.
func folder() (dir string, clearNow func() error, err error) {
	// Not the TMPDIR: a socket's path must be short, and a server started by root reach its folder.
	if dir, err = os.MkdirTemp("/tmp", "guichet-test-"); err != nil {
		return "", nil, err
	}
	if clearNow, err = clearAfterwards(dir); err != nil {
		return "", nil, err
	}
	return dir, clearNow, os.Chmod(dir, 0o711)
}

// explain prints what a start does to the log of the tests, which is shown with -v and when they fail.
func explain(format string, args ...any) {
	if testing.Verbose() {
		fmt.Fprintf(os.Stderr, "storetest: "+format+"\n", args...)
	}
}

// runOn runs the tests on the server that url leads to.
func runOn(m *testing.M, server *postgres.Server, url string) (code int, err error) {
	current, err = open(server, url)
	if err != nil {
		return 0, err
	}
	code = m.Run()
	return code, current.close()
}

// Open makes a database with what migrate puts into it and returns its URL. The database is dropped, and who is
// still connected to it disconnected, when the test ends.
//
// migrate runs once per test binary and must close its connections; nil gives an empty database. Functions are told
// apart by their code: two closures of one literal count as the same migration.
func Open(t testing.TB, migrate func(ctx context.Context, url string) error) (url string) {
	t.Helper()
	if current == nil {
		t.Fatal("storetest.Open needs a TestMain that calls storetest.Main")
	}
	name, err := current.create(migrate)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := current.drop(name); err != nil {
			t.Error(err)
		}
	})
	return current.url(name)
}

// Server is the server of this test binary, nil if GUICHET_TEST_DATABASE_URL names one.
func Server() *postgres.Server {
	if current == nil {
		return nil
	}
	return current.server
}
