package config

import (
	"math/rand/v2"
	"testing"
)

func TestSuggest(t *testing.T) {
	known := []string{"network", "workplace", "identity"}
	for name, want := range map[string]string{
		"netwrok":  `; did you mean "network"?`,
		"Network":  `; did you mean "network"?`,
		"networks": `; did you mean "network"?`,
		"identité": `; did you mean "identity"?`,
		"billing":  "; there is identity, network, workplace",
		"":         "; there is identity, network, workplace",
	} {
		if got := suggest(name, known); got != want {
			t.Errorf("suggest(%q) = %q, want %q", name, got, want)
		}
	}
	if got := suggest("x", nil); got != "; there is none yet" {
		t.Errorf("with nothing known: %q", got)
	}
}

// TestDistance says that distance is a distance: zero between equals, the same
// both ways, and never more than the edits that were made.
func TestDistance(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	letters := []rune("abcdé")
	for range 2000 {
		word := make([]rune, rng.IntN(8))
		for i := range word {
			word[i] = letters[rng.IntN(len(letters))]
		}
		a := string(word)
		if d := distance(a, a); d != 0 {
			t.Fatalf("distance(%q, %q) = %d", a, a, d)
		}
		edits := rng.IntN(4)
		for range edits {
			i := rng.IntN(len(word) + 1)
			switch {
			case i == len(word) || rng.IntN(2) == 0:
				word = append(word[:i:i], append([]rune{letters[rng.IntN(len(letters))]}, word[i:]...)...)
			default:
				word = append(word[:i:i], word[i+1:]...)
			}
		}
		b := string(word)
		if d := distance(a, b); d > edits || d != distance(b, a) {
			t.Fatalf("distance(%q, %q) = %d after %d edits, %d the other way", a, b, d, edits, distance(b, a))
		}
	}
	if d := distance("vpn", "vnp"); d != 1 {
		t.Errorf("two letters swapped count %d", d)
	}
}
