package postgres

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestServerLife(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	first := mustStart(t, Options{Dir: dir, Progress: t.Logf}) // durable, as for a user
	for query, want := range map[string]string{
		"show fsync":            "on",
		"show data_checksums":   "on",
		"show server_encoding":  "UTF8",
		"show listen_addresses": "",
		"select current_user":   role,
		"select datcollate from pg_database where datname = 'guichet'":                "C",
		"select rolsuper::text from pg_roles where rolname = current_user":            "false",
		"select pg_get_userbyid(datdba) from pg_database where datname = 'guichet'":   role,
		"select coalesce(inet_server_addr()::text, 'unix socket')":                    "unix socket",
		"select current_database() || ' ' || lower('ÉLÈVE') || ' ' || upper('œuvre')": "guichet élève ŒUVRE",
	} {
		if got := ask(t, first.URL(), query); got != want {
			t.Errorf("%s = %q, want %q", query, got, want)
		}
	}
	execute(t, first.URL(), "create table kept (word text); insert into kept values ('gardé')")
	if _, err := os.Stat(filepath.Join(first.BinDir(), "initdb")); err != nil {
		t.Error(err)
	}
	pid := first.PID()
	if group, err := syscall.Getpgid(pid); err != nil || group != pid {
		t.Errorf("the server is in process group %d, %v; a terminal's signals would reach it", group, err)
	}
	mustStop(t, first)
	mustStop(t, first)
	if first.PID() != 0 {
		t.Errorf("process %d runs after Stop", first.PID())
	}
	if err := first.Restart(t.Context()); err == nil {
		t.Error("a server that was left can be restarted")
	}

	second := mustStart(t, Options{Dir: dir})
	if second.PID() == pid || second.PID() == 0 {
		t.Errorf("second start is process %d, the first was %d", second.PID(), pid)
	}
	if got := ask(t, second.URL(), "select word from kept"); got != "gardé" {
		t.Errorf("kept %q", got)
	}
}

func TestServerIsClosedToOthers(t *testing.T) {
	t.Parallel()
	s := mustStart(t, Options{Dir: testDir(t), Settings: quick})
	c := s.cluster
	for _, path := range []string{c.home, c.data(), c.socket(), filepath.Join(c.socket(), ".s.PGSQL."+socketPort)} {
		uid, _, mode, err := ownership(path)
		if err != nil {
			t.Fatal(err)
		}
		if mode.Perm() != 0o700 || uid != c.account.uid || uid == 0 {
			t.Errorf("%s: mode %o, owner %d; want 700 and %d", path, mode.Perm(), uid, c.account.uid)
		}
	}
	if uid, _, _, err := ownership("/proc/" + strconv.Itoa(s.PID())); err == nil && uid != c.account.uid {
		t.Errorf("the server runs as user %d, want %d", uid, c.account.uid)
	}
}

func TestServerDatabases(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	s := mustStart(t, Options{Dir: dir, Settings: quick, Database: `a "b" c/d`})
	if got := ask(t, s.URL(), "select current_database()"); got != `a "b" c/d` {
		t.Errorf("connected to %q", got)
	}
	other := mustStart(t, Options{Dir: dir, Settings: quick})
	if got := ask(t, other.URL(), "select current_database()"); got != "guichet" || other.PID() != s.PID() {
		t.Errorf("connected to %q of process %d, want guichet of %d", got, other.PID(), s.PID())
	}
	execute(t, s.URL(), "create database more")
	if got := ask(t, s.DatabaseURL("more"), "select current_database()"); got != "more" {
		t.Errorf("connected to %q", got)
	}
}

func TestServerKillAndRestart(t *testing.T) {
	t.Parallel()
	s := mustStart(t, Options{Dir: testDir(t), Settings: quick})
	execute(t, s.URL(), "create table kept (word text); insert into kept values ('gardé')")
	idle := connect(t, s.URL())
	if err := idle.Ping(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		before := s.PID()
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		if st, _, err := s.cluster.state(); st != stopped || err != nil {
			t.Fatalf("after Kill the state is %d, %v", st, err)
		}
		if err := s.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s.PID() == before || s.PID() == 0 {
			t.Errorf("process %d, before the crash %d", s.PID(), before)
		}
		if got := ask(t, s.URL(), "select word from kept"); got != "gardé" {
			t.Errorf("kept %q", got)
		}
	}
	before := s.PID()
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.PID() == before {
		t.Error("Restart of a running server changed nothing")
	}
}

