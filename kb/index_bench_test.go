package kb

import (
	"fmt"
	"strings"
	"testing"
)

// bigDesk has n articles of about 150 words out of some thousands.
func bigDesk(n int) *Index {
	w := newWorld(9)
	articles := make([]Article, n)
	for i := range articles {
		var body strings.Builder
		for range 10 {
			fmt.Fprintf(&body, "%s word%d %s case%d. ", w.words(6), w.IntN(n), w.words(5), w.IntN(n/10))
		}
		articles[i] = Article{ID: fmt.Sprint(i), Lang: "en", Title: w.words(5), Body: body.String(), Status: Published}
	}
	x := NewIndex(Options{})
	x.Put(articles...)
	return x
}

// One edit to a knowledge base of twenty thousand articles.
func BenchmarkPutOne(b *testing.B) {
	x, w := bigDesk(20000), newWorld(10)
	for b.Loop() {
		x.Put(Article{ID: fmt.Sprint(w.IntN(20000)), Lang: "en", Title: w.words(5), Body: w.words(150), Status: Published})
	}
}

func BenchmarkSearch(b *testing.B) {
	x, w := bigDesk(20000), newWorld(11)
	for b.Loop() {
		x.Search(Query{Text: w.words(5), Lang: "en"})
	}
}

func BenchmarkSuggest(b *testing.B) {
	x, w := bigDesk(20000), newWorld(12)
	for b.Loop() {
		x.Suggest(Query{Text: w.words(1) + " w", Lang: "en"})
	}
}
