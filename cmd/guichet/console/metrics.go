package console

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/guichet-desk/guichet/bot"
	"github.com/guichet-desk/guichet/store"
)

// metrics are what this replica did. Their labels are names of adapters,
// outcomes and routes: never a person, a talk or a ticket.
type metrics struct {
	accepted  *prometheus.CounterVec
	turns     *prometheus.HistogramVec
	delivered *prometheus.HistogramVec
	requests  *prometheus.HistogramVec
	handler   http.Handler
}

// buckets go from 1 ms, a turn on an idle machine, to a delivery's whole lease.
var buckets = []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30}

func newMetrics(reg *prometheus.Registry, s *store.Store, now func() time.Time) metrics {
	m := metrics{
		accepted: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guichet_messages_accepted_total", Help: "Messages taken from platforms; fresh is false for redeliveries.",
		}, []string{"adapter", "fresh"}),
		turns: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guichet_turn_seconds", Help: "Time to decide a turn and commit it.", Buckets: buckets,
		}, []string{"outcome"}),
		delivered: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guichet_delivery_seconds", Help: "Time of one try to show a reply on a platform.", Buckets: buckets,
		}, []string{"adapter", "outcome"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guichet_http_request_seconds", Help: "Time to answer a request of the console and the API.", Buckets: buckets,
		}, []string{"route", "status"}),
	}
	reg.MustRegister(m.accepted, m.turns, m.delivered, m.requests, &totals{store: s, now: now})
	m.handler = promhttp.HandlerFor(reg, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
	return m
}

// seen is what the bot tells.
func (m metrics) seen() bot.Seen {
	return bot.Seen{
		Accepted: func(adapter string, fresh bool) {
			m.accepted.WithLabelValues(adapter, strconv.FormatBool(fresh)).Inc()
		},
		Turned: func(d time.Duration, failed bool) {
			outcome := "done"
			if failed {
				outcome = "failed"
			}
			m.turns.WithLabelValues(outcome).Observe(d.Seconds())
		},
		Delivered: func(adapter, outcome string, d time.Duration) {
			m.delivered.WithLabelValues(adapter, outcome).Observe(d.Seconds())
		},
	}
}

// timed measures the requests of a route.
func (c *Console) timed(route string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		if !rec.stream {
			c.metrics.requests.WithLabelValues(route, strconv.Itoa(rec.status)).Observe(time.Since(began).Seconds())
		}
	})
}

// recorder remembers the status, and whether the answer was a stream, whose
// length says nothing.
type recorder struct {
	http.ResponseWriter
	status int
	stream bool
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.stream = r.stream || r.Header().Get("Content-Type") == eventStream
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController through.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
