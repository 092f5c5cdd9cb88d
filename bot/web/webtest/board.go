package webtest

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/web"
)

// TestBoard checks that a board keeps the promises of web.Board. open gives an
// empty one for each subtest.
func TestBoard(t *testing.T, open func(t *testing.T) web.Board) {
	for name, test := range map[string]func(*testing.T, board){
		"a key puts one post":                testPutOnce,
		"contenders for a key put one post":  testPutContended,
		"a change is made once":              testChange,
		"newest posts, and those before":     testNewest,
		"what changed since a revision":      testSince,
		"a reply renews its thread's root":   testThread,
		"revisions become visible in order":  testOrder,
		"a watcher is told, and can stop":    testWatch,
		"there is no post of an unknown id":  testUnknown,
		"what is put comes back as it was":   testWhole,
		"channels know nothing of the other": testChannels,
	} {
		t.Run(name, func(t *testing.T) { test(t, board{open(t), t}) })
	}
}

// board fails the test on errors that no test expects.
type board struct {
	web.Board
	t *testing.T
}

func (b board) put(p web.Post) int64 {
	b.t.Helper()
	if p.Body == nil {
		p.Body = json.RawMessage(`{"said": "words"}`)
	}
	if p.At.IsZero() {
		p.At = time.Date(2026, 3, 2, 9, 10, 0, 0, time.UTC)
	}
	if p.Channel == "" {
		p.Channel = "agents"
	}
	id, err := b.Put(b.t.Context(), p)
	if err != nil {
		b.t.Error(err) // and not Fatal: contenders put from their own goroutines
	}
	return id
}

func (b board) list(s web.Since, thread int64) []web.Post {
	b.t.Helper()
	ps, err := b.Posts(b.t.Context(), "agents", s, thread)
	if err != nil {
		b.t.Fatal(err)
	}
	return ps
}

func ids(ps []web.Post) []int64 {
	out := []int64{}
	for _, p := range ps {
		out = append(out, p.ID)
	}
	return out
}

func testPutOnce(t *testing.T, b board) {
	one := b.put(web.Post{Key: "a", Body: json.RawMessage(`{"said":"first"}`)})
	again := b.put(web.Post{Key: "a", Body: json.RawMessage(`{"said":"second"}`)})
	ps := b.list(web.Since{Newest: 9}, 0)
	if one != again || len(ps) != 1 || one == 0 {
		t.Fatalf("put twice gave ids %d and %d and %d posts", one, again, len(ps))
	}
	if diff := cmp.Diff(map[string]string{"said": "first"}, words(t, ps[0].Body)); diff != "" {
		t.Errorf("the second put changed the post: %s", diff)
	}
	if id, found, err := b.Find(t.Context(), "a"); id != one || !found || err != nil {
		t.Errorf("Find(a) = %d, %v, %v", id, found, err)
	}
	if _, found, err := b.Find(t.Context(), "b"); found || err != nil {
		t.Errorf("Find of a key that was never put = %v, %v", found, err)
	}
}

func testPutContended(t *testing.T, b board) {
	got := make([]int64, 8)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i] = b.put(web.Post{Key: "a"}) })
	}
	all.Wait()
	for _, id := range got {
		if id != got[0] {
			t.Fatalf("contenders for one key were given %v", got)
		}
	}
	if n := len(b.list(web.Since{Newest: 20}, 0)); n != 1 {
		t.Errorf("%d posts of one key", n)
	}
}

func testChange(t *testing.T, b board) {
	id := b.put(web.Post{Key: "a"})
	before := b.list(web.Since{Newest: 1}, 0)[0]
	for _, c := range []struct{ key, body, want string }{
		{"one", `{"said":"1"}`, "1"}, {"one", `{"said":"2"}`, "1"}, {"two", `{"said":"3"}`, "3"}, {"one", `{"said":"4"}`, "3"},
	} {
		if err := b.Change(t.Context(), id, c.key, json.RawMessage(c.body)); err != nil {
			t.Fatal(err)
		}
		if got := words(t, b.list(web.Since{Newest: 1}, 0)[0].Body)["said"]; got != c.want {
			t.Errorf("after change %s the post says %s, want %s", c.key, got, c.want)
		}
	}
	if after := b.list(web.Since{Newest: 1}, 0)[0]; after.Rev <= before.Rev {
		t.Errorf("rev %d did not grow from %d", after.Rev, before.Rev)
	}
	if err := b.Change(t.Context(), id+1000, "x", json.RawMessage(`{}`)); err == nil {
		t.Error("changing a post that does not exist succeeded")
	}
}

func testNewest(t *testing.T, b board) {
	var want []int64
	for i := range 7 {
		want = append(want, b.put(web.Post{Key: fmt.Sprint(i)}))
	}
	if diff := cmp.Diff(want[4:], ids(b.list(web.Since{Newest: 3}, 0))); diff != "" {
		t.Errorf("newest 3: %s", diff)
	}
	if diff := cmp.Diff(want[1:4], ids(b.list(web.Since{Newest: 3, Before: want[4]}, 0))); diff != "" {
		t.Errorf("newest 3 before the fifth: %s", diff)
	}
	if diff := cmp.Diff(want, ids(b.list(web.Since{Newest: 50}, 0))); diff != "" {
		t.Errorf("newest 50 of 7: %s", diff)
	}
}

