package kb

import (
	"math"
	"sort"
	"strings"
)

// concept is one thing a question asks for, with the ways it may be said.
type concept struct {
	text   string  // as typed, folded
	ways   []way   // best first
	weight float64 // how much it tells: the idf of its best way
	extra  bool    // a reading of words that other concepts stand for already
}

// way is one term that stands for a concept.
type way struct {
	stem   string
	weight float64 // 1 for the word itself, less for guesses
	idf    float64
	why    string // "" for the word itself
}

// view is the part of a snapshot that one search may see.
type view struct {
	lex    *lexicon // of the articles' language
	asker  *lexicon // of the reader's language
	shards []*shard
	docs   float64         // live documents
	mean   [fields]float64 // mean length of each field
}

// view returns what r may see of the articles in the language of lex.
func (n *snapshot) view(lex, asker *lexicon, r Reader) *view {
	v := &view{lex: lex, asker: asker}
	var length [fields]int
	for _, s := range n.shards {
		if s.lang.code != lex.lang.code || !s.audience.Admits(r) {
			continue
		}
		v.shards = append(v.shards, s)
		v.docs += float64(s.live)
		for f := range length {
			length[f] += s.length[f]
		}
	}
	for f := range length {
		v.mean[f] = max(1, float64(length[f])/max(1, v.docs))
	}
	return v
}

// found returns in how many documents of v the stem occurs.
func (v *view) found(stem string) (docs float64) {
	for _, s := range v.shards {
		if t, ok := s.stems.find(stem); ok {
			docs += float64(s.lists.at(t).live)
		}
	}
	return docs
}

// written returns in how many documents of v the form occurs.
func (v *view) written(form string) (docs int) {
	for _, s := range v.shards {
		if f, ok := s.words.find(form); ok {
			docs += int(s.forms.at(f).count)
		}
	}
	return docs
}

func (v *view) idf(df float64) float64 { return math.Log1p((v.docs - df + 0.5) / (df + 0.5)) }

// heard is a word of a question.
type heard struct {
	form, stem string
	joint
	stop, known bool
}

// hear reads the words of a question. Parts of a hyphenated word that is known
// as one are left out, and so is the whole where only the parts are known.
func (v *view) hear(text string) []heard {
	var all []heard
	var scan scanner
	scan.reset(v.lex.lang, text)
	skipParts := false
	for len(all) < maxWords {
		w, ok := scan.next()
		if !ok {
			break
		}
		h := heard{form: string(w.form), joint: w.joint}
		h.stop = v.lex.lang.stop[h.form] || v.asker.lang.stop[h.form]
		h.stem = v.lex.lang.stem(h.form)
		h.known = h.stop || v.found(h.stem) > 0 || v.lex.knows(h.stem)
		switch w.joint {
		case joined:
			if skipParts = h.known; !h.known {
				continue
			}
		case part:
			if skipParts || len(h.form) < 2 {
				continue
			}
		}
		all = append(all, h)
	}
	return all
}

// How much of a question is considered; the masks of a match hold one bit for
// each concept.
const (
	maxWords    = 64
	maxConcepts = 64
)

// understand turns the words of a question into concepts.
func (v *view) understand(text string) *question {
	words := v.hear(text)
	q := &question{}
	var cs []concept
	at := make([]int, len(words)) // number of the word's concept, or -1
	for i, h := range words {
		at[i] = -1
		if h.stop {
			continue
		}
		ways := []way{{stem: h.stem, weight: 1}}
		if !h.known {
			if ways = v.respell(h.form); len(ways) > 0 && ways[0].stem == "" {
				continue // a mistyped stop word
			}
		}
		if len(ways) == 0 {
			q.unknown++
			continue
		}
		if j := sameConcept(cs, ways[0].stem); j >= 0 {
			at[i] = j
			continue
		}
		at[i] = len(cs)
		cs = append(cs, concept{text: h.form, ways: ways})
	}
	v.lex.expand(words, at, cs)
	cs = v.compounds(words, cs)
	q.concepts = v.weigh(cs[:min(len(cs), maxConcepts)])
	for _, c := range q.concepts {
		if !c.extra {
			q.asked++
			q.total += c.weight
		}
	}
	return q
}

func sameConcept(cs []concept, stem string) int {
	for i := range cs {
		if cs[i].ways[0].stem == stem {
			return i
		}
	}
	return -1
}

