package people

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// How far words are from a name, nearest first.
const (
	whole = iota // the whole name, in any order
	part         // some of its words
	begin        // the beginnings of some of its words
	slip         // the same with one slip of the pen in a word
	far          // not this name
)

// distance returns how far the words are from the name, far when that is
// farther than limit. Each word must fit a word of the name of its own.
func distance(asked, name []string, limit int) int {
	if len(asked) > len(name) {
		return far
	}
	fits := [...]func(word, of string) bool{
		part:  func(word, of string) bool { return word == of },
		begin: func(word, of string) bool { return strings.HasPrefix(of, word) },
		slip:  func(word, of string) bool { return strings.HasPrefix(of, word) || slipped(word, of) },
	}
	for d := part; d <= min(limit, slip); d++ {
		if !pair(asked, name, fits[d]) {
			continue
		}
		if d == part && len(asked) == len(name) {
			return whole
		}
		return d
	}
	return far
}

// pair reports whether every word can be given a word of the name of its own.
func pair(words, name []string, fits func(word, of string) bool) bool {
	if len(words) == 0 {
		return true
	}
	for i, of := range name {
		if fits(words[0], of) && pair(words[1:], slices.Concat(name[:i], name[i+1:]), fits) {
			return true
		}
	}
	return false
}

// slipped reports whether one letter missing, added, wrong or swapped with its
// neighbour makes the two words equal. Short words have too many neighbours.
func slipped(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 4 || len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	if i == len(x) || slices.Equal(x[i+1:], y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}

// tokens splits a name into its words, without case or accents: "Aïcha Ben-Ali"
// is aicha, ben, ali.
func tokens(name string) []string {
	var plain strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'œ':
			plain.WriteString("oe")
		case r == 'æ':
			plain.WriteString("ae")
		case r == 'ß':
			plain.WriteString("ss")
		case r == 'ø':
			plain.WriteByte('o')
		case r == 'ł':
			plain.WriteByte('l')
		default:
			plain.WriteRune(r)
		}
	}
	return strings.FieldsFunc(plain.String(), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// courtesy reports whether the word is a form of address and no part of a name.
func courtesy(word string) bool {
	switch word {
	case "m", "mr", "mrs", "ms", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr":
		return true
	}
	return false
}
