package intents

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/guichet-desk/guichet/bot/lang"
)

func TestFold(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"  Ça ne MARCHE pas !!", "ca ne marche pas"},
		{"l’écran d'accueil", "l ecran d accueil"},
		{"it doesn't, it’s", "it doesnt its"},
		{"cœur", "coeur"},
		{"INC-12?", "inc 12"},
		{"👍🏽 ok❤️", "👍 ok ❤"},
		{"e\u0301te\u0301", "ete"},
		{"\xff\x00", ""},
	} {
		if got := fold(x.text); got != x.want {
			t.Errorf("fold(%q) = %q, want %q", x.text, got, x.want)
		}
	}
}

func TestContains(t *testing.T) {
	for _, x := range []struct {
		text, words string
		want        bool
	}{
		{"it works now", "works", true},
		{"it works now", "works now", true},
		{"networks", "works", false},
		{"networks works", "works", true},
		{"works", "works", true},
		{"works", "", false},
		{"", "works", false},
	} {
		if got := contains(x.text, x.words); got != x.want {
			t.Errorf("contains(%q, %q) = %t", x.text, x.words, got)
		}
	}
}

func TestBare(t *testing.T) {
	c := testCatalog(t)
	for text, want := range map[string]string{
		"Bonjour, merci beaucoup !":   "",
		"yes please":                  "yes",
		"ok merci bien s'il te plaît": "ok",
		"hi there, cancel, thanks":    "cancel",
		"the bonjour service":         "the bonjour service",
	} {
		if got := c.bare(fold(text)); got != want {
			t.Errorf("bare(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestTail(t *testing.T) {
	for _, x := range []struct{ text, rest, want string }{
		{"No, I meant the *Other* one!", "the other one", "the *Other* one!"},
		{"non, plutôt l’été", "l ete", "l’été"},
		{"same", "same", "same"},
	} {
		if got := tail(x.text, x.rest); got != x.want {
			t.Errorf("tail(%q, %q) = %q, want %q", x.text, x.rest, got, x.want)
		}
	}
}

// TestPhrases holds that every phrase can be heard: it exists in each language
// and is written as fold writes what people type.
func TestPhrases(t *testing.T) {
	c := testCatalog(t)
	test := func(prefix string, s sense) {
		for _, p := range c.phrases(prefix, s) {
			if p == "" || strings.Contains(p, "⟦") || fold(p) != p {
				t.Errorf("%s%s: %q would read %q", prefix, s, p, fold(p))
			}
		}
	}
	for _, s := range senses {
		test("heard_", s)
	}
	for _, s := range within {
		test("within_", s)
	}
}

// TestNoPhraseIsTwoEscapes holds that an escape word means one thing.
func TestNoPhraseIsTwoEscapes(t *testing.T) {
	c := testCatalog(t)
	taken := make(map[string]sense)
	for _, s := range []sense{sayCancel, sayRestart, sayHuman, sayHelp, sayStatus, sayYes, sayThanks, sayHello} {
		for _, p := range c.phrases("heard_", s) {
			if other, ok := taken[p]; ok && other != s {
				t.Errorf("%q is both %s and %s", p, other, s)
			}
			taken[p] = s
		}
	}
}

// TestEveryWordIsUsed looks for the desk's words in the source: one that
// nothing says is a mistake.
func TestEveryWordIsUsed(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(data)
	}
	data, err := os.ReadFile("../bot/lang/words/dialogue." + lang.Languages[0] + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]any
	if err := yaml.Unmarshal(data, &words); err != nil {
		t.Fatal(err)
	}
	for key := range words {
		_, name, _ := strings.Cut(key, "_")
		status := strings.HasPrefix(name, "status_") // spoken as "status_"+k.Status
		if !status && !strings.Contains(source.String(), `"`+name+`"`) {
			t.Errorf("nothing says %s", key)
		}
	}
}
