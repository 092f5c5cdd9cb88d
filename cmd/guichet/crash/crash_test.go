// Package crash holds the test of the promise that nothing is lost, doubled or
// out of order, whatever dies. Real replicas share one durable PostgreSQL and
// a chat platform that delivers everything twice and lies about what it has
// shown; workers are killed at any instant, and PostgreSQL with them. Beside
// it stand runs without one of the two things that the promise rests on, the
// lock of a talk and the finder of a platform: they prove that the test sees.
package crash

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if raw := os.Getenv(workerVariable); raw != "" {
		var o orders
		err := json.Unmarshal([]byte(raw), &o)
		if err == nil {
			err = work(o)
		}
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// manners are a platform's bad ones: one send in twenty is delivered but
// reported as failed.
var manners = faults{Doubt: 0.05, Busy: 0.02, Lost: 0.02}

// short is the run of every change, long that of `make crash`.
var (
	short = trial{
		Talks: 12, OnWeb: 2, Messages: 25, Workers: 3, Serves: 2,
		Every: 50, Outages: 1, Faults: manners, Limit: 3 * time.Minute,
	}
	long = trial{
		Talks: 50, OnWeb: 5, Messages: 42, Workers: 3, Serves: 2,
		Every: 60, Outages: 2, Faults: manners, Limit: 20 * time.Minute,
	}
)

func TestCrash(t *testing.T) {
	x := short
	if os.Getenv("GUICHET_CRASH") == "long" {
		x = long
	}
	r := x.run(t)
	t.Logf("%d messages in %d talks, %d of these on the web; %d events redelivered",
		x.Talks*x.Messages, x.Talks, x.OnWeb, r.Redelivered)
	t.Logf("%d workers killed, PostgreSQL killed %d times; %d guichet serve went on", r.Kills, x.Outages, x.Serves)
	t.Logf("%d turns, %d replies; %d sends delivered but reported as failed, %d finds saved a double",
		len(r.Turns), len(r.Outbox), r.Doubted, r.Saved)
	t.Logf("%d tickets, as many pages and warnings; %s", len(r.Tickets), r.Took.Round(time.Second))
	for _, v := range check(r.facts) {
		t.Error(v)
	}
	if r.Kills == 0 || r.Doubted == 0 || r.Saved == 0 || r.Redelivered < x.Messages*(x.Talks-x.OnWeb) {
		t.Error("too little went wrong for the run to prove anything")
	}
}

// control is small: it has to break one promise, not to keep all.
var control = trial{Talks: 4, Messages: 12, Workers: 2, Faults: faults{Doubt: 0.3}, Limit: time.Minute}

func TestCrashControls(t *testing.T) {
	for name, x := range map[string]struct {
		change func(*trial)
		broken string // the promise that cannot be kept; "" when all are
	}{
		"complete":           {func(*trial) {}, ""},
		"without the lock":   {func(x *trial) { x.Unlocked = true }, ruleTurnOnce},
		"without the finder": {func(x *trial) { x.Blind = true }, ruleReplyOnce},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // they wait more than they work
			played := control
			x.change(&played)
			seen := map[string][]violation{}
			for _, v := range check(played.run(t).facts) {
				seen[v.Rule] = append(seen[v.Rule], v)
			}
			for _, rule := range slices.Sorted(maps.Keys(seen)) {
				t.Logf("%d times not %q, such as: %s", len(seen[rule]), rule, seen[rule][0].What)
			}
			switch {
			case x.broken == "" && len(seen) > 0:
				t.Error("promises are broken though nothing is missing")
			case x.broken != "" && len(seen[x.broken]) == 0:
				t.Errorf("the check does not notice that %q cannot hold", x.broken)
			}
		})
	}
}
