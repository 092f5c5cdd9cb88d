package kb

import (
	"math"
	"strings"
)

// estimate sets the confidence of each candidate: a logistic regression over
// how far it stands above the best other one and what it has of the question.
// The coefficients were fitted on questions with known answers to eight
// collections in both languages, a sixth of them with the answers taken out.
// Words that no article has are doubt beyond what could be fitted.
func (q *question) estimate(found []candidate) {
	words := math.Log(float64(q.asked))
	known := math.Sqrt(float64(q.asked) / float64(q.asked+q.unknown))
	for i := range found {
		c := &found[i]
		z := -3.14 + 9.45*(c.score-rival(found, i)) + 0.85*c.score + 0.65*c.match.title + 0.80*words
		c.confidence = known / (1 + math.Exp(-z))
	}
}

// rival is the score of the best candidate with another title than the i-th:
// articles of one title are one answer.
func rival(found []candidate, i int) float64 {
	for j := range found {
		if j != i && (found[j].doc.title != found[i].doc.title || found[i].doc.title == "") {
			return found[j].score
		}
	}
	return 0
}

// Thresholds of an offer, as probabilities.
const (
	sure   = 0.6 // shown as the answer
	likely = 0.2 // shown as a title that may help
)

// Sure reports whether h is good enough to be shown as the answer, rather than
// as a title worth trying.
func (h Hit) Sure() bool { return h.Confidence >= sure }

// Offer returns those of hits that are worth showing to someone who asked
// something else than for a search: one sure passage, or up to three titles
// that may help, or none.
func Offer(hits []Hit) []Hit {
	if len(hits) > 0 && hits[0].Sure() {
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
