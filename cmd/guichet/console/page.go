package console

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

//go:embed templates/*.html
var templateFiles embed.FS

func readTemplates(a assets) (*template.Template, error) {
	functions := template.FuncMap{"asset": func(name string) string { return a.path[name] }, "lower": strings.ToLower}
	return template.New("").Funcs(functions).ParseFS(templateFiles, "templates/*.html")
}

// page is what a template shows.
type page struct {
	*visit
	Title string
	Live  string // address of the stream that keeps it up to date, "" when nothing does
	Alert string // what went wrong
	Said  string // what was done
	Body  any
}

// link is an entry of the header.
type link struct {
	Href, Title string
	Current     bool
}

// Nav are the pages that the reader may open.
func (v *visit) Nav() []link {
	if v.Me.ID == "" {
		return nil
	}
	links := []link{{Href: "/chat", Title: v.T("nav.chat")}}
	links = append(links, v.channels()...)
	links = append(links, link{Href: "/tickets", Title: v.T("nav.tickets")})
	if v.staff() {
		links = append(links, link{Href: "/oncall", Title: v.T("nav.oncall")})
	}
	if v.Lead() {
		links = append(links, link{Href: "/desk", Title: v.T("nav.desk")})
	}
	for i := range links {
		links[i].Current = links[i].Href == v.r.URL.Path
	}
	return links
}

// channels are those of the queues that the reader works in. One that several
// queues share is called the agents'.
func (v *visit) channels() []link {
	shared := make(map[chat.Place]int)
	for _, q := range v.rules.Queues {
		shared[q.Channel]++
	}
	var links []link
	for _, name := range v.rules.Policy.Queues(v.Me) {
		q := v.rules.Queues[name]
		l := link{Href: "/channel/" + url.PathEscape(q.Channel.Channel), Title: v.Pick(q.Title)}
		if shared[q.Channel] > 1 {
			l.Title = v.Desk("channel_agents")
		}
		if q.Channel.Adapter == v.c.Web && q.Channel.Channel != "" && !slices.ContainsFunc(links, func(x link) bool { return x.Href == l.Href }) {
			links = append(links, l)
		}
	}
	return links
}

// Picks reports whether the reader may be anyone.
func (v *visit) Picks() bool { return v.c.door.Pick }

// Languages are the others.
func (v *visit) Languages() []tongue {
	return slices.DeleteFunc(tongues(), func(t tongue) bool { return t.Code == v.Lang })
}

// With is the address of this page with one parameter more.
func (v *visit) With(name, value string) string {
	q := v.r.URL.Query()
	q.Set(name, value)
	return "?" + q.Encode()
}

// DeskName is how the desk calls itself.
func (v *visit) DeskName() string {
	if name := v.Pick(v.c.Options.Name); name != "" {
		return name
	}
	return "Guichet"
}

// show answers with a page.
func (v *visit) show(status int, name string, p page) error {
	html, err := v.draw(name, p)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(html)
	return nil
}

// draw renders the whole template before the first byte is sent, so that a
// fault in it cannot leave half a page.
func (v *visit) draw(name string, p page) ([]byte, error) {
	p.visit = v
	var b bytes.Buffer
	err := v.c.templates.ExecuteTemplate(&b, name, p)
	return b.Bytes(), err
}

// refusal is an answer that says in plain words what is wrong and what to do.
type refusal struct {
	status int
	key    string // of texts
	args   []any
}

func (r refusal) Error() string { return r.key }

func refuse(status int, key string, args ...any) error { return refusal{status, key, args} }

// explain turns an error into a status and words for the reader. Errors that
// are not for people are logged.
func (v *visit) explain(err error) (status int, key, words string) {
	var no refusal
	var bad fault
	var cannot ticket.Refusal
	var denied workflows.Denied
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &no):
		return no.status, no.key, v.T(no.key, no.args...)
	case errors.As(err, &bad):
		return http.StatusUnprocessableEntity, bad.key, v.T(bad.key, bad.args...)
	case errors.As(err, &cannot):
		status, key = http.StatusConflict, cannot.Key
		if slices.Contains([]string{"no_words", "too_long", "score", "past"}, cannot.Key) {
			status = http.StatusUnprocessableEntity
		}
	case errors.As(err, &denied):
		status, key = http.StatusForbidden, denied.Why
	case errors.Is(err, store.ErrNotFound):
		status, key = http.StatusNotFound, "no_such_ticket"
	case errors.As(err, &long):
		return http.StatusRequestEntityTooLarge, "too_large", v.T("too_large", maxForm>>10)
	case store.Transient(err):
		v.c.door.Log.Warn("console", "path", v.r.URL.Path, "err", err)
		return http.StatusServiceUnavailable, "error.later", v.T("error.later")
	default:
		v.c.door.Log.Error("console", "path", v.r.URL.Path, "person", v.Me.ID, "err", err)
		return http.StatusInternalServerError, "error.internal", v.T("error.internal")
	}
	words, _ = v.c.door.Desk.Explain(err, v.Lang)
	return status, key, words
}

// refuse shows what went wrong. Whoever is not signed in is led to the door,
// and from there back.
func (v *visit) refuse(err error) {
	status, _, words := v.explain(err)
	if status == http.StatusUnauthorized && v.r.Method == http.MethodGet && v.r.Header.Get("Accept") != eventStream {
		http.Redirect(v.w, v.r, "/?to="+url.QueryEscape(v.r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	if v.show(status, "error", page{Title: v.T("error"), Alert: words}) != nil {
		http.Error(v.w, words, status)
	}
}

// fail shows what went wrong at the door.
func (c *Console) fail(w http.ResponseWriter, r *http.Request, status int, key string) {
	private(w.Header())
	c.visit(w, r).refuse(refuse(status, key))
}
