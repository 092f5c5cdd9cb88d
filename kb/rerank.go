package kb

import (
	"math"
	"slices"
)

// match is how a candidate answers the concepts of a question. All values but
// the masks lie between 0 and 1.
type match struct {
	text   float64 // BM25F over the most it could be
	title  float64 // share of the question, by weight, that the title has
	asked  float64 // likeness of the question and the title or an alias
	pairs  float64 // neighbours in the question that are neighbours in the title or body
	near   float64 // share of the question within the best few sentences
	cover  float64 // share of the question anywhere in the document
	titled uint64  // concepts in the title
	held   uint64  // concepts in the document
}

// weights of the parts of a match in the final score.
type rankWeights struct{ text, title, asked, pairs, near, cover float64 }

var rank = rankWeights{text: 1, title: 0.1, asked: 0.25, pairs: 0.15, near: 0.15, cover: 0}

func (w rankWeights) score(m match) float64 {
	return w.text*m.text + w.title*m.title + w.asked*m.asked + w.pairs*m.pairs + w.near*m.near + w.cover*m.cover
}

// mark says which concept a term stands for, and how well. Zero: none.
type mark struct {
	concept uint8 // 1 + number
	weight  float32
}

// question is a question as reranking and passages look at it.
type question struct {
	concepts []concept
	total    float64 // weight of all concepts but the extra ones
}

func newQuestion(cs []concept) *question {
	q := &question{concepts: cs}
	for _, c := range cs {
		if !c.extra {
			q.total += c.weight
		}
	}
	return q
}

// marks fills t.marks with what the terms of s mean in q, and returns a
// function that clears them.
func (q *question) marks(s *shard, t *scratch) (clear func()) {
	t.marks = upTo(t.marks, s.lists.n)
	var set []uint32
	for i, c := range q.concepts {
		for _, w := range c.ways {
			term, ok := s.stems.find(w.stem)
			if !ok {
				continue
			}
			weight := float32(w.weight)
			if m := t.marks[term]; m.concept == 0 || m.weight < weight {
				t.marks[term] = mark{uint8(i + 1), weight}
				set = append(set, term)
			}
		}
	}
	marks := t.marks
	return func() {
		for _, term := range set {
			marks[term] = mark{}
		}
	}
}

// rerank scores found anew by how the words of q stand in each candidate.
func (v *view) rerank(q *question, found []candidate, t *scratch) {
	for _, s := range v.shards {
		clear := q.marks(s, t)
		for i := range found {
			if c := &found[i]; c.shard == s {
				c.match = v.match(q, s, c.doc, t.marks)
				c.match.text = c.score / q.total
				c.score = rank.score(c.match)
			}
		}
		clear()
	}
	slices.SortFunc(found, compareCandidates)
}

// tally gathers the best evidence for each concept.
type tally struct {
	best [maxWords * 2]float32
	mask uint64
}

func (a *tally) see(m mark) {
	i := m.concept - 1
	a.mask |= 1 << (i & 63)
	a.best[i] = max(a.best[i], m.weight)
}

// weight adds up the concepts seen, and forgets them.
func (a *tally) weight(cs []concept) (sum float64) {
	for i := range cs {
		if !cs[i].extra {
			sum += float64(a.best[i]) * cs[i].weight
		}
		a.best[i] = 0
	}
	a.mask = 0
	return sum
}

func (v *view) match(q *question, s *shard, d *doc, marks []mark) (m match) {
	end := d.bodyStart
	var a tally
	var last mark
	var paired uint64
	rest := 0.0 // weight of words of this title or alias that the question lacks
	settle := func() {
		seen := a.weight(q.concepts)
		m.asked = max(m.asked, seen/max(1e-9, q.total+rest))
		rest, last = 0, mark{}
	}
	for i, term := range d.terms[:end] {
		if term == boundary {
			if i == int(d.length[inTitle]) {
				m.titled = a.mask
			}
			settle()
			continue
		}
		mk := marks[term]
		if mk.concept == 0 {
			rest += v.idf(float64(s.lists.at(term).live))
		} else {
			a.see(mk)
			m.held |= 1 << ((mk.concept - 1) & 63)
			if last.concept+1 == mk.concept && last.concept > 0 {
				paired |= 1 << (last.concept & 63)
			}
		}
		last = mk
	}
	for i, c := range q.concepts {
		if m.titled&(1<<(i&63)) != 0 && !c.extra {
			m.title += c.weight / q.total
		}
	}
	m.near = v.nearest(q, d, marks, &m.held, &paired)
	pairs, possible := 0.0, 0.0
	for i := 1; i < len(q.concepts); i++ {
		if q.concepts[i].extra {
			break
		}
		w := q.concepts[i-1].weight + q.concepts[i].weight
		possible += w
		if paired&(1<<(i&63)) != 0 {
			pairs += w
		}
	}
	if possible > 0 {
		m.pairs = pairs / possible
	}
	for i, c := range q.concepts {
		if m.held&(1<<(i&63)) != 0 && !c.extra {
			m.cover += c.weight / q.total
		}
	}
	return m
}

// windowTerms is how many neighbouring terms count as one place.
const windowTerms = 40

// nearest returns the largest share of the question that stands within
// windowTerms of the body.
func (v *view) nearest(q *question, d *doc, marks []mark, held, paired *uint64) float64 {
	body := d.terms[d.bodyStart:]
	var count [maxWords * 2]uint8
	var at [windowTerms]uint8
	sum, best := 0.0, 0.0
	var last mark
	for i, term := range body {
		slot := i % windowTerms
		if old := at[slot]; old > 0 {
			if count[old-1]--; count[old-1] == 0 {
				sum -= q.concepts[old-1].weight
			}
		}
		at[slot] = 0
		mk := marks[term]
		if mk.concept > 0 {
			c := mk.concept - 1
			*held |= 1 << (c & 63)
			if last.concept+1 == mk.concept && last.concept > 0 {
				*paired |= 1 << (last.concept & 63)
			}
			if !q.concepts[c].extra {
				at[slot] = mk.concept
				if count[c]++; count[c] == 1 {
					sum += q.concepts[c].weight
				}
			}
			best = math.Max(best, sum)
		}
		last = mk
	}
	return best / math.Max(q.total, 1e-9)
}
