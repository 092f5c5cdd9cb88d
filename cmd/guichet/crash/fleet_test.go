package crash

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// fleet is the processes of one run. They share a process group with a shell
// that kills it when this process ends, however that happens.
type fleet struct {
	t     *testing.T
	files string // folder for their logs
	stop  context.CancelCauseFunc

	group int
	alive io.Closer

	mu      sync.Mutex
	random  *rand.Rand
	workers []*process
	kills   int
	closed  bool
	ends    sync.WaitGroup
}

// process is one that the fleet keeps running.
type process struct {
	name    string
	command func() *exec.Cmd
	again   bool // started again whenever it ends

	cmd *exec.Cmd
}

// newFleet has stop called when a process ends that nobody has killed.
func newFleet(t *testing.T, files string, seed uint64, stop context.CancelCauseFunc) *fleet {
	guard := exec.Command("/bin/sh", "-c", "cat; kill -KILL 0")
	guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	alive, err := guard.StdinPipe()
	if err == nil {
		err = guard.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	f := &fleet{t: t, files: files, stop: stop, group: guard.Process.Pid, alive: alive, random: rand.New(rand.NewPCG(seed, 2))}
	t.Cleanup(func() {
		f.end()
		_ = guard.Wait() // killed, with its group
	})
	return f
}

// end kills everything.
func (f *fleet) end() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	_ = f.alive.Close()
	f.ends.Wait()
}

// worker starts a worker, and again whenever it was killed.
func (f *fleet) worker(o orders) {
	raw, err := json.Marshal(o)
	if err != nil {
		f.t.Fatal(err)
	}
	p := &process{name: o.Name, again: true, command: func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), workerVariable+"="+string(raw))
		return cmd
	}}
	f.mu.Lock()
	f.workers = append(f.workers, p)
	f.mu.Unlock()
	f.start(p)
}

// strike kills a worker: the one that is named, or any.
func (f *fleet) strike(caller string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	victim := f.workers[f.random.IntN(len(f.workers))]
	if f.random.IntN(2) == 0 {
		for _, w := range f.workers {
			if w.name == caller {
				victim = w
			}
		}
	}
	if victim.cmd != nil && victim.cmd.Process.Kill() == nil {
		victim.cmd = nil
		f.kills++
	}
}

// start begins a process and watches over it.
func (f *fleet) start(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	log, err := os.OpenFile(f.log(p.name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		f.stop(err)
		return
	}
	cmd := p.command()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: f.group}
	err = cmd.Start()
	_ = log.Close()
	if err != nil {
		f.stop(err)
		return
	}
	p.cmd = cmd
	f.ends.Go(func() { f.watch(p, cmd) })
}

// watch waits for the end of a process. Workers may be killed; nothing else
// may happen.
func (f *fleet) watch(p *process, cmd *exec.Cmd) {
	err := cmd.Wait()
	f.mu.Lock()
	p.cmd = nil
	closed := f.closed
	f.mu.Unlock()
	if closed {
		return
	}
	var exit *exec.ExitError
	killed := errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
	if !p.again || !killed {
		f.stop(fmt.Errorf("%s ended by itself: %w", p.name, err))
		return
	}
	f.start(p)
}

func (f *fleet) log(name string) string { return filepath.Join(f.files, name+".log") }

// tail is the end of a process's log.
func (f *fleet) tail(name string) string {
	raw, err := os.ReadFile(f.log(name))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}

// tails are the ends of all logs, for a run that went wrong.
func (f *fleet) tails() string {
	logs, _ := filepath.Glob(f.log("*"))
	var b strings.Builder
	for _, log := range logs {
		name := strings.TrimSuffix(filepath.Base(log), ".log")
		fmt.Fprintf(&b, "--- %s\n%s\n", name, f.tail(name))
	}
	return b.String()
}

// raced names the processes in whose logs the race detector speaks.
func (f *fleet) raced() (names []string) {
	logs, _ := filepath.Glob(f.log("*"))
	for _, log := range logs {
		if raw, err := os.ReadFile(log); err == nil && strings.Contains(string(raw), "WARNING: DATA RACE") {
			names = append(names, filepath.Base(log)+":\n"+string(raw))
		}
	}
	return names
}

// serve starts a `guichet serve` that nobody kills, and returns its address.
func (f *fleet) serve(ctx context.Context, program, name, desk, database string) (string, error) {
	f.start(&process{name: name, command: func() *exec.Cmd {
		return exec.Command(program, "serve", "--desk", desk, "--database", database, "--listen", "127.0.0.1:0")
	}})
	for {
		if address, ok := f.line(name, "Guichet answers on "); ok {
			return address, nil
		}
		select {
		case <-ctx.Done():
			return "", context.Cause(ctx)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// line is what follows the words in the first complete line that has them.
func (f *fleet) line(name, words string) (rest string, ok bool) {
	log, err := os.Open(f.log(name))
	if err != nil {
		return "", false
	}
	defer func() { _ = log.Close() }()
	in := bufio.NewReader(log)
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			return "", false
		}
		if rest, ok := strings.CutPrefix(strings.TrimSpace(text), words); ok {
			return rest, true
		}
	}
}
