package nlu

import (
	"slices"
	"strings"
)

// Of the words of an explanation: how many at most, and how much of the
// weight of the first each must have.
const (
	whyWords = 3
	whyShare = 0.1
)

// emptyWords explain nothing, whatever they weigh.
var emptyWords = strings.Fields(`a an the to of on in at is are be i my me it and or for with from this that you your can do
	le la les un une des du de au aux l d j m s c n t qu ce cet cette mon ma mes et ou en sur dans pour je tu il elle on se me y est a ai`)

// Explain is Classify with the words that counted for each intent.
func (m *Model) Explain(text string) []Score {
	scores := m.Classify(text).Scores
	text = request(text)
	ws := core(words(text))
	shares := m.shares(text, ws)
	written := spellings(text)
	for i := range scores {
		k := slices.Index(m.intents, scores[i].Intent)
		scores[i].Why = why(ws, written, shares, k)
	}
	return scores
}

// shares returns what each word adds to each intent beyond what it adds to the
// average intent: how much the scores fall when it is left out and the length
// of the message stays.
func (m *Model) shares(text string, ws []string) [][]float32 {
	lang := languageAmong(m.vocab.langs, text)
	sums := m.sums(ws, lang)
	whole := m.margins(sums)
	out := make([][]float32, len(ws))
	for i := range ws {
		rest := m.sums(slices.Concat(ws[:i], ws[i+1:]), lang)
		rest.square = sums.square
		share := m.margins(rest)
		var mean float32
		for k := range share {
			share[k] = whole[k] - share[k]
			mean += share[k] / float32(len(share))
		}
		for k := range share {
			share[k] -= mean
		}
		out[i] = share
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
