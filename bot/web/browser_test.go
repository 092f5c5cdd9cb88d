package web_test

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "`folder` into which the browser's tests put pictures")

// browser is a tab of a real Chromium, with nobody signed in. It fails the
// test on CI when there is no Chromium.
func browser(t *testing.T) context.Context {
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
		chromedp.Flag("lang", "en-GB"),
	)
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(cancel)
	return ctx
}

type step = chromedp.Action[chromedp.Void]

// run does steps and fails the test when one fails.
func run(t *testing.T, ctx context.Context, steps ...step) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

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
	ctx := browser(t)
	run(t, ctx,
		chromedp.Navigate(s.url+"/in/aicha"), chromedp.WaitVisible(".empty"), picture("empty-en"),
		chromedp.Navigate(s.url+"/channel/agents"), chromedp.WaitVisible(".card"), picture("agents"),
		chromedp.Click(".card a.thread[href$='=4']"), chromedp.WaitVisible("#thread"), chromedp.Sleep(300*time.Millisecond), picture("agents-thread"),
		chromedp.Click("#thread [value=reply] + span"), picture("agents-thread-reply"),
		chromedp.Click(".to-dark"), picture("agents-dark"),
		chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateScale(2)),
		picture("phone-thread-dark"), chromedp.Click(".close"), chromedp.WaitVisible(".talk"), picture("phone-agents-dark"),
		chromedp.Click(".to-light"), picture("phone-agents"),
		chromedp.Navigate(s.url+"/in/marie"), chromedp.WaitVisible(".post"), picture("phone-chat-en"),
		chromedp.Navigate(s.url+"/in/luc"), chromedp.WaitVisible(".post"), picture("phone-chat-fr"),
		chromedp.EmulateViewport(1280, 860), picture("chat-fr"),
		chromedp.Navigate(s.url+"/in/marie"), chromedp.WaitVisible(".post"), picture("chat-en"),
		chromedp.Click(".to-dark"), picture("chat-en-dark"),
	)
}
