package talk

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/web"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// browser is the web platform as people use it: through its pages, signed in,
// over HTTP. The adapter in it notes what it is given to show, with the tokens
// behind the buttons; the pages say whether that is what people see.
type browser struct {
	*web.Adapter
	app    *app.App
	server *http.Server
	url    string
	stop   context.CancelFunc

	mu      sync.Mutex
	posts   []*post
	clients map[string]*http.Client // by person
	langs   map[string]string       // by person, where the transcript gives one
	acts    int
}

// post is one thing the desk has shown.
type post struct {
	place chat.Place
	to    string // account that alone reads it, "" for everybody there
	ref   chat.Ref
	reply chat.Reply
	had   bool
}

func newBrowser(a *app.App, langs map[string]string) *browser {
	s := app.NewServer(a, app.ServerOptions{Pick: true})
	mux := http.NewServeMux()
	s.Web().Routes(mux)
	s.Door.Routes(mux)
	return &browser{
		Adapter: s.Web(), app: a, langs: langs, clients: make(map[string]*http.Client),
		server: &http.Server{Handler: mux},
	}
}

func (b *browser) adapters() []chat.Adapter { return []chat.Adapter{b} }

// Send notes a post. It hides the adapter's own.
func (b *browser) Send(ctx context.Context, d chat.Delivery) (chat.Ref, error) {
	ref, err := b.Adapter.Send(ctx, d)
	if err != nil {
		return ref, err
	}
	p := &post{place: d.Place, ref: ref, reply: d.Reply}
	if d.Reply.Private {
		p.to = d.To.ID
	}
	b.mu.Lock()
	b.posts = append(b.posts, p)
	b.mu.Unlock()
	return ref, nil
}

// Edit notes what a post shows from now on. It hides the adapter's own.
func (b *browser) Edit(ctx context.Context, ref chat.Ref, d chat.Delivery) error {
	if err := b.Adapter.Edit(ctx, ref, d); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.posts {
		if p.ref == ref {
			p.reply = d.Reply
		}
	}
	return nil
}

func (b *browser) open(ctx context.Context, in chat.Inbox) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	b.url = "http://" + l.Addr().String()
	go func() { _ = b.server.Serve(l) }()
	ctx, b.stop = context.WithCancel(ctx)
	ready := make(chan struct{})
	go func() { _ = b.Adapter.Run(begun{ctx, sync.OnceFunc(func() { close(ready) })}, in) }()
	<-ready
	return nil
}

// begun is a context that tells when somebody begins to wait for its end: by
// then an adapter takes messages.
type begun struct {
	context.Context
	tell func()
}

// Done implements context.Context.
func (b begun) Done() <-chan struct{} {
	b.tell()
	return b.Context.Done()
}

func (b *browser) close() error {
	b.stop()
	return b.server.Close()
}

// place is where a person is, and the thread of it.
func (b *browser) place(ctx context.Context, at Enter) (chat.Place, error) {
	switch {
	case at.Channel != "":
		return chat.Place{Adapter: web.Name, Channel: at.Channel}, nil
	case at.Ticket == "":
		return b.Adapter.Open(ctx, chat.Account{Adapter: web.Name, ID: at.Who})
	}
	id, ok := ticket.ParseNumber(at.Ticket)
	if !ok {
		return chat.Place{}, fmt.Errorf("%q is no ticket number", at.Ticket)
	}
	var p chat.Place
	err := b.app.Store.Tx(ctx, func(tx *store.Tx) error {
		k, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		channel := b.app.Desk.Rules().Queues[k.Facts.Queue].Channel
		at, ref, _, err := tx.PostAt(workflows.CardKey(id, channel))
		p = chat.Place{Adapter: at.Adapter, Channel: at.Channel, Thread: string(ref)}
		return err
	})
	if err != nil {
		return p, fmt.Errorf("the card of %s: %w", at.Ticket, err)
	}
	return p, nil
}

