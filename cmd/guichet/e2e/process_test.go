package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a process may take to begin or to end.
const patience = time.Minute

// house is a data folder with the replicas that share it.
type house struct {
	t     *testing.T
	dir   string
	group int
}

// guarding waits for its input to end, which it does when the test ends or
// the test binary dies. Then it ends its process group, which every replica
// belongs to, and the PostgreSQL of the folder $1 if nobody did, and removes
// the folder: over and over when the test has not said that all have left, for
// whoever is on the way out may still write there.
const guarding = `
trap '' TERM
left=$(cat)
kill -TERM 0
pid="$1/data/postgres/data/postmaster.pid"
n=0
while [ $((n += 1)) -le 400 ]; do
	if [ ! -s "$pid" ]; then
		rm -rf "$1"
		[ -z "$left" ] && [ $n -le 60 ] || break
	elif [ $n -gt 200 ]; then
		read -r p <"$pid" && kill -QUIT "$p"
	fi
	sleep 0.05
done`

// newHouse makes an empty data folder. What runs on it is stopped, and the
// folder removed, however the test ends.
func newHouse(t *testing.T) *house {
	// Not the TMPDIR: a socket's path must be short, and a server started by root reach its folder.
	dir, err := os.MkdirTemp("/tmp", "guichet-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	guard := exec.Command("/bin/sh", "-c", guarding, "sh", dir)
	guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	alive, err := guard.StdinPipe()
	if err == nil {
		err = errors.Join(os.Chmod(dir, 0o711), guard.Start())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		fmt.Fprintln(alive, "all have left")
		alive.Close()
		guard.Wait() // its exit code says nothing; the folder does
		if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s could not be cleared: %v", dir, err)
		}
	})
	return &house{t: t, dir: dir, group: guard.Process.Pid}
}

func (h *house) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GUICHET_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "GUICHET_DATA="+filepath.Join(h.dir, "data"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: h.group}
	return cmd
}

// replica is a running `guichet serve`.
type replica struct {
	*house
	url   string
	cmd   *exec.Cmd
	ended chan error
	crash bool // was killed, as a test wanted

	mu  sync.Mutex
	log bytes.Buffer
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serve starts a replica on a free port.
func (h *house) serve(flags ...string) *replica {
	h.t.Helper()
	return h.serveAt("127.0.0.1:0", flags...)
}

// serveAt starts a replica and waits until it says where it answers. When the
// test ends it must stop in order, and have logged no error.
func (h *house) serveAt(listen string, flags ...string) *replica {
	t := h.t
	t.Helper()
	r := &replica{house: h, cmd: h.command(append([]string{"serve", "--listen", listen}, flags...)...), ended: make(chan error, 1)}
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.cmd.Stdout, r.cmd.Stderr = in, in
	err = r.cmd.Start()
	in.Close()
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan string, 1)
	go r.read(out, answers)
	go func() { r.ended <- r.cmd.Wait() }()
	t.Cleanup(r.stop)
	select {
	case r.url = <-answers:
	case <-time.After(patience):
	}
	if r.url == "" {
		t.Fatalf("guichet serve does not answer:\n%s", r.said())
	}
	return r
}

// read keeps what the replica prints, and passes on the first address.
func (r *replica) read(out io.ReadCloser, answers chan<- string) {
	defer out.Close()
	defer close(answers)
	told := false
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		r.mu.Lock()
		r.log.WriteString(lines.Text() + "\n")
		r.mu.Unlock()
		if at := address.FindString(lines.Text()); at != "" && !told {
			told = true
			answers <- at
		}
	}
}

func (r *replica) said() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.String()
}

// stop ends the replica as Ctrl-C does.
func (r *replica) stop() {
	if r.crash {
		return
	}
	select {
	case err := <-r.ended:
		r.t.Errorf("guichet serve ended before its time: %v", err)
	default:
		_ = r.cmd.Process.Signal(os.Interrupt)
		select {
		case err := <-r.ended:
			if err != nil {
				r.t.Errorf("guichet serve ended with %v", err)
			}
		case <-time.After(patience):
			r.t.Error("guichet serve does not stop")
		}
	}
	if r.faulty() || r.t.Failed() {
		r.t.Errorf("%s said:\n%s", r.url, r.said())
	}
}

// faulty says whether the replica complained of anything but readers who left
// a page while it was being made.
func (r *replica) faulty() bool {
	for line := range strings.Lines(r.said()) {
		if strings.Contains(line, "level=ERROR") && !strings.Contains(line, "context canceled") {
			return true
		}
	}
	return false
}

// kill ends the replica as a crash does.
func (r *replica) kill() {
	r.crash = true
	if err := r.cmd.Process.Kill(); err != nil {
		r.t.Fatal(err)
	}
	<-r.ended
}

// link makes a sign-in link for somebody, as an administrator does.
func (r *replica) link(who string, flags ...string) string {
	r.t.Helper()
	cmd := r.command(append([]string{"link", "--base", r.url, who}, flags...)...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("guichet link %s: %v\n%s", who, err, &complaint)
	}
	return strings.TrimSpace(string(out))
}
