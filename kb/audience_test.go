package kb

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAdmits(t *testing.T) {
	agent, member, nobody := Reader{Agent: true}, Reader{Groups: []string{"it", "hr"}}, Reader{}
	both := Reader{Agent: true, Groups: []string{"hr"}}
	for _, c := range []struct {
		name     string
		audience Audience
		readers  []Reader // agent, member, nobody, both: who of them
	}{
		{"everyone", Audience{}, []Reader{agent, member, nobody, both}},
		{"agents", Audience{Agents: true}, []Reader{agent, both}},
		{"a group", Audience{Groups: []string{"hr", "board"}}, []Reader{member, both}},
		{"agents of a group", Audience{Agents: true, Groups: []string{"hr"}}, []Reader{both}},
	} {
		var admitted []Reader
		for _, r := range []Reader{agent, member, nobody, both} {
			if c.audience.Admits(r) {
				admitted = append(admitted, r)
			}
		}
		if diff := cmp.Diff(c.readers, admitted); diff != "" {
			t.Errorf("%s admits (-want +got):\n%s", c.name, diff)
		}
	}
}

// What a reader finds is what they would find if the articles kept from them
// did not exist: the same hits, scores, confidence and reasons.
func TestForbiddenArticlesLeaveNoTrace(t *testing.T) {
	for seed := range uint64(12) {
		w := newWorld(seed)
		full := NewIndex(Options{})
		articles := make(map[key]Article)
		for range 60 {
			a := w.article(40)
			full.Put(a)
			articles[key{a.ID, a.Lang}] = a
		}
		learned := make(map[key]string)
		for k := range articles {
			learned[k] = ""
		}
		for range 10 {
			a := w.article(40)
			k, question := key{a.ID, a.Lang}, w.words(3)
			if _, ok := articles[k]; ok {
				full.Learn(k.id, k.lang, question)
				learned[k] = question
			}
		}
		for range 8 {
			r := w.reader()
			visible := NewIndex(Options{})
			for k, a := range articles {
				if a.Audience.Admits(r) {
					visible.Put(a)
					for _, question := range full.aliases[k] {
						visible.Learn(k.id, k.lang, question)
					}
				}
			}
			for range 12 {
				q := w.question()
				q.Reader = r
				if diff := cmp.Diff(visible.Search(q), full.Search(q)); diff != "" {
					t.Fatalf("seed %d, %+v: forbidden articles change the hits (-without +with):\n%s", seed, q, diff)
				}
				for _, h := range full.Search(q) {
					if a := articles[key{h.Article, h.Lang}]; !a.Audience.Admits(r) || a.Status != Published {
						t.Fatalf("seed %d, %+v finds %s (%s)", seed, q, h.Article, h.Lang)
					}
				}
				q.Text = q.Text[:min(4, len(q.Text))]
				if diff := cmp.Diff(visible.Suggest(q), full.Suggest(q)); diff != "" {
					t.Fatalf("seed %d, %+v: forbidden articles change the suggestions:\n%s", seed, q, diff)
				}
			}
		}
	}
}

// The property above is not empty: readers do find what is kept for them, and
// others with the same question do not.
func TestAudienceDecides(t *testing.T) {
	x := NewIndex(Options{})
	x.Put(
		Article{ID: "merger", Lang: "en", Title: "Project Falcon", Body: "The merger of falcon.", Status: Published, Audience: Audience{Groups: []string{"board"}}},
		Article{ID: "birds", Lang: "en", Title: "Birds", Body: "A fallen bird.", Status: Published},
	)
	board := x.Search(Query{Text: "falcon", Lang: "en", Reader: Reader{Groups: []string{"board"}}})
	if len(board) == 0 || board[0].Article != "merger" {
		t.Errorf("the board finds %v", board)
	}
	for _, text := range []string{"falcon", "falcno", "merger"} {
		if hits := x.Search(Query{Text: text, Lang: "en"}); len(hits) > 0 && hits[0].Article == "merger" {
			t.Errorf("%q shows everyone %v", text, hits)
		}
	}
	if s := x.Suggest(Query{Text: "pro", Lang: "en"}); len(s) > 0 {
		t.Errorf("everyone is suggested %v", s)
	}
}
