package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
)

func TestBrowserTalk(t *testing.T) {
	s := newStage(t).open()
	b := s.browse()
	b.open("marie", "/chat")
	b.run(
		chromedp.Click(".suggestions button"), shows("#log", "You said: i forgot my password", 1),
		chromedp.SendKeys("#say-0", "first line"), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierShift)),
		chromedp.KeyEvent("second"), chromedp.KeyEvent(kb.Enter),
		shows("#log", "first line\nsecond", 2), until("document.querySelector('#say-0').value.trim() === ''"),
		until("document.querySelectorAll('.pending').length === 0"), until("document.querySelectorAll('.day').length === 1"),
	)
	if diff := cmp.Diff(chat.Said{Text: "first line\nsecond"}, s.messages()[1].Did); diff != "" {
		t.Errorf("the desk was given: %s", diff)
	}
	if got := ask[string](b, "document.activeElement.id"); got != "say-0" {
		t.Errorf("after sending the keyboard is at %q", got)
	}
	ref := s.post("dm-marie", "", chat.Say("without being asked"))
	b.run(shows("#log", "without being asked", 1))
	s.edit(ref, "e", chat.Say("and now changed"))
	b.run(shows("#log", "and now changed", 1), shows("#log", "without being asked", 0))
	b.run(chromedp.Reload(), live, shows("#log", "and now changed", 1), shows("#log", "first line", 2))
}

func TestBrowserTyping(t *testing.T) {
	s := newStage(t).open()
	s.silent = true
	b := s.browse()
	b.open("marie", "/chat")
	b.run(chromedp.SendKeys("#say-0", "hello\n"), chromedp.WaitVisible(".typing"))
	s.post("dm-marie", "", chat.Say("here I am"))
	b.run(shows("#log", "here I am", 1), chromedp.WaitNotVisible(".typing"))
	if err := s.adapter.Typing(t.Context(), chat.Place{Channel: "dm-marie"}); err != nil {
		t.Fatal(err)
	}
	b.run(chromedp.WaitVisible(".typing"))
}

// TestBrowserKeyboard goes from the composer to a button and presses it,
// without a mouse.
func TestBrowserKeyboard(t *testing.T) {
	s := newStage(t).open()
	s.post("dm-marie", "", chat.Say("older"))
	ref := s.post("dm-marie", "", vpnEN)
	b := s.browse()
	b.open("marie", "/chat")
	b.run(chromedp.Focus("#say-0"), chromedp.KeyEvent(kb.ArrowUp))
	if got := ask[string](b, "document.activeElement.dataset.post"); got != string(ref) {
		t.Fatalf("arrow up in an empty composer goes to post %q", got)
	}
	b.run(chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.ArrowDown))
	for range 6 {
		b.run(chromedp.KeyEvent(kb.Tab))
		if ask[string](b, "document.activeElement.value ?? ''") == "no" {
			break
		}
	}
	if outline := ask[string](b, "getComputedStyle(document.activeElement).outlineStyle"); outline != "solid" {
		t.Errorf("the button that the keyboard is at has the outline %q", outline)
	}
	b.run(chromedp.KeyEvent(kb.Enter), shows("#log", "Pressed no", 1))
	if got := s.messages()[0].Did; got != (chat.Pressed{Token: "no"}) {
		t.Errorf("the desk was given %v", got)
	}
	// The post changes under the keyboard, which stays where it was.
	s.edit(ref, "e", vpnEN)
	b.run(until("document.querySelector('.flash')"))
	if got := ask[string](b, "document.activeElement.value ?? document.activeElement.outerHTML"); got != "no" {
		t.Errorf("after the change the keyboard is at %q", got)
	}
	b.run(chromedp.KeyEvent(kb.Escape))
	if got := ask[string](b, "document.activeElement.id"); got != "say-0" {
		t.Errorf("escape leads to %q", got)
	}
}

