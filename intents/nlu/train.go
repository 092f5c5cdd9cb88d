package nlu

import (
	"errors"
	"math"
	"slices"
)

// Example is one labelled sentence. Lang is its language ("en", "fr", …) or ""
// when not known. Intent "" or "oos" marks a negative: out of scope.
type Example struct{ Text, Lang, Intent string }

// OutOfScope is the label of negatives in data files.
const OutOfScope = "oos"

// Options tune training; the zero value is right for a desk.
type Options struct {
	Background []string // questions no intent should claim, added to the built-in ones
	Unlabelled []string // texts of the field (articles, tickets): their words are no misspellings
	Seed       int64    // of every random choice
}

// ErrNoIntents is returned when the examples name fewer than two intents.
var ErrNoIntents = errors.New("nlu: examples of at least two intents are needed")

// Costs of the support vector machines: how much an error on an example weighs
// against a simple model.
const (
	exampleCost    = 0.5
	positiveCost   = 1.0 // an intent's own examples are few against all others
	backgroundCost = 0.2
)

// Solver limits; more passes change no figure.
const (
	solvePasses    = 12
	solveTolerance = 0.1
	foldPasses     = 3
	folds          = 5
)

// farScore is the score below which an example says nothing about an intent.
const farScore = -1.05

// biasValue is the value of the constant feature that lets the boundary move.
const biasValue = 0.8

// Train learns the intents of the examples. The order of the examples and the
// seed decide ties; the same input gives the same model.
func Train(examples []Example, o Options) (*Model, error) {
	t := newTrainer(examples, o)
	if len(t.intents) < 2 {
		return nil, ErrNoIntents
	}
	t.vocab = newVocabulary(t.langs, t.samples)
	for _, w := range fieldWords(o.Unlabelled) {
		t.vocab.learn(w)
	}
	t.build()
	m := newModel(t.intents, t.vocab)
	m.quant = make([]int8, len(t.vocab.weight)*len(t.intents))
	held := t.learn(m)
	m.calibration = calibrate(held)
	m.prepare()
	return m, nil
}

// trainer holds the training set while the model is learned.
type trainer struct {
	seed    uint64
	intents []string
	langs   []string
	samples []sample
	vocab   *vocabulary
	x       rows
	fold    []int8
}

func newTrainer(examples []Example, o Options) *trainer {
	t := &trainer{seed: uint64(o.Seed), langs: languages(examples)}
	index := map[string]int{}
	for _, e := range examples {
		if e.Intent != "" && e.Intent != OutOfScope {
			index[e.Intent] = 0
		}
	}
	for name := range index {
		t.intents = append(t.intents, name)
	}
	slices.Sort(t.intents)
	for i, name := range t.intents {
		index[name] = i
	}
	for _, e := range examples {
		class := -1
		if i, ok := index[e.Intent]; ok {
			class = i
		}
		t.add(e.Text, e.Lang, class, false)
	}
	for _, text := range o.Background {
		t.add(text, "", -1, true)
	}
	for _, lang := range t.langs {
		for _, text := range background(lang) {
			t.add(text, lang, -1, true)
		}
	}
	return t
}

func (t *trainer) add(text, lang string, class int, background bool) {
	l := slices.Index(t.langs, lang)
	if l < 0 {
		l = languageAmong(t.langs, text)
	}
	t.samples = append(t.samples, sample{words: core(words(text)), lang: l, class: class, background: background})
}

// rareLanguage is the share of the examples below which a language is taken
// for a few foreign words or a misjudgement.
const rareLanguage = 0.1

// languages returns those the examples are stated or seen to be in, sorted.
func languages(examples []Example) []string {
	count := map[string]int{}
	n := 0
	for _, e := range examples {
		lang := e.Lang
		if lang == "" {
			lang, _ = Language(e.Text)
		}
		if lang != "" {
			count[lang]++
			n++
		}
	}
	var out []string
	for lang, c := range count {
		if float64(c) >= rareLanguage*float64(n) {
			out = append(out, lang)
		}
	}
	if out == nil {
		return []string{"en"}
	}
	slices.Sort(out)
	return out
}

// build turns the samples into feature rows, and deals them into folds so that
// each intent is spread evenly.
func (t *trainer) build() {
	t.x.at = append(t.x.at, 0)
	dealt := map[int]int8{}
	var e encoder
	for _, s := range t.samples {
		e.encode(t.vocab, s.words, s.lang)
		t.x.idx = append(t.x.idx, e.idx...)
		t.x.val = append(t.x.val, e.val...)
		t.x.idx = append(t.x.idx, int32(len(t.vocab.weight)))
		t.x.val = append(t.x.val, biasValue)
		t.x.at = append(t.x.at, int32(len(t.x.idx)))
		t.fold = append(t.fold, dealt[s.class]%folds)
		dealt[s.class] = (dealt[s.class] + 1) % folds
	}
}