// compounds adds what neighbouring words mean when written together: "drop
// box", "log in".
func (v *view) compounds(words []heard, cs []concept) []concept {
	for i := 0; i+1 < len(words); i++ {
		a, b := words[i], words[i+1]
		if a.stop && b.stop || a.joint != whole || b.joint != whole || len(a.form)+len(b.form) > maxWord {
			continue
		}
		together := a.form + b.form
		if len(together) < 4 || v.written(together) == 0 || v.lex.lang.stop[together] {
			continue
		}
		stem := v.lex.lang.stem(together)
		if sameConcept(cs, stem) < 0 {
			cs = append(cs, concept{text: together, extra: true,
				ways: []way{{stem: stem, weight: compoundWeight, why: a.form + " " + b.form + " → " + together}}})
		}
	}
	return cs
}

// How much other readings count beside the word itself. Of synonyms, more than
// two fifths would let them outweigh what people typed.
const (
	compoundWeight = 0.8
	splitWeight    = 0.7
	repairWeight   = 0.9
	synonymWeight  = 0.4
)

// weigh gives every way its idf and drops what no document contains.
func (v *view) weigh(cs []concept) []concept {
	kept := cs[:0]
	for _, c := range cs {
		ways := c.ways[:0]
		for _, w := range c.ways {
			if df := v.found(w.stem); df > 0 {
				w.idf = v.idf(df)
				ways = append(ways, w)
			}
		}
		c.ways = ways
		for _, w := range ways {
			c.weight = max(c.weight, w.idf*w.weight)
		}
		if len(ways) > 0 {
			kept = append(kept, c)
		}
	}
	return kept
}

// respell returns the known words that an unknown one may have been meant to
// be, best first; a way without stem if that is a stop word.
func (v *view) respell(form string) []way {
	if v.asker != v.lex {
		return nil // it is a word of another language
	}
	if len(form) < 3 || strings.ContainsAny(form, "0123456789") {
		return nil // a number is meant as it is
	}
	var guesses []guess
	for edits := 1; edits <= 2 && len(guesses) == 0; edits++ {
		if edits == 2 && len(form) < 6 {
			break
		}
		guesses = v.guesses(form, edits)
	}
	if len(guesses) == 0 {
		return v.split(form)
	}
	sort.Slice(guesses, func(i, j int) bool {
		a, b := guesses[i], guesses[j]
		if a.score != b.score {
			return a.score > b.score
		}
		return a.form < b.form
	})
	if v.lex.lang.stop[guesses[0].form] {
		return []way{{}}
	}
	var ways []way
	for _, g := range guesses {
		if len(ways) == maxGuesses || v.lex.lang.stop[g.form] {
			break
		}
		stem := v.lex.lang.stem(g.form)
		if w := repairWeight * math.Exp(g.score-guesses[0].score); w > 0.1 && !hasWay(ways, stem) {
			ways = append(ways, way{stem: stem, weight: w, why: form + " → " + g.form})
		}
	}
	return ways
}

const maxGuesses = 4

func hasWay(ways []way, stem string) bool {
	for _, w := range ways {
		if w.stem == stem {
			return true
		}
	}
	return false
}

type guess struct {
	form  string
	score float64 // log of its relative probability
}

// guesses lists the words within edits of form that visible articles or the
// thesaurus have.
func (v *view) guesses(form string, edits int) []guess {
	counts := make(map[string]int)
	try := func(text string, count uint32) {
		if editDistance(form, text, edits) <= edits {
			counts[text] += int(count)
		}
	}
	for _, s := range v.shards {
		s.spell.near(form, edits, func(n uint32) {
			if f := s.forms.at(n); f.count > 0 {
				try(f.text, f.count)
			}
		})
	}
	v.lex.spell.near(form, edits, func(n uint32) { try(v.lex.words[n], 1) })
	var gs []guess
	for text, n := range counts {
		gs = append(gs, guess{text, math.Log(float64(n))/2 + slip(form, text)})
	}
	return gs
}

// slip is the log of how likely meant is typed as form, beside other words
// that are as many edits away.
func slip(form, meant string) float64 {
	likely := 0.0
	if meant[0] != form[0] {
		likely -= 0.5
	}
	if len(meant) > len(form) {
		likely += 1.5 // one letter to leave out, but many to hit by mistake
	}
	if len(meant) == len(form) && letterSet(meant) == letterSet(form) {
		likely += 2 // neighbours swapped, the commonest slip of all
	}
	return likely
}

// split reads a word as two known ones written together.
func (v *view) split(form string) []way {
	best, cut := 0, 0
	for i := 3; i <= len(form)-3; i++ {
		if n := min(v.written(form[:i]), v.written(form[i:])); n > best {
			best, cut = n, i
		}
	}
	if best == 0 {
		return nil
	}
	why := form + " → " + form[:cut] + " " + form[cut:]
	return []way{
		{stem: v.lex.lang.stem(form[:cut]), weight: splitWeight, why: why},
		{stem: v.lex.lang.stem(form[cut:]), weight: splitWeight, why: why},
	}
}
