package web

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
)

var update = flag.Bool("update", false, "write the golden files anew")

// door lets nobody in and knows everybody's name.
type door struct{}

func (door) Who(*http.Request) (Person, bool) { return Person{}, false }

func (door) Names(_ context.Context, ids []string) map[string]string {
	names := make(map[string]string)
	for _, id := range ids {
		names[id] = strings.ToUpper(id[:1]) + id[1:] + " <b>"
	}
	return names
}

// golden compares with a file of testdata, or with -update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-update writes it anew): %s", path, diff)
	}
}

func TestBlocksAsHTML(t *testing.T) {
	a := New(nil, door{}, Options{})
	for _, l := range languages {
		var out strings.Builder
		for _, b := range every {
			v := view{visit: visit{texts: a.texts[l.Code]}, ID: 7, Channel: "dm-marie"}
			v.marks.chose = map[int64][]string{7: {"No", "Low", "Nantes"}}
			h, err := draw(a.templates, v, b)
			if err != nil {
				t.Fatal(err)
			}
			kind, _ := kindOf(b)
			fmt.Fprintf(&out, "<!-- %s -->\n%s\n", kind, h)
		}
		golden(t, "blocks."+l.Code+".html", out.String())
	}
}

func TestPostsAsHTML(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 10, 0, 0, time.UTC)
	posts := []Post{
		{ID: 1, Rev: 1, Key: "out:1", Body: words(t, body{Urgent: true, Blocks: []chat.Block{
			chat.Heading{Text: "INC-7 · <Printer>"}, chat.Fields{Fields: []chat.Field{{Name: "Priority", Value: "P2, high"}}},
		}}), Replies: 2},
		{ID: 2, Rev: 2, Key: "in:tom:abc", Author: "tom", Body: words(t, body{Said: "I <look> at https://x.example"})},
		{ID: 3, Rev: 3, Key: "in:marie:def", Author: "marie", Body: words(t, body{Said: "mine"})},
		{ID: 4, Rev: 4, Key: "in:tom:ghi", Author: "tom", Body: words(t, body{On: 1, Emoji: "eyes"})},
		{ID: 5, Rev: 5, Key: "in:luc:jkl", Author: "luc", Body: words(t, body{On: 1, Emoji: "eyes"})},
		{ID: 6, Rev: 6, Key: "out:6", Body: words(t, body{For: "marie", Blocks: []chat.Block{chat.Form{Title: "Ask", Token: "f", Submit: "Go"}}})},
		{ID: 7, Rev: 7, Key: "in:marie:mno", Author: "marie", Body: words(t, body{On: 6, For: "marie", Filled: []chat.Field{{Name: "Why", Value: ""}}})},
		{ID: 8, Rev: 8, Key: "out:8", Body: words(t, body{For: "tom", Blocks: []chat.Block{chat.Text{Text: "for Tom alone"}}})},
		{ID: 9, Rev: 9, Key: "in:marie:pqr", Author: "marie", Body: words(t, body{Said: "not taken", Failed: true})},
		{ID: 10, Rev: 10, Key: "in:marie:stu", Author: "marie", Thread: 1, Body: words(t, body{Said: "to them", Sent: true})},
		{ID: 11, Rev: 11, Key: "in:tom:vwx", Author: "tom", Thread: 1, Body: words(t, body{Said: "to us"})},
		{ID: 12, Rev: 12, Key: "in:marie:yz", Author: "marie", Body: words(t, body{On: 1, Chose: "Yes <please>"})},
		{ID: 13, Rev: 13, Key: "out:13", Body: json.RawMessage(`{"blocks":[{"kind":"hologram"}]}`)},
	}
	a := New(nil, door{}, Options{})
	for i := range posts {
		posts[i].Channel, posts[i].At = "agents", at.Add(time.Duration(i)*time.Minute)
	}
	for _, l := range languages {
		v := visit{texts: a.texts[l.Code], Me: Person{ID: "marie", Name: "Marie"}}
		entries := a.open(posts)
		hs, err := a.htmls(a.views(t.Context(), v, entries, gather(entries)))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, h := range hs {
			fmt.Fprintln(&out, h)
		}
		if strings.Contains(out.String(), "for Tom alone") {
			t.Error("a reply for Tom alone was shown to Marie")
		}
		golden(t, "posts."+l.Code+".html", out.String())
	}
}

func words(t *testing.T, b body) json.RawMessage {
	t.Helper()
	raw, err := encode(b)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestPriority(t *testing.T) {
	field := func(s string) []chat.Block {
		return []chat.Block{chat.Fields{Fields: []chat.Field{{Name: "Priority", Value: s}}}}
	}
	for _, c := range []struct {
		blocks []chat.Block
		want   int
	}{
		{field("P1"), 1}, {field("**P3** · Moderate"), 3}, {field("P6"), 0}, {field("P12"), 0}, {field("MP3"), 0},
		{[]chat.Block{chat.Heading{Text: "P2 INC-7"}}, 2}, {[]chat.Block{chat.Text{Text: "P1"}}, 0}, {nil, 0},
	} {
		if got := (view{body: body{Blocks: c.blocks}}).Priority(); got != c.want {
			t.Errorf("priority of %v is %d, want %d", c.blocks, got, c.want)
		}
	}
}

func TestRate(t *testing.T) {
	var r rate
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for i := range burst {
		if wait := r.take("marie", now); wait != 0 {
			t.Fatalf("message %d of a burst has to wait %s", i+1, wait)
		}
	}
	if wait := r.take("marie", now); wait != refill {
		t.Errorf("after a burst the wait is %s, want %s", wait, refill)
	}
	if wait := r.take("luc", now); wait != 0 {
		t.Errorf("Luc waits %s for Marie's burst", wait)
	}
	if wait := r.take("marie", now.Add(refill)); wait != 0 {
		t.Errorf("after %s one more has to wait %s", refill, wait)
	}
	if wait := r.take("marie", now.Add(refill)); wait != refill {
		t.Errorf("then the wait is %s, want %s", wait, refill)
	}
	for i := range maxKept {
		r.take(fmt.Sprint(i), now)
	}
	r.take("late", now.Add(time.Hour))
	if len(r.by) != 1 {
		t.Errorf("%d persons remembered an hour later, want 1", len(r.by))
	}
}
