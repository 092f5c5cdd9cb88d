package console_test

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

var shots = flag.String("shots", "", "`folder` into which the browser's tests put pictures")

// chromium is a tab of a real browser, with nobody signed in. It fails the
// test on CI when there is no Chromium.
func chromium(t *testing.T) context.Context {
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
		chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 900), chromedp.Flag("lang", "en-GB"),
	)
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	return ctx
}

type step = chromedp.Action[chromedp.Void]

func run(t *testing.T, ctx context.Context, steps ...step) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

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

// enter signs in as somebody through the front page.
func (w *world) enter(who string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		return chromedp.Do(ctx, chromedp.Navigate(w.url+"/?change&to=/tickets"),
			chromedp.Click(`input[name=person][value=`+who+`] ~ button`), chromedp.WaitVisible("#list"))
	})
}

// day is a morning at the desk: a few tickets in every state.
func (w *world) day() (outage, vpn ticket.Ticket) {
	w.clock.Store(monday.Add(-3 * 24 * time.Hour).UnixNano())
	old := w.open("camille", workflows.Opening{Title: "SolidWorks demande une licence", Text: "SolidWorks demande une licence à chaque démarrage.", Service: "cad"})
	w.do("sophie", old, ticket.Claimed{})
	late := w.open("priya", workflows.Opening{Title: "Headset has no sound", Text: "My headset has been silent since Thursday.", Service: "laptop", Lang: "en"})
	w.pass(23 * time.Hour)
	w.do("emma", late, ticket.Claimed{})
	done := w.open("tom", workflows.Opening{Title: "Cannot open the price list", Text: "Excel says the price list is locked.", Service: "files", Lang: "en"})
	w.do("aicha", done, ticket.Replied{Text: "A colleague had it open; I closed their session."})
	w.pass(time.Hour)
	w.do("aicha", done, ticket.Solved{How: "Closed the session that kept the file locked."})
	w.pass(monday.Sub(w.now()) - time.Hour)
	vpn = w.open("tom", workflows.Opening{Title: "VPN keeps dropping on Wi-Fi", Text: "The VPN drops every few minutes since this morning.\nIt works by cable.",
		Service: "vpn", Impact: "group", Urgency: "high", Lang: "en", Fields: map[string]string{"site": "Bristol", "device": "laptop BR-041"}})
	w.pass(12 * time.Minute)
	w.do("oscar", vpn, ticket.Claimed{})
	w.do("oscar", vpn, ticket.Noted{Text: "Same access point as last month. Firmware?"})
	w.do("oscar", vpn, ticket.Replied{Text: "I can see your laptop roam between two access points. Could you stay at your desk for ten minutes while I watch it?"})
	w.pass(time.Minute)
	w.do("tom", vpn, ticket.Commented{Text: "Sure, I'm here until noon."})
	w.do("oscar", vpn, ticket.HeldUp{Reason: "Waiting for the supplier's firmware", Till: w.now().Add(26 * time.Hour)})
	w.open("yann", workflows.Opening{Title: "La caisse ne lit plus les cartes", Text: "Le terminal refuse toutes les cartes.", Service: "till", Impact: "department", Urgency: "high"})
	w.open("lucas", workflows.Opening{Title: "Étiqueteuse qui décale", Text: "Les étiquettes sortent décalées.", Service: "printing", Kind: "request", Urgency: "low"})
	w.pass(40 * time.Minute)
	outage = w.outage()
	w.pass(6 * time.Minute)
	return outage, vpn
}

