package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// thread is the thread of a card.
func thread(card chat.Ref) chat.Place {
	return chat.Place{Adapter: "full", Channel: "net", Thread: string(card)}
}

// Every command by typing, in a direct talk, and what is answered.
func TestTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.open("marie", "No network", "medium")
	for _, c := range []struct{ who, types, reads string }{
		{"oscar", "/claim INC-1", "INC-1 is yours."},
		{"lea", "/prendre INC-1", "Oscar Hughes l’a déjà pris."},
		{"oscar", "/claim", "Which ticket? Add its number, such as /claim INC-12."},
		{"oscar", "/claim INC-9", "There is no such ticket. Check the number."},
		{"oscar", "/dance INC-1", "I don’t know /dance. Type /help for what I do know."},
		{"oscar", "/assign INC-1 @lea", "INC-1 goes to Léa Martin."},
		{"oscar", "/assign INC-1 nobody at all", "I know nobody called “nobody at all”."},
		{"oscar", "/assign INC-1 marie", "Marie Durand is not one of the desk’s agents."},
		{"oscar", "/priority INC-1 p3", "INC-1 is P3 now."},
		{"oscar", "/priority INC-1 urgent", "Priorities are P1, P2, P3 and P4."},
		{"oscar", "/note INC-1 the switch again", "Noted on INC-1; only colleagues see it."},
		{"oscar", "/reply INC-1 on my way", "Your reply on INC-1 goes to Marie Durand in 10 seconds. /undo INC-1 takes it back."},
		{"oscar", "/undo INC-1", "Taken back. Nothing was sent."},
		{"oscar", "/undo INC-1", "Too late to take back; it has been sent."},
		{"oscar", "/hold INC-1 2h the part", "INC-1 is on hold."},
		{"oscar", "/resume INC-1", "INC-1 is back in progress."},
		{"oscar", "/major INC-1", "INC-1 is a major incident now. People with the same trouble will be told."},
		{"oscar", "/not-major INC-1", "INC-1 is no longer a major incident."},
		{"oscar", "/release INC-1", "INC-1 is back in the queue."},
		{"oscar", "/queue", "Open tickets, the oldest promise first\n• INC-1 P3 · No network · Unclaimed"},
		{"oscar", "/oncall", "On call now\n• Network duty: Ida Roux until 30 November at 09:00\n• Night duty: nobody"},
		{"lea", "/astreinte", "D’astreinte en ce moment\n• Network duty : Ida Roux, relève le 30 novembre à 09:00\n• Night duty : personne"},
		{"oscar", "/help", "What you can type\n/queue what waits"},
		{"oscar", "/resolve INC-1", "Please add a few words."},
		{"oscar", "/resolve INC-1 new cable", "INC-1 is resolved. I’ve asked Marie Durand to confirm."},
		{"oscar", "/move INC-1 moon", "There is no queue “moon”. There are: apps, net."},
		{"oscar", "/move INC-1 réseau", "It is in that queue already."},
		{"nadia", "/queue", "Nothing is waiting. Enjoy it."},
	} {
		w.full.since("dm-" + c.who)
		w.says(c.who, place("dm-"+c.who), c.types)
		if got := w.reads("dm-" + c.who); !strings.HasPrefix(got, c.reads) {
			t.Errorf("%s types %q and reads %q, want %q", c.who, c.types, got, c.reads)
		}
	}
	k := w.ticket(ticket.Ticket{ID: 1})
	if k.State.Status != ticket.Resolved || k.State.Solution != "new cable" {
		t.Errorf("%+v", k.State)
	}
	if got := w.reads("dm-marie"); strings.Contains(got, "the switch again") {
		t.Errorf("marie reads %q", got)
	}
}

