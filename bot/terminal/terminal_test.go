package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
)

// desk takes what is said, and answers through the adapter.
type desk struct {
	mu   sync.Mutex
	got  []chat.Message
	fail []error // of the next tries
	to   *Adapter
}

func (d *desk) Accept(ctx context.Context, m chat.Message) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.fail) > 0 {
		err := d.fail[0]
		d.fail = d.fail[1:]
		if err != nil {
			return err
		}
	}
	d.got = append(d.got, m)
	_, err := d.to.Send(ctx, chat.Delivery{ID: "to " + m.ID, Place: m.Place, To: m.From, Reply: chat.Say("heard " + m.Did.(chat.Said).Text)})
	return err
}

func (d *desk) said() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for _, m := range d.got {
		out = append(out, m.Did.(chat.Said).Text)
	}
	return out
}

// session plays lines through a pipe and returns what was shown.
func session(t *testing.T, lang, lines string, d *desk) string {
	t.Helper()
	var out bytes.Buffer
	a, err := New(Options{Person: "marie", Lang: lang, In: strings.NewReader(lines), Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	d.to, a.waits = a, waits{again: time.Millisecond, first: time.Minute, next: time.Millisecond}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ran := make(chan error, 1)
	go func() { ran <- a.Run(ctx, d) }()
	<-a.Ended()
	cancel()
	if err := <-ran; !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
	return out.String()
}

func TestPipe(t *testing.T) {
	t.Parallel()
	var d desk
	out := session(t, "en", "bonjour\n\n  spaced  \nline one\\\nline two\n/quit\nnever sent\n", &d)
	if diff := cmp.Diff([]string{"bonjour", "spaced", "line one\nline two"}, d.said()); diff != "" {
		t.Error(diff)
	}
	want := "< heard bonjour\n< heard spaced\n< heard line one\n  line two\n"
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
	seen := map[string]bool{}
	for _, m := range d.got {
		if seen[m.ID] || !m.Direct || m.Locale != "en" || m.From != (chat.Account{Adapter: "terminal/marie", ID: "marie"}) {
			t.Errorf("message %+v", m)
		}
		seen[m.ID] = true
	}
}

// The last line counts, with or without an end.
func TestPipeWithoutEnd(t *testing.T) {
	t.Parallel()
	var d desk
	session(t, "en", "one\ntwo", &d)
	if diff := cmp.Diff([]string{"one", "two"}, d.said()); diff != "" {
		t.Error(diff)
	}
}

// What cannot be sent is said in plain words, and never reaches the desk.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line, key string
		fail      []error
	}{
		{strings.Repeat("x", longest+1), "too_long", nil},
		{"caf\xe9", "not_utf8", nil},
		{"a\x00b", "nul", nil},
		{"hello", "refused", []error{chat.ErrRefused}},
		{"hello", "unreachable", []error{io.ErrClosedPipe, io.ErrClosedPipe, io.ErrClosedPipe}},
	} {
		for _, lang := range []string{"en", "fr"} {
			t.Run(c.key+" "+lang, func(t *testing.T) {
				t.Parallel()
				d := desk{fail: c.fail}
				out := session(t, lang, c.line+"\n/quit\n", &d)
				if want := "< " + texts[lang][c.key] + "\n"; out != want {
					t.Errorf("shown %q, want %q", out, want)
				}
				if len(d.said()) != 0 {
					t.Errorf("the desk was given %d messages", len(d.said()))
				}
			})
		}
	}
}

// A desk that is away for a moment gets the same message again, under the same id.
func TestAcceptAgain(t *testing.T) {
	t.Parallel()
	d := desk{fail: []error{io.ErrClosedPipe, nil}}
	if out := session(t, "en", "hello\n/quit\n", &d); out != "< heard hello\n" {
		t.Errorf("shown %q", out)
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for key := range texts["en"] {
		if texts["fr"][key] == "" {
			t.Errorf("%s has no French words", key)
		}
	}
	if len(texts["en"]) != len(texts["fr"]) {
		t.Error("French has words that English lacks")
	}
	if textsOf("de")["nul"] != texts["en"]["nul"] {
		t.Error("an unknown language is not answered in English")
	}
}

// A terminal that does not run yet shows nothing: another one of the same
// person may be open, and have what is to be shown.
func TestSendWhileNotRunning(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	a, err := New(Options{Person: "marie", In: strings.NewReader(""), Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	var later chat.Later
	if _, err := a.Send(t.Context(), chat.Delivery{ID: "1", Reply: chat.Say("x")}); !errors.As(err, &later) {
		t.Errorf("Send: %v, want Later", err)
	}
	if _, found, err := a.Find(t.Context(), chat.Delivery{ID: "1"}); found || err != nil {
		t.Errorf("Find: %v %v", found, err)
	}
	a.running.Store(true)
	ref, err := a.Send(t.Context(), chat.Delivery{ID: "1", Reply: chat.Say("x")})
	if err != nil {
		t.Fatal(err)
	}
	if got, found, _ := a.Find(t.Context(), chat.Delivery{ID: "1", Try: 2}); !found || got != ref {
		t.Errorf("Find: %q %v, want %q", got, found, ref)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	a, err := New(Options{Person: "marie", In: strings.NewReader(""), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.Open(t.Context(), chat.Account{Adapter: "terminal/marie", ID: "marie"})
	if err != nil || p != a.place() {
		t.Errorf("Open: %v, %v", p, err)
	}
	if _, err := a.Open(t.Context(), chat.Account{Adapter: "terminal/tom", ID: "tom"}); !errors.Is(err, chat.ErrGone) {
		t.Errorf("somebody else's talk: %v, want ErrGone", err)
	}
}

func TestCompleter(t *testing.T) {
	t.Parallel()
	complete := completer([]string{"/claim", "/oncall", "/quit", "/queue"})
	for _, c := range []struct {
		line string
		pos  int
		want string
		ok   bool
	}{
		{"/cl", 3, "/claim ", true},
		{"/q", 2, "/qu", true},
		{"/qu", 3, "/qu", true},
		{"/x", 2, "/x", true},
		{"/cl INC-1", 3, "/claim INC-1", true},
		{"claim", 3, "", false},
		{"/claim I", 8, "", false},
		{"", 0, "", false},
	} {
		got, _, ok := complete(c.line, c.pos, '\t')
		if ok != c.ok || strings.ReplaceAll(got, "  ", " ") != c.want {
			t.Errorf("%q at %d: %q %v, want %q %v", c.line, c.pos, got, ok, c.want, c.ok)
		}
	}
	if _, _, ok := complete("/cl", 3, 'x'); ok {
		t.Error("another key completes")
	}
}
