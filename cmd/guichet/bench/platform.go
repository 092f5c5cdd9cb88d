package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// platform is a chat platform that answers at once: what is measured is the
// desk. It tells how long each channel waited for its first reply.
type platform struct {
	mu    sync.Mutex
	asked map[string]question
	took  []time.Duration
	got   chan struct{}
}

// question is a message that waits for its first reply.
type question struct {
	at       time.Time
	answered chan struct{}
}

func newPlatform() *platform {
	return &platform{asked: make(map[string]question), got: make(chan struct{}, 1)}
}

const platformName = "bench"

func (p *platform) Name() string { return platformName }

func (p *platform) Run(ctx context.Context, _ chat.Inbox) error {
	<-ctx.Done()
	return ctx.Err()
}

func (p *platform) Send(_ context.Context, d chat.Delivery) (chat.Ref, error) {
	now := time.Now()
	p.mu.Lock()
	if q, ok := p.asked[d.Place.Channel]; ok {
		delete(p.asked, d.Place.Channel)
		p.took = append(p.took, now.Sub(q.at))
		close(q.answered)
	}
	empty := len(p.asked) == 0
	p.mu.Unlock()
	if empty {
		select {
		case p.got <- struct{}{}:
		default:
		}
	}
	return chat.Ref(d.ID), nil
}

func (p *platform) Find(context.Context, chat.Delivery) (chat.Ref, bool, error) {
	return "", false, nil
}

func (p *platform) Open(_ context.Context, a chat.Account) (chat.Place, error) {
	return chat.Place{Adapter: platformName, Channel: "dm-" + a.ID}, nil
}

func (p *platform) Edit(context.Context, chat.Ref, chat.Delivery) error { return nil }

func (p *platform) ShowsForms() {}

func (p *platform) ShowsButtons() {}

// ask notes that a message is about to be brought; the channel returned is
// closed by its first reply.
func (p *platform) ask(channel string) <-chan struct{} {
	q := question{time.Now(), make(chan struct{})}
	p.mu.Lock()
	p.asked[channel] = q
	p.mu.Unlock()
	return q.answered
}

// wait returns when everything asked was answered, or when patience ends; it
// says how many were not.
func (p *platform) wait(ctx context.Context, patience time.Duration) int {
	deadline := time.After(patience)
	for {
		p.mu.Lock()
		n := len(p.asked)
		p.mu.Unlock()
		if n == 0 {
			return 0
		}
		select {
		case <-p.got:
		case <-time.After(50 * time.Millisecond):
		case <-deadline:
			return n
		case <-ctx.Done():
			return n
		}
	}
}

// answered takes the times out, shortest first.
func (p *platform) answered() []time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	took := p.took
	p.took = nil
	slices.Sort(took)
	return took
}

// quantile of sorted times, in milliseconds.
func quantile(sorted []time.Duration, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	i := min(int(q*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[i].Microseconds()) / 1000
}
