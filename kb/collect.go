package kb

import (
	"cmp"
	"slices"
)

// Weights of BM25F (Robertson, Zaragoza: The Probabilistic Relevance
// Framework, 2009): how much an occurrence counts by field, and how much the
// field's length is held against it.
var (
	fieldWeight = [fields]float64{inTitle: 5, inAlias: 5, inKeyword: 3, inHeading: 2, inBody: 1}
	fieldB      = [fields]float64{inTitle: 0.5, inAlias: 0.5, inKeyword: 0.5, inHeading: 0.5, inBody: 0.8}
)

const (
	saturation = 2   // k1
	candidates = 100 // reranked
)

// candidate is a document that may answer, and its score so far.
type candidate struct {
	shard *shard
	n     uint32
	doc   *doc
	score float64
	match match
}

// scratch is the working memory of a search, reused by later ones.
type scratch struct {
	total, way []float32 // by document
	touched    []uint32
	inWay      []uint32
	found      []candidate
	marks      []mark // by term
}

// collect returns the documents of v with the highest BM25F scores, best
// first, at most limit.
func (v *view) collect(cs []concept, limit int, t *scratch) []candidate {
	t.found = t.found[:0]
	for _, s := range v.shards {
		v.collectShard(s, cs, t)
	}
	slices.SortFunc(t.found, compareCandidates)
	return t.found[:min(limit, len(t.found))]
}

// compareCandidates orders by score; equal ones by their IDs, so that the
// order in which articles came does not matter.
func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc.id, b.doc.id), cmp.Compare(a.shard.order, b.shard.order))
}

func (v *view) collectShard(s *shard, cs []concept, t *scratch) {
	if len(t.total) < len(s.docs) {
		t.total, t.way = make([]float32, len(s.docs)*5/4), make([]float32, len(s.docs)*5/4)
	}
	t.touched = t.touched[:0]
	for _, c := range cs {
		t.inWay = t.inWay[:0]
		for _, w := range c.ways {
			term, ok := s.stems.find(w.stem)
			if !ok {
				continue
			}
			factor := w.weight * w.idf
			for _, p := range s.lists.at(term).postings {
				if s.dead.has(p.doc) {
					continue
				}
				score := float32(factor * v.saturate(s.docs[p.doc], p.tf))
				if old := t.way[p.doc]; old == 0 {
					t.inWay = append(t.inWay, p.doc)
					t.way[p.doc] = score
				} else if score > old {
					t.way[p.doc] = score
				}
			}
		}
		for _, n := range t.inWay {
			if t.total[n] == 0 {
				t.touched = append(t.touched, n)
			}
			t.total[n] += t.way[n]
			t.way[n] = 0
		}
	}
	for _, n := range t.touched {
		t.found = append(t.found, candidate{shard: s, n: n, doc: s.docs[n], score: float64(t.total[n])})
		t.total[n] = 0
	}
}

// saturate is the BM25F value of the occurrences tf in d, between 0 and 1.
func (v *view) saturate(d *doc, tf [fields]uint8) float64 {
	sum := 0.0
	for f, n := range tf {
		if n > 0 {
			b := fieldB[f]
			sum += fieldWeight[f] * float64(n) / (1 - b + b*float64(d.length[f])/v.mean[f])
		}
	}
	return sum / (saturation + sum)
}
