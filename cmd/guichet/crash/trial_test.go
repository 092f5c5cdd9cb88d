package crash

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/postgres"
	"github.com/guichet-desk/guichet/store/storetest"
)

// trial is one run: who talks, who works, and what goes wrong.
type trial struct {
	Talks, OnWeb, Messages int // of all talks, how many on the web; messages of each
	Workers, Serves        int
	Every                  int // calls of the platform from one killed worker to the next; 0 kills none
	Outages                int // times that PostgreSQL is killed
	Faults                 faults
	Limit                  time.Duration

	Blind    bool // workers cannot ask what became of a send
	Unlocked bool // turns are claimed without the talk's lock
}

// result is what came of it.
type result struct {
	facts
	tally
	Kills int
	Took  time.Duration
}

// seed makes the same dice in every run; what is scheduled when stays chance.
const seed = 1

// stage is where a trial is played.
type stage struct {
	trial
	t        *testing.T
	server   *postgres.Server
	db       *sql.DB
	files    string
	desk     string
	lines    [][]said
	platform *platform
	fleet    *fleet
}

// run plays a trial to its end: everything said, answered and shown.
func (x trial) run(t *testing.T) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), x.Limit)
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s := x.stage(t, stop)
	began := time.Now()
	err := s.play(ctx)
	if err == nil {
		err = s.drain(ctx)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, s.fleet.tails())
	}
	s.fleet.end()
	for _, log := range s.fleet.raced() {
		t.Error(log)
	}
	r := result{facts: facts{Said: s.lines}, Kills: s.fleet.kills, Took: time.Since(began)}
	r.Shown, r.tally = s.platform.account()
	if err := r.gather(ctx, s.db, time.Now()); err != nil {
		t.Fatal(err)
	}
	return r
}

// stage starts everything that the trial needs.
func (x trial) stage(t *testing.T, stop context.CancelCauseFunc) *stage {
	t.Helper()
	server, files := storetest.Durable(t)
	s := &stage{trial: x, t: t, server: server, files: files, desk: filepath.Join(files, "desk"), lines: script(x.Talks, x.OnWeb, x.Messages)}
	if err := deskFolder(s.desk, x.Talks); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Migrate(t.Context(), server.URL()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s.db = db
	if _, err := db.ExecContext(t.Context(), ledger+poison); err != nil {
		t.Fatal(err)
	}
	s.platform = newPlatform(seed, x.Faults, events(s.lines))
	s.fleet = newFleet(t, files, seed, stop)
	return s
}

// play starts the processes and lets everybody talk while workers and
// PostgreSQL are killed.
func (s *stage) play(ctx context.Context) error {
	wire := httptest.NewServer(s.platform.handler())
	s.t.Cleanup(wire.CloseClientConnections) // Close would wait for answers that never come
	database := s.server.URL()
	if s.Unlocked {
		database = unlocked(s.t, database, s.files, "for no key update skip locked")
	}
	replicas, err := s.serve(ctx)
	if err != nil {
		return err
	}
	if s.Every > 0 {
		s.platform.kill(s.fleet.strike, s.Every)
	}
	for i := range s.Workers {
		s.fleet.worker(orders{Name: worker(i), Platform: wire.URL, Database: database, Desk: s.desk, Blind: s.Blind})
	}
	var all sync.WaitGroup
	errs := make(chan error, s.OnWeb+1)
	for _, lines := range s.lines[s.Talks-s.OnWeb:] {
		b, err := signIn(ctx, s.server.URL(), lines[0].Person, replicas)
		if err != nil {
			return err
		}
		all.Go(func() { errs <- b.talk(ctx, lines, s.platform.progress) })
	}
	all.Go(func() { errs <- s.outages(ctx) })
	err = s.platform.progress(ctx, 1)
	s.platform.kill(nil, 0)
	all.Wait()
	close(errs)
	for e := range errs {
		err = errors.Join(err, e)
	}
	return err
}

func worker(i int) string { return "worker-" + string(rune('1'+i)) }

// serve builds the program as it is shipped and starts it as often as asked.
func (s *stage) serve(ctx context.Context) (addresses []string, err error) {
	if s.Serves == 0 {
		return nil, nil
	}
	program := filepath.Join(s.files, "guichet")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/guichet-desk/guichet/cmd/guichet")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	for i := range s.Serves {
		address, err := s.fleet.serve(ctx, program, "serve-"+string(rune('1'+i)), s.desk, s.server.URL())
		if err != nil {
			return nil, err
		}
		addresses = append(addresses, address)
	}
	return addresses, nil
}

// outages kills PostgreSQL, spread over the run, and starts it again.
func (s *stage) outages(ctx context.Context) error {
	for i := range s.Outages {
		if err := s.platform.progress(ctx, float64(i+1)/float64(s.Outages+1)); err != nil {
			return err
		}
		if err := errors.Join(s.server.Kill(), s.server.Restart(ctx)); err != nil {
			return err
		}
	}
	return nil
}

// drain waits until nothing is left to do.
func (s *stage) drain(ctx context.Context) error {
	for {
		empty, err := drained(ctx, s.db)
		if empty && err == nil && s.platform.quiet() {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("the desk does not come to rest: %w", context.Cause(ctx)), err, stuck(s.db))
		case <-time.After(20 * time.Millisecond):
		}
	}
}
