package kb

import (
	"embed"
	"maps"
	"slices"
	"strings"
)

//go:embed thesaurus/*.txt
var thesaurusFiles embed.FS

// lexicon is what is known about the words of a language before any article
// has been read.
type lexicon struct {
	lang    *language
	phrases map[string][]phrase // by first stem
	groups  [][][]string        // the telling stems of each term of a group
	words   []string            // folded, for spelling
	spell   speller             // numbers in words
}

// phrase is a term of a synonym group: the stems of all its words.
type phrase struct {
	stems []string
	group int
}

func newLexicon(code string, groups [][]string) *lexicon {
	l := &lexicon{lang: languageOf(code), phrases: make(map[string][]phrase)}
	forms := maps.Clone(l.lang.stop)
	if forms == nil {
		forms = make(map[string]bool)
	}
	for _, g := range groups {
		var terms [][]string
		for _, t := range g {
			all, telling := l.stems(t, forms)
			if len(telling) > 0 {
				terms = append(terms, telling)
				l.phrases[all[0]] = append(l.phrases[all[0]], phrase{all, len(l.groups)})
			}
		}
		l.groups = append(l.groups, terms)
	}
	// A mistyped word may have been one of these even if no article has it.
	l.words = slices.Sorted(maps.Keys(forms))
	for i, form := range l.words {
		l.spell.add(form, uint32(i))
	}
	return l
}

// stems reads a term. A hyphenated word counts as one. Stop words belong to
// the term where it is looked for in a question, but are not searched for. All
// words are added to forms.
func (l *lexicon) stems(text string, forms map[string]bool) (all, telling []string) {
	var s scanner
	s.reset(l.lang, text)
	for {
		w, ok := s.next()
		if !ok {
			return all, telling
		}
		if w.joint == part {
			continue
		}
		stem := l.lang.stem(string(w.form))
		all = append(all, stem)
		forms[string(w.form)] = true
		if !l.lang.stop[string(w.form)] {
			telling = append(telling, stem)
		}
	}
}

// knows reports whether the thesaurus has the word, which then is not taken
// for a misspelling.
func (l *lexicon) knows(stem string) bool { return len(l.phrases[stem]) > 0 }

// expand adds to the concepts of a question what the thesaurus says. at[i] is
// the concept of words[i], or -1.
func (l *lexicon) expand(words []heard, at []int, cs []concept) {
	for i := range words {
		for _, p := range l.phrases[words[i].reading(at[i], cs)] {
			c := p.in(words, at, cs, i)
			if c < 0 {
				continue
			}
			for _, term := range l.groups[p.group] {
				for _, stem := range term {
					if !hasWay(cs[c].ways, stem) {
						cs[c].ways = append(cs[c].ways, way{
							stem: stem, weight: synonymWeight / float64(len(term)),
							why: strings.Join(p.stems, " ") + " = " + strings.Join(term, " "),
						})
					}
				}
			}
		}
	}
}

// reading is the stem of a word as it is understood: repaired if mistyped.
func (h heard) reading(concept int, cs []concept) string {
	if concept < 0 {
		return h.stem
	}
	return cs[concept].ways[0].stem
}

// in returns the concept to which the phrase belongs that stands in the
// question at word i, or -1: it is that of its first telling word.
func (p phrase) in(words []heard, at []int, cs []concept, i int) int {
	if i+len(p.stems) > len(words) {
		return -1
	}
	first := -1
	for k, stem := range p.stems {
		if words[i+k].reading(at[i+k], cs) != stem {
			return -1
		}
		if first < 0 {
			first = at[i+k]
		}
	}
	return first
}

// lexicons returns the lexicon of every language that o or the thesaurus knows.
func lexicons(o Options) map[string]*lexicon {
	ls := make(map[string]*lexicon)
	for _, code := range []string{"en", "fr"} {
		var groups [][]string
		if !o.NoThesaurus {
			groups = thesaurus(code)
		}
		ls[code] = newLexicon(code, append(groups, o.Synonyms[code]...))
	}
	for code, groups := range o.Synonyms {
		if ls[code] == nil {
			ls[code] = newLexicon(code, groups)
		}
	}
	return ls
}

// thesaurus reads the built-in synonym groups of a language.
func thesaurus(code string) (groups [][]string) {
	text, err := thesaurusFiles.ReadFile("thesaurus/" + code + ".txt")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		if line, _, _ = strings.Cut(line, "#"); strings.TrimSpace(line) != "" {
			groups = append(groups, strings.Split(line, "="))
		}
	}
	return groups
}
