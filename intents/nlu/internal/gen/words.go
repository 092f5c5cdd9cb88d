package main

import (
	"strings"
	"unicode"

	"github.com/guichet-desk/guichet/intents/nlu/internal/dictionary"
)

// Words count as common from so many occurrences: fewer in chat lines, which
// are few, than in articles.
const (
	commonInChat     = 2
	commonInArticles = 5
)

// vocabulary counts words, folded.
type vocabulary struct{ chat, articles map[string]int }

func newVocabulary() *vocabulary {
	return &vocabulary{chat: map[string]int{}, articles: map[string]int{}}
}

func (v *vocabulary) add(text string, counts map[string]int) {
	plain := strings.ToLower(bare(text))
	for _, w := range strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) >= 4 && len(w) <= 20 {
			counts[w]++
		}
	}
}

// filter returns the Bloom filter of the common words, and their number.
func (v *vocabulary) filter() (bits []byte, n int) {
	bits = make([]byte, dictionary.Bits/8)
	put := func(w string) {
		n++
		dictionary.Positions(w, func(bit uint32) { bits[bit/8] |= 1 << (bit % 8) })
	}
	for w, c := range v.articles {
		if c >= commonInArticles {
			put(w)
		}
	}
	for w, c := range v.chat {
		if c >= commonInChat && v.articles[w] < commonInArticles {
			put(w)
		}
	}
	return bits, n
}