func TestBrowserForm(t *testing.T) {
	s := newStage(t).open()
	s.post("dm-marie", "", chat.Reply{Blocks: []chat.Block{laptopForm}})
	b := s.browse()
	b.open("marie", "/chat")
	b.run(
		chromedp.SendKeys(`[name="v.device"]`, "LT-2203"), chromedp.Click(".form button"),
		until(`document.querySelector('[name="v.since"]:invalid') === document.activeElement`), // the browser asks first
		// Without the browser's own check the server names the faults, and keeps what was entered.
		chromedp.SetAttributeValue(".form", "novalidate", ""), chromedp.Click(".form button"),
		until(`document.querySelectorAll('[aria-invalid]').length === 2`), shows(".form", "Please fill in this field", 2),
		until(`document.querySelector('[name="v.device"]').value === 'LT-2203'`), picture("form-faults"),
		chromedp.SetValue(`[name="v.since"]`, "2026-03-01"), chromedp.SetValue(`[name="v.impact"]`, "slowly"),
		chromedp.Click(".form button"), shows("#log", "I have opened INC-1042 for LT-2203.", 1), shows("#log", "You have sent this form", 1),
		chromedp.WaitNotPresent(".form"), picture("form-sent"),
	)
	want := chat.Filled{Token: "laptop", Values: map[string]string{"device": "LT-2203", "since": "2026-03-01", "impact": "slowly", "more": ""}}
	if diff := cmp.Diff(want, s.messages()[0].Did); diff != "" {
		t.Errorf("the desk was given: %s", diff)
	}
}

// TestBrowserReconnect loses the server, twice answered messages and all:
// nothing of what was typed meanwhile is lost, nothing comes twice.
func TestBrowserReconnect(t *testing.T) {
	s := newStage(t).open()
	b := s.browse()
	b.open("marie", "/chat")
	s.mu.Lock()
	s.drop = 1
	s.mu.Unlock()
	b.run(chromedp.SendKeys("#say-0", "alpha\n"), shows("#log", "You said: alpha", 1))
	s.close()
	b.run(
		chromedp.WaitVisible("#offline"), chromedp.SendKeys("#say-0", "beta\n"), chromedp.SendKeys("#say-0", "gamma\n"),
		shows("#log", "Not sent yet", 2), shows("#log", "Sending", 0), picture("offline"),
	)
	s.post("dm-marie", "", chat.Say("said by another replica"))
	s.restart()
	b.run(
		shows("#log", "You said: gamma", 1), shows("#log", "said by another replica", 1), chromedp.WaitNotVisible("#offline"),
		until("document.querySelectorAll('.pending').length === 0"), until("document.querySelectorAll('.day').length === 1"),
	)
	check := func(when string) {
		t.Helper()
		var got []string
		for _, words := range ask[[]string](b, "[...document.querySelectorAll('.list .said, .list .desk p')].map(e => e.textContent)") {
			got = append(got, words)
		}
		want := []string{"alpha", "You said: alpha", "said by another replica", "beta", "You said: beta", "gamma", "You said: gamma"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", when, diff)
		}
	}
	check("after the reconnect")
	b.run(chromedp.Reload(), live)
	check("after loading again")
	if n := len(s.messages()); n != 3 {
		t.Errorf("the desk was given %d messages", n)
	}
}

func TestBrowserRefusedWordsComeBack(t *testing.T) {
	s := newStage(t).open()
	s.refuse["odd"] = true
	b := s.browse()
	b.open("luc", "/chat")
	b.run(chromedp.SendKeys("#say-0", "odd\n"), shows("#alert", "n’a pas pu prendre ce message", 1),
		until("document.querySelector('#say-0').value === 'odd'"))
}

