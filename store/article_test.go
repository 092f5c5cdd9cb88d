package store

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/kb"
)

// Only what changed is written, so replicas read only that again.
func TestSaveArticles(t *testing.T) {
	t.Parallel()
	s := open(t)
	rung, stop := s.Listen(TopicArticles)
	defer stop()
	save := func(at time.Time, as ...kb.Article) (n int64) {
		t.Helper()
		s.do(t, func(tx *Tx) (err error) { n, err = tx.SaveArticles(as, at); return err })
		return n
	}
	rang := func() bool {
		select {
		case <-rung:
			return true
		default:
			return false
		}
	}
	since := func(at time.Time) (out []string) {
		t.Helper()
		all, err := s.ArticlesSince(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			line := c.Article.ID + " " + c.Article.Lang + " " + c.Article.Title
			if c.Removed {
				line += " removed"
			}
			out = append(out, line)
		}
		slices.Sort(out)
		return out
	}
	en, fr := kb.Article{ID: "vpn", Lang: "en", Title: "VPN"}, kb.Article{ID: "vpn", Lang: "fr", Title: "VPN !"}
	day := 24 * time.Hour
	if n := save(monday, en, fr); n != 2 || !rang() {
		t.Errorf("at first %d changed", n)
	}
	if n := save(monday.Add(day), fr, en); n != 0 || rang() {
		t.Errorf("the same again: %d changed", n)
	}
	en.Title = "The VPN"
	if n := save(monday.Add(2*day), en, fr); n != 1 || !rang() {
		t.Errorf("one of two: %d changed", n)
	}
	if n := save(monday.Add(3*day), en); n != 1 || !rang() {
		t.Errorf("one taken away: %d changed", n)
	}
	if diff := cmp.Diff([]string{"vpn en The VPN", "vpn fr VPN ! removed"}, since(monday.Add(2*day))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"vpn fr VPN ! removed"}, since(monday.Add(3*day))); diff != "" {
		t.Error(diff)
	}
	if n := save(monday.Add(4*day), en); n != 0 {
		t.Errorf("taken away once: %d changed", n)
	}
	if n := save(monday.Add(5*day), en, fr); n != 1 {
		t.Errorf("back again: %d changed", n)
	}
	if diff := cmp.Diff([]string{"vpn fr VPN !"}, since(monday.Add(5*day))); diff != "" {
		t.Error(diff)
	}
}

// An offer is judged once; the first judgement counts.
func TestDeflection(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do(t, func(tx *Tx) error {
		talk, err := tx.TalkAt(dm)
		for _, step := range []func() error{
			func() error { return err },
			func() error { return tx.Offered(talk, "vpn", "en", "marie", "vpn broken", monday) },
			func() error { return tx.Offered(talk, "wifi", "en", "marie", "vpn broken", monday) },
			func() error { return tx.Judged(talk, "vpn", "confirmed", monday.Add(time.Minute)) },
			func() error { return tx.Judged(talk, "vpn", "none", monday.Add(2*time.Minute)) },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	got, err := s.Deflection(t.Context(), monday)
	if diff := cmp.Diff(map[string]int{"confirmed": 1, "offered": 1}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	confirmed, err := s.Confirmed(t.Context(), 9)
	if diff := cmp.Diff([]Confirmation{{"vpn", "en", "vpn broken"}}, confirmed); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	s := open(t)
	body := []byte{0, 1, 255, 0}
	for range 2 {
		if err := s.SaveModel(t.Context(), "h", body, monday); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Model(t.Context(), "h")
	if diff := cmp.Diff(body, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
