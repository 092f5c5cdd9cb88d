package web_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "`folder` into which the browser's tests put pictures")

// tab is a page in a real Chromium.
type tab struct {
	*stage
	ctx context.Context

	seen     sync.Mutex
	requests []string // addresses that were asked for
	faults   []string // what the browser complained about
}

// browse opens a tab with nobody signed in. It fails the test on CI when there
// is no Chromium; at the end it fails it when the page asked another host for
// anything, or when the browser complained.
func (s *stage) browse() *tab {
	t := s.t
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI must drive a real browser: install chromium")
		}
		t.Skip("no chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 860),
	)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{stage: s, ctx: ctx}
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.check)
	return b
}

func (b *tab) note(ev any) {
	b.seen.Lock()
	defer b.seen.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, ev.Request.URL)
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, ev.ExceptionDetails.Text+" "+ev.ExceptionDetails.Exception.Description)
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError && ev.Entry.Source != log.EntrySourceNetwork {
			b.faults = append(b.faults, ev.Entry.Text)
		}
	}
}

func (b *tab) check() {
	b.seen.Lock()
	defer b.seen.Unlock()
	for _, r := range b.requests {
		if !strings.HasPrefix(r, b.url+"/") && !strings.HasPrefix(r, "data:") { // data: is the browser's own pictures of controls
			b.t.Errorf("the page asked for %s", r)
		}
	}
	if len(b.requests) == 0 && !b.t.Failed() {
		b.t.Error("no request was seen, so nothing was checked")
	}
	for _, f := range b.faults {
		b.t.Errorf("the browser complains: %s", f)
	}
}

type step = chromedp.Action[chromedp.Void]

// run does steps and fails the test when one fails.
func (b *tab) run(steps ...step) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		picture("failed-"+b.t.Name())(b.ctx, chromedp.FromContext(b.ctx).Target)
		b.t.Fatal(err)
	}
}

// open signs somebody in and shows a page.
func (b *tab) open(who, path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.url+"/in/"+who), live, chromedp.Navigate(b.url+path), live)
}

// until waits until a script answers something true, across page loads.
func until(script string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		limit, stop := context.WithTimeout(ctx, 15*time.Second)
		defer stop()
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			yes, err := chromedp.Evaluate[bool]("Boolean("+script+")")(limit, t)
			if yes {
				return nil
			}
			select {
			case <-limit.Done():
				return fmt.Errorf("never true: %s (%v)", script, err)
			case <-tick.C:
			}
		}
	})
}

// shows waits until some text stands exactly so often in an element's words.
func shows(selector, text string, times int) step {
	return until(fmt.Sprintf("document.querySelector(%q)?.innerText.split(%q).length === %d", selector, text, times+1))
}

// ask is the answer of a script.
func ask[T any](b *tab, script string) T {
	b.t.Helper()
	x, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatal(err)
	}
	return x
}

// live waits until the page listens, and still until nothing moves any more.
var (
	live  = until("document.body.matches('.live')")
	still = until("document.getAnimations().every(a => a.playState !== 'running')")
)

// picture keeps what the tab shows, when the pictures are wanted.
func picture(name string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if *shots == "" {
			return nil
		}
		png, err := chromedp.CaptureScreenshot()(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644)
	})
}

// TestPictures draws the main pages, for people to look at with -shots.
func TestPictures(t *testing.T) {
	s := newStage(t).open()
	s.furnish()
	b := s.browse()
	b.open("aicha", "/chat")
	b.run(chromedp.WaitVisible(".empty"), picture("empty-en"))
	b.open("aicha", "/channel/agents")
	b.run(chromedp.WaitVisible(".card"), picture("agents"),
		chromedp.Click(".card a.thread[href$='=4']"), chromedp.WaitVisible("#thread"), still, picture("agents-thread"),
		chromedp.Click("#thread [value=reply] + span"), picture("agents-thread-reply"),
		chromedp.Click(".to-dark"), still, picture("agents-dark"),
		chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateScale(2)), still, picture("phone-thread-dark"),
		chromedp.Click(".close"), chromedp.WaitVisible(".talk"), picture("phone-agents-dark"),
		chromedp.Click(".to-light"), still, picture("phone-agents"))
	b.open("marie", "/chat")
	b.run(picture("phone-chat-en"))
	b.open("luc", "/chat")
	b.run(picture("phone-chat-fr"), chromedp.EmulateViewport(1280, 860), picture("chat-fr"))
	b.open("marie", "/chat")
	b.run(picture("chat-en"), chromedp.Click(".to-dark"), still, picture("chat-en-dark"))
}
