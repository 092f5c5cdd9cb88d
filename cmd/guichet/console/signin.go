package console

import (
	"errors"
	"net/http"
	"strings"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

// Routes mounts signing in and out. A Console must have been made of the Door
// before: it words what goes wrong.
func (d *Door) Routes(mux *http.ServeMux) {
	mux.Handle("POST /sign-in/link", d.guarded(d.spendLink))
	mux.Handle("POST /sign-out", d.guarded(d.signOut))
	if d.Pick {
		mux.Handle("POST /sign-in/as", d.guarded(d.signInAs))
	}
}

// guarded refuses what another site's page sends.
func (d *Door) guarded(next http.HandlerFunc) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.fail(w, r, http.StatusForbidden, "error.crosssite")
	}))
	return cross.Handler(http.MaxBytesHandler(next, maxForm))
}

// spendLink signs in whom a link was made for. Only a POST spends it: the GET
// of a link preview shows a page with a button.
func (d *Door) spendLink(w http.ResponseWriter, r *http.Request) {
	who, err := d.Store.SpendSecret(r.Context(), store.SecretLink, r.PostFormValue("secret"), d.Now())
	if errors.Is(err, store.ErrNotFound) {
		http.Redirect(w, r, "/?spent", http.StatusSeeOther)
		return
	}
	d.enter(w, r, who, err)
}

func (d *Door) signInAs(w http.ResponseWriter, r *http.Request) {
	who := people.ID(r.PostFormValue("person"))
	if _, ok := d.Desk.Rules().Directory.Get(who); !ok {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	d.enter(w, r, who, nil)
}

func (d *Door) enter(w http.ResponseWriter, r *http.Request, who people.ID, err error) {
	if err == nil {
		err = d.begin(w, r, who)
	}
	if err != nil {
		d.Log.Error("sign-in", "err", err)
		d.fail(w, r, http.StatusServiceUnavailable, "error.later")
		return
	}
	to := r.PostFormValue("to")
	if !local(to) {
		to = "/"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// local reports whether an address stays on this server. Browsers read a
// backslash as a slash and drop tabs and line ends (WHATWG URL, 4.4).
func local(to string) bool {
	return strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.ContainsAny(to, "\\\t\r\n")
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request) {
	if err := d.end(w, r); err != nil {
		d.Log.Error("sign-out", "err", err)
		d.fail(w, r, http.StatusServiceUnavailable, "error.later")
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
