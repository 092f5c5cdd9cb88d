// Package dictionary remembers which words are common English or French, so
// that a word which the desk's examples do not have is not taken for a
// misspelling of one that they have. It is a Bloom filter of 64 KB, made by
// the program in gen.
package dictionary

import _ "embed"

//go:embed words.bin
var filter string

// Shape of the filter: with 50,000 words in it about one foreign word in 150
// passes for known.
const (
	Bits   = 1 << 19
	hashes = 6
)

// Knows reports whether a folded word (lower case, no accents) is common.
func Knows(word string) bool {
	known := true
	Positions(word, func(bit uint32) {
		known = known && filter[bit/8]&(1<<(bit%8)) != 0
	})
	return known
}

// Positions calls f with the bits that stand for a word.
func Positions(word string, f func(bit uint32)) {
	h := uint64(14695981039346656037)
	for i := 0; i < len(word); i++ {
		h = (h ^ uint64(word[i])) * 1099511628211
	}
	a, b := uint32(h), uint32(h>>32)|1
	for i := range uint32(hashes) {
		f((a + i*b) % Bits)
	}
}
