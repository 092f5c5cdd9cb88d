package web

import (
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"
)

const (
	maxWords = 64 << 10     // bytes of one message's words
	maxBody  = 4 * maxWords // bytes of a request: percent-encoding makes words up to three times longer
)

// visit is one request of a signed-in person.
type visit struct {
	texts
	Me    Person
	Theme string // "light", "dark", or "" to follow the system
	Live  bool   // asked for by the script, which wants a fragment instead of a page
}

// refusal is an answer that says in plain words what is wrong and what to do.
type refusal struct {
	status int
	key    string // of texts
	args   []any
}

func (r refusal) Error() string { return r.key }

func refuse(status int, key string, args ...any) error { return refusal{status, key, args} }

// Cookies that keep how a person wants the pages to be. They are not secret.
const (
	languageCookie = "guichet_lang"
	themeCookie    = "guichet_theme"
)

// look is the language and the colours that a request asks for.
func (a *Adapter) look(r *http.Request, p Person) visit {
	v := visit{Me: p, Live: r.Header.Get("X-Live") != ""}
	lang := languages[0].Code
	for _, tag := range []string{cookie(r, languageCookie), p.Lang, r.Header.Get("Accept-Language")} {
		if l := spoken(tag); l != "" {
			lang = l
			break
		}
	}
	v.texts = a.texts[lang]
	if t := cookie(r, themeCookie); t == "light" || t == "dark" {
		v.Theme = t
	}
	return v
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// visit lets a signed-in person in.
func (a *Adapter) visit(r *http.Request) (visit, error) {
	p, ok := a.door.Who(r)
	v := a.look(r, p)
	if !ok || p.ID == "" {
		return v, refuse(http.StatusUnauthorized, "error.signin")
	}
	return v, nil
}

// own is the person's direct channel.
func (v visit) own() string { return direct + v.Me.ID }

// may says whether the person may read and write a channel.
func (v visit) may(channel string) error {
	if channel == v.own() {
		return nil
	}
	for _, c := range v.Me.Channels {
		if c.ID == channel && !strings.HasPrefix(channel, direct) {
			return nil
		}
	}
	return refuse(http.StatusForbidden, "error.forbidden")
}

// readForm reads a posted form and refuses what cannot be kept as text.
func readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return refuse(http.StatusRequestEntityTooLarge, "error.long", maxWords>>10)
		}
		return refuse(http.StatusBadRequest, "error.request")
	}
	size := 0
	for name, values := range r.PostForm {
		for _, s := range append(values, name) {
			size += len(s)
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				return refuse(http.StatusUnprocessableEntity, "error.text")
			}
		}
	}
	if size > maxWords {
		return refuse(http.StatusRequestEntityTooLarge, "error.long", maxWords>>10)
	}
	return nil
}
