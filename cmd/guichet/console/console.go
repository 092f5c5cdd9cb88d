package console

import (
	"html/template"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guichet-desk/guichet/bot"
)

// Options say what the console shows and how. Door is needed; the rest may be
// left out.
type Options struct {
	Door   *Door
	Name   map[string]string            // of the desk, by language
	Titles map[string]map[string]string // of services, sites and devices: name → language → title
	Web    string                       // adapter whose channels are pages of this server, /channel/{id}

	Registry *prometheus.Registry // where metrics are kept; nil makes one
	Ready    func() error         // what /readyz asks beyond the database; nil: nothing
	Rate     Rate                 // of the API, for each key
}

// Console is the staff's side of one replica. It is safe for concurrent use.
type Console struct {
	Options
	door      *Door
	texts     map[string]texts
	assets    assets
	templates *template.Template
	metrics   metrics
	limiter   *limiter
	schema    schema
}

// New makes a console. It panics when an embedded file is at fault, with which
// no test passes.
func New(o Options) *Console {
	if o.Registry == nil {
		o.Registry = prometheus.NewRegistry()
	}
	if o.Rate == (Rate{}) {
		o.Rate = Rate{Requests: 300, Per: 5 * time.Minute}
	}
	c := &Console{Options: o, door: o.Door, limiter: newLimiter(o.Rate)}
	c.assets = must(readAssets())
	c.texts = must(readTexts())
	c.templates = must(readTemplates(c.assets))
	c.metrics = newMetrics(o.Registry, o.Door.Store, o.Door.Now)
	o.Door.fail = c.fail
	return c
}

func must[T any](x T, err error) T {
	if err != nil {
		panic("console: embedded files: " + err.Error())
	}
	return x
}

// Seen is what the bot is to be told its doings by: they become metrics.
func (c *Console) Seen() bot.Seen { return c.metrics.seen() }

// Routes mounts everything but signing in and out, which is the Door's.
func (c *Console) Routes(mux *http.ServeMux) {
	for pattern, page := range map[string]handler{
		"GET /{$}":                         c.home,
		"GET /sign-in":                     c.signInPage,
		"GET /oncall":                      c.onCallPage,
		"GET /tickets":                     c.queuePage,
		"GET /tickets/{number}":            c.ticketPage,
		"POST /tickets/{number}/{command}": c.command,
		"GET /desk":                        c.deskPage,
		"GET /live/oncall":                 c.live(c.onCall),
		"GET /live/tickets":                c.live(c.queue),
		"GET /live/tickets/{number}":       c.live(c.ticket),
	} {
		mux.Handle(pattern, c.timed(pattern, c.guarded(page)))
	}
	c.apiRoutes(mux)
	mux.Handle("GET "+staticPath+"{file}", c.assets)
	mux.HandleFunc("GET /healthz", c.healthz)
	mux.HandleFunc("GET /readyz", c.readyz)
	mux.Handle("GET /metrics", c.metrics.handler)
}
