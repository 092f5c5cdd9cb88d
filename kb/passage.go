package kb

import (
	"strings"
	"unicode/utf8"
)

// maxPassage is the length in bytes beyond which a passage takes no more
// units. A single unit that is longer is cut at a word.
const maxPassage = 500

// passage returns the run of units of d that says most about q: units of one
// block, the whole block if it is short.
func (q *question) passage(d *doc, look lookup) (first, last int) {
	best := -1.0
	var a tally
	from := d.bodyStart
	values := make([]float64, 0, 64)
	for _, u := range d.units {
		for _, term := range d.terms[from:u.terms] {
			if mk := look.at(term); mk.concept > 0 {
				a.see(mk)
			}
		}
		from = u.terms
		values = append(values, a.weight(q.concepts))
	}
	for i := 0; i < len(d.units); i++ {
		if d.units[i].kind == heading {
			continue
		}
		sum := 0.0
		for j := i; j < len(d.units); j++ {
			u := d.units[j]
			if u.block != d.units[i].block || j > i && u.end-d.units[i].start > maxPassage {
				break
			}
			if sum += values[j]; sum > best {
				best, first, last = sum, i, j
			}
		}
	}
	return first, last
}

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
	return strings.TrimRight(text[:end], " ,;:\n") + " …"
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
