package kb

import (
	"math/rand/v2"
	"testing"
)

// slowDistance is optimal string alignment by its definition.
func slowDistance(a, b string) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return len(a) + len(b)
	case a[0] == b[0]:
		return slowDistance(a[1:], b[1:])
	}
	d := 1 + min(slowDistance(a[1:], b), slowDistance(a, b[1:]), slowDistance(a[1:], b[1:]))
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		d = min(d, 1+slowDistance(a[2:], b[2:]))
	}
	return d
}

func randomWord(r *rand.Rand) string {
	b := make([]byte, 1+r.IntN(6))
	for i := range b {
		b[i] = "abc1é"[r.IntN(4)]
	}
	return string(b)
}

func TestEditDistance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		a, b, limit := randomWord(r), randomWord(r), r.IntN(4)
		want := min(slowDistance(a, b), limit+1)
		if got := editDistance(a, b, limit); got != want {
			t.Fatalf("%q, %q within %d: %d, want %d", a, b, limit, got, want)
		}
	}
}

// The comparison of letters never rules out a word that is near enough.
func TestNearMissesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	var s speller
	var words []string
	for range 400 {
		w := randomWord(r)
		s.add(w, uint32(len(words)))
		words = append(words, w)
	}
	for range 200 {
		word, edits := randomWord(r), 1+r.IntN(2)
		found := make(map[uint32]bool)
		s.near(word, edits, func(n uint32) { found[n] = true })
		for i, w := range words {
			if editDistance(word, w, edits) <= edits && !found[uint32(i)] {
				t.Fatalf("%q is missed within %d of %q", w, edits, word)
			}
		}
	}
}
