package bot

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseCommand(t *testing.T) {
	for text, want := range map[string]typed{
		"/claim":                       {Verb: verbClaim, Word: "/claim"},
		"  /Prendre  INC-12 ":          {Verb: verbClaim, Word: "/Prendre", Ticket: 12},
		"/reply inc12: on my way":      {Verb: verbReply, Word: "/reply", Ticket: 12, Rest: "on my way"},
		"/répondre #12 j’arrive":       {Verb: verbReply, Word: "/répondre", Ticket: 12, Rest: "j’arrive"},
		"/reply 12 people are waiting": {Verb: verbReply, Word: "/reply", Rest: "12 people are waiting"},
		"/reply\nline one\nline two":   {Verb: verbReply, Word: "/reply", Rest: "line one\nline two"},
		"/hold INC-3 2h the part":      {Verb: verbHold, Word: "/hold", Ticket: 3, Rest: "2h the part"},
		"/plus-majeur REQ-4":           {Verb: verbMinor, Word: "/plus-majeur", Ticket: 4},
		"/DÉPLACER INC-1 Réseau":       {Verb: verbMove, Word: "/DÉPLACER", Ticket: 1, Rest: "Réseau"},
		"/dance INC-1":                 {Word: "/dance", Ticket: 1},
	} {
		got, ok := parseCommand(text)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(typed{})); diff != "" || !ok {
			t.Errorf("%q: %v %s", text, ok, diff)
		}
	}
	for _, text := range []string{"", "claim", "/", "/ claim", "//", "/etc/passwd is gone", "I/O error", "hello /claim"} {
		if got, ok := parseCommand(text); ok {
			t.Errorf("%q is taken for %+v", text, got)
		}
	}
}

func FuzzParseCommand(f *testing.F) {
	for _, s := range []string{"/claim INC-12", "/reply #1 x", "/é", "/\u0301", "/claim \u00a0 INC-1", "/CLAIM\tINC-9999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := parseCommand(s)
		if !ok {
			if c != (typed{}) {
				t.Errorf("%q is no command, and is %+v", s, c)
			}
			return
		}
		if !strings.HasPrefix(strings.TrimSpace(s), "/") || c.Ticket < 0 || !strings.Contains(s, c.Rest) || !strings.Contains(s, c.Word) {
			t.Errorf("%q: %+v", s, c)
		}
		if again, ok := parseCommand(c.Word + " " + c.Rest); !ok || again.Verb != c.Verb {
			t.Errorf("%q reads again as %+v", c.Word, again)
		}
	})
}

// Every word that is offered for completion is understood, in both languages.
func TestCommands(t *testing.T) {
	all := Commands()
	if !slices.IsSorted(all) || len(all) < 40 {
		t.Errorf("%d commands", len(all))
	}
	reached := map[verb]bool{}
	for _, word := range all {
		c, ok := parseCommand(word)
		if !ok || c.Verb == "" {
			t.Errorf("%s is offered and not understood", word)
		}
		reached[c.Verb] = true
	}
	for _, v := range verbs {
		if !reached[v] {
			t.Errorf("nothing means %s", v)
		}
	}
}

func TestSays(t *testing.T) {
	for _, text := range []string{"Mine!", "I’ll take it.", "  je m’en OCCUPE …", "on it"} {
		if !says(text, mine) {
			t.Errorf("%q claims nothing", text)
		}
	}
	for _, text := range []string{"", "mine is broken too", "is it mine?"} {
		if says(text, mine) {
			t.Errorf("%q claims", text)
		}
	}
	if !says("Vu", seen) || !says("J’ai vu !", seen) || says("vu que rien ne marche", seen) {
		t.Error("seen")
	}
}
