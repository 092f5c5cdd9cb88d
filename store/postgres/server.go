package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/lib/pq"
)

const (
	superuser = "postgres" // owns the cluster
	role      = "guichet"  // what Guichet connects as
)

// grace is the time for a shutdown in order, and again for one in haste.
const grace = time.Minute

// Options say where the server lives and how it is set up. The zero value is the user's own durable server.
type Options struct {
	// Dir is the folder that holds the server's; "" is guichet in the user's data folder: XDG_DATA_HOME or
	// ~/.local/share, on macOS ~/Library/Application Support.
	Dir string
	// Progress receives lines for a person: what is looked for, downloaded, initialised. May be nil.
	Progress func(format string, args ...any)
	// Settings are PostgreSQL's own (fsync, shared_buffers, …), over Guichet's and over postgresql.conf.
	Settings map[string]string
	// Database is made if it is missing; "" is guichet.
	Database string
}

// Server is a running private server, or one that this process has left. Its methods may be called concurrently.
type Server struct {
	cluster  *cluster
	finder   finder
	database string
	url      url.URL
	bin      string

	mu    sync.Mutex
	users *lock // shared with the other processes that use the server; nil after Stop
}

// Start makes sure that a server runs in the folder of o, starting it or joining the one that is there, and that the
// database exists. The caller must Stop it. An end of ctx undoes what was begun; a first start may take the time of a
// download.
func Start(ctx context.Context, o Options) (*Server, error) {
	return start(ctx, o, systemFinder())
}