func TestBrowserChannel(t *testing.T) {
	s := newStage(t).open()
	s.silent = true
	first := s.post("agents", "", card("INC-1", "Printer", "P3", "Luc", "Workplace", "New", "10:00", "Claim"))
	b := s.browse()
	b.open("aicha", "/channel/agents")
	b.run(chromedp.Click(".card button.primary"), until("document.querySelector('[aria-busy]') === null"))
	s.edit(first, "claimed", card("INC-1", "Printer", "P2", "Luc", "Workplace", "Claimed by Aïcha", "10:00", "Resolve"))
	b.run(shows(".card", "Claimed by Aïcha", 1), chromedp.WaitVisible(".card.p2.flash"))

	b.run(chromedp.Click("a.thread"), chromedp.WaitVisible("#thread"), shows("#thread .internal", "Only colleagues see it", 1))
	if got := ask[string](b, "location.search"); got != "?thread="+string(first) {
		t.Errorf("the thread's address is %q", got)
	}
	thread := "#say-" + string(first)
	b.run(chromedp.SendKeys(thread, "a note\n"), shows("#thread .list", "a note", 1),
		chromedp.Click("#thread [value=reply] + span"), shows("#thread .mode-hint", "The requester will receive these words", 1),
		chromedp.SendKeys(thread, "an answer\n"), shows("#thread .list", "an answer", 1), shows(".talk .card", "2 replies", 1),
		until("document.querySelector('[value=internal]').checked"))
	said := s.messages()[1:]
	if diff := cmp.Diff([]chat.Did{chat.Said{Text: "a note"}, chat.Said{Text: "/reply an answer"}}, []chat.Did{said[0].Did, said[1].Did}); diff != "" {
		t.Errorf("the desk was given: %s", diff)
	}
	// While the thread is open both lists and the card on top go on.
	s.post("agents", string(first), chat.Say("sent to Luc"))
	s.post("agents", "", card("INC-2", "Screen", "P1", "Inès", "Workplace", "New", "10:30", "Claim"))
	s.edit(first, "held", card("INC-1", "Printer", "P2", "Luc", "Workplace", "On hold", "10:00", "Resume"))
	b.run(shows("#thread .list", "sent to Luc", 1), shows("#log", "INC-2", 2), shows(".root", "On hold", 1), shows("#log", "On hold", 1))
	b.run(chromedp.Focus(thread), chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent("#thread"))
	if got := ask[string](b, "document.activeElement.className + location.search"); got != "thread" {
		t.Errorf("after closing the thread the keyboard is at %q", got)
	}
	b.run(chromedp.Click(".react summary"), chromedp.Click(".react [value=eyes]"), shows(".card .reaction", "1", 1))
}

func TestBrowserDark(t *testing.T) {
	s := newStage(t).open()
	s.furnish()
	b := s.browse()
	dark := chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		return err
	})
	const paper = "getComputedStyle(document.body).backgroundColor"
	b.open("marie", "/chat")
	if got := ask[string](b, paper); got != "rgb(248, 243, 234)" {
		t.Errorf("in light colours the page is %s", got)
	}
	b.run(dark)
	if got := ask[string](b, paper); got != "rgb(28, 26, 23)" {
		t.Errorf("where dark colours are preferred the page is %s", got)
	}
	b.run(chromedp.WaitNotVisible(".to-dark"), chromedp.Click(".to-light"))
	b.run(chromedp.Reload(), live)
	if got := ask[string](b, paper); got != "rgb(248, 243, 234)" {
		t.Errorf("after light colours were chosen the page is %s", got)
	}
}

var pages = []struct{ who, path string }{
	{"marie", "/chat"}, {"luc", "/chat"}, {"aicha", "/chat"}, {"aicha", "/channel/agents"},
	{"tom", "/channel/agents"}, {"aicha", "/channel/agents?thread=4"}, {"tom", "/channel/agents?thread=4"},
}

