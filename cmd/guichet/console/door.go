// Package console is how the desk faces its staff in a browser: signing in,
// the on-call page, tickets, the JSON API, health and metrics.
package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
)

// cookie holds the session's secret; its name keeps it from being set by a
// sibling host or over plain HTTP where HTTPS is used (RFC 6265bis, prefixes).
const (
	cookie       = "guichet"
	secureCookie = "__Host-guichet"
)

// How long things are good for. (NIST SP 800-63B-4 §2.2.3 asks to sign in
// again after at most 24 hours.)
const (
	sessionFor = 12 * time.Hour
	linkFor    = 10 * time.Minute
)

// Door knows who is behind a request, by a session that a single-use link or,
// in the demo, a picked name has begun.
type Door struct {
	Store  *store.Store
	Desk   *workflows.Desk
	Now    func() time.Time
	Log    *slog.Logger
	Pick   bool // anyone may be anyone: a demo on this machine only
	Secure bool // served over HTTPS

	fail func(w http.ResponseWriter, r *http.Request, status int, key string) // New sets it
}

// Person is who is signed in, false when nobody is.
func (d *Door) Person(r *http.Request) (people.Person, bool) {
	c, err := r.Cookie(d.cookie())
	if err != nil {
		return people.Person{}, false
	}
	id, err := d.Store.Secret(r.Context(), store.SecretSession, c.Value, d.Now())
	if err != nil {
		if !errors.Is(err, store.ErrNotFound) && r.Context().Err() == nil { // else the reader has left
			d.Log.Error("session", "err", err)
		}
		return people.Person{}, false
	}
	return d.Desk.Rules().Directory.Get(id)
}

func (d *Door) cookie() string {
	if d.Secure {
		return secureCookie
	}
	return cookie
}

// NewLink makes a single-use sign-in link's secret for somebody.
func (d *Door) NewLink(ctx context.Context, who people.ID) (string, error) {
	if _, ok := d.Desk.Rules().Directory.Get(who); !ok {
		return "", store.ErrNotFound
	}
	return d.Store.NewSecret(ctx, store.SecretLink, who, "sign-in link", d.Now(), d.Now().Add(linkFor))
}

// begin starts a session for somebody.
func (d *Door) begin(w http.ResponseWriter, r *http.Request, who people.ID) error {
	now := d.Now()
	secret, err := d.Store.NewSecret(r.Context(), store.SecretSession, who, r.UserAgent(), now, now.Add(sessionFor))
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: d.cookie(), Value: secret, Path: "/", HttpOnly: true, Secure: d.Secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int(sessionFor / time.Second),
	})
	return nil
}

// end ends the session.
func (d *Door) end(w http.ResponseWriter, r *http.Request) error {
	c, err := r.Cookie(d.cookie())
	if err != nil {
		return nil
	}
	if _, err := d.Store.SpendSecret(r.Context(), store.SecretSession, c.Value, d.Now()); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: d.cookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode})
	return nil
}
