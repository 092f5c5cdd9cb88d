package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// newest is how many posts a page starts with, and how many more a step back shows.
const newest = 50

// page is what a page shows.
type page struct {
	visit
	DeskName    string
	SignIn      string
	Account     string
	Title       string
	Channel     string
	Staff       bool
	Nav         []entryLink
	Languages   []language // the others
	Suggestions []string
	Alert       string // what went wrong
	Kept        string // words that could not be sent
	Nonce       string
	Thread      *panel
	column
}

// column is a list of posts with its composer: the channel's, or a thread's.
type column struct {
	Posts   []template.HTML
	Cursor  int64  // the highest Rev that was read
	Earlier string // address of older posts, "" when there are none
	Latest  string // address of the newest, "" when they are shown
	Compose composer
}

// panel is the thread beside the channel.
type panel struct {
	visit
	ID    int64
	Title string
	Root  template.HTML
	Close string // address of the channel without the thread
	column
}

// composer is where words are typed.
type composer struct {
	visit
	Channel            string
	Thread             int64
	Label, Placeholder string
	Nonce              string // the message's id when it is posted without the script
	Kept               string
	Reply              bool // starts in the mode that sends to the requester
}

type entryLink struct {
	Href, Title string
	Current     bool
}

// sent is what a person tried to send and could not, shown again.
type sent struct {
	alert  string
	thread int64
	words  string
	reply  bool
	form   *view // a form with its faults
}

func (a *Adapter) chatPage(w http.ResponseWriter, r *http.Request) {
	v, err := a.visit(r)
	if err != nil {
		a.fail(w, r, v, err)
		return
	}
	if a.settle(w, r) {
		return
	}
	a.servePage(w, r, v, v.own(), http.StatusOK, sent{})
}

func (a *Adapter) channelPage(w http.ResponseWriter, r *http.Request) {
	v, err := a.visit(r)
	if err == nil {
		err = v.may(r.PathValue("id"))
	}
	if err != nil {
		a.fail(w, r, v, err)
		return
	}
	if a.settle(w, r) {
		return
	}
	s := sent{thread: number(r.FormValue("thread"))}
	a.servePage(w, r, v, r.PathValue("id"), http.StatusOK, s)
}

// settle keeps a choice of language or colours that the address asks for, and
// leads to the address without it.
func (a *Adapter) settle(w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	kept := false
	for _, c := range []struct {
		name, cookie string
		allowed      []string
	}{{"lang", languageCookie, codes()}, {"theme", themeCookie, []string{"light", "dark"}}} {
		if s := q.Get(c.name); slices.Contains(c.allowed, s) {
			http.SetCookie(w, &http.Cookie{
				Name: c.cookie, Value: s, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode,
			})
			kept = true
		}
		q.Del(c.name)
	}
	if !kept {
		return false
	}
	to := url.URL{Path: r.URL.Path, RawQuery: q.Encode()}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
	return true
}

func codes() []string {
	var cs []string
	for _, l := range languages {
		cs = append(cs, l.Code)
	}
	return cs
}

// servePage shows a channel, and beside it the thread of s if there is one.
func (a *Adapter) servePage(w http.ResponseWriter, r *http.Request, v visit, channel string, status int, s sent) {
	p, err := a.page(r.Context(), v, channel, number(r.URL.Query().Get("before")), s)
	if err != nil {
		a.fail(w, r, v, err)
		return
	}
	a.write(w, "page", status, p)
}

func (a *Adapter) page(ctx context.Context, v visit, channel string, before int64, s sent) (*page, error) {
	p := &page{
		visit: v, DeskName: a.deskName(v), SignIn: a.options.SignIn, Account: a.options.Account, Title: a.title(v, channel), Channel: channel,
		Staff: channel != v.own(), Nav: a.nav(v, channel), Suggestions: a.options.Suggestions[v.Lang],
		Alert: s.alert, Nonce: rand.Text(),
	}
	for _, l := range languages {
		if l.Code != v.Lang {
			p.Languages = append(p.Languages, l)
		}
	}
	path := "/chat"
	p.Compose = composer{visit: v, Channel: channel, Nonce: p.Nonce, Label: v.T("compose.label"), Placeholder: v.T("compose.placeholder")}
	if p.Staff {
		path = "/channel/" + url.PathEscape(channel)
		p.Compose.Label, p.Compose.Placeholder = v.T("compose.channel.label"), v.T("compose.channel.placeholder")
	}
	if s.thread == 0 {
		p.Compose.Kept = s.words
	}
	if s.thread == 0 {
		return p, a.fill(ctx, v, &p.column, channel, 0, before, path+"?", s.form)
	}
	var err error
	if p.Thread, err = a.panel(ctx, v, channel, path, before, s); err != nil {
		return nil, err
	}
	return p, a.fill(ctx, v, &p.column, channel, 0, 0, path+"?", s.form)
}

