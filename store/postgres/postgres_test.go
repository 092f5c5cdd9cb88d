package postgres

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// helperVariable makes the test binary a second guichet: it starts or joins the server in the named folder, tells its
// process id and socket, and stops when its input ends.
const helperVariable = "POSTGRES_TEST_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVariable); dir != "" {
		os.Exit(help(dir))
	}
	os.Exit(m.Run())
}

func help(dir string) int {
	s, err := Start(context.Background(), Options{Dir: dir, Settings: quick})
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Println(s.PID(), s.URL())
	io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(); err != nil {
		fmt.Println("error:", err)
		return 1
	}
	return 0
}

// quick is for servers whose data need not outlive the machine.
var quick = map[string]string{"fsync": "off"}

// testDir is a folder that an account other than this process's may pass through, as t.TempDir is not. What still
// runs in it when the test ends is killed.
func testDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "guichet-postgres-")
	if err == nil {
		err = os.Chmod(dir, 0o711)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if c := clusterIn(t, dir); c != nil {
			if err := c.shutdown(grace); err != nil {
				t.Error(err)
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// clusterIn looks at the cluster in a folder without using it; nil if there is none.
func clusterIn(t testing.TB, dir string) *cluster {
	t.Helper()
	home := filepath.Join(dir, "postgres")
	if _, err := os.Stat(home); err != nil {
		return nil
	}
	a, err := accountFor(home)
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{folder: folder{home: home, account: a}, progress: t.Logf}
}

func mustStart(t testing.TB, o Options) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mustStop(t, s) })
	return s
}

func mustStop(t testing.TB, s *Server) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func connect(t testing.TB, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// ask runs a query for one string.
func ask(t testing.TB, url, query string) (answer string) {
	t.Helper()
	db := connect(t, url)
	defer db.Close()
	if err := db.QueryRow(query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func execute(t testing.TB, url, statement string) {
	t.Helper()
	db := connect(t, url)
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// writeProgram makes an executable file. While it is open for writing no other test may fork, for a child that had
// inherited it would make running it fail with "text file busy".
func writeProgram(t testing.TB, path, text string) {
	t.Helper()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// guichet is a second process that uses the server.
type guichet struct {
	cmd *exec.Cmd
	in  io.Closer
	out *bufio.Reader
	pid int    // of the server
	url string // of its database
}

// begin starts a second process, which meet then waits for.
func begin(t *testing.T, dir string) *guichet {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	g := &guichet{cmd: exec.Command(self)}
	g.cmd.Env = append(os.Environ(), helperVariable+"="+dir)
	if g.in, err = g.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	g.out = bufio.NewReader(out)
	if err := g.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.kill)
	return g
}

func (g *guichet) meet(t *testing.T) *guichet {
	t.Helper()
	line, err := g.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(line, &g.pid, &g.url); err != nil {
		rest, _ := io.ReadAll(g.out)
		t.Fatalf("second process: %s%s", line, rest)
	}
	return g
}

// kill ends the process as kill -9 does; again does nothing.
func (g *guichet) kill() {
	g.cmd.Process.Kill()
	g.cmd.Wait()
}

// leave has the process stop its use of the server.
func (g *guichet) leave(t *testing.T) {
	t.Helper()
	g.in.Close()
	rest, _ := io.ReadAll(g.out)
	if err := g.cmd.Wait(); err != nil {
		t.Errorf("second process: %v: %s", err, rest)
	}
}

// TestAsNobody runs the tests of what depends on the account once more, without root's rights; a run without them
// has done that already.
func TestAsNobody(t *testing.T) {
	if os.Geteuid() != 0 {
		return
	}
	t.Parallel()
	binary := filepath.Join(testDir(t), "postgres.test")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	writeProgram(t, binary, string(text))
	cmd := exec.Command(binary, "-test.run=^TestServer(Life|IsClosedToOthers|StalePID|OutlivesKilledProcess|SharedByProcesses)$", "-test.v")
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestServerLife") {
		t.Errorf("as nobody: %v\n%s", err, out)
	}
}
