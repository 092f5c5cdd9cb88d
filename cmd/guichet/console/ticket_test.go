package console_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// TestBefore shows agents what was said on the way to a ticket, and nothing of
// what the requester said long before or afterwards.
func TestBefore(t *testing.T) {
	w := newWorld(t)
	dm := chat.Place{Adapter: "web", Channel: "dm-marie"}
	say := func(id, words string) {
		m := chat.Message{ID: id, Place: dm, From: chat.Account{Adapter: "web", ID: "marie"}, Direct: true, At: w.now(), Did: chat.Said{Text: words}}
		if _, err := w.app.Store.Accept(context.Background(), m, store.Notes{}, w.now()); err != nil {
			t.Fatal(err)
		}
	}
	say("1", "PRIVATE MATTER")
	w.clock.Add(int64(3 * time.Hour))
	say("2", "THE NETWORK IS DOWN")
	w.clock.Add(int64(time.Minute))
	o := opening("network", "wifi")
	w.tx(func(tx *store.Tx) (err error) {
		o.Talk, err = tx.TalkAt(dm)
		return err
	})
	o.Place = dm
	k := w.open("marie", o)
	w.clock.Add(int64(time.Minute))
	say("3", "AFTERWARDS")
	body := w.as("nadia").get("/tickets/"+k.Number()).shows(t, "THE NETWORK IS DOWN").body
	for _, words := range []string{"PRIVATE MATTER", "AFTERWARDS"} {
		if strings.Contains(body, words) {
			t.Errorf("the agent reads %q", words)
		}
	}
}

// TestTimeline tells a whole ticket and wants every step of it, in order, with
// its reason.
func TestTimeline(t *testing.T) {
	w := newWorld(t)
	k := w.outage()
	w.pass(11 * time.Minute)
	nadia := w.as("nadia")
	nadia.get("/oncall?lang=en")
	page := "/tickets/" + k.Number()
	nadia.post(page+"/acknowledge", nil)
	nadia.post(page+"/claim", nil)
	nadia.post(page+"/reply", url.Values{"text": {"I am on my way."}})
	w.pass(time.Minute)
	nadia.post(page+"/hold", url.Values{"text": {"spare part"}, "until": {w.now().In(w.app.Desk.Rules().Zone).Add(2 * time.Hour).Format("2006-01-02T15:04")}})
	w.pass(3 * time.Hour)
	nadia.post(page+"/resolve", url.Values{"text": {"Replaced the switch."}})
	w.as("marie").post(page+"/reopen", url.Values{"text": {"Wi-Fi is still dead."}})
	w.do("nadia", k, ticket.Solved{How: "Restarted the access points."})
	w.as("marie").post(page+"/rate", url.Values{"score": {"4"}})
	w.as("marie").post(page+"/confirm", nil)
	body := nadia.get(page).body
	body = body[strings.Index(body, `id="t-time"`):]
	for _, step := range []string{
		"Marie Durand asked for it.", "network: service = network | wifi | vpn → queue network",
		"Nadia Rahmani was paged (Network on-call).", "Network down. Step 1 of 3, round 1 of 3: nobody claimed it within 5 min.",
		"Mehdi Zerrouki was paged (Network on-call).", "Step 2 of 3, round 1 of 3: nobody answered the page before within 5 min.",
		"Nadia Rahmani acknowledged the page. The chain stops.", "Nadia Rahmani claimed it.",
		"Nadia Rahmani wrote a reply.", "The reply went out to Marie Durand:", "I am on my way.", "The time to take it back was over.",
		"Nadia Rahmani put it on hold until today at", "spare part", "Work goes on.", "The hold ended.",
		"Nadia Rahmani resolved it:", "Replaced the switch.", "Marie Durand reopened it:", "Wi-Fi is still dead.",
		"Restarted the access points.", "Marie Durand gave 4 of 5 stars.", "Marie Durand confirmed that it works.",
	} {
		i := strings.Index(body, step)
		if i < 0 {
			t.Fatalf("%q is missing, or comes too early:\n%s", step, body)
		}
		body = body[i+len(step):]
	}
}

// TestWhy explains a deadline in both languages.
func TestWhy(t *testing.T) {
	w := newWorld(t)
	k := w.open("marie", opening("vpn", "why"))
	b := w.as("nadia")
	b.get("/tickets/"+k.Number()).shows(t, "Pourquoi cette échéance", "engagement de 4 h, compté selon les horaires")
	b.get("/tickets?lang=en")
	b.get("/tickets/"+k.Number()).shows(t, "Why this deadline?", "4 h promised, counted in the “office-lyon” hours (Europe/Paris).")
}
