package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// A sentence becomes a ticket, with what was said before it.
func TestFromWordsToTicket(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dm := place("dm-tom")
	w.says("tom", dm, "the vpn does not connect")
	if got := w.reads("dm-tom"); !strings.Contains(got, "What does the screen say?") {
		t.Fatalf("tom reads %q", got)
	}
	w.says("tom", dm, "Le serveur ne répond pas") // what the screen says, in its own language
	if got := w.reads("dm-tom"); !strings.Contains(got, "Your ticket is INC-1") {
		t.Fatalf("tom reads %q", got)
	}
	k := w.ticket(ticket.Ticket{ID: 1})
	if f := k.Facts; f.Requester != "tom" || f.Fields["message"] != "Le serveur ne répond pas" || f.Service != "vpn" || f.Lang != "en" || f.Place != dm {
		t.Errorf("%+v", f)
	}
	if got := w.reads("net"); !strings.Contains(got, "INC-1 · VPN trouble") || !strings.Contains(got, "What was said before") {
		t.Errorf("the agents read %q", got)
	}
	w.says("tom", dm, "it works again")
	w.says("tom", dm, "/claim INC-1") // who is no agent has no commands
	if k := w.ticket(k); k.State.Assignee != "" {
		t.Errorf("%+v", k.State)
	}
}

// A turn that fails is tried five times, and then its author is told; nothing
// of the failed tries is shown.
func TestPanics(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sound, failed := w.mind, 0
	w.bot.Seen.Turned = func(_ time.Duration, bad bool) {
		if bad {
			failed++
		}
	}
	w.mind = func() *Mind { panic("not a good day") }
	w.says("marie", place("dm-marie"), "bonjour")
	got := w.reads("dm-marie")
	if failed != hopeless || !strings.HasPrefix(got, "Quelque chose a mal tourné") {
		t.Errorf("after %d failures marie reads %q", failed, got)
	}
	w.mind = sound
	w.says("marie", place("dm-marie"), "bonjour")
	if got := w.reads("dm-marie"); got == "" || strings.Contains(got, "mal tourné") {
		t.Errorf("afterwards marie reads %q", got)
	}
	var calls atomic.Int32
	w.mind = func() *Mind {
		if calls.Add(1) == 1 {
			panic("once")
		}
		return sound()
	}
	w.says("tom", place("dm-tom"), "my printer does not print")
	if got := w.reads("dm-tom"); !strings.Contains(got, "INC-1") || strings.Contains(got, "went wrong") {
		t.Errorf("after one failure tom reads %q", got)
	}
}

// A talk whose memory cannot be read says so, and lets others be answered.
func TestUnreadableState(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tx(func(tx *store.Tx) error {
		talk, err := tx.TalkAt(place("dm-tom"))
		if err != nil {
			return err
		}
		return tx.SetState(talk, func(json.RawMessage) (json.RawMessage, error) { return json.RawMessage(`{"lang": 7}`), nil })
	})
	w.says("tom", place("dm-tom"), "hello")
	if got := w.reads("dm-tom"); !strings.HasPrefix(got, "Something went wrong on my side") {
		t.Errorf("tom reads %q", got)
	}
}

// A timer that fails does not keep a worker busy for ever.
func TestFailingTimer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("tom", place("dm-tom"), "hello")
	w.tx(func(tx *store.Tx) error {
		turn := store.Turn{}
		talk, err := tx.TalkAt(place("dm-tom"))
		turn.Talk.ID = talk
		if err == nil {
			_, err = tx.Decided(turn, json.RawMessage(`{}`), w.clock(), w.clock(), "")
		}
		return err
	})
	w.mind = func() *Mind { panic("not a good day") }
	if found, err := w.bot.TakeTurn(t.Context()); !found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	if found, err := w.bot.TakeTurn(t.Context()); found || err != nil {
		t.Errorf("at once again: %v, %v", found, err)
	}
}

