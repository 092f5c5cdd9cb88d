package lang

import (
	"path"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// load reads one words file: key → plural form → text ("other" when it has none).
func load(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	data, err := files.ReadFile(path.Join("words", name))
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := yaml.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out := make(map[string]map[string]string)
	for k, v := range raw {
		out[k] = map[string]string{}
		switch v := v.(type) {
		case string:
			out[k]["other"] = v
		case map[string]any:
			for form, text := range v {
				out[k][form] = text.(string)
			}
		default:
			t.Errorf("%s: %s is neither a text nor plural forms", name, k)
		}
	}
	return out
}

func topics(t *testing.T) []string {
	t.Helper()
	entries, err := files.ReadDir("words")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range entries {
		topic, _, _ := strings.Cut(e.Name(), ".")
		seen[topic] = true
	}
	var out []string
	for k := range seen {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

var place = regexp.MustCompile(`\{\{[^}]*\}\}`)

func places(forms map[string]string) []string {
	seen := map[string]bool{}
	for _, text := range forms {
		for _, p := range place.FindAllString(text, -1) {
			seen[p] = true
		}
	}
	var out []string
	for p := range seen {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

func TestEveryKeyInEveryLanguage(t *testing.T) {
	for _, topic := range topics(t) {
		base := load(t, topic+"."+Languages[0]+".yaml")
		for _, l := range Languages[1:] {
			other := load(t, topic+"."+l+".yaml")
			for k, forms := range base {
				got, ok := other[k]
				if !ok {
					t.Errorf("%s: %s lacks %q", topic, l, k)
					continue
				}
				if diff := cmp.Diff(places(forms), places(got)); diff != "" {
					t.Errorf("%s: %q has other places in %s: %s", topic, k, l, diff)
				}
				if (len(forms) > 1) != (len(got) > 1) {
					t.Errorf("%s: %q is plural in one language only", topic, k)
				}
			}
			for k := range other {
				if _, ok := base[k]; !ok {
					t.Errorf("%s: %q is in %s only", topic, k, l)
				}
			}
		}
	}
}

func TestNoTextIsEmpty(t *testing.T) {
	for _, topic := range topics(t) {
		for _, l := range Languages {
			for k, forms := range load(t, topic+"."+l+".yaml") {
				for form, text := range forms {
					if strings.TrimSpace(text) == "" {
						t.Errorf("%s.%s: %s %s is empty", topic, l, k, form)
					}
				}
			}
		}
	}
}

func TestText(t *testing.T) {
	w, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := w.Text("fr", "yes", nil), "Oui"; got != want {
		t.Errorf("Text = %q, want %q", got, want)
	}
	if got, want := w.Text("de", "yes", nil), "Yes"; got != want {
		t.Errorf("a language the desk lacks: %q, want %q", got, want)
	}
	if got := w.Text("en", "no-such-key", nil); !strings.Contains(got, "⟦") {
		t.Errorf("a missing key reads %q", got)
	}
}
