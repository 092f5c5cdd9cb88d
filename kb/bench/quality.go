package bench

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
)

// Figures are the measures of information retrieval, means over the queries of
// a set (Manning, Raghavan, Schütze: Introduction to Information Retrieval, 8).
type Figures struct {
	Queries                 int
	MAP                     float64
	MRR10, Recall10, NDCG10 float64
	P1, P5, Hit5            float64
	Answered90              float64 // share of the queries answered outright at precision 0.90
}

func quality(results []result) Figures {
	f := Figures{Queries: len(results)}
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
			f.MAP += seen / float64(i+1) / relevant / n
			if first == 0 {
				first = i + 1
			}
			if i < 10 {
				dcg += 1 / math.Log2(float64(i)+2)
				f.Recall10 += 1 / relevant / n
			}
			if i < 5 {
				f.P5 += 1.0 / 5 / n
			}
		}
		if first > 0 && first <= 10 {
			f.MRR10 += 1 / float64(first) / n
		}
		if first == 1 {
			f.P1 += 1 / n
		}
		if first > 0 && first <= 5 {
			f.Hit5 += 1 / n
		}
		if ideal > 0 {
			f.NDCG10 += dcg / ideal / n
		}
	}
	f.Answered90 = answeredAt(results, 0.90)
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

func (s Set) write(w io.Writer) {
	name, f := cmp.Or(s.Name, "all"), s.Figures
	fmt.Fprintf(w, "%s (%d)  MAP %.3f  MRR@10 %.3f  recall@10 %.3f  nDCG@10 %.3f  P@1 %.3f  P@5 %.3f  hit@5 %.3f  answered at .90 %.3f\n",
		name, f.Queries, f.MAP, f.MRR10, f.Recall10, f.NDCG10, f.P1, f.P5, f.Hit5, f.Answered90)
	for _, x := range []struct {
		name  string
		value float64
	}{
		{"map", f.MAP}, {"mrr10", f.MRR10}, {"recall10", f.Recall10}, {"ndcg10", f.NDCG10},
		{"p1", f.P1}, {"p5", f.P5}, {"hit5", f.Hit5}, {"answered90", f.Answered90},
	} {
		fmt.Fprintf(w, "bench: %s_%s %.4f ratio\n", name, x.name, x.value)
	}
}
