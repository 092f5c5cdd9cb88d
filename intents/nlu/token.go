package nlu

import (
	"unicode"
	"unicode/utf8"
)

// token is a run of letters or of digits, folded, or one sign, and where it
// stands in the text.
type token struct {
	word     string
	from, to int
}

// tokens cuts a text for the finding of entities. Unlike words it keeps what
// numbers and dates are made of: "14h30" is three tokens, and '/', ':', '-',
// '.', ',', '@' are tokens of their own.
func tokens(text string) []token {
	var out []token
	kind := func(r rune) int {
		switch {
		case r >= '0' && r <= '9':
			return 1
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
			return 2
		}
		return 0
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		k := kind(r)
		if k == 0 {
			switch r {
			case '/', ':', '-', '.', ',', '@', '?', '!', ';', '\n':
				out = append(out, token{string(r), i, i + n})
			}
			i += n
			continue
		}
		from := i
		var word []byte
		for i < len(text) {
			r, n = utf8.DecodeRuneInString(text[i:])
			if kind(r) != k {
				break
			}
			if !unicode.Is(unicode.Mn, r) && len(word) < maxWord {
				word = append(word, foldRune(r)...)
			}
			i += n
		}
		out = append(out, token{string(word), from, i})
	}
	return out
}

// clip cuts a text to at most n bytes between letters.
func clip(text string, n int) string {
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// lettered returns the tokens that are words or numbers.
func lettered(ts []token) []token {
	var out []token
	for _, t := range ts {
		if t.word != "" && (t.word[0] >= '0' && t.word[0] <= '9' || t.word[0] >= 'a') {
			out = append(out, t)
		}
	}
	return out
}
