package kb

import (
	"cmp"
	"math"
	"slices"
)

// Weights of BM25F (Robertson, Zaragoza: The Probabilistic Relevance
// Framework, 2009): how much an occurrence counts by field, and how much the
// field's length is held against it.
var (
	fieldWeight = [fields]float32{inTitle: 5, inAlias: 4, inHeading: 2, inBody: 1}
	fieldB      = [fields]float32{inTitle: 0.5, inAlias: 0.4, inHeading: 0.5, inBody: 0.6}
)

const (
	saturation = 2  // k1
	candidates = 60 // reranked, or as many as hits are asked for
	// How much of its weight a way is taken to add to the score of a document
	// that has it, and the concepts to come, when it is decided whether the
	// document may still come among the wanted ones. With 1 and 1 that would
	// never be wrong; with these the first hits are the same on all collections
	// measured, at a quarter of the time.
	reachNow   = 0.5
	reachLater = 0.05
	// Ways that tell less than this share of the best one wait for reranking:
	// their postings are long and bring nothing up.
	worthwhile = 0.2
)

// candidate is a document that may answer, and its score so far.
type candidate struct {
	shard      *shard
	doc        *doc
	score      float64
	match      match
	confidence float64
}

// scratch is the working memory of a search, reused by later ones.
type scratch struct {
	sums    []sums          // by document
	limit   int             // how many documents are wanted
	touched []uint32        // documents with a total
	inWay   []uint32        // documents with a way
	ranks   [buckets]uint32 // how many totals fall into each bucket
	found   []candidate
	terms   []uint8 // see lookup
	marks   []mark
	marked  []uint32 // terms that have a mark
	begin   [256]uint64
}

// sums gather the score of a document; all zero between searches.
type sums struct {
	total float32 // over the concepts so far
	way   float32 // the best way of the concept at hand
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

// collect returns the documents of v with the highest BM25F scores, about
// limit of each shard.
func (v *view) collect(cs []concept, limit int, t *scratch) []candidate {
	t.found, t.limit = t.found[:0], limit
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
			left -= float32(cs[i].weight)
			t.addConcept(s, &cs[i], n, left)
		}
		t.keepBest(s)
	}
	return t.found
}

func (t *scratch) reset(docs int) {
	if len(t.sums) < docs {
		t.sums = make([]sums, docs*5/4)
	}
	t.touched = t.touched[:0]
}

// addConcept adds to the totals what a concept contributes; after is the
// weight of the concepts after it. Documents that can no longer come among the
// wanted ones are dropped, or not taken up.
func (t *scratch) addConcept(s *shard, c *concept, n *norms, after float32) {
	t.inWay = t.inWay[:0]
	least := t.threshold()
	t.drop(least - reachNow*float32(c.weight) - reachLater*after)
	sorted := false
	for _, w := range c.ways {
		term, ok := s.stems.find(w.stem)
		if !ok || w.weight*w.idf < worthwhile*c.weight {
			continue
		}
		postings := s.lists.at(term).postings
		factor := float32(w.weight * w.idf)
		switch closed := reachNow*factor+reachLater*after < least; {
		case !closed:
			for _, p := range postings {
				if s.dead == nil || !s.dead.has(p.doc) {
					t.see(p.doc, factor*n.saturate(s.sizes[p.doc], p.tf))
				}
			}
		case len(t.touched) > len(postings)/16:
			for _, p := range postings {
				if t.sums[p.doc].total > 0 {
					t.see(p.doc, factor*n.saturate(s.sizes[p.doc], p.tf))
				}
			}
		default:
			if !sorted {
				slices.Sort(t.touched)
				sorted = true
			}
			for _, doc := range t.touched {
				if postings = from(postings, doc); len(postings) == 0 {
					break
				}
				if p := postings[0]; p.doc == doc {
					t.see(doc, factor*n.saturate(s.sizes[doc], p.tf))
				}
			}
		}
	}
	for _, doc := range t.inWay {
		a := &t.sums[doc]
		if a.total == 0 {
			t.touched = append(t.touched, doc)
		}
		a.total, a.way = a.total+a.way, 0
	}
}

// see takes the score of a way of the concept at hand into account.
func (t *scratch) see(doc uint32, score float32) {
	if a := &t.sums[doc]; score > a.way {
		if a.way == 0 {
			t.inWay = append(t.inWay, doc)
		}
		a.way = score
	}
}

// from returns the postings from doc on, looking further and further ahead.
func from(postings []posting, doc uint32) []posting {
	step := 1
	for step < len(postings) && postings[step].doc < doc {
		step *= 2
	}
	lo, hi := step/2, min(step+1, len(postings))
	for lo < hi {
		if mid := (lo + hi) / 2; postings[mid].doc < doc {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return postings[lo:]
}

// threshold is a total that at least as many documents have as are wanted, and
// few more; 0 if there are too few.
func (t *scratch) threshold() float32 {
	if len(t.touched) <= t.limit {
		return 0
	}
	t.ranks = [buckets]uint32{}
	for _, doc := range t.touched {
		t.ranks[bucketOf(t.sums[doc].total)]++
	}
	better := 0
	for b := buckets - 1; b > 0; b-- {
		if better += int(t.ranks[b]); better >= t.limit {
			return bucketStart(b)
		}
	}
	return 0
}

// Totals are ranked by buckets that keep the exponent of a number and the
// first bits of its mantissa, from 2^-6 up to 2^10.
const (
	bucketBits  = 5
	buckets     = 16 << bucketBits
	bucketShift = 23 - bucketBits
	bucketBase  = (127 - 6) << bucketBits
)

func bucketOf(total float32) int {
	return max(0, min(buckets-1, int(math.Float32bits(total)>>bucketShift)-bucketBase))
}

// bucketStart is the least number of the bucket.
func bucketStart(bucket int) float32 {
	return math.Float32frombits(uint32(bucket+bucketBase) << bucketShift)
}

// keepBest moves the best documents of s from the totals to found.
func (t *scratch) keepBest(s *shard) {
	t.drop(t.threshold())
	for _, doc := range t.touched {
		t.found = append(t.found, candidate{shard: s, doc: s.docs[doc], score: float64(t.sums[doc].total)})
		t.sums[doc].total = 0
	}
}

// drop forgets the documents whose total is below least.
func (t *scratch) drop(least float32) {
	if least <= 0 {
		return
	}
	kept := t.touched[:0]
	for _, doc := range t.touched {
		if t.sums[doc].total >= least {
			kept = append(kept, doc)
		} else {
			t.sums[doc].total = 0
		}
	}
	t.touched = kept
}

// compareCandidates orders by score; equal ones by their IDs, so that the
// order in which articles came does not matter.
func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc.id, b.doc.id), cmp.Compare(a.shard.order, b.shard.order))
}
