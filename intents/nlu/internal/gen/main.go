// Command gen reads texts in several languages and writes the tables of
// packages language (character n-grams) and dictionary (common words).
//
// A text is a .txt file of lines, a .tsv file whose first column counts, or a
// .jsonl.gz file of articles with a title and a body; a folder stands for the
// training files in it. Seeds are lines of "lang: text", each worth a hundred.
package main

import (
	"flag"
	"log"
	"math"
	"os"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/guichet-desk/guichet/intents/nlu/internal/language"
)

// seedWeight is what a seed line counts for beside a line of an article, whose
// language is another than that of chat.
const seedWeight = 100

// prior is how many n-grams of the average language each language starts
// with: it keeps one known from few lines near the average.
const prior = 16000

func main() {
	log.SetFlags(0)
	paths := map[string]*list{"en": {}, "fr": {}}
	for lang, l := range paths {
		flag.Var(l, lang, "a `file` or folder of "+lang+" texts; may be repeated")
	}
	seeds := flag.String("seeds", "", "`file` of seed lines")
	table := flag.String("language", "language/table.bin", "`file` to write the n-grams to")
	words := flag.String("words", "dictionary/words.bin", "`file` to write the words to")
	flag.Parse()
	if err := run(paths, *seeds, *table, *words); err != nil {
		log.Fatal("gen: ", err)
	}
}

type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func run(paths map[string]*list, seeds, table, words string) error {
	c, v := newCounts(), newVocabulary()
	err := lines(seeds, func(line string) {
		lang, text, ok := strings.Cut(line, ": ")
		if ok && !strings.HasPrefix(line, "#") {
			c.add(lang, text, seedWeight)
			if lang == "en" || lang == "fr" {
				v.add(text, v.articles)
			}
		}
	})
	if err != nil {
		return err
	}
	// The seeds alone tell apart well enough to leave out passages of an
	// article that are in another language than the rest.
	first := c.table()
	for _, lang := range []string{"en", "fr"} {
		for _, path := range *paths[lang] {
			seen := v.chat
			if strings.HasSuffix(path, ".gz") {
				seen = v.articles
			}
			err := texts(path, func(text string) {
				if best(first, text) == lang {
					c.add(lang, text, 1)
					v.add(text, seen)
				}
			})
			if err != nil {
				return err
			}
		}
	}
	bits, n := v.filter()
	log.Printf("%d common words", n)
	if err := os.WriteFile(words, bits, 0o644); err != nil {
		return err
	}
	return os.WriteFile(table, c.table(), 0o644)
}

// counts are occurrences of n-gram buckets per language.
type counts struct {
	langs []string
	n     [][]float64 // [language][bucket]
}

func newCounts() *counts {
	c := &counts{langs: language.Names()}
	for range c.langs {
		c.n = append(c.n, make([]float64, language.Buckets))
	}
	return c
}

// add counts a text as written, and half as much typed without accents.
func (c *counts) add(lang, text string, weight float64) {
	l := slices.Index(c.langs, lang)
	if l < 0 {
		return
	}
	language.Grams(text, func(b uint32) { c.n[l][b] += weight })
	if lang == "en" {
		return
	}
	language.Grams(bare(text), func(b uint32) { c.n[l][b] += weight / 2 })
}

// bare returns a text without its accents.
func bare(text string) string {
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	if plain, _, err := transform.String(t, text); err == nil {
		return plain
	}
	return text
}

// table returns the smoothed log ratios of each bucket, in signed bytes.
func (c *counts) table() []byte {
	share := make([]float64, language.Buckets)
	total := make([]float64, len(c.langs))
	for l := range c.langs {
		for _, n := range c.n[l] {
			total[l] += n
		}
		for b, n := range c.n[l] {
			share[b] += (n + 0.01) / (total[l] + 0.01*language.Buckets) / float64(len(c.langs))
		}
	}
	out := make([]byte, 0, language.Buckets*len(c.langs))
	for b := range language.Buckets {
		for l := range c.langs {
			p := (c.n[l][b] + prior*share[b]) / (total[l] + prior)
			r := math.Round(math.Log(p/share[b]) / language.Step)
			out = append(out, byte(int8(max(-127, min(127, r)))))
		}
	}
	return out
}

// best names the language of a text by a table under construction.
func best(table []byte, text string) string {
	langs := language.Names()
	score := make([]int, len(langs))
	language.Grams(text, func(b uint32) {
		for l := range langs {
			score[l] += int(int8(table[int(b)*len(langs)+l]))
		}
	})
	return langs[slices.Index(score, slices.Max(score))]
}
