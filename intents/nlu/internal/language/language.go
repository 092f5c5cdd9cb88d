// Package language tells in which of a few languages a short chat message is
// written: naive Bayes over hashed character n-grams, from a table of 80 KB
// made by the program in ../gen.
package language

import (
	_ "embed"
	"math"
	"unicode"
	"unicode/utf8"
)

// table holds, for each bucket of n-grams and each language, how much more
// often the language uses it than the average of all: the natural logarithm
// of the ratio, in signed steps of Step.
//
//go:embed table.bin
var table string

// Shape of the table.
const (
	Buckets = 1 << 14
	Step    = 1.0 / 16
)

// Names lists the languages in the order of the table.
func Names() []string { return []string{"en", "fr", "de", "es", "it"} }

const (
	count = 5
	// sharp turns summed log ratios, in which every letter counts several
	// times, into honest probabilities.
	sharp = 0.3
	// maxRead is how many bytes of a message are read.
	maxRead = 600
)

// prior is how often each language is met at a service desk that speaks
// English and French; it decides words that several share, as "no".
var prior = [count]float64{12, 12, 1, 1, 1}

// Detect returns the probability of each language, in the order of Names; ok
// is false when the text has no words to go by.
func Detect(text string) (p [count]float64, ok bool) {
	if len(text) > maxRead {
		text = text[:maxRead]
	}
	var sum [count]int32
	letters := 0
	eachWord(text, func(word []byte) {
		if neutral(string(word[1 : len(word)-1])) {
			return
		}
		letters += len(word) - 2
		grams(word, func(bucket uint32) {
			row := table[bucket*count : (bucket+1)*count]
			for l := range sum {
				sum[l] += int32(int8(row[l]))
			}
		})
	})
	if letters < 2 {
		return p, false
	}
	top := max(sum[0], sum[1], sum[2], sum[3], sum[4])
	var total float64
	for l, s := range sum {
		p[l] = prior[l] * math.Exp(sharp*Step*float64(s-top))
		total += p[l]
	}
	for l := range p {
		p[l] /= total
	}
	return p, true
}

// Grams calls f with the bucket of every n-gram that Detect would look up.
func Grams(text string, f func(bucket uint32)) {
	eachWord(text, func(word []byte) { grams(word, f) })
}

// neutral reports whether a word is at home in every language of a service desk.
func neutral(word string) bool {
	switch word {
	case "ok", "okay", "vpn", "wifi", "pc", "usb", "it", "teams", "outlook", "excel", "windows", "sap", "office", "mac", "app",
		"email", "mail", "internet", "inc", "req", "bug", "http", "https", "www", "com", "zoom", "slack", "pin", "sim", "hdmi":
		return true
	}
	return false
}

// eachWord calls f with each word in lower case, accents kept, between two
// '_'. Words that hold digits are codes and left out.
func eachWord(text string, f func(word []byte)) {
	var buf [64]byte
	word, code := append(buf[:0], '_'), false
	flush := func() {
		if len(word) > 1 && !code {
			f(append(word, '_'))
		}
		word, code = word[:1], false
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		fits := len(word) < len(buf)-utf8.UTFMax-1
		switch {
		case unicode.IsLetter(r):
			if fits {
				word = utf8.AppendRune(word, unicode.ToLower(r))
			}
		case r >= '0' && r <= '9':
			code = true
		case r == '\'' || r == '’':
			if len(word) > 1 && fits {
				word = append(word, '\'')
			}
			flush()
		default:
			flush()
		}
	}
	flush()
}

// grams calls f with the bucket of every n-gram of two to four bytes in a
// word, and of the word as a whole.
func grams(word []byte, f func(bucket uint32)) {
	const prime, offset, whole = 16777619, 2166136261, 84696351
	for i := range word {
		h := uint32(offset)
		for n := 0; n < 4 && i+n < len(word); n++ {
			h = (h ^ uint32(word[i+n])) * prime
			if n > 0 {
				f((h ^ h>>15) % Buckets)
			}
		}
	}
	h := uint32(whole)
	for _, c := range word {
		h = (h ^ uint32(c)) * prime
	}
	f((h ^ h>>15) % Buckets)
}
