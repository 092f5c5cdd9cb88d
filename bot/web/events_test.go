package web_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/web"
)

// stream is an open event stream.
type stream struct {
	t *testing.T
	r *bufio.Reader
}

func (p person) listen(path string, header ...string) stream {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.t.Context(), 20*time.Second)
	p.t.Cleanup(stop)
	res, err := http.DefaultClient.Do(p.request("GET", path, nil, header...).WithContext(ctx))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { res.Body.Close() })
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		p.t.Fatalf("%s: %s %s", path, res.Status, res.Header.Get("Content-Type"))
	}
	return stream{p.t, bufio.NewReader(res.Body)}
}

// event reads the next event of a stream.
func (s stream) event() (name, id, data string) {
	s.t.Helper()
	for {
		line, err := s.r.ReadString('\n')
		if err != nil {
			s.t.Fatal(err)
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch field {
		case "event":
			name = value
		case "id":
			id = value
		case "data", "data:":
			data += value + "\n"
		case "":
			return name, id, strings.TrimSuffix(data, "\n")
		}
	}
}

// posts reads so many posts from a stream, and the id to go on from.
func (s stream) posts(n int) (html []string, last string) {
	s.t.Helper()
	for len(html) < n {
		name, id, data := s.event()
		if name == "post" {
			html, last = append(html, data), id
		}
	}
	return html, last
}

// await reads events until one of this name.
func (s stream) await(name string) (data string) {
	s.t.Helper()
	for {
		if n, _, data := s.event(); n == name {
			return data
		}
	}
}

func TestEvents(t *testing.T) {
	s := newStage(t).open()
	s.post("dm-marie", "", chat.Say("one"))
	live := s.as("marie").listen("/events?channel=dm-marie&after=0-0")
	html, last := live.posts(1)
	if !strings.Contains(html[0], "<p>one</p>") {
		t.Errorf("first event: %s", html[0])
	}
	ref := s.post("dm-marie", "", chat.Say("two\nlines"))
	html, second := live.posts(1)
	if !strings.Contains(html[0], "<p>two<br>lines</p>") || second <= last {
		t.Errorf("event %s: %s", second, html[0])
	}
	s.edit(ref, "e1", chat.Say("two, changed"))
	if html, _ = live.posts(1); !strings.Contains(html[0], "<p>two, changed</p>") || !strings.Contains(html[0], `data-post="`+string(ref)+`"`) {
		t.Errorf("after an edit: %s", html[0])
	}
	// Another connection goes on where the first one stood.
	for _, again := range []stream{
		s.as("marie").listen("/events?channel=dm-marie&after=" + last),
		s.as("marie").listen("/events?channel=dm-marie&after=0", "Last-Event-ID", last),
	} {
		if html, _ := again.posts(1); !strings.Contains(html[0], "<p>two, changed</p>") {
			t.Errorf("resumed with: %s", html[0])
		}
	}
}

func TestEventsOfAThread(t *testing.T) {
	s := newStage(t).open()
	root := string(s.post("agents", "", card("INC-1", "Printer", "P3", "Luc", "Workplace", "New", "10:00", "Claim")))
	live := s.as("aicha").listen("/events?channel=agents&thread=" + root)
	live.posts(1)
	s.said("tom", "agents", root, "in the thread", false)
	html, last := live.posts(2)
	if !strings.Contains(html[0], "1 reply") || !strings.Contains(html[1], "in the thread") {
		t.Errorf("after a reply: %s", html)
	}
	s.said("tom", "agents", "", "in the channel", false)
	s.said("tom", "agents", root, "again", false)
	html, _ = s.as("aicha").listen("/events?channel=agents&thread=" + root + "&after=" + last).posts(3)
	if got := strings.Join(html, ""); strings.Contains(got, ">in the thread<") || !strings.Contains(got, ">in the channel<") || !strings.Contains(got, ">again<") {
		t.Errorf("resumed with: %s", got)
	}
}

// TestEventsShowWhatWasDone looks at posts that change because of other posts:
// a button that was pressed, a form that was sent, an emoji.
func TestEventsShowWhatWasDone(t *testing.T) {
	s := newStage(t).open()
	s.silent = true
	asked := s.post("dm-marie", "", vpnEN)
	form := s.post("dm-marie", "", chat.Reply{Blocks: []chat.Block{laptopForm}})
	live := s.as("marie").listen("/events?channel=dm-marie")
	live.posts(2)
	s.as("marie").act("/chat/press", "channel", "dm-marie", "post", string(asked), "token", "no", "id", "aaaaaaaa")
	live.posts(2) // the post that was pressed, and the person's answer
	inert := vpnEN
	inert.Blocks = append(slices.Clone(vpnEN.Blocks[:3]), chat.Buttons{Inert: true, Buttons: vpnEN.Blocks[3].(chat.Buttons).Buttons})
	s.edit(asked, "e", inert)
	if html, _ := live.posts(1); !strings.Contains(html[0], `<li class="yes">No, go on`) || strings.Contains(html[0], "<button") {
		t.Errorf("after the choice: %s", html[0])
	}
	s.as("marie").act("/chat/fill", "channel", "dm-marie", "post", string(form), "token", "laptop", "id", "aaaaaaab",
		"v.device", "LT-1", "v.since", "2026-03-01", "v.impact", "no")
	if html, _ := live.posts(2); !strings.Contains(html[0], "You have sent this form") || strings.Contains(html[0], "<input") {
		t.Errorf("after the form was sent: %s", html[0])
	}
}

func TestEventsAreForThoseWhoMay(t *testing.T) {
	s := newStage(t).open()
	for path, want := range map[string]int{
		"/events?channel=dm-luc": 403, "/events?channel=agents": 403, "/events": 403, "/events?channel=dm-marie&thread=7": 404,
	} {
		if status, _ := s.as("marie").get(path); status != want {
			t.Errorf("%s as Marie: %d, want %d", path, status, want)
		}
	}
	if status, _ := s.as("").get("/events?channel=dm-marie"); status != 401 {
		t.Errorf("without signing in: %d", status)
	}
	private := chat.Say("for Tom alone")
	private.Private = true
	if _, err := s.adapter.Send(t.Context(), chat.Delivery{ID: "p", Place: chat.Place{Channel: "agents"}, To: chat.Account{ID: "tom"}, Reply: private}); err != nil {
		t.Fatal(err)
	}
	s.post("agents", "", chat.Say("for all"))
	if html, _ := s.as("aicha").listen("/events?channel=agents").posts(1); !strings.Contains(html[0], "for all") {
		t.Errorf("Aïcha got %s", html[0])
	}
	if html, _ := s.as("tom").listen("/events?channel=agents").posts(1); !strings.Contains(html[0], "for Tom alone") {
		t.Errorf("Tom got %s", html[0])
	}
}

// deaf is a board whose hints never come.
type deaf struct{ web.Board }

func (deaf) Watch(context.Context, string) (<-chan struct{}, error) { return nil, nil }

func TestEventsWithoutHints(t *testing.T) {
	s := newStage(t)
	s.adapter = web.New(deaf{s.board}, s, web.Options{})
	s.adapter.SetBeat(time.Millisecond)
	s.open()
	live := s.as("marie").listen("/events?channel=dm-marie")
	live.await("beat")
	s.post("dm-marie", "", chat.Say("no hint of this"))
	if html, _ := live.posts(1); !strings.Contains(html[0], "no hint of this") {
		t.Errorf("got %s", html[0])
	}
}

func TestTyping(t *testing.T) {
	s := newStage(t).open()
	live := s.as("marie").listen("/events?channel=dm-marie")
	live.await("beat")
	s.post("dm-marie", "", chat.Say("ready")) // the stream has joined when it has told this
	live.posts(1)
	if err := s.adapter.Typing(t.Context(), chat.Place{Adapter: web.Name, Channel: "dm-marie"}); err != nil {
		t.Fatal(err)
	}
	if on := live.await("typing"); on != "0" {
		t.Errorf("typing in %q", on)
	}
}

// signedOut is a doorkeeper that lets people in until told.
type signedOut struct {
	web.Doorkeeper
	mu  sync.Mutex
	out bool
}

func (d *signedOut) Who(r *http.Request) (web.Person, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.Doorkeeper.Who(r)
	return p, ok && !d.out
}

func TestEventsEndWhenSignedOut(t *testing.T) {
	s := newStage(t)
	door := &signedOut{Doorkeeper: s}
	s.adapter = web.New(s.board, door, web.Options{})
	s.adapter.SetBeat(time.Millisecond)
	s.open()
	live := s.as("marie").listen("/events?channel=dm-marie")
	live.await("beat")
	door.mu.Lock()
	door.out = true
	door.mu.Unlock()
	live.await("out")
}

// TestRunEnds ends Run: the streams end with it, and what is posted is
// answered with a request to come again.
func TestRunEnds(t *testing.T) {
	s := newStage(t).open()
	live := s.as("marie").listen("/events?channel=dm-marie")
	live.await("beat")
	s.stop()
	if _, err := live.r.ReadString('\x00'); err == nil {
		t.Error("the stream goes on after Run has ended")
	}
	if status, body := s.as("marie").say("aaaaaaaa", "hello"); status != 503 || !strings.Contains(body, "cannot be reached") {
		t.Errorf("after Run: %d %s", status, body)
	}
}

// TestManyWriters reads a channel through connections that are cut again and
// again while others write: nothing is lost, nothing comes twice.
func TestManyWriters(t *testing.T) {
	s := newStage(t).open()
	const writers, each = 4, 25
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				d := chat.Delivery{ID: fmt.Sprint(w, "-", i), Place: chat.Place{Channel: "agents"}, Reply: chat.Say(fmt.Sprintf("post %d-%d.", w, i))}
				for range 2 { // the second try of a delivery of unknown outcome
					if _, err := s.adapter.Send(t.Context(), d); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	got := make(map[string]int)
	last := "0-0"
	for len(got) < writers*each {
		live := s.as("tom").listen("/events?channel=agents&after=" + last)
		var html []string
		html, last = live.posts(min(7, writers*each-len(got)))
		for _, h := range html {
			_, rest, _ := strings.Cut(h, "<p>")
			words, _, _ := strings.Cut(rest, "</p>")
			got[words]++
		}
	}
	writing.Wait()
	want := make(map[string]int)
	for w := range writers {
		for i := range each {
			want[fmt.Sprintf("post %d-%d.", w, i)] = 1
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read: %s", diff)
	}
}
