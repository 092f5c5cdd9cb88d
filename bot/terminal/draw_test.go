package terminal

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"

	"github.com/guichet-desk/guichet/bot/chat"
)

var everything = chat.Reply{Blocks: []chat.Block{
	chat.Heading{Text: "INC-1 · VPN"},
	chat.Text{Text: "Your **ticket** is *open*, see `vpn` and [the page](https://x.example/a)."},
	chat.Quote{Text: "First line\nsecond line", From: "The article"},
	chat.Fields{Fields: []chat.Field{{Name: "Priority", Value: "P3"}, {Name: "État", Value: "Non pris"}}},
	chat.List{Items: []string{"one", "two"}, Ordered: true},
	chat.Code{Text: "a  b\n\tc"},
	chat.Image{URL: "https://x.example/i.png", Alt: "A plan"},
}}

func TestReply(t *testing.T) {
	t.Parallel()
	got := strings.Join(paint{}.reply(everything, 40), "\n")
	want := `INC-1 · VPN
Your ticket is open, see vpn and the
page (https://x.example/a).

│ First line
│ second line
│ — The article

Priority  P3
État      Non pris

1. one
2. two

  a  b
   c

A plan (https://x.example/i.png)`
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Styles change nothing but the looks.
func TestReplyStyled(t *testing.T) {
	t.Parallel()
	var bare []string
	for _, line := range (paint{on: true}).reply(everything, 40) {
		for strings.Contains(line, "\x1b[") {
			before, after, _ := strings.Cut(line, "\x1b[")
			_, after, _ = strings.Cut(after, "m")
			line = before + after
		}
		bare = append(bare, line)
	}
	if d := cmp.Diff(paint{}.reply(everything, 40), bare); d != "" {
		t.Error(d)
	}
}

// Other people's words cannot drive the terminal, on a screen or in a pipe.
func TestNothingEscapes(t *testing.T) {
	t.Parallel()
	evil := "a\x1b[2Jb\x07c\u009bd\u202ee\rf"
	for _, b := range []chat.Block{
		chat.Heading{Text: evil}, chat.Text{Text: evil}, chat.Quote{Text: evil, From: evil}, chat.Code{Text: evil},
		chat.Fields{Fields: []chat.Field{{Name: evil, Value: evil}}}, chat.List{Items: []string{evil}},
		chat.Image{URL: evil, Alt: evil}, chat.Buttons{Buttons: []chat.Button{{Label: evil}}},
	} {
		r := chat.Reply{Blocks: []chat.Block{b}}
		var out strings.Builder
		if err := (&pipe{out: &out}).show(r); err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{out.String(), strings.Join(paint{}.reply(r, 80), "\n")} {
			if strings.ContainsAny(s, "\x1b\x07\r\u009b\u202e") {
				t.Errorf("%T shows %q", b, s)
			}
		}
	}
}

// No line is wider than asked for, no word is lost, none is broken that fits.
func TestWrapKeepsWords(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("abcdéœ漢字🙂-.")
	for range 2000 {
		var words []string
		for range 1 + rnd.IntN(12) {
			w := make([]rune, 1+rnd.IntN(14))
			for i := range w {
				w[i] = alphabet[rnd.IntN(len(alphabet))]
			}
			words = append(words, string(w))
		}
		width := 16 + rnd.IntN(30)
		first, rest := "1. ", "   "
		lines := paint{on: rnd.IntN(2) == 0}.wrap([]span{{strings.Join(words, " "), plain}}, width, first, rest)
		var back []string
		for i, line := range lines {
			if n := runewidth.StringWidth(line); n > width {
				t.Fatalf("%q is %d columns wide, not %d", line, n, width)
			}
			back = append(back, strings.TrimPrefix(strings.TrimPrefix(line, []string{first, rest}[min(i, 1)]), " "))
		}
		long := false
		for _, w := range words {
			long = long || runewidth.StringWidth(w) > width-len(rest)
		}
		got, want := strings.Join(back, " "), strings.Join(words, " ")
		if long {
			got, want = strings.ReplaceAll(got, " ", ""), strings.ReplaceAll(want, " ", "")
		}
		if got != want {
			t.Fatalf("width %d:\n%q\n%q", width, got, want)
		}
	}
}

func FuzzReply(f *testing.F) {
	f.Add("**a** *b* `c` [d](https://e.example)", uint8(20))
	f.Add("*[`](\x1b[0m)**\n\n  x", uint8(0))
	f.Fuzz(func(t *testing.T, text string, width uint8) {
		for _, on := range []bool{false, true} {
			lines := paint{on: on}.reply(chat.Reply{Blocks: []chat.Block{
				chat.Text{Text: text}, chat.Quote{Text: text, From: text}, chat.List{Items: []string{text}},
			}}, int(width))
			if strings.Contains(strings.Join(lines, ""), "\n") {
				t.Fatalf("a line holds a line break: %q", lines)
			}
		}
	})
}
