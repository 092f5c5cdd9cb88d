package nlu

import (
	"slices"
	"strings"
)

// Of the words of an explanation: how many at most, and how much of the
// weight of the first each must have.
const (
	whyWords = 3
	whyShare = 0.2
)

// emptyWords explain nothing, whatever they weigh.
var emptyWords = strings.Fields(`a an the to of on in at is are be i my me it and or for with from this that you your can do
	le la les un une des du de au aux l d j m s c n t qu ce cet cette mon ma mes et ou en sur dans pour je tu il elle on se me y est a ai`)

// Explain is Classify with the words that counted for each intent.
func (m *Model) Explain(text string) []Score {
	scores := m.Classify(text).Scores
	lang := languageAmong(m.vocab.langs, text)
	ws := core(words(text))
	shares := m.shares(ws, lang)
	written := spellings(text)
	for i := range scores {
		k := slices.Index(m.intents, scores[i].Intent)
		scores[i].Why = why(ws, written, shares, k)
	}
	return scores
}

// shares returns what each word adds to each intent beyond what it adds to the
// average intent; half of a pair goes to each of its words.
func (m *Model) shares(ws []string, lang int) [][]float32 {
	n := len(m.intents)
	out := make([][]float32, len(ws))
	var square [blockCount]float32
	add := func(i int, block int, factor float32, sum []int32) {
		if out[i] == nil {
			out[i] = make([]float32, n*blockCount)
		}
		for k, s := range sum {
			out[i][block*n+k] += factor * float32(s) * m.scale[k]
		}
	}
	var before feature
	for i, w := range ws {
		w = m.spell.correct(w, m.vocab.ids)
		x := m.vocab.stemOf(w, lang)
		sum := make([]int32, n)
		square[wordBlock] += m.addFeature(sum, x, single)
		add(i, wordBlock, 1, sum)
		if i > 0 {
			clear(sum)
			square[wordBlock] += m.addFeature(sum, pair(before, x), double)
			add(i-1, wordBlock, 0.5, sum)
			add(i, wordBlock, 0.5, sum)
		}
		before = x
		clear(sum)
		square[gramBlock] += m.addGrams(sum, w)
		add(i, gramBlock, 1, sum)
	}
	for i, parts := range out {
		total := make([]float32, n)
		var mean float32
		for k := range total {
			total[k] = parts[k]*inverseRoot(square[wordBlock]) + parts[n+k]*inverseRoot(square[gramBlock])
			mean += total[k] / float32(n)
		}
		for k := range total {
			total[k] -= mean
		}
		out[i] = total
	}
	return out
}

// why lists the words that spoke most for intent k, as they were written.
func why(ws []string, written map[string]string, shares [][]float32, k int) string {
	order := make([]int, len(ws))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case shares[a][k] > shares[b][k]:
			return -1
		case shares[a][k] < shares[b][k]:
			return 1
		}
		return 0
	})
	var out []string
	for _, i := range order {
		s := shares[i][k]
		if len(out) == whyWords || s <= 0 || s < whyShare*shares[order[0]][k] {
			break
		}
		w := ws[i]
		if as, ok := written[w]; ok {
			w = as
		}
		if !slices.Contains(out, w) && !slices.Contains(emptyWords, ws[i]) {
			out = append(out, w)
		}
	}
	return strings.Join(out, ", ")
}

// spellings maps folded words to how the text has them, accents kept.
func spellings(text string) map[string]string {
	out := map[string]string{}
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n'’.,;:!?()«»\"/-_", r) }) {
		if folded := rawWords(field); len(folded) == 1 {
			if _, ok := out[folded[0]]; !ok {
				out[folded[0]] = strings.ToLower(field)
			}
		}
	}
	return out
}
