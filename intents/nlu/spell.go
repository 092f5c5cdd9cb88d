package nlu

import (
	"slices"

	"github.com/guichet-desk/guichet/intents/nlu/internal/dictionary"
)

// minSpelled is the length from which a word can be what was meant; what was
// written may lack a letter.
const minSpelled = 4

// speller finds the known word one edit away from an unknown one by the
// symmetric deletion of letters (Garbe's SymSpell): two words one edit apart
// become equal when at most one letter is deleted from each.
type speller struct {
	entries []spelling // sorted by hash
	words   []string
}

type spelling struct {
	hash uint32
	word int32
}

func newSpeller(words []string) speller {
	s := speller{words: words}
	for i, w := range words {
		if len(w) < minSpelled || hasDigit(w) {
			continue
		}
		deletions(w, func(h uint32) { s.entries = append(s.entries, spelling{h, int32(i)}) })
	}
	slices.SortFunc(s.entries, func(a, b spelling) int {
		if a.hash != b.hash {
			return int(int64(a.hash) - int64(b.hash))
		}
		return int(a.word - b.word)
	})
	return s
}

func hasDigit(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] >= '0' && w[i] <= '9' {
			return true
		}
	}
	return false
}

// deletions calls f with the hash of a word and of the word less each letter.
func deletions(w string, f func(uint32)) {
	f(hashWithout(w, -1))
	for k := range len(w) {
		f(hashWithout(w, k))
	}
}

func hashWithout(w string, k int) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(w); i++ {
		if i != k {
			h = (h ^ uint32(w[i])) * 16777619
		}
	}
	return h
}

// correct returns the known word one edit away from an unknown word, or the
// word itself. Of several it prefers those that fit, then the first.
func (s speller) correct(word string, known map[string]int32, fits func(candidate string) bool) string {
	if _, ok := known[word]; ok || len(word) < minSpelled-1 || hasDigit(word) || dictionary.Knows(word) {
		return word
	}
	best, bestFits := int32(-1), false
	deletions(word, func(h uint32) {
		at, _ := slices.BinarySearchFunc(s.entries, h, func(e spelling, h uint32) int { return int(int64(e.hash) - int64(h)) })
		for ; at < len(s.entries) && s.entries[at].hash == h; at++ {
			id := s.entries[at].word
			if id == best || !oneEdit(word, s.words[id]) {
				continue
			}
			fit := fits(s.words[id])
			if best < 0 || fit && !bestFits || fit == bestFits && id < best {
				best, bestFits = id, fit
			}
		}
	})
	if best < 0 {
		return word
	}
	return s.words[best]
}

// anyFits lets the first candidate win.
func anyFits(string) bool { return true }

// oneEdit reports whether a and b differ by one insertion, deletion,
// replacement or exchange of neighbours.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i == len(a) || a[i+1:] == b[i+1:] ||
			i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}
