package nlu

import (
	"math"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
)

// Features come in blocks, each scaled to length one over a message, so that
// neither the number of words nor their length decides.
const (
	wordBlock    = iota // stems, and pairs of neighbouring stems
	gramBlock           // character n-grams within words
	conceptBlock        // what the words stand for, from the thesaurus
	blockCount
)

// Lengths of the character n-grams, word boundaries included.
const (
	minGram = 2
	maxGram = 5
)

// smooth is added to the inverse document frequency: features that are
// everywhere keep some say.
const smooth = 3

// Ways of a feature; each has a weight beside the others of its block.
const (
	single      = iota // a stem or an n-gram
	double             // a pair of neighbouring stems
	concept            // of a word
	conceptPair        // of neighbouring words
	wayCount
)

// wayShare is the weight of each way; found by cross-validation.
var wayShare = [wayCount]float32{single: 1, double: 0.6, concept: 1, conceptPair: 0.4}

// feature is the 64-bit name of a feature. Among the hundred thousand features
// of a large desk a collision is one chance in 10^9.
type feature uint64

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// named hashes a text of a kind (FNV-1a).
func named(kind byte, text string) feature {
	h := (uint64(fnvOffset) ^ uint64(kind)) * fnvPrime
	for i := 0; i < len(text); i++ {
		h = (h ^ uint64(text[i])) * fnvPrime
	}
	return feature(h)
}

func stemFeature(stem string) feature { return named('s', stem) }

// pair names two neighbouring stems, in order.
func pair(a, b feature) feature {
	h := (uint64(a)*31 ^ uint64(b)) * fnvPrime
	return feature(h ^ h>>29)
}

// grams calls f with every character n-gram of a folded word.
func grams(word string, f func(feature)) {
	padded := "_" + word + "_"
	for n := minGram; n <= maxGram; n++ {
		if len(padded) <= n {
			f(named('g', padded))
			return
		}
		for k := 0; k+n <= len(padded); k++ {
			f(named('g', padded[k:k+n]))
		}
	}
}

// stem returns the Snowball stem of a folded word in a language; words of
// other languages than English and French stay as they are.
func stem(word, lang string) string {
	switch lang {
	case "en":
		return english.Stem(word, true)
	case "fr":
		return french.Stem(word, true)
	}
	return word
}

// idf is the smoothed weight of a feature seen in df of n messages.
func idf(df, n int) float32 {
	return float32(math.Log(float64(1+n)/float64(1+df)) + 1 + smooth)
}
