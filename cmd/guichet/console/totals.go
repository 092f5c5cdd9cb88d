package console

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guichet-desk/guichet/store"
)

// totals reads at each scrape what only the database knows. Every replica
// reports the same numbers: aggregate them with max, not with sum.
type totals struct {
	store *store.Store
	now   func() time.Time

	mu    sync.Mutex
	read  time.Time // when known was read
	known store.Totals
}

// fresh is how long numbers are given again without a look: counting a million
// tickets is not free, and scrapers come in numbers.
const fresh = 10 * time.Second

var (
	backlogDesc = prometheus.NewDesc("guichet_backlog", "What waits: turns, sends, timers that are due, jobs.", []string{"what"}, nil)
	oldestDesc  = prometheus.NewDesc("guichet_backlog_oldest_seconds", "Age of the longest waiting message.", nil, nil)
	openedDesc  = prometheus.NewDesc("guichet_tickets_opened_total", "Tickets ever opened.", nil, nil)
	openDesc    = prometheus.NewDesc("guichet_tickets_open", "Tickets that somebody has to work on.", []string{"queue", "status"}, nil)
	brokenDesc  = prometheus.NewDesc("guichet_sla_breaches_total", "Promises ever broken.", []string{"clock"}, nil)
)

// Describe implements prometheus.Collector.
func (t *totals) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{backlogDesc, oldestDesc, openedDesc, openDesc, brokenDesc} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (t *totals) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readiness)
	defer cancel()
	n, err := t.look(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(backlogDesc, err)
		return
	}
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(backlogDesc, float64(n.Backlog.Turns), "turns")
	gauge(backlogDesc, float64(n.Backlog.Sends), "sends")
	gauge(backlogDesc, float64(n.Backlog.Timers), "timers")
	gauge(backlogDesc, float64(n.Backlog.Jobs), "jobs")
	age := 0.0
	if n.Backlog.Oldest != nil {
		age = max(0, t.now().Sub(*n.Backlog.Oldest).Seconds())
	}
	gauge(oldestDesc, age)
	for _, q := range n.Open {
		gauge(openDesc, float64(q.N), q.Queue, q.Status)
	}
	out <- prometheus.MustNewConstMetric(openedDesc, prometheus.CounterValue, float64(n.Opened))
	for _, b := range n.Broken {
		out <- prometheus.MustNewConstMetric(brokenDesc, prometheus.CounterValue, float64(b.N), b.Clock)
	}
}

func (t *totals) look(ctx context.Context) (store.Totals, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.now(); now.Sub(t.read) >= fresh || now.Before(t.read) {
		n, err := t.store.Totals(ctx, now)
		if err != nil {
			return store.Totals{}, err
		}
		t.known, t.read = n, now
	}
	return t.known, nil
}
