package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// socketPort is the number in the socket's name; no TCP port is ever opened.
const socketPort = "5432"

// patience is how long a person waits without being told what for.
const patience = 5 * time.Second

// cluster is a database cluster in its folder: whether a server runs on it, starting one, ending it. Whoever starts
// or ends a server holds start.lock.
type cluster struct {
	folder
	settings map[string]string
	progress func(format string, args ...any)
}

// state is what can be seen of a cluster's server from outside.
type state int

const (
	stopped state = iota // no process of any server is left
	busy                 // starting, recovering, or on its way out
	ready                // accepts connections
)

// state looks for a server, whoever started it.
func (c *cluster) state() (state, pidFile, error) {
	pf, err := readPIDFile(c.data())
	if err != nil {
		return 0, pidFile{}, err
	}
	l, err := c.lock("server")
	if err != nil {
		return 0, pidFile{}, err
	}
	defer l.release()
	free, err := l.try(syscall.LOCK_SH)
	serving := c.account.serves(pf.pid, c.data())
	switch {
	case err != nil:
		return 0, pidFile{}, err
	case serving && pf.ready:
		return ready, pf, nil
	case serving:
		return busy, pf, nil
	case !free: // the last processes of a server whose first is gone, or one that has not written its file yet
		return busy, pidFile{}, nil
	}
	return stopped, pidFile{}, nil
}

// arguments are the server's: all that Guichet decides, so that postgresql.conf stays the administrator's.
func (c *cluster) arguments() []string {
	settings := map[string]string{
		"listen_addresses":        "",
		"port":                    socketPort,
		"unix_socket_directories": c.socket(),
		"unix_socket_permissions": "0700",
		"logging_collector":       "off",
		"log_destination":         "stderr",
		"log_line_prefix":         "%m [%p] ",
		"cluster_name":            "guichet",
		"timezone":                "UTC",
		"jit":                     "off", // compiling costs more than any query of a desk
	}
	maps.Copy(settings, c.settings)
	args := []string{"-D", c.data()}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}

// started reads how the running server was started, from data/postmaster.opts.
func (c *cluster) started() (program, arguments string, err error) {
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.opts"))
	program, arguments, _ = strings.Cut(strings.TrimSpace(string(text)), ` "`)
	return program, `"` + arguments, err
}

// asWanted says whether the running server was started with the settings of this cluster.
func (c *cluster) asWanted() bool {
	_, arguments, err := c.started()
	return err == nil && arguments == `"`+strings.Join(c.arguments(), `" "`)+`"`
}

// launch starts a server with the given programs on a cluster that has none, and waits until it is ready.
func (c *cluster) launch(ctx context.Context, bin binaries) error {
	alive, err := c.lock("server")
	if err != nil {
		return err
	}
	defer alive.release()
	if err := alive.take(ctx); err != nil {
		return err
	}
	if err := c.clearTraces(); err != nil {
		return err
	}
	log, err := openLog(c.log(), c.account)
	if err != nil {
		return err
	}
	defer log.file.Close()

	cmd := exec.Command(bin.postgres(), c.arguments()...)
	cmd.Dir = "/"
	cmd.Env = environment()
	cmd.Stdout, cmd.Stderr = log.file, log.file
	cmd.ExtraFiles = []*os.File{alive.file}
	cmd.SysProcAttr = c.account.process()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	ended := make(chan struct{})
	go func() { // outlives launch: a server that ends must not stay a zombie
		cmd.Wait()
		close(ended)
	}()
	err = c.await(ctx, func() (bool, error) {
		select {
		case <-ended:
			return false, fmt.Errorf("PostgreSQL did not start: %s; %s", cmd.ProcessState, log.tail())
		default:
		}
		pf, err := readPIDFile(c.data())
		return pf.ready && pf.pid == cmd.Process.Pid, err
	})
	if err != nil {
		cmd.Process.Signal(syscall.SIGQUIT) // an error means that it has ended already
		<-ended
	}
	return err
}

// await waits for the server to get somewhere and tells the person who may be waiting too: recovery after a crash
// can take its time.
func (c *cluster) await(ctx context.Context, condition func() (bool, error)) error {
	begin := time.Now()
	told := begin
	return until(ctx, func() (bool, error) {
		if time.Since(told) > patience {
			told = time.Now()
			c.progress("waiting for PostgreSQL to answer, for %s; its log is %s", told.Sub(begin).Round(time.Second), c.log())
		}
		return condition()
	})
}

// clearTraces removes what a server that was killed left behind and what would keep a new one from starting.
func (c *cluster) clearTraces() error {
	if err := c.makeSocketFolder(); err != nil {
		return err
	}
	name := filepath.Join(c.socket(), ".s.PGSQL."+socketPort)
	if err := removeAny(name, name+".lock"); err != nil {
		return err
	}
	pf, err := readPIDFile(c.data())
	if err != nil || pf.pid == 0 || errors.Is(syscall.Kill(pf.pid, 0), syscall.ESRCH) {
		return err // a file that names nobody does not stop PostgreSQL, which learns from it what to clean up
	}
	return removeAny(filepath.Join(c.data(), "postmaster.pid"))
}

func removeAny(paths ...string) error {
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// signal sends a signal to the server, if there is one, and waits until every process of it has ended.
func (c *cluster) signal(ctx context.Context, sig syscall.Signal) error {
	sent := 0
	return until(ctx, func() (bool, error) {
		st, pf, err := c.state()
		if err != nil || st == stopped {
			return st == stopped, err
		}
		if pf.pid != 0 && pf.pid != sent {
			sent = pf.pid
			err = syscall.Kill(pf.pid, sig)
		}
		if errors.Is(err, syscall.ESRCH) {
			err = nil
		}
		return false, err
	})
}

// shutdown ends the server, disconnecting its clients: in order within the grace, else without the last checkpoint,
// which the next start makes up for.
func (c *cluster) shutdown(grace time.Duration) error {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		ctx, cancel := context.WithTimeout(context.Background(), grace)
		err := c.signal(ctx, sig)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			if err == nil && c.tmpSock() {
				err = removeAny(c.socket())
			}
			return err
		}
	}
	return fmt.Errorf("PostgreSQL in %s does not stop; its log is %s", c.home, c.log())
}

// environment is all that the server's programs see of ours: no secrets, no PG… variables, messages in English.
func environment() []string {
	env := []string{"LC_ALL=C"}
	for _, name := range []string{"PATH", "TZ", "LD_LIBRARY_PATH"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}
