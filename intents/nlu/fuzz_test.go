package nlu

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// slowest is what any message may cost.
const slowest = 50 * time.Millisecond

// within fails a test when f takes longer than slowest three times in a row; a
// loaded machine is slow once.
func within(t *testing.T, f func()) {
	t.Helper()
	var took time.Duration
	for range 3 {
		begin := time.Now()
		f()
		if took = time.Since(begin); took <= slowest {
			return
		}
	}
	t.Errorf("took %v", took)
}

// hard are beginnings for every fuzz target.
var hard = []string{
	"", " ", "bonjour, mon pc ne démarre plus svp", "vpn keeps dropping", "\xff\xfe", "my password is ", "é\u0301\u200d🙂", strings.Repeat("a", 5000),
	strings.Repeat("password is ", 400), "-----BEGIN RSA PRIVATE KEY-----", strings.Repeat("1", 3000), strings.Repeat("1-", 2000), strings.Repeat("://a:b", 700),
	"il y a 99999999999 jours", "31/02/2026 25h61", "in 999999 years", strings.Repeat("le ", 1300), "@@@...///", "::::1:2:3", strings.Repeat("«", 1500), "12h", "h", "\n\n",
}

func seed(f *testing.F) {
	for _, s := range hard {
		f.Add(s)
	}
}

func FuzzClassify(f *testing.F) {
	seed(f)
	m := trainDesk(f)
	f.Fuzz(func(t *testing.T, text string) {
		var r Result
		within(t, func() { r = m.Classify(text) })
		if len(r.Scores) == 0 || len(r.Scores) > bestCount || !(r.InScope >= 0 && r.InScope <= 1) {
			t.Fatalf("result %+v", r)
		}
		sum := 0.0
		for i, s := range r.Scores {
			sum += s.P
			if !(s.P >= 0) || i > 0 && s.P > r.Scores[i-1].P {
				t.Fatalf("scores out of order: %+v", r.Scores)
			}
		}
		if sum > 1.001 {
			t.Fatalf("probabilities add up to %v", sum)
		}
	})
}

func FuzzLanguage(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) {
		lang, sure := Language(text)
		if !(sure >= 0 && sure <= 1) || lang != "" && sure < languageDoubt {
			t.Errorf("%q is %q with %v", text, lang, sure)
		}
	})
}

func FuzzMask(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) {
		var masked string
		var found []string
		within(t, func() { masked, found = Mask(text) })
		if (found == nil) != (masked == text) {
			t.Errorf("found %v, but masked is %q", found, masked)
		}
		if len(masked) > len(text)*(1+len(Mark)) {
			t.Errorf("%d bytes grew to %d", len(text), len(masked))
		}
	})
}

func FuzzFind(f *testing.F) {
	seed(f)
	x, now := officeLexicon(), time.Date(2026, 3, 18, 10, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range []string{"en", "fr", ""} {
			var found []Entity
			within(t, func() { found = x.Find(text, lang, now) })
			for _, e := range found {
				if e.From < 0 || e.To > len(text) || e.From >= e.To || text[e.From:e.To] != e.Text {
					t.Fatalf("%+v does not lie in %q", e, text)
				}
				if utf8.ValidString(text) && !utf8.ValidString(e.Text) {
					t.Fatalf("%+v cuts a letter of %q", e, text)
				}
			}
		}
	})
}

func FuzzUnmarshal(f *testing.F) {
	data, err := trainDesk(f).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		var m Model
		if m.UnmarshalBinary(data) == nil {
			m.Classify("hello, my vpn is down")
		}
	})
}
