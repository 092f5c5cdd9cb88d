package chat

import (
	"regexp"
	"strconv"
	"strings"
)

// Plain is the reading of a reply without any drawing: for terminals, mail,
// notifications, logs and transcripts. Buttons read [Label], links read
// "label (address)", and nothing of the reply is left out.
func Plain(r Reply) string {
	var parts []string
	for _, b := range r.Blocks {
		if s := plainBlock(b); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n")
}

func plainBlock(b Block) string {
	switch b := b.(type) {
	case Heading:
		return Unmark(b.Text)
	case Text:
		return Unmark(b.Text)
	case Quote:
		return plainQuote(b)
	case Fields:
		return plainFields(b)
	case List:
		return plainList(b)
	case Code:
		return b.Text
	case Image:
		return b.Alt + " (" + b.URL + ")"
	case Buttons:
		return plainButtons(b)
	case Choose:
		return plainChoose(b)
	case Form:
		return plainForm(b)
	}
	return ""
}

func plainQuote(q Quote) string {
	s := "│ " + strings.ReplaceAll(Unmark(q.Text), "\n", "\n│ ")
	if q.From != "" {
		s += "\n│ — " + Unmark(q.From)
	}
	return s
}

func plainFields(f Fields) string {
	lines := make([]string, len(f.Fields))
	for i, x := range f.Fields {
		lines[i] = Unmark(x.Name) + ": " + Unmark(x.Value)
	}
	return strings.Join(lines, "\n")
}

func plainList(l List) string {
	lines := make([]string, len(l.Items))
	for i, x := range l.Items {
		mark := "• "
		if l.Ordered {
			mark = strconv.Itoa(i+1) + ". "
		}
		lines[i] = mark + Unmark(x)
	}
	return strings.Join(lines, "\n")
}

func plainButtons(bs Buttons) string {
	labels := make([]string, len(bs.Buttons))
	for i, b := range bs.Buttons {
		labels[i] = "[" + b.Label + "]"
		if b.URL != "" {
			labels[i] += " (" + b.URL + ")"
		}
	}
	return strings.Join(labels, " ")
}

func plainChoose(c Choose) string {
	lines := []string{Unmark(c.Label)}
	for _, o := range c.Options {
		lines = append(lines, "["+o.Label+"]")
	}
	return strings.Join(lines, " ")
}

func plainForm(f Form) string {
	lines := []string{Unmark(f.Title)}
	for _, e := range f.Entries {
		line := e.Label + ": " + e.Value
		if len(e.Options) > 0 && e.Value == "" {
			labels := make([]string, len(e.Options))
			for i, o := range e.Options {
				labels[i] = o.Label
			}
			line += strings.Join(labels, " / ")
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(append(lines, "["+f.Submit+"]"), "\n")
}

var (
	link     = regexp.MustCompile(`\[([^\]\n]*)\]\((\S+?)\)`)
	emphasis = regexp.MustCompile(`\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|` + "`([^`\n]+)`")
)

// Unmark takes the desk's markup out of s; see Text for what markup is.
func Unmark(s string) string {
	s = link.ReplaceAllString(s, "$1 ($2)")
	return emphasis.ReplaceAllString(s, "$1$2$3")
}

// Escape takes the meaning out of markup in s: for words that people typed.
func Escape(s string) string { return escaper.Replace(s) }

// Look-alikes rather than backslashes: no platform has to undo them.
var escaper = strings.NewReplacer("*", "∗", "`", "ˋ", "](", "] (")
