package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store"
)

// What cannot be kept is refused, with words that its sender can act on, and
// leaves nothing behind.
func TestRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := chat.Message{ID: "m", Place: place("dm"), From: chat.Account{Adapter: "full", ID: "tom"}, At: monday, Did: chat.Said{Text: "hello"}}
	change := func(do func(*chat.Message)) chat.Message { m := good; do(&m); return m }
	say := func(text string) chat.Message { return change(func(m *chat.Message) { m.Did = chat.Said{Text: text} }) }
	long := strings.Repeat("x", maxName+1)
	fields := map[string]string{}
	for i := range maxForm + 1 {
		fields[fmt.Sprint(i)] = "x"
	}
	for name, m := range map[string]chat.Message{
		"a megabyte": say(strings.Repeat("x", 1<<20)), "a flood of emoji": say(strings.Repeat("🔥", maxText/4+1)), "NUL": say("a\x00b"),
		"not UTF-8": say("caf\xe9"), "half a surrogate": say("\xed\xa0\x80"),
		"no id": change(func(m *chat.Message) { m.ID = "" }), "a long id": change(func(m *chat.Message) { m.ID = long }),
		"NUL in the id": change(func(m *chat.Message) { m.ID = "\x00" }), "no channel": change(func(m *chat.Message) { m.Place.Channel = "" }),
		"no adapter": change(func(m *chat.Message) { m.Place.Adapter = "" }), "nobody": change(func(m *chat.Message) { m.From.ID = "" }),
		"a long channel": change(func(m *chat.Message) { m.Place.Channel = long }), "a long thread": change(func(m *chat.Message) { m.Place.Thread = long }),
		"a long handle":         change(func(m *chat.Message) { m.Handle = strings.Repeat("x", 4*maxName+1) }),
		"a locale of odd bytes": change(func(m *chat.Message) { m.Locale = "\xff" }), "nothing": change(func(m *chat.Message) { m.Did = nil }),
		"files":            change(func(m *chat.Message) { m.Did = chat.Said{Files: make([]chat.File, maxFiles+1)} }),
		"a file's name":    change(func(m *chat.Message) { m.Did = chat.Said{Files: []chat.File{{Name: "\x00"}}} }),
		"a file's address": change(func(m *chat.Message) { m.Did = chat.Said{Files: []chat.File{{URL: "\xff"}}} }),
		"a press":          change(func(m *chat.Message) { m.Did = chat.Pressed{Token: long} }),
		"a press's value":  change(func(m *chat.Message) { m.Did = chat.Pressed{Value: "\x00"} }),
		"a form":           change(func(m *chat.Message) { m.Did = chat.Filled{Values: fields} }),
		"a form's field":   change(func(m *chat.Message) { m.Did = chat.Filled{Values: map[string]string{"\x00": ""}} }),
		"a form's value":   change(func(m *chat.Message) { m.Did = chat.Filled{Values: map[string]string{"a": "\x00"}} }),
		"a form's token":   change(func(m *chat.Message) { m.Did = chat.Filled{Token: "\xff"} }),
		"an emoji":         change(func(m *chat.Message) { m.Did = chat.Reacted{Emoji: long} }),
		"a reaction's ref": change(func(m *chat.Message) { m.Did = chat.Reacted{On: "\x00"} }),
	} {
		if err := w.bot.Accept(t.Context(), m); !errors.Is(err, chat.ErrRefused) || len(err.Error()) < 20 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := w.rows(); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

// What can be kept is, at its very limits too.
func TestAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seen := map[bool]int{}
	w.bot.Seen.Accepted = func(_ string, fresh bool) { seen[fresh]++ }
	limit := strings.Repeat("é", maxName/2)
	all := []chat.Message{
		{Did: chat.Said{Text: strings.Repeat("🔥", maxText/4)}}, {Did: chat.Said{}}, {Did: chat.Said{Text: "\\u0000 \ufffd \U0010ffff \r\n\t \u202e"}},
		{Did: chat.Pressed{}}, {Did: chat.Filled{}}, {Did: chat.Reacted{Emoji: "👀"}},
		{Did: chat.Said{Text: "x"}, Place: chat.Place{Adapter: "full", Channel: limit, Thread: limit}, Handle: strings.Repeat("x", 4*maxName)},
	}
	for i, m := range all {
		m.ID, m.From = fmt.Sprint(i), chat.Account{Adapter: "full", ID: limit}
		if m.Place.Channel == "" {
			m.Place = place("dm")
		}
		for range 2 {
			if err := w.bot.Accept(t.Context(), m); err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
	}
	if diff := cmp.Diff(map[bool]int{true: len(all), false: len(all)}, seen); diff != "" {
		t.Error(diff)
	}
	w.turns() // and answered
}

// A password is not written down, wherever it was typed.
func TestMasked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const secret = "hunter2Hunter2!"
	for i, did := range []chat.Did{
		chat.Said{Text: "my password is " + secret}, chat.Filled{Values: map[string]string{"a": "x", "words": "password: " + secret}},
	} {
		m := chat.Message{ID: fmt.Sprint(i), Place: place(fmt.Sprint("dm", i)), From: chat.Account{Adapter: "full", ID: "tom"}, At: monday, Did: did}
		if err := w.bot.Accept(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		w.tx(func(tx *store.Tx) error {
			turn, err := tx.NextTurn(monday)
			if fmt.Sprint(turn.Said.Did) == fmt.Sprint(did) || strings.Contains(fmt.Sprint(turn.Said.Did), secret) || len(turn.Notes.Masked) != 1 {
				t.Errorf("%T is kept as %v, masked %v", did, turn.Said.Did, turn.Notes.Masked)
			}
			if err == nil {
				err = tx.Answered(turn, monday, "test")
			}
			return err
		})
		if strings.Contains(fmt.Sprint(m.Did), "█") || !strings.Contains(fmt.Sprint(m.Did), secret) {
			t.Error("the caller's own message was changed")
		}
	}
}
