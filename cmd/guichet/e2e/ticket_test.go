package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// enterBy opens a sign-in link and presses its button.
func (p *tab) enterBy(r *replica, flags ...string) *tab {
	p.t.Helper()
	p.run(chromedp.Navigate(r.link(p.who, flags...)), chromedp.Click(chromedp.CSS("main form button")), until("location.pathname !== '/sign-in'"))
	return p
}

// stay marks the page, stayed tells whether it is still the same one.
const (
	stay   = "(window.stayed = true)"
	stayed = "window.stayed === true"
)

// tabTo goes on with the tabulator until the keyboard is at a button.
func tabTo(label string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for range 40 {
			if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
				return err
			}
			at, err := chromedp.Evaluate[string]("document.activeElement.innerText ?? ''")(ctx, t)
			if err != nil || strings.TrimSpace(at) == label {
				return err
			}
		}
		return fmt.Errorf("the tabulator does not lead to %q", label)
	})
}

// TestTicket follows a ticket from the first word to the rating, between
// people at two replicas, of which one is killed on the way.
func TestTicket(t *testing.T) {
	t.Parallel()
	desk := hastyDesk(t)
	h := newHouse(t)
	first, second := h.serve("--desk", desk), h.serve("--desk", desk)
	b := chromium(t)
	marie := b.tab("marie", first, second).enterBy(first, "--desk", desk)
	aicha := b.tab("aicha", first, second).enterBy(second, "--desk", desk)
	nadia := b.tab("nadia", first, second).enterBy(first, "--desk", desk)
	aicha.run(shows("#log", "Rien pour l’instant"), live, until(stay))
	nadia.run(chromedp.Navigate(first.url+"/channel/agents"), live, until(stay))

	// Marie describes her trouble; the article does not help.
	marie.run(live, say("#say-0", "le vpn se coupe sans arrêt en wifi"), shows("#log", "Est-ce que cela vous a aidé ?"),
		press("Non, ouvrir un ticket"), chromedp.WaitVisible(chromedp.CSS(".form")),
		chromedp.SetValue(chromedp.CSS(`[name="v.place"]`), "home"), chromedp.SendKeys(chromedp.CSS(`[name="v.message"]`), "handshake did not complete"),
		press("Envoyer"), shows("#log", "Votre ticket est le INC-1"))

	// The card comes by itself, and is claimed without a mouse.
	aicha.run(shows(".card", "INC-1 · Problème de VPN"), shows(".card", "Non pris"), picture("card"),
		chromedp.Focus(chromedp.CSS("#say-0")), chromedp.KeyEvent(kb.ArrowUp), tabTo("Prendre"), chromedp.KeyEvent(kb.Enter),
		shows(".card", "En cours · Aïcha Benali"), until(stayed))
	nadia.run(shows(".card", "En cours · Aïcha Benali"), until(stayed))
	marie.run(shows("#log", "Aïcha Benali s’occupe de INC-1"))

	// What is said in the thread stays there, unless it is sent.
	thread := "document.querySelector('#thread textarea').id"
	aicha.run(until("document.querySelector('.card a.thread').click() === undefined"), chromedp.WaitVisible(chromedp.CSS("#thread")), live)
	words := "#" + ask[string](aicha, thread)
	reply := func(text string) step {
		return chromedp.Steps(until("document.querySelector('#thread [value=reply]').click() === undefined"), say(words, text))
	}
	aicha.run(say(words, "entre nous, c'est la borne du hall"),
		reply("Une réponse partie trop vite"), press("Annuler l’envoi"), shows("#thread", "Rien n’est parti"),
		reply("Pouvez-vous redémarrer votre box ?"), shows("#thread", "Aïcha Benali → Marie Durand"), picture("thread"))
	marie.run(shows("#log", "Pouvez-vous redémarrer votre box ?"), lacks("#log", "la borne du hall"), lacks("#log", "trop vite"),
		say("#say-0", "C'est fait, et ça tient."))
	aicha.run(shows("#thread", "C'est fait, et ça tient."))

	// A replica dies; who was at the other notices nothing.
	first.kill()
	marie.run(chromedp.WaitVisible(chromedp.CSS("#offline")), chromedp.SendKeys(chromedp.CSS("#say-0"), "et merci !"), chromedp.KeyEvent(kb.Enter), shows("#log", "Pas encore envoyé"))
	aicha.run(press("Résoudre"), chromedp.WaitVisible(chromedp.CSS(".form textarea")),
		chromedp.SendKeys(chromedp.CSS(".form textarea"), "La box avait perdu sa configuration."), press("Résoudre"),
		shows(".card", "Résolu · Aïcha Benali"), until(stayed))

	// At the other replica Marie finds everything as she left it.
	elsewhere := marie.again(first, second)
	elsewhere.run(chromedp.Navigate(second.url+"/chat"), live, shows("#log", "La box avait perdu sa configuration."), picture("resolved"),
		press("Oui, ça marche"), press("5"), picture("rated"))
	aicha.run(shows(".card", "★★★★★"), until(stayed))

	// The replica comes back, and with it what was typed in vain.
	h.serveAt(strings.TrimPrefix(first.url, "http://"), "--desk", desk)
	marie.run(live, chromedp.WaitNotPresent(chromedp.CSS(".pending")), shows("#log", "La box avait perdu sa configuration."))
	elsewhere.run(shows("#log", "et merci !"))
	nadia.run(live, shows(".card", "★★★★★"), until(stayed))
}
