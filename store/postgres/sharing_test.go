package postgres

import (
	"sync"
	"testing"
)

func TestServerOutlivesKilledProcess(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	killed := begin(t, dir).meet(t)
	execute(t, killed.url, "create table kept (word text); insert into kept values ('gardé')")
	killed.kill()

	s := mustStart(t, Options{Dir: dir, Settings: quick})
	if s.PID() != killed.pid {
		t.Errorf("process %d, want that of the predecessor, %d", s.PID(), killed.pid)
	}
	if got := ask(t, s.URL(), "select word from kept"); got != "gardé" {
		t.Errorf("kept %q", got)
	}
	mustStop(t, s)
	if pid := s.PID(); pid != 0 {
		t.Errorf("the predecessor's server %d survives Stop", pid)
	}
}

func TestServerOtherSettings(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	killed := begin(t, dir).meet(t)
	killed.kill()
	durable := mustStart(t, Options{Dir: dir})
	if got := ask(t, durable.URL(), "show fsync"); got != "on" || durable.PID() == killed.pid {
		t.Errorf("fsync is %s on a predecessor's server, want a restart with on", got)
	}
	// Somebody else's server keeps its settings.
	joined := begin(t, dir).meet(t)
	if got := ask(t, joined.url, "show fsync"); got != "on" || joined.pid != durable.PID() {
		t.Errorf("joining made fsync %s on process %d, want on and %d", got, joined.pid, durable.PID())
	}
	joined.leave(t)
}

func TestServerSharedByProcesses(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	var all []*guichet
	for range 4 { // at once, on an empty folder
		all = append(all, begin(t, dir))
	}
	for _, g := range all {
		if g.meet(t); g.pid != all[0].pid {
			t.Errorf("servers %d and %d on one folder", g.pid, all[0].pid)
		}
	}
	for i, g := range all {
		if got := ask(t, g.url, "select 'here'"); got != "here" {
			t.Errorf("process %d: %q", i, got)
		}
		g.leave(t)
	}
	if st, _, err := clusterIn(t, dir).state(); st != stopped || err != nil {
		t.Errorf("after the last has left the state is %d, %v", st, err)
	}
}

func TestServerInOneProcess(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	var group sync.WaitGroup
	servers := make([]*Server, 4)
	for i := range servers {
		group.Go(func() { servers[i] = mustStart(t, Options{Dir: dir, Settings: quick}) })
	}
	group.Wait()
	for _, s := range servers {
		if s.PID() != servers[0].PID() || s.PID() == 0 {
			t.Errorf("process %d, want the common %d", s.PID(), servers[0].PID())
		}
		mustStop(t, s)
	}
	if pid := servers[0].PID(); pid != 0 {
		t.Errorf("process %d survives the last Stop", pid)
	}
}
