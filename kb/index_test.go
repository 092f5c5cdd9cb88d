package kb

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// An index that has seen articles come, change and go answers as one built
// anew from what is left.
func TestIncrementalEqualsRebuilt(t *testing.T) {
	for seed := range uint64(24) {
		w := newWorld(seed)
		x := NewIndex(Options{})
		articles := make(map[key]Article)
		for range 50 + w.IntN(400) {
			a := w.article(30)
			if seed%2 == 0 {
				a.Audience, a.Lang = Audience{}, "en" // one shard that wears out
			}
			k := key{a.ID, a.Lang}
			switch w.IntN(6) {
			case 0:
				x.Remove(a.ID, a.Lang)
				delete(articles, k)
			case 1:
				x.Learn(a.ID, a.Lang, w.words(2))
			default:
				x.Put(a)
				articles[k] = a
			}
		}
		rebuilt := NewIndex(Options{})
		var all []Article
		for _, k := range slices.SortedFunc(maps.Keys(articles), func(a, b key) int {
			return -compareKeys(a, b) // another order than they came in
		}) {
			all = append(all, articles[k])
		}
		for k, questions := range x.aliases {
			for _, q := range questions {
				rebuilt.Learn(k.id, k.lang, q)
			}
		}
		rebuilt.Put(all...)
		for range 40 {
			q := w.question()
			if diff := cmp.Diff(rebuilt.Search(q), x.Search(q)); diff != "" {
				t.Fatalf("seed %d, %+v (-rebuilt +incremental):\n%s", seed, q, diff)
			}
		}
	}
}

func compareKeys(a, b key) int {
	if a.id != b.id {
		return map[bool]int{true: -1, false: 1}[a.id < b.id]
	}
	return map[bool]int{true: -1, false: 1}[a.lang < b.lang]
}

func TestStatusDecidesWhatIsFound(t *testing.T) {
	a := Article{ID: "vpn", Lang: "en", Title: "VPN drops", Body: "Restart the client."}
	for status, want := range map[Status]int{Draft: 0, InReview: 0, Published: 1, Retired: 0} {
		x := NewIndex(Options{})
		x.Put(Article{ID: "other", Lang: "en", Title: "Printers", Body: "Paper.", Status: Published})
		a.Status = Published
		x.Put(a)
		a.Status = status
		x.Put(a)
		if hits := x.Search(Query{Text: "vpn", Lang: "en"}); len(hits) != want {
			t.Errorf("status %d: found %d times, want %d", status, len(hits), want)
		}
	}
}

func TestLearnedQuestionFindsItsArticle(t *testing.T) {
	question := Query{Text: "the little padlock thing is red", Lang: "en"}
	for _, before := range []bool{true, false} {
		x := NewIndex(Options{})
		if before {
			x.Learn("vpn", "en", question.Text)
		}
		x.Put(
			Article{ID: "vpn", Lang: "en", Title: "VPN drops", Body: "Restart the client.", Status: Published},
			Article{ID: "red", Lang: "en", Title: "Red ink", Body: "Little red things.", Status: Published},
		)
		if !before {
			x.Learn("vpn", "en", question.Text)
			x.Learn("vpn", "en", question.Text)
		}
		hits := x.Search(question)
		if len(hits) == 0 || hits[0].Article != "vpn" {
			t.Errorf("learned before Put: %v: found %v", before, hits)
		}
		x.Put(Article{ID: "vpn", Lang: "en", Title: "VPN drops again", Body: "Restart.", Status: Published})
		if hits := x.Search(question); len(hits) == 0 || hits[0].Title != "VPN drops again" {
			t.Errorf("forgotten with the next version: %v", hits)
		}
	}
}

// Searches see whole snapshots while articles change: one of a pair is always
// there, since both change in one Put.
func TestSearchWhilePutting(t *testing.T) {
	x := NewIndex(Options{})
	pair := func(n int) []Article {
		return []Article{
			{ID: "a", Lang: "en", Title: fmt.Sprintf("falcon %d", n), Body: "The falcon flies.", Status: Published},
			{ID: "b", Lang: "en", Title: fmt.Sprintf("falcon %d", n), Body: "The falcon rests.", Status: Published},
		}
	}
	x.Put(pair(0)...)
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				hits := x.Search(Query{Text: "falcon", Lang: "en"})
				if len(hits) != 2 || hits[0].Title != hits[1].Title {
					t.Errorf("half a change is visible: %v", hits)
					return
				}
			}
		})
	}
	for n := range 300 {
		x.Put(pair(n)...)
		x.Learn("a", "en", fmt.Sprint("question ", n))
	}
	close(stop)
	readers.Wait()
}
