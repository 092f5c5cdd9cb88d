package kb

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a unit is part of.
type kind uint8

const (
	prose   kind = iota // a sentence of a paragraph or quotation
	item                // an item of a list, with all its lines
	row                 // a row of a table; the first holds the header as well
	code                // a whole fenced block
	heading             // a heading: searched, never shown as a passage
)

// unit is the smallest piece of a body that a passage may consist of.
type unit struct {
	start, end uint32 // byte range in the body
	terms      uint32 // where its terms end in doc.terms
	section    uint16 // number in doc.sections
	block      uint16 // units of one paragraph, list or table share it
	kind       kind
}

// divider cuts a Markdown body into units. It knows as much of CommonMark as
// finding passages needs: what it does not recognise is a paragraph.
type divider struct {
	body     string
	pos      int
	units    []unit
	sections []string
	section  uint16
	block    uint16
}

// divide appends the units of body to units. Section 0 is the text before the
// first heading and has no name.
func divide(body string, units []unit) ([]unit, []string) {
	d := divider{body: body, units: units}
	for d.pos < len(body) {
		d.next()
	}
	return d.units, d.sections
}

// line returns the line at i without its end, and where the next one begins.
func (d *divider) line(i int) (line string, next int) {
	if n := strings.IndexByte(d.body[i:], '\n'); n >= 0 {
		return strings.TrimRight(d.body[i:i+n], "\r"), i + n + 1
	}
	return d.body[i:], len(d.body)
}

// next consumes one block.
func (d *divider) next() {
	line, after := d.line(d.pos)
	text := strings.TrimLeft(line, " \t")
	switch {
	case text == "" || isRule(text):
		d.pos = after
	case strings.HasPrefix(text, "<!--"):
		d.comment()
	case isFence(text):
		d.fence(text[:3])
	case headingText(text) != "":
		d.heading(d.pos, after, headingText(text))
		d.pos = after
	case text[0] == '|':
		d.table()
	case itemMark(text) > 0:
		d.list()
	default:
		d.paragraph()
	}
}

func isFence(text string) bool {
	return strings.HasPrefix(text, "```") || strings.HasPrefix(text, "~~~")
}

// isRule reports a thematic break, or the line under a Setext heading.
func isRule(text string) bool {
	text = strings.TrimRight(text, " \t")
	return len(text) >= 3 && strings.Trim(text, text[:1]) == "" && strings.Contains("-*_=", text[:1])
}

// headingText returns the text of an ATX heading, "" if it is none.
func headingText(text string) string {
	level := len(text) - len(strings.TrimLeft(text, "#"))
	if level == 0 || level > 6 || level == len(text) || text[level] != ' ' && text[level] != '\t' {
		return ""
	}
	return strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text[level:]), "#"))
}

// itemMark returns the length of the list marker that text begins with.
func itemMark(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if n >= len(text)-1 || n > 9 {
		return 0
	}
	ordered := n > 0 && (text[n] == '.' || text[n] == ')')
	bullet := n == 0 && strings.IndexByte("-*+", text[0]) >= 0
	if (ordered || bullet) && (text[n+1] == ' ' || text[n+1] == '\t') {
		return n + 2
	}
	return 0
}

func (d *divider) comment() {
	if n := strings.Index(d.body[d.pos:], "-->"); n >= 0 {
		d.pos += n + len("-->")
		return
	}
	d.pos = len(d.body)
}

func (d *divider) add(start, end int, k kind) {
	d.units = append(d.units, unit{
		start: uint32(start), end: uint32(end), section: d.section, block: d.block, kind: k,
	})
}

func (d *divider) heading(start, end int, text string) {
	if len(d.sections) == 0 {
		d.sections = append(d.sections, "")
	}
	d.sections = append(d.sections, stripMarks(text))
	if len(d.sections) < 1<<16 {
		d.section = uint16(len(d.sections) - 1)
	}
	d.block++
	d.add(start, trimEnd(d.body, end), heading)
}

func (d *divider) fence(mark string) {
	start := d.pos
	_, d.pos = d.line(d.pos)
	for d.pos < len(d.body) {
		line, after := d.line(d.pos)
		d.pos = after
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), mark) {
			break
		}
	}
	d.block++
	d.add(start, trimEnd(d.body, d.pos), code)
}

func (d *divider) table() {
	d.block++
	start, rows := d.pos, 0
	for d.pos < len(d.body) {
		line, after := d.line(d.pos)
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), "|") {
			break
		}
		d.pos = after
		if rows++; rows == 1 && tableRule(d.body[after:]) || rows == 2 && tableRule(line) {
			continue // the header and its rule are shown with the first row
		}
		d.add(start, trimEnd(d.body, after), row)
		start = after
	}
	if start < d.pos { // a header without rows
		d.add(start, trimEnd(d.body, d.pos), row)
	}
}

