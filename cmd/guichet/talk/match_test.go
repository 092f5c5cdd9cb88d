package talk

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want, got string
		is        bool
	}{
		{"a", "a", true},
		{"a", "b", false},
		{"a", "a\nb", false},
		{"a\nb", "a", false},
		{"…", "", true},
		{"…", "a\nb\nc", true},
		{"…\nc", "a\nb\nc", true},
		{"a\n…\nc", "a\nc", true},
		{"a\n…\nb", "a\nc", false},
		{"Your ticket is … now", "Your ticket is INC-1 now", true},
		{"Your ticket is …", "Your ticket is INC-1 now", true},
		{"… is … now", "It is here now", true},
		{"… is … now", "It was here now", false},
		{"Assign to…", "Assign to…", true},
		{"a…a", "a", false},
		{"Résolu ?", "Résolu\u202f?", true},
		{"900 €", "900\u00a0€", true},
	} {
		if got := matches(strings.Split(c.want, "\n"), strings.Split(c.got, "\n")); got != c.is {
			t.Errorf("matches(%q, %q) = %v", c.want, c.got, got)
		}
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"[Yes] [No, open a ticket]": {"Yes", "No, open a ticket"},
		"[1] [2]":                   {"1", "2"},
		"Assign to… [Léo]":          nil,
		"[Yes] or [No]":             nil,
		"yes":                       nil,
	} {
		if d := cmp.Diff(want, labels(line)); d != "" {
			t.Errorf("labels(%q): %s", line, d)
		}
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	got := diff([]string{"a", "b …", "c"}, []string{"a", "x", "b 1"})
	want := "      a\n    + x\n      b 1\n    - c\n"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// What is recorded reads as a transcript, each platform's parts in one fence.
func TestTape(t *testing.T) {
	t.Parallel()
	s, err := Parse("a.talk", "@tom\n> hi\n< old\n  text\n> again\n-- web\n> [Send]\n--\n@eve\n")
	if err != nil {
		t.Fatal(err)
	}
	tape := newTape(s)
	tape.split(s.Steps[2], []string{"other", "", "text"}, Terminal)
	tape.add(s.Steps[2], []string{"more"}, Terminal)
	tape.add(s.Steps[3], []string{"said"}, Web)
	tape.add(s.Steps[4], []string{"done"}, Web)
	tape.append(Enter{Who: "tom"}, []string{"late"})
	want := `@tom
> hi
-- web
< old
  text
-- terminal
< other
  …
  text
< more
--
> again
< said
-- web
> [Send]
< done
--
@eve

@tom
< late
`
	if d := cmp.Diff(want, tape.text()); d != "" {
		t.Error(d)
	}
}
