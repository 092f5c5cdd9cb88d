package nlu

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Bonjour, l'écran s'éteint !":   "bonjour l ecran s eteint",
		"I can't log in, what's wrong?": "i can not log in what is wrong",
		"pb de mdp":                     "probleme de mot de passe",
		"cœur e\u0301teint ÇA":          "coeur eteint ca",
		strings.Repeat("x", 100):        strings.Repeat("x", maxWord),
		"дверь":                         "дверь",
		"":                              "",
	} {
		if got := strings.Join(words(text), " "); got != want {
			t.Errorf("words(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestCore(t *testing.T) {
	for text, want := range map[string]string{
		"hello, could you reset my password please": "could you reset my password",
		"bonjour mon pc est lent svp merci":         "mon pc est lent",
		"good morning":                              "good morning",
		"thanks":                                    "thanks",
	} {
		if got := strings.Join(core(words(text)), " "); got != want {
			t.Errorf("core of %q = %q, want %q", text, got, want)
		}
	}
}

func TestSpeller(t *testing.T) {
	known := []string{"printer", "password", "imprimante", "vpn"}
	ids := map[string]int32{}
	for i, w := range known {
		ids[w] = int32(i)
	}
	s := newSpeller(known)
	for word, want := range map[string]string{
		"pritner": "printer", "passwrd": "password", "passsword": "password", "imprimamte": "imprimante",
		"printer": "printer", "winter": "winter", "vpm": "vpm", "pr1nter": "pr1nter", "xprinterx": "xprinterx", "": "",
	} {
		if got := s.correct(word, ids, anyFits); got != want {
			t.Errorf("correct(%q) = %q, want %q", word, got, want)
		}
	}
}

// TestSpellerFindsEveryEdit corrects random single edits of random words.
func TestSpellerFindsEveryEdit(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	letters := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('a' + rng.IntN(26))
		}
		return string(b)
	}
	for range 2000 {
		word := letters(9 + rng.IntN(8))
		k := rng.IntN(len(word) - 1)
		for _, typed := range []string{
			word[:k] + word[k+1:], word[:k] + letters(1) + word[k:], word[:k] + letters(1) + word[k+1:],
			word[:k] + word[k+1:k+2] + word[k:k+1] + word[k+2:],
		} {
			if !oneEdit(typed, word) {
				t.Fatalf("%q is not one edit from %q", typed, word)
			}
			if got := newSpeller([]string{word}).correct(typed, map[string]int32{word: 0}, anyFits); got != word && got != typed {
				t.Fatalf("correct(%q) = %q, want %q", typed, got, word)
			}
		}
	}
}

func TestThesaurusIsWellFormed(t *testing.T) {
	names := map[string]bool{}
	for line := range strings.Lines(conceptText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, rest, ok := strings.Cut(line, ": ")
		if !ok || names[name] {
			t.Errorf("%q: no name or one that is taken", line)
		}
		names[name] = true
		if columns := strings.Split(rest, " | "); len(columns) > len(conceptLangs()) {
			t.Errorf("%s: %d languages", name, len(columns))
		}
	}
	for lang, word := range map[string]string{"en": "laptop", "fr": "imprimante"} {
		if len(newThesaurus(lang)[stemFeature(stem(word, lang))]) == 0 {
			t.Errorf("%s: no concept for %q", lang, word)
		}
	}
}

func TestThesaurusFindsTerms(t *testing.T) {
	th := newThesaurus("fr")
	find := func(text string) (out []feature) {
		ws := rawWords(text)
		stems := make([]feature, len(ws))
		for i, w := range ws {
			stems[i] = stemFeature(stem(w, "fr"))
		}
		th.each(ws, stems, func(way int, x feature) {
			if way == concept {
				out = append(out, x)
			}
		})
		return out
	}
	if !slices.Contains(find("mon mot de passe"), named('c', "password")) {
		t.Error("« mot de passe » does not stand for a password")
	}
	if slices.Contains(find("un mot sur le quai"), named('c', "password")) {
		t.Error("« mot » alone stands for a password")
	}
}

func TestBackgroundIsWrittenOut(t *testing.T) {
	if diff := cmp.Diff([]string{"a b", "c b", "d b"}, expand("{a|c|d} {b}")); diff != "" {
		t.Errorf("expand (-want +got):\n%s", diff)
	}
	for _, lang := range []string{"en", "fr"} {
		list := background(lang)
		if len(list) < 250 {
			t.Errorf("%s: %d questions, want at least 250", lang, len(list))
		}
		for _, q := range list {
			if strings.ContainsAny(q, "{}|") {
				t.Errorf("%s: %q is not written out", lang, q)
			}
		}
	}
}

// TestSolverSeparates trains on points that a plane separates and holds that
// every one lies on its side.
func TestSolverSeparates(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	x := &rows{at: []int32{0}}
	var side []bool
	for range 400 {
		a, b := rng.Float32()*2-1, rng.Float32()*2-1
		if math.Abs(float64(a+b)) < 0.1 {
			continue
		}
		x.idx = append(x.idx, 0, 1)
		x.val = append(x.val, a, b)
		x.at = append(x.at, int32(len(x.idx)))
		side = append(side, a+b > 0)
	}
	s := newSolver(x, 2, 1)
	for i := range side {
		s.active = append(s.active, int32(i))
	}
	s.solve(func(i int32) bool { return side[i] }, func(int32) float32 { return 100 }, 50, 0.01)
	for i := range side {
		idx, val := x.row(i)
		if (dot(s.w, idx, val) > 0) != side[i] {
			t.Fatalf("point %v lies on the wrong side of %v", val, s.w)
		}
	}
}

// TestCalibrationIsHonest draws scores from a known law and holds that the
// fitted probabilities say how often the best intent is right.
func TestCalibrationIsHonest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	const classes = 6
	draw := func(n int) *heldOut {
		h := &heldOut{classes: classes}
		for i := range n {
			class := rng.IntN(classes)
			if i%20 == 0 {
				class = -1
			}
			for k := range classes {
				score := float32(-1 + 0.4*rng.NormFloat64())
				if k == class {
					score += float32(0.5 + 0.5*rng.Float64())
				}
				h.scores = append(h.scores, score)
			}
			h.samples = append(h.samples, sample{class: class})
		}
		return h
	}
	c := calibrate(draw(4000))
	fresh := draw(4000)
	var said, right [5]float64
	for i, s := range fresh.samples {
		p, in := c.probabilities(fresh.row(i))
		if in < 0 || in > 1 {
			t.Fatalf("P(in scope) = %v", in)
		}
		top := slices.Max(p)
		bin := min(int(top*5), 4)
		said[bin] += float64(top)
		if slices.Index(p, top) == s.class {
			right[bin]++
		}
	}
	var off float64
	for bin := range said {
		off += math.Abs(said[bin]-right[bin]) / float64(len(fresh.samples))
	}
	if off > 0.03 {
		t.Errorf("calibration error %.3f, want at most 0.03 (said %v, right %v)", off, said, right)
	}
}