// tableRule reports whether text begins with the rule under a table's header.
func tableRule(text string) bool {
	line, _, _ := strings.Cut(text, "\n")
	return strings.Contains(line, "-") && strings.Trim(line, "|-: \t\r") == ""
}

// list consumes items, their indented continuations, and the blank lines
// between them.
func (d *divider) list() {
	d.block++
	start, blank := d.pos, false
	_, end := d.line(d.pos)
	d.pos = end
	for d.pos < len(d.body) {
		line, after := d.line(d.pos)
		text := strings.TrimLeft(line, " \t")
		indented := len(text) < len(line)
		switch {
		case text == "":
			blank = true
		case itemMark(text) > 0 && !indented:
			d.add(start, trimEnd(d.body, end), item)
			start, blank, end = d.pos, false, after
		case indented || !blank && !isFence(text) && headingText(text) == "":
			blank, end = false, after
		default:
			d.add(start, trimEnd(d.body, end), item)
			return
		}
		d.pos = after
	}
	d.add(start, trimEnd(d.body, end), item)
}

// paragraph consumes lines up to a blank one or the start of another block,
// and cuts them into sentences.
func (d *divider) paragraph() {
	start := d.pos
	line, end := d.line(d.pos)
	d.pos = end
	for d.pos < len(d.body) {
		next, after := d.line(d.pos)
		text := strings.TrimLeft(next, " \t")
		if isRule(text) && strings.Contains("-=", text[:1]) && oneLine(d.body[start:end]) {
			d.heading(start, after, strings.TrimSpace(line))
			d.pos = after
			return
		}
		if text == "" || isRule(text) || isFence(text) || headingText(text) != "" || itemMark(text) > 0 || text[0] == '|' {
			break
		}
		d.pos, end = after, after
	}
	d.block++
	for end = trimEnd(d.body, end); start < end; {
		n := sentenceEnd(d.body[start:end])
		d.add(start, trimEnd(d.body, start+n), prose)
		start += n
		for start < end && (d.body[start] == ' ' || d.body[start] == '\n' || d.body[start] == '\r' || d.body[start] == '\t') {
			start++
		}
	}
}

func oneLine(text string) bool { return !strings.Contains(strings.TrimSpace(text), "\n") }

// maxUnit is the length in bytes at which a sentence without end is cut.
const maxUnit = 480

// sentenceEnd returns where the first sentence of text ends.
func sentenceEnd(text string) int {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if i >= maxUnit && c == ' ' {
			return i
		}
		if c != '.' && c != '!' && c != '?' {
			continue
		}
		end := i + 1
		end += closing(text[end:])
		if end == len(text) {
			return end
		}
		if text[end] != ' ' && text[end] != '\n' || c == '.' && abbreviated(text[:i]) {
			continue
		}
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[end:], " \n\t\r>"))
		if !unicode.IsLower(r) {
			return end
		}
	}
	return len(text)
}

// closing returns the length of the quotation marks, brackets and emphasis
// that text begins with; a French mark may stand after a space.
func closing(text string) (n int) {
	for {
		rest := text[n:]
		if quote := strings.TrimLeft(rest, " \u00a0\u202f"); strings.HasPrefix(quote, "»") {
			n += len(rest) - len(quote) + len("»")
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		if size == 0 || !strings.ContainsRune(".!?)\"*_`”", r) {
			return n
		}
		n += size
	}
}

// abbreviated reports whether text ends in a word whose full stop does not end
// a sentence: a single letter, or a common abbreviation.
func abbreviated(text string) bool {
	word := text[strings.LastIndexAny(text, " \n(.")+1:]
	if utf8.RuneCountInString(word) == 1 {
		return !unicode.IsDigit(rune(word[0]))
	}
	switch strings.ToLower(word) {
	case "etc", "vs", "mr", "mrs", "dr", "ex", "cf", "no", "nb", "fig", "approx":
		return true
	}
	return false
}

// trimEnd moves end back over white space.
func trimEnd(text string, end int) int {
	return len(strings.TrimRight(text[:end], " \t\r\n"))
}

// stripMarks removes what Markdown and HTML add to the text of a heading.
func stripMarks(text string) string {
	for {
		open := strings.IndexByte(text, '<')
		if open < 0 {
			break
		}
		shut := strings.IndexByte(text[open:], '>')
		if shut < 0 {
			break
		}
		text = text[:open] + text[open+shut+1:]
	}
	for {
		mid := strings.Index(text, "](")
		if mid < 0 {
			break
		}
		open, shut := strings.LastIndexByte(text[:mid], '['), strings.IndexByte(text[mid:], ')')
		if open < 0 || shut < 0 {
			break
		}
		text = text[:open] + text[open+1:mid] + text[mid+shut+1:]
	}
	return strings.TrimSpace(strings.NewReplacer("**", "", "`", "").Replace(text))
}