// at are the posts that a person sees at a place, oldest first; of a thread
// without its card.
func (b *browser) at(ctx context.Context, at Enter) ([]*post, chat.Place, error) {
	place, err := b.place(ctx, at)
	if err != nil {
		return nil, place, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []*post
	for _, p := range b.posts {
		if p.place == place && (p.to == "" || p.to == at.Who) {
			out = append(out, p)
		}
	}
	return out, place, nil
}

func (b *browser) heard(ctx context.Context, at Enter) ([]reading, error) {
	posts, _, err := b.at(ctx, at)
	posts = slices.DeleteFunc(posts, func(p *post) bool { return p.had })
	return b.readings(ctx, at, posts, err)
}

// shows counts a thread's card in.
func (b *browser) shows(ctx context.Context, at Enter) ([]reading, error) {
	posts, place, err := b.at(ctx, at)
	if place.Thread != "" {
		posts = append(b.card(place), posts...)
	}
	return b.readings(ctx, at, posts, err)
}

// card is the post that a thread hangs on.
func (b *browser) card(thread chat.Place) []*post {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.posts {
		if string(p.ref) == thread.Thread && p.place.Channel == thread.Channel {
			return []*post{p}
		}
	}
	return nil
}

// readings are posts that stand on the person's page as they were given.
func (b *browser) readings(ctx context.Context, at Enter, posts []*post, err error) ([]reading, error) {
	if err != nil || len(posts) == 0 {
		return nil, err
	}
	page, err := b.page(ctx, at)
	if err != nil {
		return nil, err
	}
	out := make([]reading, len(posts))
	for i, p := range posts {
		if p.ref != "" {
			if err := page.has(p); err != nil {
				return nil, err
			}
		}
		out[i] = reading{lines: lines(p.reply), take: func() { p.had = true }}
	}
	return out, nil
}

func (b *browser) reads(line string) []string { return []string{line} }

func (b *browser) say(ctx context.Context, at Enter, text string) error {
	return b.act(ctx, at, "/chat/say", url.Values{"text": {text}})
}

// press finds the newest post with that button, menu or form, in the thread or
// else on its card.
func (b *browser) press(ctx context.Context, at Enter, p Press) error {
	posts, place, err := b.at(ctx, at)
	if err != nil {
		return err
	}
	if place.Thread != "" {
		posts = append(b.card(place), posts...)
	}
	for _, x := range slices.Backward(posts) {
		path, form, err := x.answer(p)
		if err != nil {
			return err
		}
		if form != nil {
			form.Set("post", string(x.ref))
			return b.act(ctx, at, path, form)
		}
	}
	return fmt.Errorf("%w: [%s]", errNoButton, p.Label)
}

// answer is what the page posts when p is pressed on a post; nil when the post
// has nothing that is called so.
func (x *post) answer(p Press) (path string, form url.Values, err error) {
	menu, option, isOption := p.option()
	for _, block := range x.reply.Blocks {
		switch block := block.(type) {
		case chat.Buttons:
			for _, button := range block.Buttons {
				if same(button.Label, p.Label) && !block.Inert && len(p.Fill) == 0 {
					return "/chat/press", url.Values{"token": {button.Token}}, nil
				}
			}
		case chat.Choose:
			for _, o := range block.Options {
				if isOption && same(block.Label, menu) && same(o.Label, option) {
					return "/chat/press", url.Values{"token": {block.Token}, "value": {o.Value}}, nil
				}
			}
		case chat.Form:
			if same(block.Submit, p.Label) {
				form, err := filled(block, p.Fill)
				return "/chat/fill", form, err
			}
		}
	}
	return "", nil, nil
}

// filled is a form with what was entered, by label.
func filled(f chat.Form, fill []Field) (url.Values, error) {
	out := url.Values{"token": {f.Token}}
	for _, e := range f.Entries {
		out.Set("v."+e.Name, e.Value)
	}
	for _, x := range fill {
		i := slices.IndexFunc(f.Entries, func(e chat.Entry) bool { return same(e.Label, x.Name) })
		if i < 0 {
			return nil, fmt.Errorf("the form %q has no field %q", f.Title, x.Name)
		}
		e, value := f.Entries[i], x.Value
		if j := slices.IndexFunc(e.Options, func(o chat.Option) bool { return same(o.Label, value) }); j >= 0 {
			value = e.Options[j].Value
		}
		out.Set("v."+e.Name, value)
	}
	return out, nil
}
