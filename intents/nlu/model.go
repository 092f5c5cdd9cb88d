package nlu

import (
	"math"
	"slices"
)

// Score is how likely a message carries an intent.
type Score struct {
	Intent string
	P      float64 // calibrated: of the scores near .8, eight in ten are right
	Why    string  // the words that counted most, best first; filled by Explain alone
}

// Result is what a message probably means.
type Result struct {
	Scores  []Score // best first, at most five
	InScope float64 // calibrated probability that any intent fits
}

// bestCount is how many scores a Result has at most.
const bestCount = 5

// Model recognises intents. It is immutable once trained or unmarshalled, and
// safe for concurrent use without locks.
type Model struct {
	intents     []string
	vocab       *vocabulary
	quant       []int8    // [feature][intent] weights
	scale       []float32 // of each intent's weights
	bias        []float32
	calibration calibration

	grams      [][]int16 // derived: per known word, the sum of its n-grams' weights
	gramSquare []float32
	spell      speller
}

func newModel(intents []string, v *vocabulary) *Model {
	return &Model{intents: intents, vocab: v,
		scale: make([]float32, len(intents)), bias: make([]float32, len(intents))}
}

// setClass stores the weights w of intent k, bias last, as signed bytes. The
// weight of a feature in a message is folded in: scores become sums.
func (m *Model) setClass(k int, w, weight []float32) {
	var most float32
	for f, x := range weight {
		if a := w[f] * x; a > most {
			most = a
		} else if -a > most {
			most = -a
		}
	}
	if most == 0 {
		most = 1
	}
	m.scale[k] = most / 127
	for f, x := range weight {
		m.quant[f*len(m.intents)+k] = int8(math.Round(float64(w[f] * x / m.scale[k])))
	}
	m.bias[k] = w[len(weight)] * biasValue
}

// prepare works out what is derived: the n-gram sums of known words and the
// index of spellings.
func (m *Model) prepare() {
	n := len(m.intents)
	m.grams = make([][]int16, len(m.vocab.words))
	m.gramSquare = make([]float32, len(m.vocab.words))
	all := make([]int16, n*len(m.grams))
	sum := make([]int32, n)
	for i, w := range m.vocab.words {
		clear(sum)
		m.gramSquare[i] = m.addGrams(sum, w)
		m.grams[i] = all[i*n : (i+1)*n : (i+1)*n]
		for k, s := range sum {
			m.grams[i][k] = int16(max(min(s, math.MaxInt16), math.MinInt16))
		}
	}
	m.spell = newSpeller(m.vocab.spellable())
}

// addGrams adds the weights of a word's n-grams and returns their square length.
func (m *Model) addGrams(sum []int32, word string) (square float32) {
	grams(word, func(x feature) {
		square += m.addFeature(sum, x, single)
	})
	return square
}

// addFeature adds the weights of a feature to sum and returns the square of
// its value.
func (m *Model) addFeature(sum []int32, x feature, way int) float32 {
	id, ok := m.vocab.rows[x]
	if !ok {
		return m.vocab.unseen[way] * m.vocab.unseen[way]
	}
	n := len(m.intents)
	row := m.quant[int(id)*n : int(id+1)*n]
	sum = sum[:len(row)]
	for k, q := range row {
		sum[k] += int32(q)
	}
	return m.vocab.weight[id] * m.vocab.weight[id]
}

// sums are the parts of the scores of a message, one sum per block and intent.
type sums struct {
	block  [blockCount][]int32
	square [blockCount]float32
}

func (m *Model) newSums() *sums {
	n := len(m.intents)
	buf := make([]int32, blockCount*n)
	s := &sums{}
	for b := range s.block {
		s.block[b] = buf[b*n : (b+1)*n]
	}
	return s
}

func (m *Model) add(s *sums, block, way int, x feature) {
	s.square[block] += m.addFeature(s.block[block], x, way)
}

