package nlu

import (
	_ "embed"
	"strings"
)

// conceptText is the thesaurus: per line a concept and the words for it in
// each language. It lets an example about a "laptop" teach about a "notebook",
// which few examples never would.
//
//go:embed concepts.txt
var conceptText string

// conceptLangs are the languages of the thesaurus in the order of its columns.
func conceptLangs() []string { return []string{"en", "fr"} }

// maxLink is the longest word, in bytes, that may stand within a two-word
// term: "mot de passe".
const maxLink = 3

// thesaurus maps stems, and pairs of stems, to concepts.
type thesaurus map[feature][]feature

// newThesaurus reads the thesaurus of a language; that of others is empty.
func newThesaurus(lang string) thesaurus {
	t := thesaurus{}
	eachTerm(lang, func(concept feature, term string) { t.add(term, lang, concept) })
	return t
}

// eachTerm calls f with every term of a language and the concept it stands for.
func eachTerm(lang string, f func(concept feature, term string)) {
	for line := range strings.Lines(conceptText) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || name[0] == '#' {
			continue
		}
		for i, column := range strings.Split(rest, " | ") {
			if conceptLangs()[i] != lang {
				continue
			}
			for term := range strings.SplitSeq(column, ", ") {
				f(named('c', name), term)
			}
		}
	}
}

func (t thesaurus) add(term, lang string, concept feature) {
	var x feature
	for i, w := range rawWords(strings.ReplaceAll(term, "_", " ")) {
		s := stemFeature(stem(w, lang))
		if i == 0 {
			x = s
		} else {
			x = pair(x, s)
		}
	}
	for _, c := range t[x] {
		if c == concept {
			return
		}
	}
	t[x] = append(t[x], concept)
}

// conceptWords lists the single words of the thesaurus in a language, folded.
func conceptWords(lang string) []string {
	var out []string
	eachTerm(lang, func(_ feature, term string) {
		if ws := rawWords(strings.ReplaceAll(term, "_", " ")); len(ws) == 1 {
			out = append(out, ws[0])
		}
	})
	return out
}

// each calls f with every concept of a message and every pair of concepts that
// words next to each other, or next but one, stand for; a word without a
// concept pairs as itself.
func (t thesaurus) each(words []string, stems []feature, f func(way int, x feature)) {
	if len(t) == 0 {
		return
	}
	var here, before, earlier []feature // concepts of word i, i-1 and i-2
	var own [3]feature
	for i, s := range stems {
		here = t[s]
		for _, c := range here {
			f(concept, c)
		}
		if i > 0 {
			for _, c := range t[pair(stems[i-1], s)] {
				f(concept, c)
			}
		}
		if i > 1 && len(words[i-1]) <= maxLink {
			for _, c := range t[pair(stems[i-2], s)] {
				f(concept, c)
			}
		}
		if len(here) == 0 {
			own[i%3] = s
			here = own[i%3 : i%3+1]
		}
		for _, b := range here {
			for _, a := range before {
				f(conceptPair, pair(a, b)+1)
			}
			for _, a := range earlier {
				f(conceptPair, pair(a, b)+1)
			}
		}
		earlier, before = before, here
	}
}