// In a card's thread commands need no number, plain words stay inside, and who
// is no agent learns nothing there.
func TestThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k, card := w.open("marie", "No network", "medium")
	w.open("tom", "Salaries", "medium")
	at := thread(card)
	w.says("oscar", at, "Je le prends !")
	if k := w.ticket(k); k.State.Assignee != "oscar" {
		t.Errorf("claimed in words: %+v", k.State)
	}
	w.says("oscar", at, "probably the switch")
	w.says("oscar", at, "/priority P4")
	w.reads("net")
	if k := w.ticket(k); k.Facts.Priority != "P4" {
		t.Errorf("priority %s", k.Facts.Priority)
	}
	if got := w.reads("dm-marie"); strings.Contains(got, "switch") {
		t.Errorf("marie reads %q", got)
	}
	w.says("tom", at, "hello?")
	w.says("tom", at, "/queue")
	got := w.reads("net")
	if strings.Contains(got, "Salaries") || strings.Count(got, "Only the desk’s agents can do that.") != 2 {
		t.Errorf("in the thread tom reads %q", got)
	}
	w.says("oscar", place("net"), "lunch?")
	if got := w.reads("net"); got != "" {
		t.Errorf("words between colleagues are answered: %q", got)
	}
}

// An emoji on a card takes it, or asks for what is missing.
func TestReactions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k, card := w.open("marie", "No network", "medium")
	net := place("net")
	w.does("tom", net, chat.Reacted{Emoji: "eyes", On: card})
	w.does("oscar", net, chat.Reacted{Emoji: "tada", On: card})
	w.does("oscar", net, chat.Reacted{Emoji: "eyes", On: "elsewhere"})
	if k := w.ticket(k); k.State.Assignee != "" {
		t.Errorf("%+v", k.State)
	}
	w.does("oscar", net, chat.Reacted{Emoji: "eyes", On: card})
	if k := w.ticket(k); k.State.Assignee != "oscar" {
		t.Errorf("%+v", k.State)
	}
	w.reads("net")
	w.does("oscar", net, chat.Reacted{Emoji: "white_check_mark", On: card})
	if got := w.reads("net"); !strings.Contains(got, "Resolve INC-1") || !strings.Contains(got, "[Resolve]") {
		t.Errorf("a form is asked for: %q", got)
	}
	w.does("tom", net, chat.Reacted{Emoji: "✅", On: card})
	if got := w.reads("net"); !strings.Contains(got, "Only the desk’s agents") {
		t.Errorf("tom is told %q", got)
	}
	bare := chat.Place{Adapter: "bare", Channel: "x"}
	w.does("oscar", bare, chat.Pressed{Token: w.token(k, "resolve")})
	w.deliver()
	if got := w.bare.since("x"); got != "Type /resolve INC-1 … with your words." {
		t.Errorf("without forms: %q", got)
	}
}

// A page is answered by a word, wherever it was read, once.
func TestAnsweringPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, _ := w.open("marie", "No network", "high")
	w.says("ida", place("dm-ida"), "vu") // nothing to see yet: small talk
	if k := w.ticket(first); k.State.Acked != "" {
		t.Errorf("%+v", k.State)
	}
	second, _ := w.open("marie", "No phones", "high")
	w.pass(10 * time.Minute)
	w.reads("dm-ida")
	w.says("ida", place("dm-ida"), "J’ai vu !")
	if got := w.reads("dm-ida"); !strings.HasPrefix(got, "Bien reçu. Personne d’autre ne sera alerté pour INC-2") {
		t.Errorf("ida reads %q", got)
	}
	if a, b := w.ticket(first), w.ticket(second); a.State.Acked != "" || b.State.Acked != "ida" {
		t.Errorf("acknowledged: %q and %q, want the newest alone", a.State.Acked, b.State.Acked)
	}
	w.says("ida", place("dm-ida"), "/vu")
	if a := w.ticket(first); a.State.Acked != "ida" {
		t.Errorf("the other one: %q", a.State.Acked)
	}
	w.reads("dm-ida")
	w.says("ida", place("dm-ida"), "/ack")
	if got := w.reads("dm-ida"); !strings.HasPrefix(got, "Quel ticket ?") {
		t.Errorf("nothing is left: %q", got)
	}
	w.says("tom", place("dm-tom"), "/ack INC-1")
	if got := w.reads("dm-tom"); !strings.HasPrefix(got, "Only the desk’s agents") {
		t.Errorf("tom reads %q", got)
	}
}
