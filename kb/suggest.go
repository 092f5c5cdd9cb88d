package kb

import (
	"slices"
	"strings"
	"unicode"
)

// Suggest returns titles, in the reader's language, for a question that is
// still being typed: its last word may be unfinished.
func (x *Index) Suggest(prefix Query) []string {
	if prefix.Max <= 0 {
		prefix.Max = 5
	}
	lex := x.lexicon(prefix.Lang)
	v := x.now.Load().view(lex, lex, prefix.Reader)
	words := typed(lex.lang, prefix.Text)
	if len(words) == 0 {
		return nil
	}
	type titled struct {
		title string
		at    int
	}
	var found []titled
	for _, s := range v.shards {
		for i, d := range s.docs {
			if s.dead.has(uint32(i)) {
				continue
			}
			if at := begins(typed(lex.lang, d.title), words); at >= 0 {
				found = append(found, titled{d.title, at})
			}
		}
	}
	slices.SortFunc(found, func(a, b titled) int {
		if a.at != b.at {
			return a.at - b.at
		}
		return strings.Compare(a.title, b.title)
	})
	var titles []string
	for _, f := range found {
		if len(titles) < prefix.Max && !slices.Contains(titles, f.title) {
			titles = append(titles, f.title)
		}
	}
	return titles
}

// typed returns the folded words of text.
func typed(lang *language, text string) (words []string) {
	var s scanner
	s.reset(lang, text)
	for {
		w, ok := s.next()
		if !ok {
			return words
		}
		if w.joint != part {
			words = append(words, string(w.form))
		}
	}
}

// begins reports where in the title the words stand in order, each the start
// of a word of the title; -1 if they do not.
func begins(title, words []string) int {
	first, i := -1, 0
	for at, t := range title {
		if i < len(words) && strings.HasPrefix(t, words[i]) {
			if i == 0 {
				first = at
			}
			i++
		}
	}
	if i < len(words) {
		return -1
	}
	return first
}

// Anchor returns the fragment that names a section in the article's page, made
// as the common renderers do: lower case, spaces to hyphens, the rest dropped.
func Anchor(section string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, section)
}