// TestPictures draws the pages, for people to look at with -shots.
func TestPictures(t *testing.T) {
	w := newWorld(t)
	outage, vpn := w.day()
	w.offers()
	ctx := chromium(t)
	phone := chromedp.EmulateViewport(360, 1500, chromedp.EmulateMobile, chromedp.EmulateScale(2))
	wide := chromedp.EmulateViewport(1280, 1500)
	at := func(path, name string) step {
		return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			return chromedp.Do(ctx, chromedp.Navigate(w.url+path), chromedp.WaitVisible("#main"), picture(name))
		})
	}
	run(t, ctx, wide, at("/", "home"), at("/?lang=fr", "home-fr"),
		w.enter("nadia"), at("/oncall", "oncall-fr"), at("/oncall?lang=en", "oncall-en"),
		at("/tickets?show=all", "tickets-en"), at("/tickets/"+outage.Number(), "outage-en"),
		w.enter("oscar"), at("/tickets/"+vpn.Number(), "vpn-en"), at("/tickets/"+vpn.Number()+"?theme=dark", "vpn-en-dark"), at("/oncall", "oncall-dark"),
		phone, at("/tickets?show=all", "phone-tickets-dark"), at("/tickets/"+vpn.Number(), "phone-vpn-dark"),
		w.enter("nadia"), at("/oncall?lang=fr", "phone-oncall-fr-dark"), at("/oncall?theme=light", "phone-oncall-fr"),
		at("/?change", "phone-home-fr"),
		w.enter("helene"), at("/desk", "phone-desk-fr"), wide, at("/desk", "desk-fr"), at("/desk?theme=dark", "desk-fr-dark"),
		at("/tickets?show=all", "tickets-fr-dark"), w.enter("tom"), at("/tickets/"+vpn.Number()+"?lang=en", "vpn-requester-en"), at("/desk", "refused"),
		at("/sign-in?secret=x", "sign-in"),
	)
}

// offers makes articles that helped, and some that did not.
func (w *world) offers() {
	w.tx(func(tx *store.Tx) error {
		for i, outcome := range []string{"confirmed", "confirmed", "potential", "confirmed", "none"} {
			talk, err := tx.TalkAt(place(i))
			if err != nil {
				return err
			}
			question := "comment relancer l’étiqueteuse de l’atelier ?"
			if err := tx.Offered(talk, "vpn-drops", "fr", string(people.ID("marie")), question, w.now()); err != nil {
				return err
			}
			if err := tx.Judged(talk, "vpn-drops", outcome, w.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestAcknowledge is somebody woken at night, on a phone: the page shows the
// ticket without being reloaded, and one press stops the paging.
func TestAcknowledge(t *testing.T) {
	w := newWorld(t)
	ctx := chromium(t)
	run(t, ctx, chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile), w.enter("nadia"),
		chromedp.Navigate(w.url+"/oncall?lang=en"), chromedp.WaitVisible(".quiet"))
	k := w.outage()
	w.pass(6 * time.Minute)
	run(t, ctx, chromedp.WaitVisible(".alert.mine"))
	news, err := text(ctx, "#news")
	if err != nil || news != "1 open page" {
		t.Errorf("read aloud: %q, %v", news, err)
	}
	run(t, ctx, chromedp.Click(".alert .primary"), chromedp.WaitVisible(".banner.done"), chromedp.WaitVisible(".alert.acked"))
	if got := w.read(k).State.Acked; got != "nadia" {
		t.Errorf("acknowledged by %q, want nadia", got)
	}
	run(t, ctx, chromedp.Click(".alert .acts .button"), chromedp.WaitVisible(".quiet"))
	if got := w.read(k).State.Assignee; got != "nadia" {
		t.Errorf("claimed by %q, want nadia", got)
	}
}

// TestWriting shows that a page which brings itself up to date does not touch
// what somebody is writing.
func TestWriting(t *testing.T) {
	w := newWorld(t)
	k := w.outage()
	ctx := chromium(t)
	run(t, ctx, w.enter("nadia"), chromedp.Navigate(w.url+"/tickets/"+k.Number()+"?lang=en"),
		chromedp.WaitVisible("#reply-text"), chromedp.SendKeys("#reply-text", "On my way"))
	w.do("mehdi", k, ticket.Claimed{})
	run(t, ctx, chromedp.WaitVisible("#t-time li.claimed"))
	state, err := text(ctx, "#t-head .state")
	if err != nil || !strings.Contains(state, "Mehdi") {
		t.Errorf("state %q, %v; want Mehdi to have it", state, err)
	}
	run(t, ctx, chromedp.Click(".box.reply button"), chromedp.WaitVisible(".said.pending"))
	if sending := w.read(k).Sending; len(sending) != 1 || sending[0].Text != "On my way" {
		t.Errorf("sending %v, want what was written", sending)
	}
}

func text(ctx context.Context, selector string) (string, error) {
	return chromedp.Run(ctx, chromedp.TextContent(selector))
}

// place is a direct talk of the demo's.
func place(i int) chat.Place {
	return chat.Place{Adapter: "web", Channel: "dm-test-" + strconv.Itoa(i)}
}