func TestServerStalePID(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	mustStop(t, mustStart(t, Options{Dir: dir, Settings: quick}))
	c := clusterIn(t, dir)

	// Some other process of the same account has the number by now.
	sleep := exec.Command("sleep", "60")
	sleep.Dir = "/"
	sleep.SysProcAttr = c.account.process()
	if err := sleep.Start(); err != nil {
		t.Fatal(err)
	}
	defer sleep.Wait()
	defer sleep.Process.Kill()
	ended := exec.Command("true")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}

	for name, pid := range map[string]int{"alive": sleep.Process.Pid, "dead": ended.Process.Pid, "self": os.Getpid()} {
		traces := strconv.Itoa(pid) + "\n" + c.data() + "\n1700000000\n5432\n" + c.socket() + "\n\n  1234567  1\nready   \n"
		for _, file := range []string{
			filepath.Join(c.data(), "postmaster.pid"),
			filepath.Join(c.socket(), ".s.PGSQL."+socketPort),
			filepath.Join(c.socket(), ".s.PGSQL."+socketPort+".lock"),
		} {
			if err := os.WriteFile(file, []byte(traces), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := c.account.own(file); err != nil {
				t.Fatal(err)
			}
		}
		s := mustStart(t, Options{Dir: dir, Settings: quick})
		if s.PID() == pid || ask(t, s.URL(), "select 'here'") != "here" {
			t.Errorf("%s: server is process %d, the stale one was %d", name, s.PID(), pid)
		}
		mustStop(t, s)
	}
	if err := sleep.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the process that had the number was ended: %v", err)
	}
}

func TestServerLongPath(t *testing.T) {
	t.Parallel()
	for _, name := range []string{strings.Repeat("long", 30), "with, comma", `it's "quoted" & spaced é`} {
		dir := filepath.Join(testDir(t), name)
		s := mustStart(t, Options{Dir: dir, Settings: quick})
		if got := ask(t, s.URL(), "select 'here'"); got != "here" {
			t.Errorf("%s: %q", name, got)
		}
		socket := s.cluster.socket()
		if len(socket) > socketDirMax {
			t.Errorf("socket folder %s has %d bytes", socket, len(socket))
		}
		mustStop(t, s)
		if _, err := os.Stat(socket); s.cluster.tmpSock() && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is left behind: %v", socket, err)
		}
	}
}

func TestServerVersionMismatch(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	mustStop(t, mustStart(t, Options{Dir: dir, Settings: quick}))
	c := clusterIn(t, dir)
	if err := os.WriteFile(filepath.Join(c.data(), "PG_VERSION"), []byte("13\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := listing(t, c.home)
	f := systemFinder()
	f.npm, f.apt = "", ""
	_, err := start(t.Context(), Options{Dir: dir, Settings: quick}, f)
	if !errors.Is(err, errNotFound) {
		t.Fatalf("start = %v, want %v", err, errNotFound)
	}
	for _, part := range []string{c.data(), "written by PostgreSQL 13", "left as they are", "here is", "Get it with: "} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	if diff := cmp.Diff(before, listing(t, c.home)); diff != "" {
		t.Errorf("a refused start changed files:\n%s", diff)
	}
}

// listing is every file of a folder with its size and time.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			all[path] = strconv.FormatInt(info.Size(), 10) + " " + info.ModTime().Format(time.RFC3339Nano)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestServerForeignData(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	letter := filepath.Join(dir, "postgres", "data", "letter.txt")
	if err := os.MkdirAll(filepath.Dir(letter), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(letter, []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "holds no PG_VERSION") {
		t.Errorf("start = %v, want a refusal", err)
	}
	if text, err := os.ReadFile(letter); string(text) != "dear" {
		t.Errorf("the letter says %q, %v", text, err)
	}
}

func TestServerRefusesSettings(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	_, err := Start(t.Context(), Options{Dir: dir, Settings: map[string]string{"shared_buffers": "many"}})
	if err == nil || !strings.Contains(err.Error(), `invalid value for parameter "shared_buffers": "many"`) {
		t.Errorf("start = %v, want the end of the server's log", err)
	}
	mustStart(t, Options{Dir: dir, Settings: quick})
}

func TestServerStartCancelled(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Start(ctx, Options{Dir: dir, Progress: func(string, ...any) { cancel() }}) // at initdb
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("start = %v, want %v", err, context.Canceled)
	}
	if st, _, err := clusterIn(t, dir).state(); st != stopped || err != nil {
		t.Errorf("after that the state is %d, %v", st, err)
	}
	s := mustStart(t, Options{Dir: dir, Settings: quick})
	bin := binaries{dir: s.BinDir()}
	mustStop(t, s)
	if err := s.cluster.launch(ctx, bin); !errors.Is(err, context.Canceled) {
		t.Errorf("launch = %v, want %v", err, context.Canceled)
	}
	if st, _, err := s.cluster.state(); st != stopped || err != nil {
		t.Errorf("after that the state is %d, %v", st, err)
	}
	s = mustStart(t, Options{Dir: dir, Settings: quick})
	// Another process is starting or stopping the server for as long as this lock is held.
	busy, err := s.cluster.begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, Options{Dir: dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("start = %v, want %v", err, context.Canceled)
	}
	busy.release()
}

func BenchmarkColdStart(b *testing.B) {
	for b.Loop() {
		dir := testDir(b)
		s, err := Start(b.Context(), Options{Dir: dir})
		b.StopTimer()
		if err != nil {
			b.Fatal(err)
		}
		mustStop(b, s)
		b.StartTimer()
	}
}

func BenchmarkWarmStart(b *testing.B) {
	dir := testDir(b)
	mustStop(b, mustStart(b, Options{Dir: dir}))
	for b.Loop() {
		s, err := Start(b.Context(), Options{Dir: dir})
		b.StopTimer()
		if err != nil {
			b.Fatal(err)
		}
		mustStop(b, s)
		b.StartTimer()
	}
}
