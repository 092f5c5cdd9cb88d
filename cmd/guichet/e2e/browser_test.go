package e2e

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
	"github.com/chromedp/chromedp/kb"
)

var shots = flag.String("shots", "", "`folder` into which the tests put pictures")

// browser is a real Chromium.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// chromium starts a browser. It fails the test on CI when there is none.
func chromium(t *testing.T) browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI must drive a real browser: install chromium")
		}
		t.Skip("no chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("lang", "en-GB"),
		chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 900),
	)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return browser{t, ctx}
}

// tab is a page of one person, with cookies of its own.
type tab struct {
	t   *testing.T
	who string
	ctx context.Context

	seen     sync.Mutex
	requests []string // addresses that were asked for
	faults   []string // what the browser complained about
}

// tab opens an empty page for somebody. When the test ends it fails if the
// browser complained: of scripts, of the content security policy, of answers
// with an error, or of requests to anybody but the replicas.
func (b browser) tab(who string, replicas ...*replica) *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.t.Cleanup(cancel)
	p := &tab{t: b.t, who: who, ctx: ctx}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { p.check(replicas) })
	return p
}

// again opens one more page of the same person, with the same cookies.
func (p *tab) again(replicas ...*replica) *tab {
	p.t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx)
	p.t.Cleanup(cancel)
	q := &tab{t: p.t, who: p.who, ctx: ctx}
	if err := chromedp.Listen(ctx, q.note); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { q.check(replicas) })
	return q
}

func (p *tab) note(ev any) {
	p.seen.Lock()
	defer p.seen.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, ev.Request.URL)
	case *network.EventResponseReceived:
		if ev.Response.Status >= 400 {
			p.faults = append(p.faults, fmt.Sprint(ev.Response.Status, " from ", ev.Response.URL))
		}
	case *runtime.EventExceptionThrown:
		p.faults = append(p.faults, ev.ExceptionDetails.Text+" "+ev.ExceptionDetails.Exception.Description)
	case *runtime.EventConsoleAPICalled:
		p.faults = append(p.faults, fmt.Sprintf("console.%s", ev.Type))
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError && ev.Entry.Source != log.EntrySourceNetwork {
			p.faults = append(p.faults, ev.Entry.Text)
		}
	}
}

func (p *tab) check(replicas []*replica) {
	p.seen.Lock()
	defer p.seen.Unlock()
	for _, r := range p.requests {
		ours := strings.HasPrefix(r, "data:") // the browser's own pictures of controls
		for _, one := range replicas {
			ours = ours || strings.HasPrefix(r, one.url+"/")
		}
		if !ours {
			p.t.Errorf("%s's page asked for %s", p.who, r)
		}
	}
	if len(p.requests) == 0 && !p.t.Failed() {
		p.t.Errorf("no request of %s's page was seen, so nothing was checked", p.who)
	}
	for _, f := range p.faults {
		p.t.Errorf("%s's browser complains: %s", p.who, f)
	}
}

type step = chromedp.Action[chromedp.Void]

// run does steps and fails the test when one fails.
func (p *tab) run(steps ...step) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, 45*time.Second)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.failed(err)
	}
}

func (p *tab) failed(err error) {
	p.t.Helper()
	words, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body?.innerText.slice(-2000)"))
	_ = chromedp.Do(p.ctx, picture("failed-"+p.t.Name()+"-"+p.who))
	p.t.Fatalf("%s: %v\n%s", p.who, err, words)
}

// ask is the answer of a script.
func ask[T any](p *tab, script string) T {
	p.t.Helper()
	x, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		p.t.Fatal(err)
	}
	return x
}

// until waits until a script answers something true, across page loads.
func until(script string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		limit, stop := context.WithTimeout(ctx, 30*time.Second)
		defer stop()
		tick := time.NewTicker(20 * time.Millisecond)
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

// shows waits until some text stands in an element's words, lacks until none does.
func shows(selector, text string) step {
	return until(fmt.Sprintf("document.querySelector(%q)?.innerText.replace(%s, ' ').includes(%q)", selector, narrow, text))
}

func lacks(selector, text string) step {
	return until(fmt.Sprintf("!document.querySelector(%q).innerText.replace(%s, ' ').includes(%q)", selector, narrow, text))
}

// narrow are the spaces that French sets before its double signs.
const narrow = `/[\u00a0\u202f]/g`

// say types words into a composer and sends them.
func say(composer, words string) step {
	return chromedp.Steps(chromedp.SendKeys(chromedp.CSS(composer), words), chromedp.KeyEvent(kb.Enter),
		until("document.querySelectorAll('.pending').length === 0"))
}

// press clicks on the last button or link with a label, once it is there.
func press(label string) step {
	find := fmt.Sprintf("[...document.querySelectorAll('button:not(.send), a, summary')].findLast(e => e.innerText.trim() === %q && e.checkVisibility())", label)
	return chromedp.Steps(until(find), until("("+find+".click(), true)"))
}

// live waits until a chat page listens, still until nothing moves any more.
var (
	live  = until("document.body.matches('.live')")
	still = until("document.getAnimations().every(a => a.playState !== 'running')")
)

// picture keeps what the tab shows, when pictures are wanted.
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
