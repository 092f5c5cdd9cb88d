package console

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/store"
)

const eventStream = "text/event-stream"

const (
	calm  = time.Second      // at most one look in this time, however much rings
	watch = 10 * time.Second // a look even when nothing rings
	stall = 30 * time.Second // a reader that takes nothing for so long is gone
)

// part is a piece of a page that changes under the reader's eyes: the name of
// its template, and what it shows.
type part func(*visit) (name string, p page, err error)

// live serves a part as server-sent events: the whole part each time it looks
// different. It asks for the reader's rights at every look, so that whoever
// has lost them, or signed out, is told no more.
func (c *Console) live(draw part) handler {
	return func(v *visit) error {
		timers, stopTimers := c.door.Store.Listen(store.TopicTimers)
		defer stopTimers()
		sends, stopSends := c.door.Store.Listen(store.TopicSends)
		defer stopSends()
		html, err := v.fragment(draw)
		if err != nil {
			return err
		}
		v.w.Header().Set("Content-Type", eventStream)
		v.w.Header().Set("X-Accel-Buffering", "no")
		for {
			if v.beat() != nil || v.send("part", html) != nil {
				return nil
			}
			shown := html
			for bytes.Equal(html, shown) {
				if !v.wait(timers, sends) {
					return nil
				}
				v = c.visit(v.w, v.r)
				if html, err = v.fragment(draw); err != nil {
					_, _, words := v.explain(err)
					return ignore(v.send("out", []byte(words)))
				}
				if bytes.Equal(html, shown) && v.beat() != nil {
					return nil
				}
			}
		}
	}
}

// ignore is for a reader who has gone: there is nobody left to tell.
func ignore(error) error { return nil }

func (v *visit) fragment(draw part) ([]byte, error) {
	if err := v.known(); err != nil {
		return nil, err
	}
	name, p, err := draw(v)
	if err != nil {
		return nil, err
	}
	return v.draw(name, p)
}

// wait returns when it is time to look again, false when the reader is gone.
func (v *visit) wait(rung ...<-chan struct{}) bool {
	rest := time.NewTimer(calm)
	defer rest.Stop()
	select {
	case <-v.ctx().Done():
		return false
	case <-rest.C:
	}
	look := time.NewTimer(watch)
	defer look.Stop()
	select {
	case <-v.ctx().Done():
		return false
	case <-rung[0]:
	case <-rung[1]:
	case <-look.C:
	}
	return true
}

// beat says that the stream lives, and what the time is.
func (v *visit) beat() error { return v.send("beat", []byte(v.Now.UTC().Format(time.RFC3339Nano))) }

func (v *visit) send(event string, data []byte) error {
	out := http.NewResponseController(v.w)
	_ = out.SetWriteDeadline(time.Now().Add(stall)) // not every writer can
	var b strings.Builder
	fmt.Fprintf(&b, "event: %s\n", event)
	for line := range strings.Lines(string(data)) {
		fmt.Fprintf(&b, "data: %s\n", strings.TrimRight(line, "\r\n"))
	}
	b.WriteString("\n")
	if _, err := v.w.Write([]byte(b.String())); err != nil {
		return err
	}
	return out.Flush()
}