func (a *Adapter) panel(ctx context.Context, v visit, channel, path string, before int64, s sent) (*panel, error) {
	root, err := a.root(ctx, v, channel, s.thread)
	if err != nil {
		return nil, err
	}
	t := &panel{visit: v, ID: root.ID, Close: path, Title: root.Title()}
	root.Copy = true
	if t.Root, err = a.html(root); err != nil {
		return nil, err
	}
	t.Compose = composer{
		visit: v, Channel: channel, Thread: root.ID, Nonce: rand.Text(), Kept: s.words, Reply: s.reply,
		Label: v.T("compose.thread.label"), Placeholder: v.T("compose.thread.placeholder"),
	}
	err = a.fill(ctx, v, &t.column, channel, root.ID, before, fmt.Sprintf("%s?thread=%d&", path, root.ID), s.form)
	return t, err
}

// root is the post that a thread hangs on, if the visitor may see it.
func (a *Adapter) root(ctx context.Context, v visit, channel string, id int64) (view, error) {
	e, err := a.find(ctx, v, channel, id)
	if err != nil {
		return view{}, err
	}
	if e.Thread != 0 || channel == v.own() {
		return view{}, refuse(http.StatusNotFound, "error.missing")
	}
	return a.views(ctx, v, []entry{e}, gather(nil))[0], nil
}

// find is one post of a channel, if the visitor may see it.
func (a *Adapter) find(ctx context.Context, v visit, channel string, id int64) (entry, error) {
	p, found, err := a.board.Post(ctx, id)
	if err != nil {
		return entry{}, err
	}
	if !found || p.Channel != channel {
		return entry{}, refuse(http.StatusNotFound, "error.missing")
	}
	b, err := decode(p.Body)
	if err != nil {
		return entry{}, err
	}
	e := entry{p, b}
	if e.hidden(v.Me.ID) {
		return entry{}, refuse(http.StatusNotFound, "error.missing")
	}
	return e, nil
}

// fill reads a column. form takes the place of the post that it belongs to.
func (a *Adapter) fill(ctx context.Context, v visit, c *column, channel string, thread, before int64, path string, form *view) error {
	posts, err := a.board.Posts(ctx, channel, Since{Newest: newest, Before: before}, thread)
	if err != nil {
		return err
	}
	for _, p := range posts {
		c.Cursor = max(c.Cursor, p.Rev)
	}
	entries := a.open(posts)
	views := a.views(ctx, v, entries, gather(entries))
	for i := range views {
		if form != nil && views[i].ID == form.ID {
			views[i].Values, views[i].Faults = form.Values, form.Faults
		}
	}
	if c.Posts, err = a.htmls(views); err != nil {
		return err
	}
	if len(posts) == newest {
		c.Earlier = path + "before=" + strconv.FormatInt(posts[0].ID, 10)
	}
	if before != 0 {
		c.Latest = path[:len(path)-1]
	}
	return nil
}

func (a *Adapter) title(v visit, channel string) string {
	if channel == v.own() {
		return v.T("nav.chat")
	}
	for _, c := range v.Me.Channels {
		if c.ID == channel {
			return cmp.Or(v.Pick(c.Title), c.ID)
		}
	}
	return channel
}

// nav are the pages that this person may open.
func (a *Adapter) nav(v visit, channel string) []entryLink {
	links := []entryLink{{"/chat", v.T("nav.chat"), channel == v.own()}}
	for _, c := range v.Me.Channels {
		links = append(links, entryLink{"/channel/" + url.PathEscape(c.ID), cmp.Or(v.Pick(c.Title), c.ID), c.ID == channel})
	}
	for _, l := range a.options.Menu {
		if v.Me.Lead || !l.Leads && (v.Me.Agent || !l.Agents) {
			links = append(links, entryLink{Href: l.Href, Title: v.Pick(l.Title)})
		}
	}
	if len(links) == 1 {
		return nil
	}
	return links
}

// fail answers with what went wrong, in the visitor's language.
func (a *Adapter) fail(w http.ResponseWriter, r *http.Request, v visit, err error) {
	var no refusal
	if !errors.As(err, &no) {
		if r.Context().Err() == nil { // else the reader has left, which is no fault
			a.options.Log.Error("web", "path", r.URL.Path, "person", v.Me.ID, "err", err)
		}
		no = refusal{status: http.StatusInternalServerError, key: "error.internal"}
	}
	says := v.T(no.key, no.args...)
	if v.Live {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(no.status)
		_, _ = w.Write([]byte(says))
		return
	}
	p := page{visit: v, DeskName: a.deskName(v), Alert: says, Kept: r.PostFormValue("text")}
	if no.status == http.StatusUnauthorized {
		p.SignIn = a.options.SignIn
	}
	a.write(w, "error", no.status, p)
}

// write renders a whole page before the first byte is sent, so that a fault
// in it cannot leave half a page.
func (a *Adapter) write(w http.ResponseWriter, name string, status int, data any) {
	var b bytes.Buffer
	if err := a.templates.ExecuteTemplate(&b, name, data); err != nil {
		a.options.Log.Error("web: page not drawn", "template", name, "err", err)
		http.Error(w, a.texts[languages[0].Code].T("error.internal"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
}