func testSince(t *testing.T, b board) {
	one, two := b.put(web.Post{Key: "1"}), b.put(web.Post{Key: "2"})
	rev := b.list(web.Since{Newest: 1}, 0)[0].Rev
	if ps := b.since(rev); len(ps) != 0 {
		t.Errorf("%d posts changed since the last revision", len(ps))
	}
	three := b.put(web.Post{Key: "3"})
	if err := b.Change(t.Context(), one, "c", json.RawMessage(`{"said":"x"}`)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{three, one}, ids(b.since(rev))); diff != "" {
		t.Errorf("changed since: %s", diff)
	}
	if diff := cmp.Diff([]int64{two, three, one}, ids(b.since(0))); diff != "" {
		t.Errorf("changed since the beginning: %s", diff)
	}
}

// since reads to the end, as a reader does: a board may stop early.
func (b board) since(rev int64) []web.Post {
	b.t.Helper()
	var all []web.Post
	for {
		ps := b.list(web.Since{Rev: rev}, 0)
		if len(ps) == 0 {
			return all
		}
		for _, p := range ps {
			if p.Rev <= rev {
				b.t.Fatalf("revision %d listed after %d", p.Rev, rev)
			}
			rev = p.Rev
		}
		all = append(all, ps...)
	}
}

func testThread(t *testing.T, b board) {
	root := b.put(web.Post{Key: "root"})
	rev := b.list(web.Since{Newest: 1}, 0)[0].Rev
	reply := b.put(web.Post{Key: "reply", Thread: root})
	top := b.since(rev)
	if len(top) != 1 || top[0].ID != root || top[0].Replies != 1 {
		t.Errorf("after a reply the channel's news is %v, want the root with 1 reply", top)
	}
	if diff := cmp.Diff([]int64{reply}, ids(b.list(web.Since{Newest: 9}, root))); diff != "" {
		t.Errorf("thread: %s", diff)
	}
	b.put(web.Post{Key: "reply", Thread: root})
	if n := b.list(web.Since{Newest: 9}, 0)[0].Replies; n != 1 {
		t.Errorf("a reply put twice counts as %d", n)
	}
	for name, p := range map[string]web.Post{
		"no post": {Channel: "agents", Thread: reply + 1000}, "a reply": {Channel: "agents", Thread: reply},
		"another channel's post": {Channel: "others", Thread: root},
	} {
		p.Key, p.Body, p.At = "lost", json.RawMessage(`{}`), time.Unix(0, 0)
		if _, err := b.Put(t.Context(), p); err == nil {
			t.Errorf("a reply to %s was put", name)
		}
		if _, found, err := b.Find(t.Context(), p.Key); found || err != nil {
			t.Errorf("a reply to %s that was refused is found: %v, %v", name, found, err)
		}
	}
}

// testOrder reads while many write: a reader that has seen a revision never
// finds a lower one later.
func testOrder(t *testing.T, b board) {
	const writers, each = 6, 25
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				b.put(web.Post{Key: fmt.Sprint(w, "-", i)})
			}
		})
	}
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()
	seen := make(map[int64]bool)
	var rev int64
	for last := false; ; {
		for _, p := range b.list(web.Since{Rev: rev}, 0) {
			seen[p.ID], rev = true, p.Rev
		}
		if last {
			break
		}
		select {
		case <-done:
			last = true
			for _, p := range b.since(rev) {
				seen[p.ID], rev = true, p.Rev
			}
		default:
		}
	}
	if len(seen) != writers*each {
		t.Errorf("a reader saw %d of %d posts", len(seen), writers*each)
	}
}

func testWatch(t *testing.T, b board) {
	ctx, stop := context.WithCancel(t.Context())
	hints, err := b.Watch(ctx, "agents")
	if err != nil {
		t.Fatal(err)
	}
	id := b.put(web.Post{Key: "1"})
	told(t, hints, "a new post")
	if err := b.Change(t.Context(), id, "c", json.RawMessage(`{}`)); err != nil {
		t.Fatal(err)
	}
	told(t, hints, "a change")
	stop()
	b.put(web.Post{Key: "2"})
}

func told(t *testing.T, hints <-chan struct{}, of string) {
	t.Helper()
	select {
	case <-hints:
	case <-time.After(10 * time.Second):
		t.Fatalf("no hint of %s", of)
	}
}

func testUnknown(t *testing.T, b board) {
	if _, found, err := b.Post(t.Context(), 12345); found || err != nil {
		t.Errorf("Post of no id = %v, %v", found, err)
	}
	if ps := b.list(web.Since{Newest: 5}, 0); len(ps) != 0 {
		t.Errorf("an empty board lists %v", ps)
	}
}

func testWhole(t *testing.T, b board) {
	want := web.Post{
		Key: "k", Channel: "agents", Author: "marie", At: time.Date(2026, 3, 2, 9, 10, 11, 123456000, time.UTC),
		Body: json.RawMessage(`{"said":"« ça » 😀"}`), Urgent: true,
	}
	want.ID = b.put(want)
	got, found, err := b.Post(t.Context(), want.ID)
	if !found || err != nil {
		t.Fatal(found, err)
	}
	if diff := cmp.Diff(words(t, want.Body), words(t, got.Body)); diff != "" {
		t.Errorf("body: %s", diff)
	}
	want.Rev, want.Body, got.Body = got.Rev, nil, nil
	got.At = got.At.UTC()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("post: %s", diff)
	}
}

func testChannels(t *testing.T, b board) {
	b.put(web.Post{Key: "1", Channel: "dm-marie"})
	if ps := b.list(web.Since{Newest: 5}, 0); len(ps) != 0 {
		t.Errorf("channel agents lists posts of dm-marie: %v", ps)
	}
}

func words(t *testing.T, raw json.RawMessage) map[string]string {
	t.Helper()
	m := make(map[string]string)
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
