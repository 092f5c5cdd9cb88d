package console

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
)

// visit is one request, by whom and in which language.
type visit struct {
	texts
	c     *Console
	w     http.ResponseWriter
	r     *http.Request
	rules *workflows.Rules
	Me    people.Person // zero when nobody is signed in
	Theme string        // "light", "dark", or "" to follow the system
	Now   time.Time     // on the reader's own watch
}

// handler answers one request; what it returns is shown by Console.refuse.
type handler func(*visit) error

// Cookies that keep how a person wants the pages to be, the same as in the
// chat. They are not secret.
const (
	languageCookie = "guichet_lang"
	themeCookie    = "guichet_theme"
)

func (c *Console) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{c: c, w: w, r: r, rules: c.door.Desk.Rules()}
	v.Me, _ = c.door.Person(r)
	v.Now = c.door.Desk.Here(v.Me.ID)
	code := tongues()[0].Code
	for _, tag := range []string{cookieValue(r, languageCookie), v.Me.Lang, r.Header.Get("Accept-Language")} {
		if l := spoken(tag); l != "" {
			code = l
			break
		}
	}
	v.texts = c.texts[code]
	if t := cookieValue(r, themeCookie); t == "light" || t == "dark" {
		v.Theme = t
	}
	return v
}

func cookieValue(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// policy lets a page load its own files and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func private(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// maxForm bounds a posted form, in bytes.
const maxForm = 256 << 10

// guarded refuses what another site's page sends, keeps a choice of language
// or colours, and shows what went wrong.
func (c *Console) guarded(page handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		private(w.Header())
		v := c.visit(w, r)
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if cross.Check(r) != nil {
			v.refuse(refuse(http.StatusForbidden, "error.crosssite"))
			return
		}
		if v.settle() {
			return
		}
		if err := page(v); err != nil {
			v.refuse(err)
		}
	})
}

// settle keeps a choice of language or colours that the address asks for, and
// leads to the address without it.
func (v *visit) settle() bool {
	if v.r.Method != http.MethodGet {
		return false
	}
	q := v.r.URL.Query()
	kept := false
	for _, choice := range []struct {
		name, cookie string
		allowed      []string
	}{{"lang", languageCookie, codes()}, {"theme", themeCookie, []string{"light", "dark"}}} {
		if s := q.Get(choice.name); slices.Contains(choice.allowed, s) {
			http.SetCookie(v.w, &http.Cookie{Name: choice.cookie, Value: s, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode})
			kept = true
		}
		q.Del(choice.name)
	}
	if kept {
		to := url.URL{Path: v.r.URL.Path, RawQuery: q.Encode()}
		http.Redirect(v.w, v.r, to.String(), http.StatusSeeOther)
	}
	return kept
}

func codes() []string {
	var all []string
	for _, t := range tongues() {
		all = append(all, t.Code)
	}
	return all
}

// known wants somebody to be signed in.
func (v *visit) known() error {
	if v.Me.ID == "" {
		return refuse(http.StatusUnauthorized, "error.signin")
	}
	return nil
}

// may wants a right of the policy's.
func (v *visit) may(a people.Action, on people.Object) error {
	if err := v.known(); err != nil {
		return err
	}
	if ok, why := v.rules.Policy.May(v.Me, a, on); !ok {
		return workflows.Denied{Action: a, Why: why}
	}
	return nil
}

// read does something in one transaction.
func (v *visit) tx(do func(*store.Tx) error) error { return v.c.door.Store.Tx(v.ctx(), do) }

func (v *visit) ctx() context.Context { return v.r.Context() }

// Agent reports whether the reader does agents' work.
func (v *visit) Agent() bool { return v.rules.Policy.Agent(v.Me) }

// Lead reports whether the reader may see the desk's figures.
func (v *visit) Lead() bool { return v.may(people.Report, people.Object{}) == nil }

// Name is how people call somebody.
func (v *visit) Name(id people.ID) string {
	if p, ok := v.rules.Directory.Get(id); ok {
		return p.Name
	}
	return string(id)
}

// Who is Name, or "you" for the reader.
func (v *visit) Who(id people.ID) string {
	if id == v.Me.ID {
		return v.T("you")
	}
	return v.Name(id)
}

// Pick takes the reader's language out of a definition's own texts.
func (v *visit) Pick(of map[string]string) string { return lang.Pick(of, v.Lang) }

// Thing is the title of a service, a site or a device.
func (v *visit) Thing(name string) string { return cmp.Or(v.Pick(v.c.Titles[name]), name) }

// Queue is the title of a queue.
func (v *visit) Queue(name string) string { return cmp.Or(v.Pick(v.rules.Queues[name].Title), name) }

// Desk is the desk's own words.
func (v *visit) Desk(key string) string { return v.c.door.Desk.Words.Text(v.Lang, key, nil) }

// When says an instant as a colleague would.
func (v *visit) When(t time.Time) string { return lang.When(v.Lang, t, v.Now) }

// For says how long something takes.
func (v *visit) For(d time.Duration) string {
	return strings.ReplaceAll(lang.For(v.Lang, d.Abs()), " ", "\u00a0")
}

// Stamp is an instant for machines.
func (v *visit) Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
