package nlu

import "slices"

// vocabulary numbers the features of the training messages and weighs them.
// The words it knows have their stems and n-grams worked out beforehand.
type vocabulary struct {
	langs  []string
	rows   map[feature]int32 // number of each feature
	weight []float32         // of each feature, by number
	unseen [wayCount]float32 // weight of a feature never seen
	ids    map[string]int32  // folded word → its number
	words  []string
	stems  [][]feature // stems[lang][word]
	sense  []thesaurus // of each language
}

// stemOf returns the feature of a word's stem in a language.
func (v *vocabulary) stemOf(word string, lang int) feature {
	if id, ok := v.ids[word]; ok {
		return v.stems[lang][id]
	}
	return stemFeature(stem(word, v.langs[lang]))
}

// learn numbers a word and works out its stems.
func (v *vocabulary) learn(word string) {
	if _, ok := v.ids[word]; ok {
		return
	}
	v.ids[word] = int32(len(v.words))
	v.words = append(v.words, word)
	for l, lang := range v.langs {
		v.stems[l] = append(v.stems[l], stemFeature(stem(word, lang)))
	}
}

// emptyVocabulary returns a vocabulary of some languages without words.
func emptyVocabulary(langs []string) *vocabulary {
	v := &vocabulary{langs: langs, rows: map[feature]int32{}, ids: map[string]int32{}, stems: make([][]feature, len(langs))}
	for _, lang := range langs {
		v.sense = append(v.sense, newThesaurus(lang))
	}
	return v
}

// each calls f with every feature of a message, repetitions included.
func (v *vocabulary) each(words []string, lang int, f func(block, way int, x feature)) {
	stems := make([]feature, len(words))
	for i, w := range words {
		stems[i] = v.stemOf(w, lang)
		f(wordBlock, single, stems[i])
		if i > 0 {
			f(wordBlock, double, pair(stems[i-1], stems[i]))
		}
		grams(w, func(x feature) { f(gramBlock, single, x) })
	}
	v.sense[lang].each(words, stems, func(way int, x feature) { f(conceptBlock, way, x) })
}

// sample is one training message.
type sample struct {
	words []string
	lang  int
	class int // index of the intent, or -1 for out of scope
	// background marks a question from the built-in or given list of negatives:
	// only its words, not its pairs and n-grams, become features.
	background bool
}

// newVocabulary learns from training messages in their order.
func newVocabulary(langs []string, samples []sample) *vocabulary {
	v := emptyVocabulary(langs)
	var df []int
	var share []float32
	seen := map[feature]int{} // feature → last message it was counted in
	for _, w := range byFrequency(samples) {
		v.learn(w)
	}
	for n, s := range samples {
		v.each(s.words, s.lang, func(block, way int, x feature) {
			if last, ok := seen[x]; ok && last == n {
				return
			}
			seen[x] = n
			id, ok := v.rows[x]
			if !ok && s.background && (block != wordBlock || way != single) {
				return
			}
			if !ok {
				id = int32(len(df))
				v.rows[x] = id
				df = append(df, 0)
				share = append(share, wayShare[way])
			}
			df[id]++
		})
	}
	v.weight = make([]float32, len(df))
	for i, d := range df {
		v.weight[i] = idf(d, len(samples)) * share[i]
	}
	for way := range v.unseen {
		v.unseen[way] = idf(0, len(samples)) * wayShare[way]
	}
	return v
}

// byFrequency returns the words of all messages, the most frequent first, so
// that a lower number is the better guess for a misspelling.
func byFrequency(samples []sample) []string {
	count := map[string]int{}
	var ws []string
	for _, s := range samples {
		for _, w := range s.words {
			if count[w] == 0 {
				ws = append(ws, w)
			}
			count[w]++
		}
	}
	slices.SortStableFunc(ws, func(a, b string) int { return count[b] - count[a] })
	return ws
}

// spellable returns the words a misspelling can stand for: those of the
// examples, then those of the thesaurus.
func (v *vocabulary) spellable() []string {
	out := slices.Clone(v.words)
	seen := map[string]bool{}
	for _, lang := range v.langs {
		for _, w := range conceptWords(lang) {
			if _, ok := v.ids[w]; !ok && !seen[w] {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	return out
}

// fieldWords returns the words that texts of the field use at least twice, in
// the order of their second use.
func fieldWords(texts []string) []string {
	count := map[string]int{}
	var out []string
	for _, text := range texts {
		for _, w := range rawWords(text) {
			if count[w]++; count[w] == 2 {
				out = append(out, w)
			}
		}
	}
	return out
}
