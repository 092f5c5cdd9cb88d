package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// A button's row answers every press that must not count.
func TestPressesThatDoNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k, _ := w.open("marie", "No network", "medium")
	w.full.since("net")
	act := func(do string) json.RawMessage { return json.RawMessage(fmt.Sprintf(`{"do": %q, "on": "1"}`, do)) }
	for name, c := range map[string]struct {
		token store.Token
		who   string
		want  string
	}{
		"unknown":        {who: "oscar", want: "That button no longer means anything."},
		"someone else's": {store.Token{Act: act("claim"), Person: "ida"}, "oscar", "That button is for someone else."},
		"a stranger's":   {store.Token{Act: act("claim"), Person: "ida"}, "ghost", "That button is for someone else."},
		"expired":        {store.Token{Act: act("claim"), Until: monday.Add(-time.Second)}, "oscar", "That question is over."},
		"used":           {store.Token{Act: act("claim"), Post: "used"}, "oscar", "That has been answered already."},
		"not for tom":    {store.Token{Act: act("claim")}, "tom", "Only the desk’s agents can do that."},
		"not marie's":    {store.Token{Act: act("resolve")}, "marie", "Seuls les agents du support"},
		"a bad vote":     {store.Token{Act: json.RawMessage(`{"do": "approve", "on": "x"}`)}, "oscar", "That button no longer means anything."},
	} {
		id := "no-such-token"
		if c.token.Act != nil {
			w.tx(func(tx *store.Tx) error {
				ids, err := tx.NewTokens([]store.Token{c.token})
				if err == nil && c.token.Post != "" {
					err = tx.UsePost(c.token.Post, monday)
				}
				id = ids[0]
				return err
			})
		}
		w.does(c.who, place("net"), chat.Pressed{Token: id})
		w.deliver()
		w.full.mu.Lock()
		last := w.full.sent[len(w.full.sent)-1]
		w.full.mu.Unlock()
		if got := chat.Plain(last.Reply); !strings.HasPrefix(got, c.want) || !last.Reply.Private || last.To.ID != c.who {
			t.Errorf("%s: %s is told %q, private %v", name, last.To.ID, got, last.Reply.Private)
		}
	}
	if k := w.ticket(k); k.Seq != 1 {
		t.Errorf("something happened: %+v", k.State)
	}
}

// A question that was answered in words can no longer be pressed, and shows so.
func TestStaleQuestion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dm := place("dm-tom")
	w.says("tom", dm, "qwxz vbnm plok")
	w.says("tom", dm, "plok qwxz vbnm")
	w.deliver()
	no := w.full.token(t, "dm-tom", "No, leave it")
	w.says("tom", dm, "no")
	w.reads("dm-tom")
	if last := w.full.edits[len(w.full.edits)-1]; !strings.Contains(fmt.Sprint(last.Reply.Blocks), "true") {
		t.Errorf("the question shows %+v", last.Reply.Blocks)
	}
	w.does("tom", dm, chat.Pressed{Token: no})
	if got := w.reads("dm-tom"); !strings.HasPrefix(got, "That question is over.") {
		t.Errorf("tom reads %q", got)
	}
}

// What is pressed stays readable, alone and inert.
func TestPressedQuestion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dm := place("dm-tom")
	w.says("tom", dm, "qwxz vbnm plok")
	w.says("tom", dm, "plok qwxz vbnm")
	w.deliver()
	yes := w.full.token(t, "dm-tom", "Yes, open a ticket")
	w.does("tom", dm, chat.Pressed{Token: yes, Value: "nonsense"})
	if got := w.reads("dm-tom"); !strings.Contains(got, "Your ticket is INC-1") {
		t.Errorf("tom reads %q", got)
	}
	want := chat.Buttons{Inert: true, Buttons: []chat.Button{{Label: "Yes, open a ticket", Token: yes}}}
	blocks := w.full.edits[len(w.full.edits)-1].Reply.Blocks
	if got := fmt.Sprintf("%+v", blocks[len(blocks)-1]); got != fmt.Sprintf("%+v", want) && !strings.Contains(got, "Inert:true") {
		t.Errorf("the question shows %s", got)
	}
}

// The card's buttons, menus and forms do what they say.
func TestCardPresses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k, _ := w.open("marie", "No network", "medium")
	net := place("net")
	press := func(label, value string) {
		t.Helper()
		w.deliver()
		w.does("oscar", net, chat.Pressed{Token: w.token(k, label), Value: value})
	}
	press("claim", "")
	if k := w.ticket(k); k.State.Assignee != "oscar" {
		t.Errorf("claimed: %+v", k.State)
	}
	press("priority", "P3")
	press("priority", "P9")
	if k := w.ticket(k); k.Facts.Priority != "P3" {
		t.Errorf("priority %s", k.Facts.Priority)
	}
	press("assign", "marie") // who cannot be given tickets
	press("assign", "lea")
	if k := w.ticket(k); k.State.Assignee != "lea" {
		t.Errorf("assigned: %+v", k.State)
	}
	fill := func(label, submit string, values map[string]string) {
		t.Helper()
		press(label, "")
		w.deliver()
		w.does("oscar", net, chat.Filled{Token: w.full.token(t, "net", submit), Values: values})
	}
	fill("hold", "Hold", map[string]string{"words": " a part ", "till": "2026-11-25"})
	if s := w.ticket(k).State; s.Status != ticket.Held || s.HeldWhy != "a part" || !s.HeldTill.Equal(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("held: %+v", s)
	}
	press("resume", "")
	fill("reply", "Send", map[string]string{"words": "on my way"})
	if k := w.ticket(k); k.State.Status != ticket.Progress || len(k.Sending) != 1 {
		t.Errorf("replied: %+v", k)
	}
	w.deliver()
	w.does("oscar", net, chat.Pressed{Token: w.full.token(t, "net", "Undo")})
	if k := w.ticket(k); len(k.Sending) != 0 {
		t.Errorf("undone: %+v", k.Sending)
	}
	fill("resolve", "Resolve", map[string]string{"words": ""})
	if s := w.ticket(k).State; s.Status != ticket.Progress {
		t.Errorf("resolved without words: %+v", s)
	}
	fill("resolve", "Resolve", map[string]string{"words": "new key"})
	if s := w.ticket(k).State; s.Status != ticket.Resolved || s.Solution != "new key" {
		t.Errorf("resolved: %+v", s)
	}
	form := w.full.token(t, "net", "Resolve")
	w.reads("net")
	w.does("oscar", net, chat.Filled{Token: form, Values: map[string]string{"words": "again"}})
	if got := w.reads("net"); got != "That has been answered already." {
		t.Errorf("the same form again: %q", got)
	}
}

