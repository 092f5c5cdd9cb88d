package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

var (
	wide  = chromedp.EmulateViewport(1280, 900)
	phone = chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))
)

// enter picks a person on the demo's front page.
func (p *tab) enter(r *replica) *tab {
	p.t.Helper()
	button := "input[name=person][value=" + p.who + "] ~ button"
	p.run(chromedp.Navigate(r.url+"/?change"), still, chromedp.ScrollIntoView(chromedp.CSS(button)), chromedp.Click(chromedp.CSS(button)),
		until("location.pathname !== '/'"))
	return p
}

// TestDemo is what `make run` starts, in the hands of people who have never
// seen it.
func TestDemo(t *testing.T) {
	t.Parallel()
	r := newHouse(t).serve()
	b := chromium(t)
	newcomer(b, r)
	morning(r)
	everyPage(b, r)
	careless(b, r)
}

// newcomer looks around and tries it out, in English.
func newcomer(b browser, r *replica) {
	tom := b.tab("tom", r)
	tom.run(chromedp.Navigate(r.url+"/"), shows("main", "Who would you like to be?"), picture("home"))
	tom.enter(r).run(live, shows("#log", "Hello Tom Bradley"), picture("empty"), press("The VPN keeps dropping"), shows("#log", "Did this help?"),
		press("No, open a ticket"), chromedp.WaitVisible(chromedp.CSS(".form")), picture("form"),
		chromedp.SetValue(chromedp.CSS(`[name="v.place"]`), "travel"), chromedp.SendKeys(chromedp.CSS(`[name="v.message"]`), "handshake did not complete"),
		press("Send"), shows("#log", "Your ticket is INC-1"), picture("ticket-opened"))
}

// pages are every page there is, and who looks at it.
var pages = []struct{ who, path, name string }{
	{"", "/", "home"},
	{"marie", "/chat", "chat"}, {"marie", "/tickets", "own-tickets"}, {"marie", "/tickets/INC-2", "own-ticket"},
	{"aicha", "/channel/agents", "channel"}, {"aicha", "/channel/agents?thread=%s", "channel-thread"}, {"aicha", "/chat", "agent-chat"},
	{"nadia", "/oncall", "oncall"}, {"nadia", "/tickets?show=all", "tickets"}, {"nadia", "/tickets/INC-2", "ticket"}, {"nadia", "/tickets/INC-7", "outage"},
	{"helene", "/desk", "desk"},
}

// everyPage holds every page, in both languages, to what any page must be.
func everyPage(b browser, r *replica) {
	tabs := make(map[string]*tab)
	for _, p := range pages {
		look, ok := tabs[p.who]
		if !ok {
			look = b.tab(p.who, r)
			if p.who != "" {
				look.enter(r)
			}
			tabs[p.who] = look
		}
		if strings.Contains(p.path, "%s") {
			p.path = fmt.Sprintf(p.path, ask[string](look, "[...document.querySelectorAll('.card')].find(c => c.innerText.includes('INC-2 ')).dataset.post"))
		}
		for code, desk := range map[string]string{"en": "Maison Lumen IT desk", "fr": "Guichet informatique de Maison Lumen"} {
			sign := "?"
			if strings.Contains(p.path, "?") {
				sign = "&"
			}
			look.run(wide, chromedp.Navigate(r.url+p.path+sign+"lang="+code), until("document.readyState === 'complete'"), still, picture(p.name+"-"+code))
			look.holds(p.path, code, desk)
			look.run(phone, still, picture("phone-"+p.name+"-"+code))
			if width := ask[int](look, "document.documentElement.scrollWidth"); width > 360 {
				b.t.Errorf("%s in %s is %d wide on a phone of 360", p.path, code, width)
			}
		}
	}
}

// holds checks what the page tells about itself, to everybody and to screen
// readers.
func (p *tab) holds(path, code, desk string) {
	p.t.Helper()
	if lang := ask[string](p, "document.documentElement.lang"); lang != code {
		p.t.Errorf("%s says its language is %q, want %s", path, lang, code)
	}
	if title := ask[string](p, "document.title"); !strings.Contains(title, desk) {
		p.t.Errorf("%s in %s has the title %q", path, code, title)
	}
	for rule, script := range map[string]string{
		"one h1":          `document.querySelectorAll("h1").length === 1`,
		"one main":        `document.querySelectorAll("main").length === 1`,
		"unique ids":      `(ids => new Set(ids).size === ids.length)([...document.querySelectorAll("[id]")].map(e => e.id))`,
		"a chat stands":   `!document.querySelector(".log") || document.scrollingElement.scrollHeight <= innerHeight`,
		"no raw template": `!/\{\{|%!|<no value>|\bundefined\b/.test(document.body.innerText)`,
	} {
		if !ask[bool](p, script) {
			p.t.Errorf("%s in %s: broken rule: %s", path, code, rule)
		}
	}
	tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.t.Fatal(err)
	}
	controls := []string{"button", "link", "textbox", "combobox", "radio", "checkbox", "DisclosureTriangle", "Date", "navigation", "image"}
	for _, n := range tree.Nodes {
		if role := words(n.Role); !n.Ignored && slices.Contains(controls, role) && strings.TrimSpace(words(n.Name)) == "" {
			p.t.Errorf("%s in %s: a %s has no name", path, code, role)
		}
	}
}

func words(v *accessibility.Value) string {
	var s string
	if v == nil || json.Unmarshal(v.Value, &s) != nil {
		return ""
	}
	return s
}

// careless people press twice, reload while they write, keep two pages open
// and write what looks like a program.
func careless(b browser, r *replica) {
	clara := b.tab("clara", r).enter(r)
	clara.run(live, chromedp.SendKeys(chromedp.CSS("#say-0"), "je n'ai pas fini"), chromedp.Reload(), live,
		until("document.querySelector('#say-0').value === \"je n'ai pas fini\""),
		until("(document.querySelector('#say-0').value = '') === ''"))
	second := clara.again(r)
	second.run(chromedp.Navigate(r.url+"/chat"), live)
	odd := `<img src=/none onerror="document.title = 'caught'"> {{.}} %s **x** 🙃`
	clara.run(say("#say-0", odd), shows("#log", odd))
	second.run(shows("#log", odd))
	twice := "[...document.querySelectorAll('button')].findLast(e => e.innerText === 'Non, ouvrir un ticket')"
	clara.run(say("#say-0", "l'étiqueteuse imprime de travers"), until(twice), until("((b) => { b.click(); b.click(); return true; })("+twice+")"))
	second.run(shows("#log", "Votre ticket est le"))
	clara.run(say("#say-0", "où en est mon ticket ?"), shows("#log", "attend que quelqu’un le prenne"))
	if n := ask[int](clara, "document.querySelector('#log').innerText.split('Votre ticket est le').length - 1"); n != 1 {
		b.t.Errorf("a double click opened %d tickets", n)
	}

	leo := b.tab("leo", r).enter(r)
	leo.run(live, until("document.querySelector('.card a.thread').click() === undefined"), chromedp.WaitVisible(chromedp.CSS("#thread")),
		chromedp.NavigateBack(), chromedp.WaitNotPresent(chromedp.CSS("#thread")), live, until("location.search === ''"))
}
