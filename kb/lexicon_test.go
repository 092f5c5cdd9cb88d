package kb

import (
	"slices"
	"testing"
)

// Every group of the thesaurus says something: at least two terms, each once,
// and each with a word that is searched for.
func TestThesaurusIsWellFormed(t *testing.T) {
	for _, code := range []string{"en", "fr"} {
		groups := thesaurus(code)
		if len(groups) < 100 {
			t.Errorf("%s: only %d groups", code, len(groups))
		}
		l := newLexicon(code, nil)
		for _, g := range groups {
			var seen [][]string
			for _, term := range g {
				_, telling := l.stems(term, make(map[string]bool))
				if len(telling) == 0 {
					t.Errorf("%s: %q in %q is all stop words", code, term, g)
				}
				seen = append(seen, telling)
			}
			if len(seen) < 2 {
				t.Errorf("%s: a group of one: %q", code, g)
			}
		}
	}
}

// A phrase is understood where its words stand together, and only there.
func TestPhrasesOfTheThesaurus(t *testing.T) {
	x := NewIndex(Options{NoThesaurus: true, Synonyms: map[string][][]string{"en": {{"hot desk", "flexdesk"}}}})
	x.Put(Article{ID: "flex", Lang: "en", Title: "Flexdesk", Body: "Book a flexdesk.", Status: Published})
	for text, want := range map[string]bool{"where is a hot desk": true, "hot coffee on my desk": false, "desk hot": false} {
		found := slices.ContainsFunc(x.Search(Query{Text: text, Lang: "en"}), func(h Hit) bool { return h.Article == "flex" })
		if found != want {
			t.Errorf("%q finds it: %v", text, found)
		}
	}
}

// A synonym counts for less than the word itself.
func TestTypedWordsComeFirst(t *testing.T) {
	x := NewIndex(Options{})
	x.Put(
		Article{ID: "screen", Lang: "en", Title: "Screen", Body: "About it.", Status: Published},
		Article{ID: "monitor", Lang: "en", Title: "Monitor", Body: "About it.", Status: Published},
	)
	for _, word := range []string{"screen", "monitor"} {
		hits := x.Search(Query{Text: word, Lang: "en"})
		if len(hits) != 2 || hits[0].Article != word {
			t.Errorf("%q finds %v", word, hits)
		}
	}
}
