package bench

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
)

// figures are the measures of information retrieval, means over the queries of
// a set (Manning, Raghavan, Schütze: Introduction to Information Retrieval, 8).
type figures struct {
	queries                int
	ap, rr, recall, ndcg   float64 // MAP; the others at rank 10
	p1, p5, hit5, answered float64 // answered: share at precision 0.90
}

func quality(results []result) figures {
	f := figures{queries: len(results)}
	n := float64(len(results))
	for _, r := range results {
		relevant := float64(max(1, r.relevant))
		seen, dcg, ideal, first := 0.0, 0.0, 0.0, 0
		for i := range min(10, r.relevant) {
			ideal += 1 / math.Log2(float64(i)+2)
		}
		for i, right := range r.right {
			if !right {
				continue
			}
			seen++
			f.ap += seen / float64(i+1) / relevant / n
			if first == 0 {
				first = i + 1
			}
			if i < 10 {
				dcg += 1 / math.Log2(float64(i)+2)
				f.recall += 1 / relevant / n
			}
			if i < 5 {
				f.p5 += 1.0 / 5 / n
			}
		}
		if first > 0 && first <= 10 {
			f.rr += 1 / float64(first) / n
		}
		if first == 1 {
			f.p1 += 1 / n
		}
		if first > 0 && first <= 5 {
			f.hit5 += 1 / n
		}
		if ideal > 0 {
			f.ndcg += dcg / ideal / n
		}
	}
	f.answered = answeredAt(results, 0.90)
	return f
}

// answeredAt is the largest share of the queries, taken by falling confidence,
// whose first hits are right with at least the given precision.
func answeredAt(results []result, precision float64) float64 {
	sorted := slices.Clone(results)
	slices.SortStableFunc(sorted, func(a, b result) int { return cmp.Compare(b.confidence, a.confidence) })
	right, best := 0, 0
	for i, r := range sorted {
		if len(r.right) > 0 && r.right[0] {
			right++
		}
		last := i+1 == len(sorted) || sorted[i+1].confidence < r.confidence
		if last && float64(right) >= precision*float64(i+1) {
			best = i + 1
		}
	}
	return float64(best) / float64(len(results))
}

func (f figures) report(w io.Writer, set string) {
	name := "all"
	if set != "" {
		name = set
	}
	fmt.Fprintf(w, "%s (%d)  MAP %.3f  MRR@10 %.3f  recall@10 %.3f  nDCG@10 %.3f  P@1 %.3f  P@5 %.3f  hit@5 %.3f  answered at .90 %.3f\n",
		name, f.queries, f.ap, f.rr, f.recall, f.ndcg, f.p1, f.p5, f.hit5, f.answered)
	for _, x := range []struct {
		name  string
		value float64
	}{
		{"map", f.ap}, {"mrr10", f.rr}, {"recall10", f.recall}, {"ndcg10", f.ndcg},
		{"p1", f.p1}, {"p5", f.p5}, {"hit5", f.hit5}, {"answered90", f.answered},
	} {
		fmt.Fprintf(w, "bench: %s_%s %.4f ratio\n", name, x.name, x.value)
	}
}
