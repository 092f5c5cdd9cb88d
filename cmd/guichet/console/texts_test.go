package console

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

var verb = regexp.MustCompile(`%[a-z%]`)

func TestEveryKeyInEveryLanguage(t *testing.T) {
	all := must(readTexts())
	base := all[tongues()[0].Code]
	for code, other := range all {
		if diff := cmp.Diff(slices.Sorted(maps.Keys(base.words)), slices.Sorted(maps.Keys(other.words))); diff != "" {
			t.Errorf("%s has other keys: %s", code, diff)
		}
		for key, text := range other.words {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: %s is empty", code, key)
			}
			if diff := cmp.Diff(verb.FindAllString(base.words[key], -1), verb.FindAllString(text, -1)); diff != "" {
				t.Errorf("%s: %s has other verbs: %s", code, key, diff)
			}
		}
	}
}

// TestFrenchSpaces wants a no-break space where French puts one.
func TestFrenchSpaces(t *testing.T) {
	loose := regexp.MustCompile(` [:;?!»]|« |[^\x{a0}%:/ ][?!»]`)
	for key, text := range must(readTexts())["fr"].words {
		if bad := loose.FindString(text); bad != "" && !strings.Contains(bad, "Authorization") {
			t.Errorf("%s: %q in %q", key, bad, text)
		}
	}
}

// asked finds the keys that sources ask for: whole ones, and the beginnings of
// those that are put together.
var (
	asked  = regexp.MustCompile(`(?:\.T|\.Has|refuse\(http\.\w+,|wrong\([^,]+,) "([^"]+)"|\.T\("([^"]+)"`)
	counts = regexp.MustCompile(`\.Count \(?"([^"]+)"|\.Count\("([^"]+)"`)
	parts  = regexp.MustCompile(`\.T \(print "([^"]+)"|\.T\("([^"]+\.)"\s*\+`)
)

func TestEveryKeyThatIsAskedFor(t *testing.T) {
	words := must(readTexts())["en"].words
	prefixed := func(prefix string) bool {
		for key := range words {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
		return false
	}
	found := 0
	for name, source := range sources(t) {
		for _, m := range asked.FindAllStringSubmatch(source, -1) {
			key := m[1] + m[2]
			found++
			if strings.HasSuffix(key, ".") {
				continue // a beginning
			}
			if words[key] == "" {
				t.Errorf("%s asks for %q, which is no key", name, key)
			}
		}
		for _, m := range counts.FindAllStringSubmatch(source, -1) {
			if key := m[1] + m[2]; words[key+".one"] == "" || words[key+".many"] == "" {
				t.Errorf("%s counts %q, which is no key", name, key)
			}
		}
		for _, m := range parts.FindAllStringSubmatch(source, -1) {
			if prefix := m[1] + m[2]; !prefixed(prefix) {
				t.Errorf("%s asks for %q and more, which is no key", name, prefix)
			}
		}
	}
	if found < 150 {
		t.Errorf("only %d keys found; the patterns no longer fit the sources", found)
	}
}

// sources are the package's own files, tests left out.
func sources(t *testing.T) map[string]string {
	all := make(map[string]string)
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") || filepath.Ext(name) != ".go" && filepath.Ext(name) != ".html" {
			return err
		}
		raw, err := os.ReadFile(name)
		all[name] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWordsOfSets wants words for everything that is put together from a set.
func TestWordsOfSets(t *testing.T) {
	for _, texts := range must(readTexts()) {
		var keys []string
		for name := range acts() {
			keys = append(keys, "did."+name)
		}
		for _, s := range []ticket.Status{ticket.New, ticket.Progress, ticket.Held, ticket.Resolved, ticket.Closed, ticket.Withdrawn} {
			keys = append(keys, "status."+string(s))
		}
		for _, s := range []string{"none", "running", "soon", "late", "paused", "kept", "broken"} {
			keys = append(keys, "sla."+s)
		}
		for _, s := range []string{"queues", "mine", "unclaimed", "all", "asked"} {
			keys = append(keys, "show."+s, "tickets.none."+s)
		}
		for _, key := range keys {
			if !texts.Has(key) {
				t.Errorf("%s: no words for %s", texts.Lang, key)
			}
		}
		if n := len(strings.Fields(texts.T("days"))); n != 7 {
			t.Errorf("%s: %d days", texts.Lang, n)
		}
		if n := len(strings.Fields(texts.T("months"))); n != 12 {
			t.Errorf("%s: %d months", texts.Lang, n)
		}
		if key := people.Reason("other_queue", texts.Lang); key == "other_queue" {
			t.Errorf("%s: a denial has no words", texts.Lang)
		}
	}
}

func TestSpoken(t *testing.T) {
	for accept, want := range map[string]string{
		"": "", "fr": "fr", "fr-CA,en;q=0.5": "fr", "de, fr;q=0.3, en;q=0.8": "en", "de": "", "en;q=0.1,fr;q=0.9": "fr", ";;;": "",
	} {
		if got := spoken(accept); got != want {
			t.Errorf("spoken(%q) = %q, want %q", accept, got, want)
		}
	}
}

// FuzzSpoken feeds the header parser what anybody may send.
func FuzzSpoken(f *testing.F) {
	f.Add("fr-CA,en;q=0.5")
	f.Fuzz(func(t *testing.T, accept string) {
		if got := spoken(accept); got != "" && !slices.Contains(codes(), got) {
			t.Errorf("spoken(%q) = %q, which the pages do not speak", accept, got)
		}
	})
}
