package app

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/guichet-desk/guichet/bot/web"
	"github.com/guichet-desk/guichet/cmd/guichet/console"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
)

const webName = web.Name

// board gives the web platform its memory: PostgreSQL.
type board struct{ store *store.Store }

// changesAtOnce bounds what one look for changes brings.
const changesAtOnce = 200

func (b board) Put(ctx context.Context, p web.Post) (int64, error) {
	return b.store.PutPost(ctx, store.Post(p))
}

func (b board) Change(ctx context.Context, id int64, key string, body json.RawMessage) error {
	return b.store.ChangePost(ctx, id, key, body)
}

func (b board) Post(ctx context.Context, id int64) (web.Post, bool, error) {
	p, found, err := b.store.PostByID(ctx, id)
	return web.Post(p), found, err
}

func (b board) Posts(ctx context.Context, channel string, since web.Since, thread int64) ([]web.Post, error) {
	var rows []store.Post
	var err error
	if since.Newest > 0 {
		rows, err = b.store.NewestPosts(ctx, channel, thread, since.Before, since.Newest)
	} else {
		rows, err = b.store.ChangedPosts(ctx, channel, thread, since.Rev, changesAtOnce)
	}
	out := make([]web.Post, len(rows))
	for i, p := range rows {
		out[i] = web.Post(p)
	}
	return out, err
}

func (b board) Find(ctx context.Context, key string) (int64, bool, error) {
	return b.store.FindPost(ctx, key)
}

func (b board) Watch(ctx context.Context, channel string) (<-chan struct{}, error) {
	rung, stop := b.store.Listen(store.TopicBoard(channel))
	context.AfterFunc(ctx, stop)
	return rung, nil
}

// doorkeeper tells the web platform who is signed in.
type doorkeeper struct {
	door   *console.Door
	desk   *workflows.Desk
	agents map[string]string // title of a channel that several queues share
}

func (d doorkeeper) Who(r *http.Request) (web.Person, bool) {
	p, ok := d.door.Person(r)
	if !ok {
		return web.Person{}, false
	}
	rules := d.desk.Rules()
	who := web.Person{
		ID: string(p.ID), Name: p.Name, Lang: p.Lang,
		Agent: rules.Policy.Agent(p), Lead: p.In(rules.Policy.Leads),
	}
	shared := map[string]int{}
	for _, q := range rules.Queues {
		shared[q.Channel.Channel]++
	}
	seen := map[string]bool{}
	for _, name := range rules.Policy.Queues(p) {
		c := rules.Queues[name].Channel
		if c.Adapter != webName || seen[c.Channel] {
			continue
		}
		seen[c.Channel] = true
		title := rules.Queues[name].Title
		if shared[c.Channel] > 1 {
			title = d.agents
		}
		who.Channels = append(who.Channels, web.Channel{ID: c.Channel, Title: title})
	}
	return who, true
}

func (d doorkeeper) Names(_ context.Context, ids []string) map[string]string {
	directory := d.desk.Rules().Directory
	out := make(map[string]string, len(ids))
	for _, id := range ids {
		if p, ok := directory.ByAccount(webName, id); ok {
			out[id] = p.Name
		}
	}
	return out
}
