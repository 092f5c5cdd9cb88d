package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
)

// act is something that a person did, on its way to the desk.
type act struct {
	visit
	id      string // the page's own, the same at every try
	channel string
	thread  int64
	did     chat.Did
	shown   *body // what the conversation shows of it, nil for nothing
	private bool  // and only to this person
}

var clientID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// perform reads a posted act with make, hands it to the desk and answers.
func (a *Adapter) perform(make func(*http.Request, *act) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var x act
		err := a.receive(w, r, &x)
		if err == nil {
			err = make(r, &x)
		}
		var html string
		if err == nil {
			html, err = a.accept(r, x)
		}
		switch {
		case err != nil:
			a.sendBack(w, r, x, err)
		case x.Live:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write([]byte(html))
		default:
			http.Redirect(w, r, x.address(), http.StatusSeeOther)
		}
	}
}

// receive reads and checks what every act has: who, where, and its id.
func (a *Adapter) receive(w http.ResponseWriter, r *http.Request, x *act) error {
	var err error
	if x.visit, err = a.visit(r); err != nil {
		return err
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	x.channel = r.PostFormValue("channel")
	x.thread = number(r.PostFormValue("thread"))
	if err := x.may(x.channel); err != nil {
		return err
	}
	// Buttons that are pressed without the script carry no id of their own:
	// their tokens know whether they were used.
	if x.id = cmp.Or(r.PostFormValue("id"), rand.Text()); !clientID.MatchString(x.id) {
		return refuse(http.StatusBadRequest, "error.request")
	}
	if wait := a.rate.take(x.Me.ID, a.options.Now()); wait > 0 {
		s := int(math.Ceil(wait.Seconds()))
		w.Header().Set("Retry-After", strconv.Itoa(s))
		return refuse(http.StatusTooManyRequests, "error.often", s)
	}
	if x.thread != 0 {
		_, err = a.root(r.Context(), x.visit, x.channel, x.thread)
	}
	return err
}

// say is words.
func (a *Adapter) say(r *http.Request, x *act) error {
	text := strings.TrimSpace(strings.ReplaceAll(r.PostFormValue("text"), "\r\n", "\n"))
	if text == "" {
		return refuse(http.StatusUnprocessableEntity, "error.empty")
	}
	x.shown = &body{Said: a.options.Mask(text)}
	// Commands stay commands in either mode: nobody means to send a requester
	// the words "/hold".
	if x.thread != 0 && r.PostFormValue("mode") == "reply" && !strings.HasPrefix(text, "/") {
		text = a.options.ReplyCommand + " " + text
	}
	x.shown.Sent = x.thread != 0 && strings.HasPrefix(text, a.options.ReplyCommand+" ")
	x.did = chat.Said{Text: text}
	return nil
}

// press is a button or an option of a menu. Whether it still counts is for
// the token to say, so a press on a page that has changed since is passed on.
func (a *Adapter) press(r *http.Request, x *act) error {
	e, err := a.target(r, x)
	if err != nil {
		return err
	}
	token, value := r.PostFormValue("token"), r.PostFormValue("value")
	if token == "" {
		return refuse(http.StatusBadRequest, "error.request")
	}
	if label := labelOf(e.body.Blocks, token, value); label != "" && x.alone(e) {
		x.shown = &body{On: e.ID, Chose: label}
	}
	x.did = chat.Pressed{Token: token, Value: value}
	return nil
}

// react is an emoji put on a post.
func (a *Adapter) react(r *http.Request, x *act) error {
	e, err := a.target(r, x)
	if err != nil {
		return err
	}
	emoji := r.PostFormValue("emoji")
	if glyph(emoji) == "" {
		return refuse(http.StatusBadRequest, "error.request")
	}
	x.shown = &body{On: e.ID, Emoji: emoji}
	x.did = chat.Reacted{Emoji: emoji, On: ref(e.ID)}
	return nil
}

// target is the post that was acted on. The act happens in its thread.
func (a *Adapter) target(r *http.Request, x *act) (entry, error) {
	e, err := a.find(r.Context(), x.visit, x.channel, number(r.PostFormValue("post")))
	if err != nil {
		return entry{}, err
	}
	x.thread, x.private = e.Thread, e.body.For != ""
	return e, nil
}

// alone says whether a post is between the desk and this person, so that the
// answer to it is shown as theirs. A press on a shared card shows by what it
// does to the card.
func (x act) alone(e entry) bool { return x.channel == x.own() || e.body.For != "" }

// labelOf is what is written on the button or option of a token.
func labelOf(blocks []chat.Block, token, value string) string {
	for _, b := range blocks {
		switch b := b.(type) {
		case chat.Buttons:
			if i := slices.IndexFunc(b.Buttons, func(b chat.Button) bool { return b.Token == token }); i >= 0 && !b.Inert {
				return b.Buttons[i].Label
			}
		case chat.Choose:
			if i := slices.IndexFunc(b.Options, func(o chat.Option) bool { return o.Value == value }); i >= 0 && b.Token == token {
				return b.Options[i].Label
			}
		}
	}
	return ""
}

// accept shows the act and gives it to the desk. It is put on the board first,
// so that no answer can stand before what it answers; the act's id makes
// another try of either half harmless. html is the new post.
func (a *Adapter) accept(r *http.Request, x act) (html string, err error) {
	in := a.inbox.Load()
	if in == nil {
		return "", refuse(http.StatusServiceUnavailable, "error.later")
	}
	ctx, again := r.Context(), r.PostFormValue("try") != ""
	m := a.message(x)
	var p Post
	if x.shown != nil {
		if p, err = a.put(ctx, x, m); err != nil {
			return "", a.later(r, x, err)
		}
	}
	if err := (*in).Accept(ctx, m); err != nil {
		a.unshow(ctx, x, p)
		return "", a.later(r, x, err)
	}
	if x.shown == nil {
		return "", nil
	}
	if again { // an earlier try may have marked it as failed
		if err := a.board.Change(ctx, p.ID, p.Key+":taken", p.Body); err != nil {
			a.options.Log.Warn("web: taken message still marked as failed", "post", p.ID, "err", err)
		}
	}
	return a.echo(ctx, x, p.ID)
}

// message is the act as the desk takes it.
func (a *Adapter) message(x act) chat.Message {
	m := chat.Message{
		ID:     x.Me.ID + ":" + x.id,
		Place:  chat.Place{Adapter: Name, Channel: x.channel},
		From:   chat.Account{Adapter: Name, ID: x.Me.ID},
		At:     a.options.Now(),
		Did:    x.did,
		Locale: x.Lang,
	}
	if x.thread != 0 {
		m.Place.Thread = strconv.FormatInt(x.thread, 10)
	}
	said, _ := x.did.(chat.Said)
	m.Direct = x.channel == x.own() || strings.HasPrefix(said.Text, "/") || a.named(said.Text)
	return m
}

// named says whether words call the desk by its name: "@Guichet, …".
func (a *Adapter) named(words string) bool {
	words = strings.ToLower(words)
	for _, l := range languages {
		name := cmp.Or(a.texts[l.Code].Pick(a.options.Name), a.texts[l.Code].T("desk"))
		if strings.Contains(words, "@"+strings.ToLower(name)) {
			return true
		}
	}
	return false
}

func (a *Adapter) put(ctx context.Context, x act, m chat.Message) (Post, error) {
	if x.private {
		x.shown.For = x.Me.ID
	}
	words, err := encode(*x.shown)
	if err != nil {
		return Post{}, err
	}
	p := Post{
		Key: incoming(x.Me.ID, x.id), Channel: x.channel, Thread: x.thread,
		Author: x.Me.ID, At: m.At, Body: words,
	}
	p.ID, err = a.board.Put(ctx, p)
	return p, err
}

// unshow marks a message that the desk has not taken. The page tries again by
// itself; whoever reads the conversation meanwhile must not take it for sent.
func (a *Adapter) unshow(ctx context.Context, x act, p Post) {
	if x.shown == nil {
		return
	}
	x.shown.Failed = true
	words, err := encode(*x.shown)
	if err == nil {
		err = a.board.Change(ctx, p.ID, p.Key+":failed", words)
	}
	if err != nil {
		a.options.Log.Warn("web: message that was not taken still shown as sent", "post", p.ID, "err", err)
	}
}

// later tells what will never be taken from what may be tried again.
func (a *Adapter) later(r *http.Request, x act, err error) error {
	a.options.Log.Warn("web: not accepted", "path", r.URL.Path, "person", x.Me.ID, "id", x.id, "err", err)
	if errors.Is(err, chat.ErrRefused) {
		return refuse(http.StatusUnprocessableEntity, "error.refused")
	}
	return refuse(http.StatusServiceUnavailable, "error.later")
}

// echo is the post of the act as its author sees it.
func (a *Adapter) echo(ctx context.Context, x act, id int64) (string, error) {
	p, found, err := a.board.Post(ctx, id)
	if err != nil || !found {
		// It was taken. The event stream will bring the post.
		a.options.Log.Warn("web: post not read back", "post", id, "err", err)
		return "", nil
	}
	vs := a.views(ctx, x.visit, a.open([]Post{p}), gather(nil))
	if len(vs) == 0 {
		return "", nil
	}
	h, err := a.html(vs[0])
	return string(h), err
}

// address is the page on which the act happened.
func (x act) address() string {
	if x.channel == x.own() {
		return "/chat"
	}
	to := "/channel/" + url.PathEscape(x.channel)
	if x.thread != 0 {
		to += "?thread=" + strconv.FormatInt(x.thread, 10)
	}
	return to
}