// addWordGrams adds the n-grams of a word, from the sum kept of a known one.
func (m *Model) addWordGrams(s *sums, w string) {
	id, ok := m.vocab.ids[w]
	if !ok {
		s.square[gramBlock] += m.addGrams(s.block[gramBlock], w)
		return
	}
	s.square[gramBlock] += m.gramSquare[id]
	for k, q := range m.grams[id] {
		s.block[gramBlock][k] += int32(q)
	}
}

// sums adds up the features of the words of a message.
func (m *Model) sums(message []string, lang int) *sums {
	ws := make([]string, len(message))
	stems := make([]feature, len(ws))
	s := m.newSums()
	for i, w := range message {
		ws[i] = m.spelled(w, lang, before(stems, i))
		stems[i] = m.vocab.stemOf(ws[i], lang)
		m.add(s, wordBlock, single, stems[i])
		if i > 0 {
			m.add(s, wordBlock, double, pair(stems[i-1], stems[i]))
		}
		m.addWordGrams(s, ws[i])
	}
	m.vocab.sense[lang].each(ws, stems, func(way int, x feature) { m.add(s, conceptBlock, way, x) })
	return s
}

// before returns the stem before word i, or none.
func before(stems []feature, i int) feature {
	if i == 0 {
		return 0
	}
	return stems[i-1]
}

// spelled returns a word as it was probably meant: what was seen after the
// stem before it comes first. A word whose own stem is known is an inflection,
// not a misspelling.
func (m *Model) spelled(word string, lang int, before feature) string {
	if _, ok := m.vocab.ids[word]; ok {
		return word
	}
	if _, ok := m.vocab.rows[m.vocab.stemOf(word, lang)]; ok {
		return word
	}
	return m.spell.correct(word, m.vocab.ids, func(candidate string) bool {
		_, seen := m.vocab.rows[pair(before, m.vocab.stemOf(candidate, lang))]
		return seen
	})
}

// margins returns the score of each intent on the machines' own scale.
func (m *Model) margins(s *sums) []float32 {
	out := make([]float32, len(m.intents))
	for b, sum := range s.block {
		norm := inverseRoot(s.square[b])
		for k, x := range sum {
			out[k] += norm * float32(x)
		}
	}
	for k := range out {
		out[k] = out[k]*m.scale[k] + m.bias[k]
	}
	return out
}

// Classify tells what a message probably means. Of a message of several
// sentences one alone decides if it is sure where the whole is not.
func (m *Model) Classify(text string) Result {
	text = request(text)
	lang := languageAmong(m.vocab.langs, text)
	p, in := m.judge(text, lang)
	if slices.Max(p) < unsure {
		p, in = m.clearest(text, lang, p, in)
	}
	r := Result{InScope: in}
	for _, k := range m.best(p) {
		r.Scores = append(r.Scores, Score{Intent: m.intents[k], P: float64(p[k])})
	}
	return r
}

// When a sentence decides for the whole message, and how many are looked at.
const (
	unsure       = 0.5
	sure         = 0.9
	maxSentences = 12
)

// clearest returns the judgement of the sentence that is surest, if one is
// sure, else that of the whole message, p and in.
func (m *Model) clearest(text string, lang int, p []float32, in float64) ([]float32, float64) {
	several := Sentences(text)
	if len(several) < 2 {
		return p, in
	}
	most := float32(sure)
	for _, s := range several[:min(len(several), maxSentences)] {
		if q, also := m.judge(s, lang); slices.Max(q) > most {
			most, p, in = slices.Max(q), q, also
		}
	}
	return p, in
}

// judge returns the probability of each intent and of any; a text without
// words carries none.
func (m *Model) judge(text string, lang int) (p []float32, in float64) {
	ws := core(words(text))
	if len(ws) == 0 {
		return make([]float32, len(m.intents)), 0
	}
	return m.calibration.probabilities(m.margins(m.sums(ws, lang)))
}

// best returns the most probable intents, best first.
func (m *Model) best(p []float32) []int {
	best := make([]int, 0, bestCount+1)
	for k := range p {
		at := len(best)
		for at > 0 && p[best[at-1]] < p[k] {
			at--
		}
		if at < bestCount {
			best = slices.Insert(best, at, k)
			best = best[:min(len(best), bestCount)]
		}
	}
	return best
}