// token is a card's button by its name.
func (w *world) token(k ticket.Ticket, name string) (id string) {
	w.t.Helper()
	w.tx(func(tx *store.Tx) error {
		ids, err := tx.TokensOf(fmt.Sprintf("ticket/%d/%s", k.ID, place("net")), false, nil)
		id = ids[name]
		return err
	})
	if id == "" {
		w.t.Fatalf("the card has no %q", name)
	}
	return id
}

// The requester says by a button whether it works, once.
func TestConfirmPressed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k, _ := w.open("tom", "No network", "medium")
	w.says("oscar", place("dm-oscar"), "/resolve INC-1 new cable")
	w.deliver()
	yes, no := w.full.token(t, "dm-tom", "Yes, it works"), w.full.token(t, "dm-tom", "No, it still fails")
	w.does("marie", place("dm-tom"), chat.Pressed{Token: yes})
	if s := w.ticket(k).State; s.Status != ticket.Resolved {
		t.Errorf("somebody else confirmed: %+v", s)
	}
	w.does("tom", place("dm-tom"), chat.Pressed{Token: yes})
	if s := w.ticket(k).State; s.Status != ticket.Closed {
		t.Errorf("confirmed: %+v", s)
	}
	w.reads("dm-tom")
	w.does("tom", place("dm-tom"), chat.Pressed{Token: no})
	if got := w.reads("dm-tom"); got != "That has been answered already." {
		t.Errorf("tom reads %q", got)
	}
}

// An approver votes by a button or in words; the requester cannot.
func TestApprovals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	start := func(id string) {
		w.tx(func(tx *store.Tx) error {
			talk, err := tx.TalkAt(place("dm-tom"))
			if err != nil {
				return err
			}
			at, err := tx.TalkByID(talk)
			if err != nil {
				return err
			}
			tom, _ := w.bot.Desk.Rules().Directory.Get("tom")
			return w.bot.Desk.Start(tx, id, "allow", nil, tom, at, "en")
		})
		w.deliver()
	}
	status := func(id string) (s automation.Status) {
		w.tx(func(tx *store.Tx) error { r, _, err := tx.LockRun(id); s = r.Status; return err })
		return s
	}
	start("r1")
	yes := w.full.token(t, "dm-boss", "Approve")
	w.does("tom", place("dm-tom"), chat.Pressed{Token: yes})
	w.says("tom", place("dm-tom"), "/approve r1")
	if got := w.reads("dm-tom"); !strings.Contains(got, "That button is for someone else.") || !strings.Contains(got, "nothing there that waits for your approval") || status("r1").Final() {
		t.Errorf("tom reads %q, and it is %s", got, status("r1"))
	}
	w.full.since("dm-boss")
	w.does("boss", place("dm-boss"), chat.Pressed{Token: yes})
	if got := w.reads("dm-boss"); got != "Approved. Thank you." || status("r1") != automation.StatusDone {
		t.Errorf("the approver reads %q, and it is %s", got, status("r1"))
	}
	if got := w.reads("dm-tom"); got != "Allowed." {
		t.Errorf("tom reads %q", got)
	}
	edit := w.full.edits[len(w.full.edits)-1]
	if plain := chat.Plain(edit.Reply); !strings.HasSuffix(plain, "[Approve]") || strings.Contains(plain, "[Refuse]") {
		t.Errorf("the question shows %q", plain)
	}
	w.does("boss", place("dm-boss"), chat.Pressed{Token: yes})
	if got := w.reads("dm-boss"); got != "That has been answered already." {
		t.Errorf("twice: %q", got)
	}
	start("r2")
	w.full.since("dm-boss")
	w.says("boss", place("dm-boss"), "/refuser r2")
	if got := w.reads("dm-boss"); !strings.HasPrefix(got, "Refused.") || !status("r2").Final() {
		t.Errorf("the approver reads %q, and it is %s", got, status("r2"))
	}
}

// A button's own value is not its presser's to choose.
func TestPressedValue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dm := place("dm-tom")
	k, _ := w.open("tom", "No network", "medium")
	w.says("oscar", place("dm-oscar"), "/resolve INC-1 x")
	w.says("tom", dm, "it works now")
	w.deliver()
	w.does("tom", dm, chat.Pressed{Token: w.full.token(t, "dm-tom", "2"), Value: "5"})
	if s := w.ticket(k).State; s.Rating != 2 {
		t.Errorf("%+v", s)
	}
}
