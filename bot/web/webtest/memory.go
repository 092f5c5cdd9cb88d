// Package webtest holds what tests of the web chat need: a board in memory,
// and the suite that every board must pass.
package webtest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/guichet-desk/guichet/bot/web"
)

// Memory is a web.Board that forgets everything when the program ends. The
// zero value is empty and ready.
type Memory struct {
	mu      sync.Mutex
	rev     int64
	posts   []web.Post // by ID - 1
	keys    map[string]int64
	changes map[change]bool
	watch   map[string][]chan struct{}
}

type change struct {
	id  int64
	key string
}

// Put implements web.Board.
func (m *Memory) Put(_ context.Context, p web.Post) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id, ok := m.keys[p.Key]; ok {
		return id, nil
	}
	if p.Thread != 0 {
		root := m.at(p.Thread)
		if root == nil || root.Channel != p.Channel || root.Thread != 0 {
			return 0, fmt.Errorf("no thread %d in channel %s", p.Thread, p.Channel)
		}
		root.Replies++
		root.Rev = m.next()
	}
	p.ID, p.Rev, p.Replies = int64(len(m.posts))+1, m.next(), 0
	p.Body = slices.Clone(p.Body)
	m.posts = append(m.posts, p)
	if m.keys == nil {
		m.keys = make(map[string]int64)
	}
	m.keys[p.Key] = p.ID
	m.hint(p.Channel)
	return p.ID, nil
}

// Change implements web.Board.
func (m *Memory) Change(_ context.Context, id int64, key string, body json.RawMessage) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.at(id)
	if p == nil {
		return fmt.Errorf("no post %d", id)
	}
	if m.changes[change{id, key}] {
		return nil
	}
	if m.changes == nil {
		m.changes = make(map[change]bool)
	}
	m.changes[change{id, key}] = true
	p.Body, p.Rev = slices.Clone(body), m.next()
	m.hint(p.Channel)
	return nil
}

// Post implements web.Board.
func (m *Memory) Post(_ context.Context, id int64) (web.Post, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.at(id)
	if p == nil {
		return web.Post{}, false, nil
	}
	return *p, true, nil
}

// Posts implements web.Board.
func (m *Memory) Posts(_ context.Context, channel string, since web.Since, thread int64) ([]web.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []web.Post
	for _, p := range m.posts {
		if p.Channel == channel && p.Thread == thread {
			list = append(list, p)
		}
	}
	if since.Newest == 0 {
		list = slices.DeleteFunc(list, func(p web.Post) bool { return p.Rev <= since.Rev })
		slices.SortFunc(list, func(a, b web.Post) int { return int(a.Rev - b.Rev) })
		return list, nil
	}
	if since.Before != 0 {
		list = slices.DeleteFunc(list, func(p web.Post) bool { return p.ID >= since.Before })
	}
	return list[max(0, len(list)-since.Newest):], nil
}

// Find implements web.Board.
func (m *Memory) Find(_ context.Context, key string) (int64, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id, ok := m.keys[key]
	return id, ok, nil
}

// Watch implements web.Board.
func (m *Memory) Watch(ctx context.Context, channel string) (<-chan struct{}, error) {
	c := make(chan struct{}, 1)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.watch == nil {
		m.watch = make(map[string][]chan struct{})
	}
	m.watch[channel] = append(m.watch[channel], c)
	context.AfterFunc(ctx, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.watch[channel] = slices.DeleteFunc(m.watch[channel], func(x chan struct{}) bool { return x == c })
	})
	return c, nil
}

func (m *Memory) at(id int64) *web.Post {
	if id < 1 || id > int64(len(m.posts)) {
		return nil
	}
	return &m.posts[id-1]
}

func (m *Memory) next() int64 {
	m.rev++
	return m.rev
}

func (m *Memory) hint(channel string) {
	for _, c := range m.watch[channel] {
		select {
		case c <- struct{}{}:
		default: // one hint is waiting already
		}
	}
}
