package intents

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	c := testCatalog(t)
	site := *c.intent("vpn").slot("site")
	for _, x := range []struct {
		slot            Slot
		text, want, bad string
	}{
		{Slot{Kind: SlotNumber}, "3", "3", ""},
		{Slot{Kind: SlotNumber}, "about 2,5 please", "2.5", ""},
		{Slot{Kind: SlotNumber}, "two or 3 or 4", "", "not_number"},
		{Slot{Kind: SlotNumber}, "many", "", "not_number"},
		{Slot{Kind: SlotNumber}, "infinity", "", "not_number"},
		{Slot{Kind: SlotDate}, "2026-12-24", "2026-12-24", ""},
		{Slot{Kind: SlotDate}, "24/12/2026", "2026-12-24", ""},
		{Slot{Kind: SlotDate}, "3.4.2026.", "2026-04-03", ""},
		{Slot{Kind: SlotDate}, "24/12", "2026-12-24", ""},
		{Slot{Kind: SlotDate}, "Today", "2026-03-02", ""},
		{Slot{Kind: SlotDate}, "demain", "2026-03-03", ""},
		{Slot{Kind: SlotDate}, "12/24/2026", "", "not_date"},
		{Slot{Kind: SlotDate}, "31/2/2026", "", "not_date"},
		{Slot{Kind: SlotPerson}, "for me", "tom", ""},
		{Slot{Kind: SlotPerson}, "Paul", "", "not_person"},
		{Slot{Kind: SlotText}, "  two words ", "two words", ""},
		{Slot{Kind: SlotText}, strings.Repeat("x", maxWords+1), "", "too_long"},
		{Slot{Kind: SlotLong}, "a b", "a b", ""},
		{site, "I work in Lugdunum", "lyon", ""},
		{site, "Lyon or Paris", "", "not_option"},
		{site, "at home in Lyon", "", "not_option"},
		{site, "the moon", "", "not_option"},
	} {
		turn := c.begin(State{}, Input{Now: monday, Event: Words{Text: x.text}, Person: Person{ID: "tom", Name: "Tom"}})
		got, bad := turn.parse(&x.slot)
		if got.Value != x.want || bad != x.bad {
			t.Errorf("parse(%s, %q) = %q, %q; want %q, %q", x.slot.Kind, x.text, got.Value, bad, x.want, x.bad)
		}
	}
}

func TestMentionedOption(t *testing.T) {
	s := Slot{Options: []Option{
		{Value: "lyon"}, {Value: "centre", Label: Text{"fr": "Lyon centre"}}, {Value: "paris"},
	}}
	for text, want := range map[string]string{
		"a lyon": "lyon", "a lyon centre": "centre", "lyon centre ou paris": "", "nulle part": "",
	} {
		got := ""
		if o := s.mentioned(text, func(string) bool { return false }); o != nil {
			got = o.Value
		}
		if got != want {
			t.Errorf("mentioned(%q) = %q, want %q", text, got, want)
		}
	}
}
