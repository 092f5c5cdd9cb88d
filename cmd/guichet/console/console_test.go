package console_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/cmd/guichet/console"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/storetest"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// monday is a working day of the demo desk, in the middle of the morning in Lyon.
var monday = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

// furnish makes a migrated database in which the demo desk was opened once, so
// that its model is trained.
func furnish(ctx context.Context, url string) error {
	if _, err := store.Migrate(ctx, url); err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Database: url, Now: func() time.Time { return monday }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return a.Close()
}

// world is the demo desk with its console, served.
type world struct {
	t     testing.TB
	app   *app.App
	door  *console.Door
	reg   *prometheus.Registry
	desk  *console.Console
	url   string
	clock atomic.Int64
}

func newWorld(t testing.TB, change ...func(*console.Options)) *world {
	t.Helper()
	w := &world{t: t}
	w.clock.Store(monday.UnixNano())
	a, err := app.Open(t.Context(), app.Options{
		Database: storetest.Open(t, furnish), Now: w.now, Log: slog.New(slog.DiscardHandler), Conns: 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w.app, w.reg = a, prometheus.NewRegistry()
	w.door = &console.Door{Store: a.Store, Desk: a.Desk, Now: w.now, Log: slog.New(slog.DiscardHandler), Pick: true}
	o := console.Options{Door: w.door, Name: a.Config.Name, Web: "web", Registry: w.reg, Titles: titles(a)}
	for _, c := range change {
		c(&o)
	}
	w.desk = console.New(o)
	mux := http.NewServeMux()
	w.door.Routes(mux)
	w.desk.Routes(mux)
	s := httptest.NewServer(mux)
	t.Cleanup(func() {
		s.CloseClientConnections() // live pages never end by themselves
		s.Close()
	})
	w.url = s.URL
	return w
}

func titles(a *app.App) map[string]map[string]string {
	all := make(map[string]map[string]string)
	for _, thing := range append(a.Config.Services, a.Config.Sites...) {
		all[thing.Name] = thing.Title
	}
	return all
}

func (w *world) now() time.Time { return time.Unix(0, w.clock.Load()) }

// pass lets time go by, and rings what is due.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.clock.Add(int64(d))
	if _, err := w.app.Desk.Ring(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) tx(do func(*store.Tx) error) {
	w.t.Helper()
	if err := w.app.Store.Tx(w.t.Context(), do); err != nil {
		w.t.Fatal(err)
	}
}

// open opens a ticket of somebody's.
func (w *world) open(who people.ID, o workflows.Opening) ticket.Ticket {
	w.t.Helper()
	o.For, _ = w.app.Desk.Rules().Directory.Get(who)
	if o.Cause == "" {
		o.Cause = "test/" + o.Text
	}
	var k ticket.Ticket
	w.tx(func(tx *store.Tx) (err error) {
		k, err = w.app.Desk.Open(tx, o)
		return err
	})
	return k
}

// outage is a P1 of the network queue: its chain pages.
func (w *world) outage() ticket.Ticket {
	return w.open("marie", workflows.Opening{Title: "Plus de réseau à l’atelier", Text: "Plus rien ne marche à l’atelier, ni réseau ni Wi-Fi.",
		Service: "network", Impact: "organisation", Urgency: "critical"})
}

func (w *world) do(who people.ID, k ticket.Ticket, e ticket.Event) {
	w.t.Helper()
	w.tx(func(tx *store.Tx) error {
		_, err := w.app.Desk.Do(tx, workflows.Command{Ticket: k.ID, By: who, Event: e})
		return err
	})
}

func (w *world) read(k ticket.Ticket) ticket.Ticket {
	w.t.Helper()
	w.tx(func(tx *store.Tx) (err error) {
		k, err = tx.Ticket(k.ID)
		return err
	})
	return k
}

// browser is somebody's, signed in unless who is "". It follows no redirect.
type browser struct {
	w      *world
	client *http.Client
}

func (w *world) as(who string) *browser {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	b := &browser{w, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if who != "" {
		if got := b.post("/sign-in/as", url.Values{"person": {who}}); got.status != http.StatusSeeOther {
			w.t.Fatalf("sign in as %s: %d", who, got.status)
		}
	}
	return b
}

// response is an answer that was read to its end.
type response struct {
	status int
	header http.Header
	body   string
}

func (b *browser) get(path string) response {
	b.w.t.Helper()
	return b.send(http.MethodGet, path, "", nil)
}

func (b *browser) post(path string, form url.Values) response {
	b.w.t.Helper()
	return b.send(http.MethodPost, path, form.Encode(), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

func (b *browser) send(method, path, body string, h http.Header) response {
	b.w.t.Helper()
	r, err := http.NewRequestWithContext(b.w.t.Context(), method, b.w.url+path, strings.NewReader(body))
	if err != nil {
		b.w.t.Fatal(err)
	}
	for name, values := range h {
		r.Header[name] = values
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.w.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return response{res.StatusCode, res.Header, string(raw)}
}

// shows fails the test unless the page has all the words.
func (r response) shows(t testing.TB, words ...string) response {
	t.Helper()
	for _, s := range words {
		if !strings.Contains(r.body, s) {
			t.Errorf("the page lacks %q:\n%s", s, r.body)
		}
	}
	return r
}

// opening is a plain trouble with a service, told apart by its words.
func opening(service, words string) workflows.Opening {
	return workflows.Opening{Title: "Trouble with " + service, Text: words + " does not work", Service: service}
}
