package terminal

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"github.com/guichet-desk/guichet/bot/chat"
)

// style is a rendition, as the parameters of the control sequence that sets it
// (ECMA-48, SGR).
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	italic style = "3"
	under  style = "4"
	code   style = "36"
	accent style = "32"
	alarm  style = "1;31"
)

// paint draws replies for a TTY, styled or not.
type paint struct{ on bool }

// in is s in a style.
func (p paint) in(st style, s string) string {
	if !p.on || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

// reply draws a reply in lines of at most width columns, apart from code and
// from words that cannot be broken.
func (p paint) reply(r chat.Reply, width int) []string {
	width = max(width, 16)
	var lines []string
	for i, b := range r.Blocks {
		drawn := p.block(b, width)
		if i > 0 && len(drawn) > 0 && spaced(r.Blocks[i-1], b) {
			lines = append(lines, "")
		}
		lines = append(lines, drawn...)
	}
	return lines
}

// spaced reports whether a line is left free between two blocks: around what
// is set apart from the text.
func spaced(before, after chat.Block) bool {
	apart := func(b chat.Block) bool {
		switch b.(type) {
		case chat.Quote, chat.Code, chat.List:
			return true
		}
		return false
	}
	_, title := before.(chat.Heading)
	return !title && (apart(before) || apart(after))
}

func (p paint) block(b chat.Block, width int) []string {
	switch b := b.(type) {
	case chat.Heading:
		return p.wrap([]span{{printable(b.Text), bold}}, width, "", "")
	case chat.Text:
		return p.wrap(spans(b.Text), width, "", "")
	case chat.Quote:
		return p.quote(b, width)
	case chat.Fields:
		return p.fields(b, width)
	case chat.List:
		return p.list(b, width)
	case chat.Code:
		var lines []string
		for line := range strings.SplitSeq(printable(b.Text), "\n") {
			lines = append(lines, "  "+p.in(code, line))
		}
		return lines
	}
	return p.wrap([]span{{printable(chat.Plain(chat.Reply{Blocks: []chat.Block{b}})), plain}}, width, "", "")
}

func (p paint) quote(q chat.Quote, width int) []string {
	bar := p.in(dim, "│") + " "
	lines := p.wrap(spans(q.Text), width, bar, bar)
	if q.From != "" {
		from := spans("— " + q.From)
		for i := range from {
			from[i].style = dim
		}
		lines = append(lines, p.wrap(from, width, bar, bar)...)
	}
	return lines
}

// fields aligns the values, unless the names leave them no room.
func (p paint) fields(f chat.Fields, width int) []string {
	names := 0
	for _, x := range f.Fields {
		names = max(names, runewidth.StringWidth(chat.Unmark(x.Name)))
	}
	if names > width/2 {
		names = 0
	}
	var lines []string
	for _, x := range f.Fields {
		name := printable(chat.Unmark(x.Name))
		gap := strings.Repeat(" ", max(names-runewidth.StringWidth(name), 0)+2)
		lines = append(lines, p.wrap(spans(x.Value), width, p.in(dim, name)+gap, strings.Repeat(" ", names+2))...)
	}
	return lines
}

func (p paint) list(l chat.List, width int) []string {
	var lines []string
	for i, item := range l.Items {
		mark := "• "
		if l.Ordered {
			mark = strconv.Itoa(i+1) + ". "
		}
		rest := strings.Repeat(" ", runewidth.StringWidth(mark))
		lines = append(lines, p.wrap(spans(item), width, p.in(accent, mark), rest)...)
	}
	return lines
}

// span is text in one style.
type span struct {
	text  string
	style style
}

var marks = regexp.MustCompile(`\[([^\]\n]*)\]\((\S+?)\)|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|` + "`([^`\n]+)`")

// spans reads the desk's markup; see chat.Text.
func spans(s string) []span {
	s = printable(s)
	var out []span
	for len(s) > 0 {
		m := marks.FindStringSubmatchIndex(s)
		if m == nil {
			return append(out, span{s, plain})
		}
		group := func(n int) string { return s[m[2*n]:m[2*n+1]] }
		out = append(out, span{s[:m[0]], plain})
		switch {
		case m[2] >= 0:
			out = append(out, span{group(1), under}, span{" (" + group(2) + ")", dim})
		case m[6] >= 0:
			out = append(out, span{group(3), bold})
		case m[8] >= 0:
			out = append(out, span{group(4), italic})
		default:
			out = append(out, span{group(5), code})
		}
		s = s[m[1]:]
	}
	return out
}

// printable takes control characters out: words that other people typed must
// not be able to drive the reader's terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}
