package kb

import (
	"embed"
	"strings"
)

//go:embed thesaurus/*.txt
var thesaurusFiles embed.FS

// lexicon is what is known about the words of a language before any article
// has been read.
type lexicon struct {
	lang   *language
	phrase map[string][]phrase // by first stem
	groups [][][]string        // synonym groups of phrases of stems
}

// phrase is a synonym of one or more words and the group it belongs to.
type phrase struct {
	stems []string
	group int
}

func newLexicon(code string, groups [][]string) *lexicon {
	l := &lexicon{lang: languageOf(code), phrase: make(map[string][]phrase)}
	for _, g := range groups {
		l.addGroup(g)
	}
	return l
}

func (l *lexicon) addGroup(terms []string) {
	var group [][]string
	for _, t := range terms {
		if stems := l.stems(t); len(stems) > 0 {
			group = append(group, stems)
		}
	}
	for _, stems := range group {
		l.phrase[stems[0]] = append(l.phrase[stems[0]], phrase{stems, len(l.groups)})
	}
	l.groups = append(l.groups, group)
}

// stems reads a phrase. A hyphenated word counts as one; stop words only hold
// the phrase together and are left out unless there is nothing else.
func (l *lexicon) stems(text string) (stems []string) {
	var s scanner
	s.reset(l.lang, text)
	for {
		w, ok := s.next()
		if !ok {
			return stems
		}
		if w.joint != part && !l.lang.stop[string(w.form)] {
			stems = append(stems, l.lang.stem(string(w.form)))
		}
	}
}

// knows reports whether the thesaurus has the word, which then is not taken
// for a misspelling.
func (l *lexicon) knows(stem string) bool { return len(l.phrase[stem]) > 0 }

// expand adds to the concepts of a question what the thesaurus says. at[i] is
// the concept of words[i], or -1.
func (l *lexicon) expand(words []heard, at []int, cs []concept) {
	for i := range words {
		if at[i] < 0 {
			continue
		}
		stem := cs[at[i]].ways[0].stem
		for _, p := range l.phrase[stem] {
			if !l.matches(p.stems, words, at, cs, i) {
				continue
			}
			for _, other := range l.groups[p.group] {
				for _, s := range other {
					c := &cs[at[i]]
					if !hasWay(c.ways, s) {
						c.ways = append(c.ways, way{
							stem: s, weight: synonymWeight / float64(len(other)),
							why: strings.Join(p.stems, " ") + " = " + strings.Join(other, " "),
						})
					}
				}
			}
		}
	}
}

// matches reports whether the stems stand in the question from word i on,
// with nothing but stop words between them.
func (l *lexicon) matches(stems []string, words []heard, at []int, cs []concept, i int) bool {
	for _, s := range stems {
		for i < len(words) && at[i] < 0 {
			i++
		}
		if i == len(words) || cs[at[i]].ways[0].stem != s {
			return false
		}
		i++
	}
	return true
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
