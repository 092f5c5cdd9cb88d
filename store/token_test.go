package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	s := open(t)
	var talk int64
	s.do(t, func(tx *Tx) (err error) { talk, err = tx.TalkAt(dm); return err })
	want := []Token{
		{Act: json.RawMessage(`{"do": "x"}`), Talk: talk, Person: "marie", Post: "q", Label: "Yes", Until: monday.Add(time.Hour)},
		{Act: json.RawMessage(`{"do": "y"}`)},
	}
	s.do(t, func(tx *Tx) error {
		ids, err := tx.NewTokens(want)
		for i, id := range ids {
			if len(id) != 26 {
				t.Errorf("a token of %d bytes", len(id))
			}
			want[i].ID = id
		}
		none, err2 := tx.NewTokens(nil)
		if none != nil {
			t.Errorf("of nothing: %v", none)
		}
		return errors.Join(err, err2)
	})
	s.do(t, func(tx *Tx) error {
		for _, k := range want {
			got, err := tx.TokenByID(k.ID)
			if diff := cmp.Diff(k, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
		}
		if _, err := tx.TokenByID("no-such"); !errors.Is(err, ErrNotFound) {
			t.Errorf("a stranger: %v", err)
		}
		return nil
	})
}

// A card keeps its buttons: what it showed yesterday works today.
func TestTokensOfCards(t *testing.T) {
	t.Parallel()
	s := open(t)
	show := func(post string, fresh bool, names ...string) (ids map[string]string) {
		s.do(t, func(tx *Tx) (err error) {
			var ks []Token
			for _, n := range names {
				ks = append(ks, Token{Name: n, Act: json.RawMessage(`{}`)})
			}
			ids, err = tx.TokensOf(post, fresh, ks)
			return err
		})
		return ids
	}
	first := show("card", true, "claim", "reply")
	other := show("card2", true, "claim")
	again := show("card", false, "reply", "hold")
	if first["reply"] != again["reply"] || again["hold"] == "" || other["claim"] == first["claim"] {
		t.Errorf("%v, then %v; another card %v", first, again, other)
	}
	if back := show("card", false, "claim"); back["claim"] != first["claim"] {
		t.Error("a button that came back is another one")
	}
}

// Using a post ends the tokens of it and of what is below it, nobody else's;
// and the database need not read them all for that.
func TestUsePost(t *testing.T) {
	t.Parallel()
	s := open(t)
	posts := []string{"run/r1/ask", "run/r1/ask/1", "run/r1/ask/1/test:U1", "run/r1/ask0", "run/r1/as", "run/r10/ask", ""}
	var ids []string
	s.do(t, func(tx *Tx) (err error) {
		var ks []Token
		for _, p := range posts {
			ks = append(ks, Token{Post: p, Act: json.RawMessage(`{}`)})
		}
		ids, err = tx.NewTokens(ks)
		return err
	})
	s.do(t, func(tx *Tx) error { return tx.UsePost("run/r1/ask", monday) })
	s.do(t, func(tx *Tx) error { return tx.UsePost("run/r1/ask", monday.Add(time.Hour)) })
	s.do(t, func(tx *Tx) error {
		for i, id := range ids {
			k, err := tx.TokenByID(id)
			if err != nil {
				return err
			}
			if want := i < 3; k.Used.Equal(monday) != want {
				t.Errorf("the token of %q: used %s", posts[i], k.Used)
			}
		}
		return nil
	})
	s.do(t, func(tx *Tx) error {
		ks := make([]Token, 5000)
		for i := range ks {
			ks[i] = Token{Post: fmt.Sprintf("ticket/%d/card", i), Act: json.RawMessage(`{}`)}
		}
		_, err := tx.NewTokens(ks)
		return err
	})
	s.run(t, `analyze token`)
	var plan string
	if err := s.db.GetContext(t.Context(), &plan, `explain (format json) update token set used_at = now() where used_at is null and post <> ''
		and (post = 'run/r1/ask' or post ~>=~ 'run/r1/ask/' and post ~<~ 'run/r1/ask0')`); err != nil {
		t.Fatal(err)
	}
	var nodes []struct {
		Plan struct {
			Plans []struct {
				Type string  `json:"Node Type"`
				Rows float64 `json:"Plan Rows"`
			}
		}
	}
	if err := json.Unmarshal([]byte(plan), &nodes); err != nil {
		t.Fatal(err)
	}
	if got := nodes[0].Plan.Plans[0].Type; got != "Bitmap Heap Scan" {
		t.Errorf("the tokens of a post are found by a %s", got)
	}
}

// One press at a time decides.
func TestTokenIsLocked(t *testing.T) {
	t.Parallel()
	s := open(t)
	var id string
	s.do(t, func(tx *Tx) error {
		ids, err := tx.NewTokens([]Token{{Post: "p", Act: json.RawMessage(`{}`)}})
		id = ids[0]
		return err
	})
	decided := make(chan int, 8)
	for range cap(decided) {
		go func() {
			n := 0
			err := s.Tx(t.Context(), func(tx *Tx) error {
				k, err := tx.TokenByID(id)
				if err != nil || !k.Used.IsZero() {
					return err
				}
				n = 1
				return tx.UsePost("p", monday)
			})
			if err != nil {
				t.Error(err)
			}
			decided <- n
		}()
	}
	sum := 0
	for range cap(decided) {
		sum += <-decided
	}
	if sum != 1 {
		t.Errorf("%d presses decided", sum)
	}
}
