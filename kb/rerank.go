package kb

import "slices"

// match is how a candidate answers the concepts of a question: numbers between
// 0 and 1.
type match struct {
	text  float64 // BM25F over the most it could be
	title float64 // share of the question, by weight, that the title has
	asked float64 // likeness of the question and the title or an alias
	pairs float64 // neighbours in the question that are neighbours in the document
	near  float64 // share of the question within the best few sentences
	cover float64 // share of the question anywhere in the document
}

// score weighs the parts of a match against one another.
func (m match) score() float64 {
	return m.text + 0.2*m.title + 0.4*m.asked + 0.15*m.pairs + 0.12*m.near + 0.05*m.cover
}

// mark says which concept a term stands for, and how well.
type mark struct {
	concept uint8 // 1 + number; 0: none
	weight  float32
}

// lookup tells what the terms of one shard mean in a question.
type lookup struct {
	terms []uint8 // by term: number in marks
	marks []mark  // the first is the zero mark
	// begin has a bit for the first letters of every term: a stem begins as its
	// words do.
	begin *[256]uint64
}

// mayBegin reports whether a word of a marked term may begin as form does.
func (l lookup) mayBegin(form []byte) bool {
	return len(form) > 1 && l.begin[form[0]]&(1<<(form[1]&63)) != 0
}

func (l lookup) at(term uint32) mark { return l.marks[l.terms[term]] }

// question is a question as it was understood.
type question struct {
	concepts []concept
	asked    int     // how many concepts are not extra
	unknown  int     // how many words no article has
	total    float64 // weight of the concepts that are not extra
}

// look returns what the terms of s mean in q. It is valid until forget.
func (q *question) look(s *shard, t *scratch) lookup {
	t.terms = upTo(t.terms, s.lists.n)
	t.begin = [256]uint64{}
	t.marks = append(t.marks[:0], mark{})
	for i, c := range q.concepts {
		for _, w := range c.ways {
			term, ok := s.stems.find(w.stem)
			if !ok || len(t.marks) > maxMarks {
				continue
			}
			if len(w.stem) > 1 {
				t.begin[w.stem[0]] |= 1 << (w.stem[1] & 63)
			}
			m := mark{uint8(i + 1), float32(w.weight)}
			switch k := t.terms[term]; {
			case k == 0:
				t.terms[term] = uint8(len(t.marks))
				t.marks = append(t.marks, m)
				t.marked = append(t.marked, term)
			case m.weight > t.marks[k].weight:
				t.marks[k] = m
			}
		}
	}
	return lookup{t.terms, t.marks, &t.begin}
}

// maxMarks is how many terms may mean something in one question.
const maxMarks = 250

// forget undoes look.
func (t *scratch) forget() {
	for _, term := range t.marked {
		t.terms[term] = 0
	}
	t.marked = t.marked[:0]
}

// rerank scores the best of found anew by how the words of q stand in each
// candidate, and returns them best first.
func (v *view) rerank(q *question, found []candidate, t *scratch) []candidate {
	if len(v.shards) > 1 {
		slices.SortFunc(found, compareCandidates)
		found = found[:min(t.limit, len(found))]
	}
	for _, s := range v.shards {
		look := q.look(s, t)
		for i := range found {
			if c := &found[i]; c.shard == s {
				c.match = v.match(q, s, c.doc, look)
				c.match.text = c.score / q.total
				c.score = c.match.score()
			}
		}
		t.forget()
	}
	slices.SortFunc(found, compareCandidates)
	return found
}

// tally gathers the best evidence for each concept.
type tally struct {
	best [maxConcepts]float32
	mask uint64
}

func (a *tally) see(m mark) {
	i := m.concept - 1
	a.mask |= 1 << i
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

// traces are the concepts met in a document, a bit each.
type traces struct {
	titled uint64 // in the title
	held   uint64 // anywhere
	paired uint64 // right after the concept before it in the question
}

// match reads d for what the question asks.
func (v *view) match(q *question, s *shard, d *doc, look lookup) (m match) {
	var t traces
	m.asked = v.likeness(q, s, d, look, &t)
	m.near = q.nearest(d, look, &t)
	m.title = q.share(t.titled)
	m.cover = q.share(t.held)
	m.pairs = q.neighbours(t.paired)
	return m
}

// likeness compares the question with the title and each alias and keyword of
// d: the weight that both have over the weight that either has, at best.
func (v *view) likeness(q *question, s *shard, d *doc, look lookup, t *traces) (best float64) {
	var a tally
	var last mark
	rest := 0.0 // weight of the words that the question lacks
	for i, term := range d.terms[:d.bodyStart] {
		if term == boundary {
			if i == int(d.length[inTitle]) {
				t.titled = a.mask
			}
			best = max(best, a.weight(q.concepts)/(q.total+rest))
			rest, last = 0, mark{}
			continue
		}
		mk := look.at(term)
		if mk.concept == 0 {
			rest += v.idf(float64(s.lists.at(term).live))
		} else {
			a.see(mk)
			t.held |= 1 << (mk.concept - 1)
			if last.concept > 0 && last.concept+1 == mk.concept {
				t.paired |= 1 << last.concept
			}
		}
		last = mk
	}
	return best
}

// share is the part of the question, by weight, that the concepts of mask are.
func (q *question) share(mask uint64) (share float64) {
	for i, c := range q.concepts {
		if mask&(1<<i) != 0 && !c.extra {
			share += c.weight / q.total
		}
	}
	return share
}

// neighbours is the part of the neighbouring concepts of the question, by
// weight, that the paired ones are.
func (q *question) neighbours(paired uint64) float64 {
	met, possible := 0.0, 0.0
	for i := 1; i < len(q.concepts) && !q.concepts[i].extra; i++ {
		w := q.concepts[i-1].weight + q.concepts[i].weight
		possible += w
		if paired&(1<<i) != 0 {
			met += w
		}
	}
	return met / max(possible, 1e-9)
}

// windowTerms is how many neighbouring terms count as one place.
const windowTerms = 40

// nearest returns the largest share of the question that stands within
// windowTerms of the body.
func (q *question) nearest(d *doc, look lookup, t *traces) float64 {
	var count [maxConcepts]uint8     // in the window, by concept
	var window [windowTerms]struct { // a ring of the marked terms in it
		at      int
		concept uint8
	}
	first, last := 0, 0 // window[first%n : last%n]
	sum, best := 0.0, 0.0
	before, beforeAt := uint8(0), -1
	for i, term := range d.terms[d.bodyStart:] {
		k := look.terms[term]
		if k == 0 {
			continue
		}
		c := look.marks[k].concept - 1
		t.held |= 1 << c
		if c > 0 && before == c && beforeAt == i-1 {
			t.paired |= 1 << c
		}
		before, beforeAt = c+1, i
		for first < last && window[first%windowTerms].at <= i-windowTerms {
			old := window[first%windowTerms].concept
			if count[old]--; count[old] == 0 {
				sum -= q.concepts[old].weight
			}
			first++
		}
		if q.concepts[c].extra {
			continue
		}
		window[last%windowTerms].at, window[last%windowTerms].concept = i, c
		last++
		if count[c]++; count[c] == 1 {
			sum += q.concepts[c].weight
		}
		best = max(best, sum)
	}
	return best / q.total
}
