package terminal

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/guichet-desk/guichet/bot/chat"
)

// openPTY is a terminal and the end that a person's screen and keys are on.
func openPTY(t *testing.T) (person, tty *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tty.Close() })
	if err := unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 40}); err != nil {
		t.Fatal(err)
	}
	return person, tty
}

// eyes see what the screen shows.
type eyes struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	fresh chan struct{}
}

func (e *eyes) watch(f *os.File) {
	b := make([]byte, 4096)
	for {
		n, err := f.Read(b)
		e.mu.Lock()
		e.buf.Write(b[:n])
		e.mu.Unlock()
		select {
		case e.fresh <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// await returns what was shown once it holds s.
func (e *eyes) await(t *testing.T, s string) string {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		e.mu.Lock()
		shown := e.buf.String()
		e.mu.Unlock()
		if strings.Contains(shown, s) {
			return shown
		}
		select {
		case <-e.fresh:
		case <-late:
			t.Fatalf("the screen never shows %q; it shows %q", s, shown)
		}
	}
}

// An answer appears above the line that is being typed, which stays whole.
func TestTTY(t *testing.T) {
	t.Parallel()
	person, tty := openPTY(t)
	a, err := New(Options{Person: "tom", Lang: "en", In: tty, Out: tty, Color: true, Commands: []string{"/claim"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	see := &eyes{fresh: make(chan struct{}, 1)}
	go see.watch(person)
	d := &desk{to: a}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = a.Run(ctx, d) }()
	keys := func(s string) {
		t.Helper()
		if _, err := person.WriteString(s); err != nil {
			t.Fatal(err)
		}
	}
	see.await(t, "> ")
	keys("half a sen")
	see.await(t, "half a sen")
	reply := chat.Reply{Urgent: true, Blocks: []chat.Block{chat.Text{Text: "the answer is **longer** than one line of this narrow window"}}}
	if _, err := a.Send(ctx, chat.Delivery{ID: "1", Place: a.place(), Reply: reply}); err != nil {
		t.Fatal(err)
	}
	shown := see.await(t, "narrow window")
	if !strings.Contains(shown, "\a") || !strings.Contains(shown, "\x1b[1mlonger\x1b[0m") {
		t.Errorf("neither bell nor bold in %q", shown)
	}
	see.await(t, "window\r\n\r\n> half a sen") // drawn again below
	keys("tence\r")
	see.await(t, "heard half a sentence")
	keys("/cl\tINC-1\r")
	see.await(t, "heard /claim INC-1")
	keys("\x1b[200~first\rsecond\x1b[201~\r") // pasted
	see.await(t, "second")
	keys("\x04") // Ctrl-D
	<-a.Ended()
	if got := strings.Join(d.said(), "|"); got != "half a sentence|/claim INC-1|first\nsecond" {
		t.Errorf("the desk heard %q", got)
	}
}
