package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
)

// adapterName is the platform's name, in places and in the desk folder.
const adapterName = "crash"

// workerVariable holds an orders in JSON; it makes this test binary a worker.
const workerVariable = "GUICHET_CRASH_WORKER"

// lease is the workers': what a killed one was about to show, another shows
// after it.
const lease = 4 * time.Second

// conns are fewer than a worker has hands: if a hand that held one ever waited
// for another, all would soon wait for ever.
const conns = 4

// orders are what a worker is told.
type orders struct {
	Name, Platform, Database, Desk string
	Blind                          bool // it cannot ask what became of a send
}

// work runs the real program, with the platform as one more adapter, until it
// is killed.
func work(o orders) error {
	ctx := context.Background()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := open(ctx, app.Options{Desk: os.DirFS(o.Desk), Database: o.Database, Log: log, Conns: conns})
	if err != nil {
		return err
	}
	a.Bot.Lease = lease
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := app.NewServer(a, app.ServerOptions{})
	to := &adapter{orders: o}
	if o.Blind {
		return s.Serve(ctx, l, to)
	}
	return s.Serve(ctx, l, seeing{to})
}

// open waits for a database that is away, as whatever starts a replica does.
func open(ctx context.Context, o app.Options) (*app.App, error) {
	for {
		a, err := app.Open(ctx, o)
		if err == nil || !store.Transient(err) {
			return a, err
		}
		<-time.After(50 * time.Millisecond)
	}
}

// adapter speaks to the platform. It can do all that adapters can do, but for
// what seeing adds.
type adapter struct{ orders }

var _ interface {
	chat.Editor
	chat.Opener
} = (*adapter)(nil)

// seeing can ask what became of a send.
type seeing struct{ *adapter }

var _ chat.Finder = seeing{}

// Name implements chat.Adapter.
func (a *adapter) Name() string { return adapterName }

// listeners is how many events one worker accepts at the same time.
const listeners = 3

// Run implements chat.Adapter.
func (a *adapter) Run(ctx context.Context, in chat.Inbox) error {
	var all sync.WaitGroup
	for range listeners {
		all.Go(func() {
			for ctx.Err() == nil {
				if err := a.receive(ctx, in); err != nil {
					slog.Warn("receive", "err", err)
				}
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

// receive takes one event, if there is one, and acknowledges it once it is
// accepted.
func (a *adapter) receive(ctx context.Context, in chat.Inbox) error {
	var e event
	if err := a.call(ctx, "next", nil, &e); err != nil || e.ID == "" {
		return err
	}
	err := in.Accept(ctx, chat.Message{
		ID: e.ID, Place: chat.Place{Adapter: adapterName, Channel: e.Channel},
		From: chat.Account{Adapter: adapterName, ID: e.From}, Direct: true, At: e.At, Did: chat.Said{Text: e.Text},
	})
	if err != nil {
		return err
	}
	return a.call(ctx, "ack", event{ID: e.ID}, nil)
}

// Send implements chat.Adapter.
func (a *adapter) Send(ctx context.Context, d chat.Delivery) (chat.Ref, error) {
	var out parcel
	err := a.call(ctx, "send", wire(d), &out)
	return chat.Ref(out.Ref), err
}

// Edit implements chat.Editor.
func (a *adapter) Edit(ctx context.Context, ref chat.Ref, d chat.Delivery) error {
	p := wire(d)
	p.Ref = string(ref)
	return a.call(ctx, "edit", p, nil)
}

// Open implements chat.Opener.
func (a *adapter) Open(_ context.Context, who chat.Account) (chat.Place, error) {
	return chat.Place{Adapter: adapterName, Channel: direct(who.ID)}, nil
}

// Find implements chat.Finder.
func (a seeing) Find(ctx context.Context, d chat.Delivery) (chat.Ref, bool, error) {
	var out parcel
	err := a.call(ctx, "find", wire(d), &out)
	return chat.Ref(out.Ref), out.Ref != "", err
}

func direct(account string) string { return "dm-" + account }

func wire(d chat.Delivery) parcel {
	return parcel{ID: d.ID, Channel: d.Place.Channel, Thread: d.Place.Thread, To: d.To.ID, Text: chat.Plain(d.Reply)}
}

// call asks the platform. Errors are as chat.Adapter wants those of Send.
func (a *adapter) call(ctx context.Context, what string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Platform+"/"+what, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Worker", a.orders.Name)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() {
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}()
	switch {
	case answer.StatusCode == http.StatusTooManyRequests:
		return chat.Later{Wait: 100 * time.Millisecond}
	case answer.StatusCode >= http.StatusMultipleChoices:
		return fmt.Errorf("%s: %s", what, answer.Status)
	case out == nil || answer.StatusCode == http.StatusNoContent:
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(out)
}
