package kb

import (
	"math"
	"strings"
)

// confidence estimates the probability that c answers the question.
func (q *question) confidence(c candidate) float64 {
	return 1 / (1 + math.Exp(-(6*c.match.asked + 3*c.match.near - 4)))
}

// Thresholds of an offer, as probabilities.
const (
	sure   = 0.75 // shown as the answer
	likely = 0.25 // shown as a title that may help
)

// Offer returns those of hits that are worth showing to someone who asked
// something else than for a search: one sure passage, or up to three titles
// that may help, or none.
func Offer(hits []Hit) []Hit {
	if len(hits) > 0 && hits[0].Confidence >= sure {
		return hits[:1]
	}
	n := 0
	for n < min(3, len(hits)) && hits[n].Confidence >= likely {
		n++
	}
	return hits[:n]
}

// why tells how the question was read.
func (q *question) why() string {
	var parts []string
	for _, c := range q.concepts {
		if c.extra || c.ways[0].why != "" {
			parts = append(parts, c.ways[0].why)
		} else {
			parts = append(parts, c.text)
		}
	}
	return strings.Join(parts, ", ")
}
