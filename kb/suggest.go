package kb

import (
	"cmp"
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
	words := strings.Fields(typed(lex.lang, prefix.Text))
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
			if at := begins(d.folded, words); at >= 0 && !s.dead.has(uint32(i)) {
				found = append(found, titled{d.title, at})
			}
		}
	}
	slices.SortFunc(found, func(a, b titled) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.title, b.title))
	})
	var titles []string
	for _, f := range found {
		if len(titles) < prefix.Max && !slices.Contains(titles, f.title) {
			titles = append(titles, f.title)
		}
	}
	return titles
}

// typed returns the folded words of text, each after a space.
func typed(lang *language, text string) string {
	var words []byte
	var s scanner
	s.reset(lang, text)
	for {
		w, ok := s.next()
		if !ok {
			return string(words)
		}
		if w.joint != part {
			words = append(append(words, ' '), w.form...)
		}
	}
}

// begins reports where in a title, as typed returns it, the words stand in
// order, each the start of a word of the title; -1 if they do not.
func begins(title string, words []string) int {
	first, from := -1, 0
	for _, w := range words {
		at := indexWord(title[from:], w)
		if at < 0 {
			return -1
		}
		if first < 0 {
			first = at
		}
		from += at + len(" ") + len(w)
	}
	return first
}

// indexWord returns where in text a space is followed by word, or -1.
func indexWord(text, word string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return -1
		}
		if at += from; at > 0 && text[at-1] == ' ' {
			return at - 1
		}
		from = at + 1
	}
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