func start(ctx context.Context, o Options, find finder) (*Server, error) {
	progress := o.Progress
	if progress == nil {
		progress = func(string, ...any) {}
	}
	f, err := openFolder(o.Dir, progress)
	if err != nil {
		return nil, err
	}
	s := &Server{
		cluster:  &cluster{folder: f, settings: o.Settings, progress: progress},
		finder:   find,
		database: o.Database,
	}
	if s.database == "" {
		s.database = "guichet"
	}
	begun, err := s.cluster.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer begun.release()
	if err := s.join(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// join makes this process a user of a server that runs.
func (s *Server) join(ctx context.Context) error {
	users, err := s.cluster.lock("users")
	if err != nil {
		return err
	}
	alone, err := users.try(syscall.LOCK_EX)
	if err == nil {
		_, err = users.try(syscall.LOCK_SH)
	}
	if err != nil {
		users.release()
		return err
	}
	if err := s.ensure(ctx, alone); err != nil {
		return errors.Join(err, s.cluster.leave(users))
	}
	s.users = &users
	return nil
}

// leave gives up the use of the server, and shuts it down if nobody else uses it.
func (c *cluster) leave(users lock) error {
	defer users.release()
	if last, err := users.try(syscall.LOCK_EX); err != nil || !last {
		return err
	}
	return c.shutdown(grace)
}

// begin takes the right to start and stop the server.
func (c *cluster) begin(ctx context.Context) (lock, error) {
	l, err := c.lock("start")
	if err != nil {
		return lock{}, err
	}
	if err := c.await(ctx, func() (bool, error) { return l.try(syscall.LOCK_EX) }); err != nil {
		l.release()
		return lock{}, fmt.Errorf("waiting for another process that starts or stops the server in %s: %w", c.home, err)
	}
	return l, nil
}

// ensure brings the server from whatever state it is in to one that answers. A server that nobody else uses is
// restarted if its settings are not the ones wanted.
func (s *Server) ensure(ctx context.Context, alone bool) error {
	c := s.cluster
	err := c.await(ctx, func() (bool, error) {
		st, _, err := c.state()
		switch {
		case err != nil || st == busy:
			return false, err
		case st == stopped:
			err := s.launch(ctx)
			return err == nil, err
		case c.asWanted():
			return true, nil
		case alone:
			c.progress("restarting PostgreSQL with other settings")
			return false, c.shutdown(grace)
		}
		c.progress("joining a PostgreSQL that another process started with other settings")
		return true, nil
	})
	if err != nil {
		return err
	}
	if err := s.locate(); err != nil {
		return err
	}
	return s.prepare(ctx)
}

// launch starts a server on a cluster that has none, on a new cluster if there are no data.
func (s *Server) launch(ctx context.Context) error {
	c := s.cluster
	major, err := c.major()
	if err != nil {
		return err
	}
	bin, err := s.finder.find(ctx, c.account, major, c.progress)
	if errors.Is(err, errNotFound) && major != 0 {
		return fmt.Errorf("the data in %s were written by PostgreSQL %d and are left as they are: %w", c.data(), major, err)
	}
	if err != nil {
		return err
	}
	if major == 0 {
		c.progress("initialising a database with PostgreSQL %s in %s", bin.version, c.home)
		if err := c.initialise(ctx, bin); err != nil {
			return err
		}
	}
	return c.launch(ctx, bin)
}

// locate notes where the running server listens and which programs it was started from.
func (s *Server) locate() error {
	pf, err := readPIDFile(s.cluster.data())
	if err != nil {
		return err
	}
	program, _, err := s.cluster.started()
	if err != nil {
		return err
	}
	where := url.Values{"host": {pf.socket}, "port": {pf.port}, "sslmode": {"disable"}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bin = filepath.Dir(program)
	s.url = url.URL{Scheme: "postgres", User: url.User(role), RawQuery: where.Encode()}
	return nil
}

// prepare makes the role and the database that are missing.
func (s *Server) prepare(ctx context.Context) error {
	u := s.url
	u.User, u.Path = url.User(superuser), "/postgres"
	db, err := sql.Open("postgres", u.String())
	if err != nil {
		return err
	}
	defer db.Close()
	var hasRole, hasDatabase bool
	err = db.QueryRowContext(ctx, `
		select exists (select from pg_roles where rolname = $1),
		       exists (select from pg_database where datname = $2)`, role, s.database).Scan(&hasRole, &hasDatabase)
	if err == nil && !hasRole {
		_, err = db.ExecContext(ctx, "create role "+role+" login createdb")
	}
	if err == nil && !hasDatabase {
		_, err = db.ExecContext(ctx, "create database "+pq.QuoteIdentifier(s.database)+" owner "+role)
	}
	if err != nil {
		return fmt.Errorf("prepare database %s: %w; the server's log is %s", s.database, err, s.cluster.log())
	}
	return nil
}

// URL is the connection string of the database of Options, in the form that lib/pq, psql and pgbench read.
func (s *Server) URL() string { return s.DatabaseURL(s.database) }

// DatabaseURL is the connection string of another database of the server.
func (s *Server) DatabaseURL(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.url
	u.Path = "/" + name
	return u.String()
}

// BinDir is the folder of the server's programs. It holds postgres and initdb; psql and pgbench may be there.
func (s *Server) BinDir() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bin
}

// PID is the process id of the server's first process, 0 when none runs.
func (s *Server) PID() int {
	st, pf, err := s.cluster.state()
	if err != nil || st == stopped {
		return 0
	}
	return pf.pid
}

// Stop leaves the server. If no other process uses it, it is shut down, its clients disconnected, and Stop returns
// when its last process has ended. Further calls do nothing.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*grace)
	defer cancel()
	begun, err := s.cluster.begin(ctx)
	if err != nil {
		return err
	}
	defer begun.release()
	users := *s.users
	s.users = nil
	return s.cluster.leave(users)
}

// Kill ends the server as a crash would, for tests of what survives one: SIGKILL to its first process, whereupon the
// others end by themselves. It returns when the last of them has. The server is still in use, see Restart.
func (s *Server) Kill() error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	begun, err := s.cluster.begin(ctx)
	if err != nil {
		return err
	}
	defer begun.release()
	if err := s.cluster.signal(ctx, syscall.SIGKILL); err != nil {
		return fmt.Errorf("kill the server in %s: %w", s.cluster.home, err)
	}
	return nil
}

// Restart stops the server, if it runs, and starts it, for all its users. After Stop it is an error.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	left := s.users == nil
	s.mu.Unlock()
	if left {
		return errors.New("restart of a server that was left with Stop")
	}
	begun, err := s.cluster.begin(ctx)
	if err != nil {
		return err
	}
	defer begun.release()
	if err := s.cluster.shutdown(grace); err != nil {
		return err
	}
	return s.ensure(ctx, true)
}
