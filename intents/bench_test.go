package intents

import "testing"

// BenchmarkDecide measures the dearest kind of turn: words that are none of
// the set phrases, in the middle of a question.
func BenchmarkDecide(b *testing.B) {
	c := testCatalog(b)
	in := Input{Now: monday, Lang: "en", Person: Person{ID: "tom", Known: true}, Event: Words{Text: "my vpn is broken"}, Guesses: []Guess{{Intent: "vpn", P: 0.9}}}
	s, _, _ := c.Decide(State{}, in)
	in.Event = Words{Text: "somewhere between here and the other building, on the second floor"}
	b.ReportAllocs()
	for b.Loop() {
		c.Decide(s, in)
	}
}
