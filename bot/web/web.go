package web

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// Name is the Account.Adapter and Place.Adapter of this platform.
const Name = "web"

// direct starts the channel of one person with the desk.
const direct = "dm-"

// Options say how the desk presents itself. The zero value works.
type Options struct {
	Name        map[string]string   // the desk's name by language; "" reads Guichet
	Suggestions map[string][]string // first sentences offered in an empty chat, by language
	Menu        []Link              // further pages, shown in the header
	SignIn      string              // address of the sign-in page, offered to those who are not signed in
	Account     string              // address of the page where a person changes over or signs out, "" for none
	// ReplyCommand is put in front of words that staff send to the requester
	// from a thread: "/reply" unless set.
	ReplyCommand string
	// Mask takes secrets out of typed words before they are shown and kept;
	// the desk itself is given the words as they were typed.
	Mask func(string) string
	Now  func() time.Time // time.Now unless set
	Log  *slog.Logger     // slog.Default() unless set
}

// Link is an entry of the header's menu.
type Link struct {
	Href   string
	Title  map[string]string // by language
	Agents bool              // shown to agents and leads only
	Leads  bool              // shown to leads only
}

// Adapter is the platform. It is a chat.Adapter, Editor, Finder, Opener,
// FormShower, ButtonShower and Typist.
type Adapter struct {
	board     Board
	door      Doorkeeper
	options   Options
	texts     map[string]texts
	assets    assets
	templates *template.Template
	beat      time.Duration

	inbox   atomic.Pointer[chat.Inbox] // nil until Run, and after it
	rate    rate
	typing  typists
	closing chan struct{} // closed when Run ends
	close   sync.Once
}

// New makes the platform on top of the caller's board and doorkeeper.
func New(b Board, d Doorkeeper, o Options) *Adapter {
	if o.ReplyCommand == "" {
		o.ReplyCommand = "/reply"
	}
	if o.Mask == nil {
		o.Mask = func(s string) string { return s }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	a := &Adapter{board: b, door: d, options: o, beat: beat, closing: make(chan struct{})}
	a.assets = must(readAssets())
	a.texts = must(readTexts())
	a.templates = must(readTemplates(a.assets))
	return a
}

// must is for files that are part of the program: a fault in one is a fault in
// the program, and no test passes with it.
func must[T any](x T, err error) T {
	if err != nil {
		panic("web: embedded files: " + err.Error())
	}
	return x
}

// Name implements chat.Adapter.
func (a *Adapter) Name() string { return Name }

// Run takes what people send from now on until ctx ends. It then ends the
// pages' event streams, so that an HTTP server can shut down.
func (a *Adapter) Run(ctx context.Context, in chat.Inbox) error {
	a.inbox.Store(&in)
	<-ctx.Done()
	a.inbox.Store(nil)
	a.close.Do(func() { close(a.closing) })
	return ctx.Err()
}

// Handler serves every address of the platform: /chat, /chat/…, /channel/…
// and /events.
func (a *Adapter) Handler() http.Handler {
	mux := http.NewServeMux()
	a.Routes(mux)
	return mux
}

// Routes adds the addresses to the caller's own mux.
func (a *Adapter) Routes(mux *http.ServeMux) {
	mux.Handle("GET "+staticPath+"{file}", a.assets)
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /chat":         a.chatPage,
		"GET /channel/{id}": a.channelPage,
		"GET /events":       a.events,
		"POST /chat/say":    a.perform(a.say),
		"POST /chat/press":  a.perform(a.press),
		"POST /chat/fill":   a.perform(a.fillForm),
		"POST /chat/react":  a.perform(a.react),
	} {
		mux.Handle(pattern, a.guarded(h))
	}
}

// guarded refuses what another site's page sends, and tells browsers to load
// nothing from elsewhere.
func (a *Adapter) guarded(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if err := cross.Check(r); err != nil {
			a.fail(w, r, a.look(r, Person{}), refuse(http.StatusForbidden, "error.crosssite"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Open is the direct channel of an account. Nothing has to be made for it.
func (a *Adapter) Open(_ context.Context, who chat.Account) (chat.Place, error) {
	return chat.Place{Adapter: Name, Channel: direct + who.ID}, nil
}

// ShowsForms implements chat.FormShower.
func (a *Adapter) ShowsForms() {}

// ShowsButtons implements chat.ButtonShower.
func (a *Adapter) ShowsButtons() {}

// key of the post that a delivery makes.
func key(d chat.Delivery) string { return "out:" + d.ID }

func ref(id int64) chat.Ref { return chat.Ref(strconv.FormatInt(id, 10)) }

// thread is where a delivery's post hangs. A direct channel has no threads:
// what is said in one is shown in line, where the person looks.
func thread(p chat.Place) (int64, error) {
	if p.Thread == "" || strings.HasPrefix(p.Channel, direct) {
		return 0, nil
	}
	return strconv.ParseInt(p.Thread, 10, 64)
}
