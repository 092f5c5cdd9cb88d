package storetest

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// hangVariable makes TestHang report its server and wait to be killed.
const hangVariable = "STORETEST_HANG"

func TestMain(m *testing.M) { os.Exit(Main(m)) }

var (
	migrations atomic.Int64
	errBroken  = errors.New("broken")
)

func migrate(ctx context.Context, database string) error {
	migrations.Add(1)
	db, err := sql.Open("postgres", database)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "create table greeting (word text not null); insert into greeting values ('bonjour')")
	return err
}

func connect(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func count(t *testing.T, db *sql.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDatabasesAreApart(t *testing.T) {
	for i := range 12 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			db := connect(t, Open(t, migrate))
			if _, err := db.Exec("insert into greeting values ('good day')"); err != nil {
				t.Fatal(err)
			}
			if n := count(t, db, "select count(*) from greeting"); n != 2 {
				t.Errorf("%d greetings, want the template's and this test's own", n)
			}
			if n := migrations.Load(); n != 1 {
				t.Errorf("migrated %d times, want once", n)
			}
		})
	}
}

func TestEmptyAndOther(t *testing.T) {
	t.Parallel()
	other := func(ctx context.Context, url string) error {
		db, err := sql.Open("postgres", url)
		if err != nil {
			return err
		}
		defer db.Close()
		_, err = db.ExecContext(ctx, "create table farewell ()")
		return err
	}
	const tables = "select count(*) from pg_tables where schemaname = 'public' and tablename = $1"
	empty, farewell := connect(t, Open(t, nil)), connect(t, Open(t, other))
	if n := count(t, empty, tables, "greeting") + count(t, empty, tables, "farewell"); n != 0 {
		t.Errorf("without a migration there are %d tables, want none", n)
	}
	if n := count(t, farewell, tables, "farewell"); n != 1 {
		t.Errorf("another migration made %d tables farewell, want 1", n)
	}
}

func TestDroppedAtEnd(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("inner", func(t *testing.T) {
		url = Open(t, nil)
		db, err := sql.Open("postgres", url)
		if err == nil {
			err = db.Ping() // and leaves the connection open: the drop must not wait for it
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	err := connect(t, url).Ping()
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("connecting after the test: %v, want that the database does not exist", err)
	}
}

func TestFailingMigration(t *testing.T) {
	t.Parallel()
	failing := func(context.Context, string) error { return errBroken }
	for range 2 {
		if name, err := current.create(failing); !errors.Is(err, errBroken) {
			t.Errorf("create = %q, %v, want the migration's error", name, err)
		}
	}
}

func TestServer(t *testing.T) {
	t.Parallel()
	db := connect(t, Open(t, nil))
	var address sql.NullString
	if err := db.QueryRow("select inet_server_addr()").Scan(&address); err != nil {
		t.Fatal(err)
	}
	if s := Server(); s != nil && (address.Valid || s.PID() == 0) {
		t.Errorf("server %d at %q, want a process on a Unix socket", s.PID(), address.String)
	}
}

// TestHang is the other side of TestKilled: it tells where its server's socket is and waits to be killed.
func TestHang(t *testing.T) {
	if os.Getenv(hangVariable) == "" {
		return
	}
	where, err := url.Parse(Server().URL())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\n%s%s\n", hangVariable, where.Query().Get("host"))
	io.Copy(io.Discard, os.Stdin)
}

// sqlOfServer connects as the superuser.
func sqlOfServer(t *testing.T) *sql.DB {
	return connect(t, strings.Replace(Server().DatabaseURL("postgres"), "guichet@", "postgres@", 1))
}

func TestKilled(t *testing.T) {
	if Server() == nil {
		return // a named server outlives its tests
	}
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGKILL, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) {
			socket := killed(t, sig)
			dir := filepath.Dir(filepath.Dir(socket))
			await(t, dir+" to vanish", func() bool {
				_, err := os.Lstat(dir)
				return errors.Is(err, os.ErrNotExist)
			})
		})
	}
}

// killed runs TestHang, sends it a signal, and returns the folder of its server's socket when the server has hung up.
func killed(t *testing.T, sig syscall.Signal) (socket string) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestHang$")
	cmd.Env = append(os.Environ(), hangVariable+"=1")
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Signal(sig) // whatever happens before
	for lines := bufio.NewScanner(out); socket == ""; {
		if !lines.Scan() {
			t.Fatal("the test binary did not tell where its server is")
		}
		socket, _ = strings.CutPrefix(lines.Text(), hangVariable)
		if !filepath.IsAbs(socket) {
			socket = ""
		}
	}
	server, err := net.Dial("unix", filepath.Join(socket, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if err := cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	server.SetReadDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.Copy(io.Discard, server); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the server goes on after its tests: %v", err)
	}
	return socket
}

func await(t *testing.T, what string, happened func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !happened() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestNamedServer(t *testing.T) {
	if Server() == nil {
		return // this is the inner run
	}
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^(TestDatabasesAreApart|TestEmptyAndOther|TestFailingMigration)$")
	cmd.Env = append(os.Environ(), "GUICHET_TEST_DATABASE_URL="+Server().URL())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("tests on a named server: %v", err)
	}
	left := count(t, sqlOfServer(t), "select count(*) from pg_database where datname like $1", fmt.Sprintf("guichet_test_%d_%%", cmd.Process.Pid))
	if left != 0 {
		t.Errorf("%d databases are left on a named server, want none", left)
	}
}

func TestBadURL(t *testing.T) {
	t.Parallel()
	if _, err := open(nil, "host=localhost"); err == nil || !strings.Contains(err.Error(), "GUICHET_TEST_DATABASE_URL must be like") {
		t.Errorf("open = %v, want an error that shows what is right", err)
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		name, err := current.create(migrate)
		if err == nil {
			err = current.drop(name)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
