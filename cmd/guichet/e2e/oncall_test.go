package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOnCall is an outage that nobody claims: the person on call is paged, in
// the chat and on the page that a phone keeps open, and an acknowledgement
// keeps the next one from being paged.
func TestOnCall(t *testing.T) {
	t.Parallel()
	desk := hastyDesk(t)
	r := newHouse(t).serve("--desk", desk)
	b := chromium(t)
	nadia := b.tab("nadia", r).enterBy(r, "--desk", desk)
	nadia.run(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch),
		chromedp.Navigate(r.url+"/oncall"), shows("#pages", "Tout est calme"), until(stay))
	chat := nadia.again(r)
	chat.run(chromedp.Navigate(r.url+"/chat"), live)
	b.tab("priya", r).enterBy(r, "--desk", desk).run(live, say("#say-0", "the whole internet is down in Bristol, nobody can work"),
		press("No, open a ticket"), press("The whole site"), shows("#log", "Your ticket is INC-1"))

	nadia.run(shows(".alert.mine", "INC-1"), shows(".alert .calls", "vous"), shows(".alert .next", "Mehdi Zerrouki"), picture("paged"), until(stayed))
	chat.run(shows(".urgent", "🚨 P1 · INC-1"))
	nadia.run(press("J’ai vu"), shows(".alert.acked .answered", "Nadia Rahmani a accusé réception"), until("!document.querySelector('.alert .next')"), picture("acknowledged"))
	chat.run(shows("#log", "✅ Alerte reçue par Nadia Rahmani."), until("!document.querySelector('.urgent')"))
	nadia.run(press("Prendre"), shows("#pages", "Tout est calme"))
}
