package console_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/cmd/guichet/console"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

func TestHealth(t *testing.T) {
	var missing error
	w := newWorld(t, func(o *console.Options) { o.Ready = func() error { return missing } })
	b := w.as("")
	if got := b.get("/healthz"); got.status != http.StatusOK || got.body != "ok\n" {
		t.Errorf("healthz: %d %q", got.status, got.body)
	}
	if got := b.get("/readyz"); got.status != http.StatusOK {
		t.Errorf("readyz: %d %q", got.status, got.body)
	}
	missing = errors.New("SECRET reason")
	got := b.get("/readyz").shows(t, `"desk":false`, `"database":true`, `"schema":true`)
	if got.status != http.StatusServiceUnavailable || strings.Contains(got.body, "SECRET") {
		t.Errorf("without a model: %d %q", got.status, got.body)
	}
	missing = nil
	if err := w.app.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if got := b.get("/readyz").shows(t, `"database":false`); got.status != http.StatusServiceUnavailable {
		t.Errorf("without a database: %d", got.status)
	}
	if got := b.get("/healthz"); got.status != http.StatusOK {
		t.Errorf("healthz without a database: %d", got.status)
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t)
	b := w.as("")
	k := w.outage()
	w.open("julien", opening("erp", "invoicing"))
	w.pass(20 * time.Minute) // the first reply was promised within 15
	w.do("nadia", k, ticket.Claimed{})

	seen := w.desk.Seen()
	seen.Accepted("web", true)
	seen.Accepted("web", false)
	seen.Turned(30*time.Millisecond, false)
	seen.Delivered("web", "sent", 3*time.Millisecond)
	b.get("/oncall")

	w.pass(time.Minute)
	got := b.get("/metrics").shows(t,
		`guichet_messages_accepted_total{adapter="web",fresh="true"} 1`,
		`guichet_turn_seconds_bucket{outcome="done",le="0.05"} 1`,
		`guichet_turn_seconds_bucket{outcome="done",le="0.02"} 0`,
		`guichet_delivery_seconds_count{adapter="web",outcome="sent"} 1`,
		`guichet_http_request_seconds_count{route="GET /oncall",status="303"} 1`,
		`guichet_tickets_opened_total 2`,
		`guichet_tickets_open{queue="network",status="in_progress"} 1`,
		`guichet_tickets_open{queue="applications",status="new"} 1`,
		`guichet_sla_breaches_total{clock="first_response"} 1`,
		`guichet_backlog{what="turns"} 0`,
	)
	for _, secret := range []string{"nadia", "julien", "INC-", "SELECT"} {
		if strings.Contains(got.body, secret) {
			t.Errorf("the metrics tell of %q", secret)
		}
	}
}
