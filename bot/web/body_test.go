package web

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
)

// every is one block of each kind, with everything set that can be.
var every = []chat.Block{
	chat.Heading{Text: "INC-7 · Printer"},
	chat.Text{Text: "Hello **Marie**, see [the article](/kb/printer).\nBye"},
	chat.Quote{Text: "It is <b>broken</b>", From: "Marie"},
	chat.Fields{Fields: []chat.Field{{Name: "Priority", Value: "P2"}, {Name: "Owner", Value: "*nobody*"}}},
	chat.List{Items: []string{"one", "`two`"}, Ordered: true},
	chat.List{Items: []string{"one", "two"}},
	chat.Code{Text: "if a < b {\n\treturn\n}"},
	chat.Image{URL: "/kb/images/printer.png", Alt: "The tray \"open\""},
	chat.Buttons{Buttons: []chat.Button{
		{Label: "Claim", Token: "t1", Style: chat.Primary}, {Label: "Drop", Token: "t2", Style: chat.Danger, Typed: "/drop"},
		{Label: "Status page", URL: "https://status.example.com/?a=1&b=2"}, {Label: "Bad", URL: "javascript:alert(1)"},
	}},
	chat.Buttons{Buttons: []chat.Button{{Label: "Yes", Token: "t3"}, {Label: "No", Token: "t4"}}, Inert: true},
	chat.Choose{Label: "How **urgent**?", Token: "t5", Options: []chat.Option{{Value: "h", Label: "High"}, {Value: "l", Label: "Low"}}},
	chat.Choose{Label: "Which office?", Token: "t6", Options: []chat.Option{
		{Value: "1", Label: "Lyon"}, {Value: "2", Label: "Paris"}, {Value: "3", Label: "Lille"},
		{Value: "4", Label: "Nantes"}, {Value: "5", Label: "Nice"}, {Value: "6", Label: "Brest"},
	}},
	chat.Form{Title: "New laptop", Token: "t7", Submit: "Order", Entries: []chat.Entry{
		{Name: "who", Label: "For whom?", Input: chat.InputPerson, Value: "marie"},
		{Name: "when", Label: "By when?", Input: chat.InputDate},
		{Name: "inches", Label: "Inches", Input: chat.InputNumber, Hint: "Between 13 and 16"},
		{Name: "kind", Label: "Kind", Input: chat.InputChoice, Value: "b", Options: []chat.Option{{Value: "a", Label: "Light"}, {Value: "b", Label: "Strong"}}},
		{Name: "why", Label: "Why?", Input: chat.InputLong, Optional: true},
		{Name: "tag", Label: "Tag", Input: chat.InputText},
	}},
}

func TestBodyRoundTrip(t *testing.T) {
	for _, want := range []body{
		{Blocks: every, For: "marie", Urgent: true},
		{Said: "« ça <va> »", Sent: true, Failed: true},
		{On: 12, Chose: "Yes"},
		{On: 12, Filled: []chat.Field{{Name: "Kind", Value: "Light"}}},
		{On: 12, Emoji: "eyes"},
	} {
		raw, err := encode(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("after a round trip: %s", diff)
		}
	}
}

// TestEveryKind finds a kind of block that the vocabulary has and the codec or
// its samples lack: every kind has a drawing and a sample.
func TestEveryKind(t *testing.T) {
	templates := must(readTemplates(must(readAssets())))
	kinds := make(map[string]bool)
	for _, b := range every {
		kind, err := kindOf(b)
		if err != nil {
			t.Fatal(err)
		}
		kinds[kind] = true
		if templates.Lookup("block-"+kind) == nil {
			t.Errorf("no template draws %s", kind)
		}
	}
	if len(kinds) != 10 {
		t.Errorf("the samples hold %d kinds of block, the vocabulary 10", len(kinds))
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, raw := range []string{
		``, `[]`, `{"blocks":[{"kind":"video","block":{}}]}`,
		`{"blocks":[{"kind":"text","block":[]}]}`, `{"blocks":[{"kind":"text"}]}`,
	} {
		if b, err := decode(json.RawMessage(raw)); err == nil {
			t.Errorf("decode(%s) = %+v, want an error", raw, b)
		}
	}
}

func FuzzDecode(f *testing.F) {
	raw, err := encode(body{Blocks: every})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(raw))
	f.Add([]byte(`{"said":"a","on":1}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := decode(raw)
		if err != nil {
			return
		}
		again, err := encode(b)
		if err != nil {
			t.Fatalf("what was decoded cannot be encoded: %v", err)
		}
		if _, err := decode(again); err != nil {
			t.Fatalf("what was encoded cannot be decoded: %v", err)
		}
	})
}
