package talk

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	s, err := Parse("a.talk", `# A comment.
@marie fr
> bonjour
  à tous
< Bonjour !
  [Oui] [Non]
-- web
> [Envoyer]
  Lieu: Domicile
  Note: a: b
-- terminal
> "a\x00b" × 2
--

@aicha in agents
> [Confier à…: Léo Fontaine]
@leo en on INC-1
~ +1h30m
~ +2d
~ 2026-03-03 09:00
= INC-1 resolved @leo
`)
	if err != nil {
		t.Fatal(err)
	}
	var got []Step
	for _, x := range s.Steps {
		x.Line, x.End = 0, 0
		got = append(got, x)
	}
	want := []Step{
		{Do: Enter{Who: "marie", Lang: "fr"}},
		{Do: Say{"bonjour\nà tous"}},
		{Do: Expect{[]string{"Bonjour !", "[Oui] [Non]"}}},
		{Only: "web", Do: Press{Label: "Envoyer", Fill: []Field{{"Lieu", "Domicile"}, {"Note", "a: b"}}}},
		{Only: "terminal", Do: Say{"a\x00ba\x00b"}},
		{Do: Enter{Who: "aicha", Channel: "agents"}},
		{Do: Press{Label: "Confier à…: Léo Fontaine"}},
		{Do: Enter{Who: "leo", Lang: "en", Ticket: "INC-1"}},
		{Do: Pass{By: 90 * time.Minute}},
		{Do: Pass{By: 48 * time.Hour}},
		{Do: Pass{To: "2026-03-03 09:00"}},
		{Do: Check{"INC-1 resolved @leo"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if s.Steps[1].Line != 2 || s.Steps[1].End != 4 {
		t.Errorf("> bonjour is at %d to %d, want 2 to 4", s.Steps[1].Line, s.Steps[1].End)
	}
}

// Every mistake is told with its line, and all of them at once.
func TestParseMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"", "a.talk:1: nobody speaks"},
		{"# only a comment", "a.talk:1: nobody speaks"},
		{"> hello", "a.talk:1: nobody speaks yet"},
		{"@", "a.talk:1: a place reads"},
		{"@marie in", "a.talk:1: a place reads"},
		{"@marie fr beside INC-1", "a.talk:1: a place reads"},
		{"@marie\nhello", "a.talk:2: a line begins with"},
		{"@marie\n>", "a.talk:2: > needs words"},
		{"@marie\n> [Send]\n  no colon", "a.talk:2: a form is filled with"},
		{"@marie\n= INC-1 new\n  more", "a.talk:2: only what is said"},
		{"@marie\n=", "a.talk:2: = needs"},
		{"@marie\n~ soon", "a.talk:2: time passes as in"},
		{"@marie\n~ +0s", "a.talk:2: time passes as in"},
		{"@marie\n~ 2026-13-03 09:00", "a.talk:2: time passes as in"},
		{"@marie\n> \"a\\q\"", "a.talk:2: this is not a quoted text"},
		{"@marie\n> \"a\" × 99999999", "a.talk:2: that is repeated too often"},
		{"@marie\nx\ny", "a.talk:3: a line begins with"},
	} {
		_, err := Parse("a.talk", c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Parse(%q): %v, want %q", c.text, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("@marie fr\n> [Send]\n  a: b\n< x\n  y\n-- web\n~ +4h\n= INC-1 new\n--\n> \"a\\x00\" × 3")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("f.talk", text)
		if err != nil {
			return
		}
		end := 0
		for _, x := range s.Steps {
			if x.Line < end || x.End <= x.Line || x.End > len(s.Lines) {
				t.Fatalf("step %+v does not stand in order in %d lines", x, len(s.Lines))
			}
			end = x.End
		}
		// A tape on which nothing was recorded is the text itself.
		again, err := Parse("f.talk", newTape(s).text())
		if err != nil {
			t.Fatalf("the text of a tape cannot be read: %v", err)
		}
		if len(again.Steps) != len(s.Steps) {
			t.Fatalf("%d steps became %d", len(s.Steps), len(again.Steps))
		}
	})
}