func TestBrowserPhone(t *testing.T) {
	s := newStage(t).open()
	s.furnish()
	s.said("marie", "dm-marie", "", strings.Repeat("Donaudampfschifffahrt", 20), false)
	s.post("dm-marie", "", chat.Reply{Blocks: []chat.Block{chat.Code{Text: strings.Repeat("long line ", 40)}, folders, laptopForm}})
	b := s.browse()
	b.run(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch))
	for _, p := range pages {
		b.open(p.who, p.path)
		b.run(until("document.querySelectorAll('details').forEach(d => { d.open = true; }) === undefined"), still)
		wide := ask[[]string](b, `[...document.querySelectorAll("body, body *")].filter(e => !e.closest("pre, .vh, .skip, svg, .top nav, template") &&
			e.getBoundingClientRect().right > 360.5 && e.getClientRects().length).map(e => e.outerHTML.slice(0, 120))`)
		if width := ask[int](b, "document.documentElement.scrollWidth"); width > 360 || len(wide) > 0 {
			t.Errorf("%s as %s is %d wide: %s", p.path, p.who, width, wide)
		}
		small := ask[[]string](b, `[...document.querySelectorAll("button, a.button, .tool, summary, .close")].filter(e => {
			const r = e.getBoundingClientRect(); return r.width && (r.width < 24 || r.height < 24); }).map(e => e.outerHTML.slice(0, 120))`)
		if len(small) > 0 {
			t.Errorf("%s as %s has targets under 24 pixels: %s", p.path, p.who, small)
		}
	}
}

// TestBrowserAccess asks the browser what it would tell a screen reader.
func TestBrowserAccess(t *testing.T) {
	s := newStage(t).open()
	s.furnish()
	s.post("dm-marie", "", chat.Reply{Blocks: []chat.Block{folders, laptopForm, chat.Image{URL: "/chat/static/none.png", Alt: "a picture"}}})
	b := s.browse()
	for _, p := range pages {
		b.open(p.who, p.path)
		tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			t.Fatal(err)
		}
		roles := make(map[string]int)
		for _, n := range tree.Nodes {
			if n.Ignored {
				continue
			}
			role, name := text(n.Role), text(n.Name)
			roles[role]++
			switch role {
			case "button", "link", "textbox", "combobox", "radio", "DisclosureTriangle", "Date", "log", "navigation", "complementary", "image":
				if strings.TrimSpace(name) == "" {
					t.Errorf("%s as %s: a %s has no name", p.path, p.who, role)
				}
			}
		}
		for role, want := range map[string]int{"main": 1, "banner": 1, "log": 1 + strings.Count(p.path, "thread")} {
			if roles[role] != want {
				t.Errorf("%s as %s has %d %s, want %d", p.path, p.who, roles[role], role, want)
			}
		}
		for rule, script := range map[string]string{
			"one h1":             `document.querySelectorAll("h1").length === 1`,
			"unique ids":         `(ids => new Set(ids).size === ids.length)([...document.querySelectorAll("[id]")].map(e => e.id))`,
			"a language":         `["en", "fr"].includes(document.documentElement.lang)`,
			"no skipped level":   `[...document.querySelectorAll("h1, h2, h3")].map(h => +h.tagName[1]).every((l, i, all) => l <= (all[i - 1] ?? 0) + 1)`,
			"a title":            `document.title.length > 3`,
			"polite logs":        `[...document.querySelectorAll("[role=log]")].every(l => l.ariaLive === "polite")`,
			"no tabindex over 0": `[...document.querySelectorAll("[tabindex]")].every(e => e.tabIndex <= 0)`,
			"references exist": `[...document.querySelectorAll("[aria-labelledby], [aria-describedby]")].every(e =>
				document.getElementById(e.getAttribute("aria-labelledby") ?? e.getAttribute("aria-describedby")))`,
		} {
			if !ask[bool](b, script) {
				t.Errorf("%s as %s: broken rule: %s", p.path, p.who, rule)
			}
		}
	}
}

func text(v *accessibility.Value) string {
	var s string
	if v == nil || json.Unmarshal(v.Value, &s) != nil {
		return ""
	}
	return s
}

// TestWithoutScript uses the chat as a browser without JavaScript does.
func TestWithoutScript(t *testing.T) {
	s := newStage(t).open()
	b := s.browse()
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	b.run(chromedp.Navigate(s.url+"/in/marie"), chromedp.SendKeys("#say-0", "vpn"), chromedp.Click(".send"),
		chromedp.WaitVisible(".desk button.primary"), chromedp.Click(".desk button.primary"), chromedp.WaitVisible(".post:nth-child(4)"))
	if got := fmt.Sprint(s.messages()[0].Did, s.messages()[1].Did); got != "{vpn []} {yes }" {
		t.Errorf("the desk was given %s", got)
	}
}