// An error of the moment is not the message's fault, and is not counted.
func TestTransientTurn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.bot.Accept(t.Context(), chat.Message{ID: "m", Place: place("dm"), From: chat.Account{Adapter: "full", ID: "tom"}, Did: chat.Said{Text: "hello"}}); err != nil {
		t.Fatal(err)
	}
	if err := w.bot.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if found, err := w.bot.TakeTurn(t.Context()); found || err == nil {
		t.Errorf("without a database: %v, %v", found, err)
	}
}

// Who has left the directory has no rights left, whatever the database knows.
func TestWhoHasLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k, _ := w.open("tom", "No network", "medium")
	r := w.bot.Desk.Rules()
	var stay []people.Person
	for _, p := range r.Directory.All() {
		if p.ID != "oscar" {
			stay = append(stay, p)
		}
	}
	r.Directory = people.Directory(stay)
	w.says("oscar", place("dm-oscar"), "/queue")
	if got := w.reads("dm-oscar"); strings.Contains(got, "No network") {
		t.Errorf("oscar reads %q", got)
	}
	w.says("oscar", place("dm-oscar"), "/claim INC-1")
	if k := w.ticket(k); k.State.Assignee != "" {
		t.Errorf("oscar has it: %+v", k.State)
	}
}

// The desk answers in the language of the words, else of the talk, of the
// platform, of the person, of the desk.
func TestLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	task := &intents.Task{Intent: "vpn", Ask: intents.Ask{What: "slot", On: "message"}}
	for _, c := range []struct {
		text, talk, locale, person string
		task                       *intents.Task
		want                       string
	}{
		{text: "bonjour, mon imprimante ne marche plus", talk: "en", locale: "en", person: "en", want: "fr"},
		{text: "hello, my printer does not work any more", person: "fr", want: "en"},
		{text: "ok", talk: "fr", person: "en", want: "fr"},
		{text: "imprimante", talk: "en", want: "en"}, // one word in the middle of a talk
		{text: "/claim INC-1", talk: "fr", want: "fr"},
		{text: "Le serveur ne répond pas", talk: "en", task: task, want: "en"}, // quoted from a screen
		{text: "12", locale: "fr-CA", person: "en", want: "fr"},
		{text: "12", locale: "de-DE", person: "fr", want: "fr"},
		{text: "12", locale: "x", want: "en"},
		{text: "", want: "en"},
	} {
		turn := turn{b: w.bot, who: people.Person{Lang: c.person}, state: intents.State{Lang: c.talk, Task: c.task}}
		turn.at.Said.Did, turn.at.Said.Locale = chat.Said{Text: c.text}, c.locale
		if got := turn.language(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// Turns, deliveries and adapters run until they are told to stop, and what was
// accepted meanwhile is answered.
func TestBotRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.bot.Now = time.Now
	w.bot.Desk.Now = time.Now
	shown := make(chan string, 100)
	w.full.fail = func(d chat.Delivery) error { shown <- d.Place.Channel; return nil }
	ctx, cancel := contextWithCancel(t)
	ended := make(chan struct{})
	go func() { w.bot.Run(ctx); close(ended) }()
	const people = 20
	for i := range people {
		m := chat.Message{ID: fmt.Sprint(i), Place: place(fmt.Sprint("dm", i)), From: chat.Account{Adapter: "full", ID: "tom"}, At: time.Now(), Did: chat.Said{Text: "hello"}}
		if err := w.bot.Accept(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]int{}
	for range people {
		select {
		case at := <-shown:
			got[at]++
		case <-time.After(20 * time.Second):
			t.Fatalf("only %v", got)
		}
	}
	cancel()
	<-ended
	if len(got) != people {
		t.Errorf("answered: %v", got)
	}
	if n := w.rows(); n != 0 {
		t.Errorf("%d are left in the middle", n)
	}
}

func TestMissing(t *testing.T) {
	if err := missing(fmt.Errorf("x: %w", store.ErrNotFound)); err != nil {
		t.Error(err)
	}
	if err := errors.New("disk full"); missing(err) != err {
		t.Error("an error got lost")
	}
}
