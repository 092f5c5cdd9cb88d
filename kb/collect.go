package kb

import (
	"cmp"
	"slices"
)

// Weights of BM25F (Robertson, Zaragoza: The Probabilistic Relevance
// Framework, 2009): how much an occurrence counts by field, and how much the
// field's length is held against it.
var (
	fieldWeight = [fields]float32{inTitle: 5, inAlias: 4, inHeading: 2, inBody: 1}
	fieldB      = [fields]float32{inTitle: 0.5, inAlias: 0.4, inHeading: 0.5, inBody: 0.7}
)

const (
	saturation = 2   // k1
	candidates = 100 // reranked
)

// candidate is a document that may answer, and its score so far.
type candidate struct {
	shard *shard
	doc   *doc
	score float64
	match match
}

// scratch is the working memory of a search, reused by later ones.
type scratch struct {
	total   []float32 // by document: score so far, or 0
	way     []float32 // by document: best way of the concept at hand
	most    float32   // the highest total
	touched []uint32  // documents with a total
	inWay   []uint32  // documents with a way
	values  []float32
	found   []candidate
	terms   []uint8 // see lookup
	marks   []mark
	marked  []uint32 // terms that have a mark
	begin   [256]uint64
}

// norms give an occurrence its value, by field and coded field length.
type norms [fields][256]float32

func (v *view) norms() *norms {
	var n norms
	for f := range n {
		b, mean := fieldB[f], float32(v.mean[f])
		for code := range n[f] {
			n[f][code] = fieldWeight[f] / (1 - b + b*float32(sizeOf(uint8(code)))/mean)
		}
	}
	return &n
}

// saturate is the BM25F value of the occurrences tf in a document, between 0
// and 1.
func (n *norms) saturate(z sizes, tf [fields]uint8) float32 {
	sum := n[inBody][z[inBody]] * float32(tf[inBody])
	if tf[inTitle]|tf[inAlias]|tf[inHeading] != 0 {
		sum += n[inTitle][z[inTitle]]*float32(tf[inTitle]) +
			n[inAlias][z[inAlias]]*float32(tf[inAlias]) +
			n[inHeading][z[inHeading]]*float32(tf[inHeading])
	}
	return sum / (saturation + sum)
}

// collect returns the documents of v with the highest BM25F scores.
func (v *view) collect(cs []concept, t *scratch) []candidate {
	t.found = t.found[:0]
	n := v.norms()
	// Telling concepts first: when the rest can no longer lift a new document
	// among the best, only those already found are looked at.
	order := make([]int, len(cs))
	rest := float32(0)
	for i := range cs {
		order[i] = i
		rest += float32(cs[i].weight)
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(cs[j].weight, cs[i].weight), cmp.Compare(i, j))
	})
	for _, s := range v.shards {
		t.reset(len(s.docs))
		left := rest
		for _, i := range order {
			t.addConcept(s, &cs[i], n, left)
			left -= float32(cs[i].weight)
		}
		t.keepBest(s)
	}
	return t.found
}

func (t *scratch) reset(docs int) {
	if len(t.total) < docs {
		t.total, t.way = make([]float32, docs*5/4), make([]float32, docs*5/4)
	}
	t.touched, t.most = t.touched[:0], 0
}

// addConcept adds to the totals what a concept contributes; left is the most
// that it and those after it can.
func (t *scratch) addConcept(s *shard, c *concept, n *norms, left float32) {
	postings := 0
	for _, w := range c.ways {
		if term, ok := s.stems.find(w.stem); ok {
			postings += int(s.lists.at(term).live)
		}
	}
	closed := postings > len(t.touched) && len(t.touched) >= candidates && left < t.most && left <= t.threshold()
	t.inWay = t.inWay[:0]
	for _, w := range c.ways {
		term, ok := s.stems.find(w.stem)
		if !ok {
			continue
		}
		factor := float32(w.weight * w.idf)
		for _, p := range s.lists.at(term).postings {
			if closed && t.total[p.doc] == 0 || s.dead != nil && s.dead.has(p.doc) {
				continue
			}
			score := factor * n.saturate(s.sizes[p.doc], p.tf)
			if len(c.ways) == 1 {
				t.add(p.doc, score)
			} else if old := t.way[p.doc]; score > old {
				if old == 0 {
					t.inWay = append(t.inWay, p.doc)
				}
				t.way[p.doc] = score
			}
		}
	}
	for _, doc := range t.inWay {
		t.add(doc, t.way[doc])
		t.way[doc] = 0
	}
}

func (t *scratch) add(doc uint32, score float32) {
	if t.total[doc] == 0 {
		t.touched = append(t.touched, doc)
	}
	t.total[doc] += score
	t.most = max(t.most, t.total[doc])
}

// threshold is the total of the last document that would be reranked now.
func (t *scratch) threshold() float32 {
	t.values = t.values[:0]
	for _, doc := range t.touched {
		t.values = append(t.values, t.total[doc])
	}
	return largest(t.values, candidates)
}

// keepBest moves the best documents of s from the totals to found.
func (t *scratch) keepBest(s *shard) {
	least := float32(0)
	if len(t.touched) > candidates {
		least = t.threshold()
	}
	for _, doc := range t.touched {
		if t.total[doc] >= least {
			t.found = append(t.found, candidate{shard: s, doc: s.docs[doc], score: float64(t.total[doc])})
		}
		t.total[doc] = 0
	}
}

// largest returns the k-th largest of values, which it reorders.
func largest(values []float32, k int) float32 {
	lo, hi, k := 0, len(values)-1, k-1
	for lo < hi {
		pivot := values[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for values[i] > pivot {
				i++
			}
			for values[j] < pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return values[k]
		}
	}
	return values[k]
}

// compareCandidates orders by score; equal ones by their IDs, so that the
// order in which articles came does not matter.
func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc.id, b.doc.id), cmp.Compare(a.shard.order, b.shard.order))
}
