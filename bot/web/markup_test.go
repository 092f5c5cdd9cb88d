package web

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/guichet-desk/guichet/bot/chat"
)

func TestMarkup(t *testing.T) {
	out := ` target="_blank" rel="noopener noreferrer"`
	for _, c := range []struct{ in, want string }{
		{"plain", "plain"},
		{"a < b & \"c\"", "a &lt; b &amp; &#34;c&#34;"},
		{"one\ntwo", "one<br>two"},
		{"**bold** and *italic*", "<strong>bold</strong> and <em>italic</em>"},
		{"**bold *and italic* too**", "<strong>bold <em>and italic</em> too</strong>"},
		{"`a < *b*`", "<code>a &lt; *b*</code>"},
		{"2 * 3", "2 * 3"},
		{"[a](https://x.example/?r=<)", `<a href="https://x.example/?r=&lt;"` + out + `>a</a>`},
		{"[a](https://x.example/?q=1&r=2)", `<a href="https://x.example/?q=1&amp;r=2"` + out + `>a</a>`},
		{"[**a**](/kb/b)", `<a href="/kb/b"><strong>a</strong></a>`},
		{"[a](/kb/b_(c))", `<a href="/kb/b_(c)">a</a>`},
		{"[mail](mailto:it@example.com)", `<a href="mailto:it@example.com"` + out + `>mail</a>`},
		{"[](https://x.example)", `<a href="https://x.example"` + out + `>https://x.example</a>`},
		{"[a](javascript:alert(1))", "a (javascript:alert(1))"},
		{"[a](data:text/html,hi)", "a (data:text/html,hi)"},
		{"[a](//evil.example)", "a (//evil.example)"},
		{`[a](/\evil.example)`, `a (/\evil.example)`},
		{"[a](https:evil)", "a (https:evil)"},
		{"[<script>](/x)", `<a href="/x">&lt;script&gt;</a>`},
		{chat.Escape("**no** `no` [no](/no)"), "∗∗no∗∗ ˋnoˋ [no] (/no)"},
		{"<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"},
	} {
		if got := string(markup(c.in)); got != c.want {
			t.Errorf("markup(%q)\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestTyped(t *testing.T) {
	link := func(to string) string {
		return `<a href="` + to + `" target="_blank" rel="noopener noreferrer nofollow">` + to + `</a>`
	}
	for _, c := range []struct{ in, want string }{
		{"**not bold**", "**not bold**"},
		{"see https://a.example/b.", "see " + link("https://a.example/b") + "."},
		{"(https://a.example)", "(" + link("https://a.example") + ")"},
		{"https://a.example/?x=1&y=2", link("https://a.example/?x=1&amp;y=2")},
		{"http:// and https://", "http:// and https://"},
		{"javascript:alert(1)", "javascript:alert(1)"},
		{"<b>\nhi", "&lt;b&gt;<br>hi"},
	} {
		if got := string(typed(c.in)); got != c.want {
			t.Errorf("typed(%q)\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

var (
	tag   = regexp.MustCompile(`<[^>]*>`)
	known = regexp.MustCompile(`^<(/?(strong|em|code|br|a)|a href="(https?://|mailto:|/[^/\\])[^"<>]*"( target="_blank" rel="noopener noreferrer( nofollow)?")?|a href="/"[^<>]*)>$`)
)

// FuzzMarkup looks for words that come out as HTML that the renderer did not
// mean, as a tag that is never closed, or with something of them lost.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{
		"**a *b* c**", "[a](/b)", "[a](javascript:x)", "`<`", "[**a](/b)**", "[[a](/b)](/c)", "*[a*](/b)", "[a](/\t/x)", "https://a.b/\"onx=",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, out := range []string{string(markup(s)), string(typed(s))} {
			var open []string
			for _, m := range tag.FindAllString(out, -1) {
				if !known.MatchString(m) {
					t.Fatalf("%q gave the tag %s in %s", s, m, out)
				}
				name := strings.Trim(strings.Fields(m)[0], "</>")
				switch {
				case name == "br":
				case strings.HasPrefix(m, "</"):
					if len(open) == 0 || open[len(open)-1] != name {
						t.Fatalf("%q closes %s wrongly in %s", s, name, out)
					}
					open = open[:len(open)-1]
				default:
					if name == "a" && strings.Contains(strings.Join(open, " "), "a") {
						t.Fatalf("%q puts a link inside another: %s", s, out)
					}
					open = append(open, name)
				}
			}
			if len(open) > 0 {
				t.Fatalf("%q leaves %v open: %s", s, open, out)
			}
		}
		if got := html.UnescapeString(tag.ReplaceAllString(strings.ReplaceAll(string(typed(s)), "<br>", "\n"), "")); got != s && !strings.ContainsAny(s, "<>\x00\r") {
			t.Fatalf("typed words changed: %q became %q", s, got)
		}
	})
}
