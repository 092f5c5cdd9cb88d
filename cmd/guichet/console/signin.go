package console

import (
	"errors"
	"net/http"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

// Routes mounts signing in and out.
func (d *Door) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /sign-in/link", d.spendLink)
	mux.HandleFunc("POST /sign-out", d.signOut)
	if d.Pick {
		mux.HandleFunc("POST /sign-in/as", d.signInAs)
	}
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
		http.Error(w, "The desk's database does not answer. Please try again in a moment.", http.StatusServiceUnavailable)
		return
	}
	to := r.PostFormValue("to")
	if len(to) < 2 || to[0] != '/' || to[1] == '/' || to[1] == '\\' {
		to = "/chat"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request) {
	if err := d.end(w, r); err != nil {
		d.Log.Error("sign-out", "err", err)
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
