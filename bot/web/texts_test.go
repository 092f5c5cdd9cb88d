package web

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func keys(t texts) []string {
	var ks []string
	for k := range t.words {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}

var verb = regexp.MustCompile(`%[a-z]`)

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	all := must(readTexts())
	first := all[languages[0].Code]
	for _, l := range languages {
		if diff := cmp.Diff(keys(first), keys(all[l.Code])); diff != "" {
			t.Errorf("keys of %s and %s differ: %s", first.Lang, l.Code, diff)
		}
		for k, s := range all[l.Code].words {
			if strings.TrimSpace(s) == "" {
				t.Errorf("%s: %s is empty", l.Code, k)
			}
			if diff := cmp.Diff(verb.FindAllString(first.words[k], -1), verb.FindAllString(s, -1)); diff != "" {
				t.Errorf("%s: %s takes other values than in %s: %s", l.Code, k, first.Lang, diff)
			}
		}
	}
}

// TestKeysAreUsed reads the sources for the keys that they name: each exists,
// and no words are kept that nothing says.
func TestKeysAreUsed(t *testing.T) {
	en := must(readTexts())["en"]
	var sources strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f, "_test.go") {
				sources.Write(must(os.ReadFile(f)))
			}
		}
	}
	text := sources.String()
	for _, m := range regexp.MustCompile(`\.T "([^"]+)"|\.T\("([^"]+)"|"((?:error|form)\.[a-z.]+)"`).FindAllStringSubmatch(text, -1) {
		if k := m[1] + m[2] + m[3]; en.words[k] == "" {
			t.Errorf("the sources say %q, which has no words", k)
		}
	}
	for k := range en.words {
		name := strings.TrimSuffix(strings.TrimSuffix(k, ".one"), ".many")
		if !strings.Contains(text, `"`+name+`"`) && !strings.HasPrefix(k, "emoji.") {
			t.Errorf("nothing says %s", k)
		}
	}
	for _, e := range emojis {
		if en.words["emoji."+e.Name] == "" {
			t.Errorf("emoji %s has no words", e.Name)
		}
	}
}

// TestFrenchSpaces finds punctuation that French sets apart with a space, and
// where a line could break before it.
func TestFrenchSpaces(t *testing.T) {
	bad := regexp.MustCompile(` [?!:;»]|« |[^\s\x{a0}\x{202f}/][?!»]|'`)
	for k, s := range must(readTexts())["fr"].words {
		if m := bad.FindString(s); m != "" {
			t.Errorf("%s: %q in %q", k, m, s)
		}
	}
}

func TestCount(t *testing.T) {
	all := must(readTexts())
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 0, "0 replies"}, {"en", 1, "1 reply"}, {"en", 2, "2 replies"},
		{"fr", 0, "0 réponse"}, {"fr", 1, "1 réponse"}, {"fr", 2, "2 réponses"},
	} {
		if got := all[c.lang].Count("replies", c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.lang, c.n, got, c.want)
		}
	}
	if got := all["en"].T("no such key"); got != "⟦no such key⟧" {
		t.Errorf("a missing key reads %q", got)
	}
}

func TestSpoken(t *testing.T) {
	for tag, want := range map[string]string{"fr": "fr", "fr-CA": "fr", "EN-us": "en", "de": "", "": "", "frisian": ""} {
		if got := spoken(tag); got != want {
			t.Errorf("spoken(%q) = %q, want %q", tag, got, want)
		}
	}
}
