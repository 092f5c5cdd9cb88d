package terminal

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// wrap sets spans in lines of at most width columns, breaking at spaces and
// keeping line breaks. first stands before the first line, rest before the
// others; both count.
func (p paint) wrap(text []span, width int, first, rest string) []string {
	w := wrapper{paint: p, width: width, line: first, rest: rest, used: columns(first)}
	for _, s := range text {
		for i, line := range strings.Split(s.text, "\n") {
			if i > 0 {
				w.next()
			}
			for j, word := range strings.Split(line, " ") {
				if j > 0 {
					w.space++
				}
				w.word(word, s.style)
			}
		}
	}
	return append(w.lines, w.line)
}

type wrapper struct {
	paint
	width int
	rest  string

	lines []string
	line  string
	used  int // columns of line
	space int // spaces still to be written
	text  bool
}

// word sets one word, on the next line if this one has no room. A word wider
// than a line is cut.
func (w *wrapper) word(word string, st style) {
	if word == "" {
		return
	}
	n := runewidth.StringWidth(word)
	if w.text && w.space > 0 && w.used+w.space+n > w.width {
		w.next()
	}
	if !w.text {
		w.space = 0
	}
	w.line += strings.Repeat(" ", w.space)
	w.used += w.space
	w.space, w.text = 0, true
	for w.used+n > w.width && n > 0 {
		head := runewidth.Truncate(word, max(w.width-w.used, 2), "")
		if head == "" {
			break
		}
		w.line += w.in(st, head)
		word = word[len(head):]
		n = runewidth.StringWidth(word)
		if word == "" {
			return
		}
		w.next()
		w.text = true
	}
	w.line += w.in(st, word)
	w.used += n
}

func (w *wrapper) next() {
	w.lines = append(w.lines, w.line)
	w.line, w.used = w.rest, columns(w.rest)
	w.space, w.text = 0, false
}

// columns is the display width of s without its control sequences.
func columns(s string) int {
	n := 0
	for len(s) > 0 {
		before, after, found := strings.Cut(s, "\x1b[")
		n += runewidth.StringWidth(before)
		if !found {
			break
		}
		_, s, _ = strings.Cut(after, "m")
	}
	return n
}