// encoder makes feature rows; it keeps its buffers.
type encoder struct {
	idx []int32
	val []float32
	sum map[int32]float32
}

// encode sets idx and val to the features of a message, each block at length one.
func (e *encoder) encode(v *vocabulary, words []string, lang int) {
	if e.sum == nil {
		e.sum = map[int32]float32{}
	}
	e.idx, e.val = e.idx[:0], e.val[:0]
	var square [blockCount]float32
	var block []uint8
	v.each(words, lang, func(b int, kind int, x feature) {
		id, ok := v.rows[x]
		if !ok {
			square[b] += v.unseen[kind] * v.unseen[kind]
			return
		}
		w := v.weight[id]
		square[b] += w * w
		if _, ok := e.sum[id]; !ok {
			e.idx = append(e.idx, id)
			block = append(block, uint8(b))
		}
		e.sum[id] += w
	})
	for k, id := range e.idx {
		e.val = append(e.val, e.sum[id]*inverseRoot(square[block[k]]))
	}
	clear(e.sum)
}

func inverseRoot(square float32) float32 {
	if square == 0 {
		return 0
	}
	return float32(1 / math.Sqrt(float64(square)))
}

// learn trains one machine per intent into m and returns the scores that each
// sample gets from machines that never saw it.
func (t *trainer) learn(m *Model) *heldOut {
	held := &heldOut{classes: len(t.intents), samples: t.samples, scores: make([]float32, len(t.samples)*len(t.intents))}
	s := newSolver(&t.x, len(t.vocab.weight)+1, t.seed)
	full := make([]float32, len(s.w))
	alpha := make([]float32, len(s.alpha))
	near := make([]int32, 0, len(t.samples))
	for k := range t.intents {
		positive := func(i int32) bool { return t.samples[i].class == k }
		clear(s.w)
		clear(s.alpha)
		s.active = s.active[:0]
		for i := range t.samples {
			s.active = append(s.active, int32(i))
		}
		s.solve(positive, t.cost(k), solvePasses, solveTolerance)
		near = t.score(s, near[:0], held, k)
		s.active = append(s.active[:0], near...)
		s.solve(positive, t.cost(k), solvePasses, solveTolerance)
		m.setClass(k, s.w, t.vocab.weight)

		copy(full, s.w)
		copy(alpha, s.alpha)
		for fold := range int8(folds) {
			t.without(s, fold, full, alpha, positive, near)
			s.solve(positive, t.cost(k), foldPasses, solveTolerance)
			t.scoreFold(s, fold, near, held, k)
		}
	}
	return held
}

// cost tells what an error on a sample costs the machine of intent k.
func (t *trainer) cost(k int) func(i int32) float32 {
	return func(i int32) float32 {
		switch {
		case t.samples[i].class == k:
			return positiveCost
		case t.samples[i].background:
			return backgroundCost
		}
		return exampleCost
	}
}

// scoreFold writes down the scores of the samples of a fold, by a machine that
// was trained without them; those not near score as before.
func (t *trainer) scoreFold(s *solver, fold int8, near []int32, held *heldOut, k int) {
	for _, i := range near {
		if t.fold[i] == fold {
			idx, val := t.x.row(int(i))
			held.scores[int(i)*held.classes+k] = dot(s.w, idx, val)
		}
	}
}

// score writes down the score of every sample for intent k, and returns those
// the machine of k hangs on; with or without the others it is the same.
func (t *trainer) score(s *solver, near []int32, held *heldOut, k int) []int32 {
	for i := range t.samples {
		idx, val := t.x.row(i)
		f := dot(s.w, idx, val)
		held.scores[i*held.classes+k] = f
		if t.samples[i].class == k || s.alpha[i] > 0 || f > farScore {
			near = append(near, int32(i))
		}
	}
	return near
}

// without sets the solver to the full solution less the examples of a fold.
func (t *trainer) without(s *solver, fold int8, full, alpha []float32, positive func(int32) bool, near []int32) {
	copy(s.w, full)
	copy(s.alpha, alpha)
	s.active = s.active[:0]
	for i, a := range alpha {
		if t.fold[i] == fold && a > 0 {
			idx, val := t.x.row(i)
			if positive(int32(i)) {
				a = -a
			}
			axpy(s.w, a, idx, val)
			s.alpha[i] = 0
		}
	}
	for _, i := range near {
		if t.fold[i] != fold {
			s.active = append(s.active, i)
		}
	}
}
