package kb

import (
	"strings"
	"unicode/utf8"
)

// maxPassage is the length in bytes beyond which a passage takes no more
// units. A single unit that is longer is cut at a word.
const maxPassage = 500

// passage returns the run of units of one block of d that says most about q,
// with its neighbours in the block as far as there is room.
func (q *question) passage(d *doc, look lookup) (first, last int) {
	values, under := q.values(d, look)
	best := -1.0
	for i, u := range d.units {
		if u.kind == heading {
			continue
		}
		sum := under[i] / 2
		for j := i; j < len(d.units) && d.fits(i, j); j++ {
			if sum += values[j]; sum > best {
				best, first, last = sum, i, j
			}
		}
	}
	for first > 0 && d.units[first].kind == item && d.fits(first-1, last) {
		first-- // steps are read from the first one
	}
	for last+1 < len(d.units) && d.fits(first, last+1) {
		last++
	}
	for first > 0 && d.fits(first-1, last) {
		first--
	}
	return first, last
}

// fits reports whether the units i to j are of one block and make a passage.
func (d *doc) fits(i, j int) bool {
	a, b := d.units[i], d.units[j]
	return i == j || a.block == b.block && b.end-a.start <= maxPassage
}

// values returns how much each unit says about q, and the heading above it.
func (q *question) values(d *doc, look lookup) (values, under []float64) {
	values, under = make([]float64, len(d.units)), make([]float64, len(d.units))
	var a tally
	from, above := d.bodyStart, 0.0
	for i, u := range d.units {
		for _, term := range d.terms[from:u.terms] {
			if k := look.terms[term]; k > 0 {
				a.see(look.marks[k])
			}
		}
		from = u.terms
		if values[i] = a.weight(q.concepts); u.kind == heading {
			above = values[i]
		}
		under[i] = above
	}
	return values, under
}

// excerpt is the text of the units first to last of d, complete in itself:
// rows come with the header of their table, a fence that was cut is closed.
func (d *doc) excerpt(first, last int) string {
	u := d.units[first]
	text := cut(d.body[u.start:d.units[last].end])
	switch {
	case u.kind == row && first > 0 && d.units[first-1].block == u.block:
		top := first
		for top > 0 && d.units[top-1].block == u.block {
			top--
		}
		header := strings.SplitAfterN(d.body[d.units[top].start:d.units[top].end], "\n", 3)
		if len(header) == 3 && len(header[0])+len(header[1])+len(text) <= maxPassage {
			text = header[0] + header[1] + text
		}
	case u.kind == code && strings.HasSuffix(text, ellipsis):
		text += "\n" + strings.TrimLeft(d.body[u.start:], " \t")[:3]
	}
	return text
}

const ellipsis = " …"

// cut shortens text to maxPassage at a word, with an ellipsis.
func cut(text string) string {
	if len(text) <= maxPassage {
		return text
	}
	end := maxPassage
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	if space := strings.LastIndexAny(text[:end], " \n"); space > maxPassage/2 {
		end = space
	}
	return strings.TrimRight(text[:end], " ,;:\n") + ellipsis
}

// highlight returns the byte ranges of the words of passage that stand for
// concepts of the question.
func highlight(s *shard, passage string, look lookup) (ranges [][2]int) {
	var scan scanner
	scan.reset(s.lang, passage)
	for {
		w, ok := scan.next()
		if !ok {
			return ranges
		}
		if !look.mayBegin(w.form) {
			continue
		}
		f, ok := s.words.findBytes(w.form)
		if !ok || look.at(s.forms.at(f).term).concept == 0 {
			continue
		}
		if n := len(ranges); n > 0 && ranges[n-1][1] > w.start {
			continue // a part of a hyphenated word
		}
		ranges = append(ranges, [2]int{w.start, w.end})
	}
}
