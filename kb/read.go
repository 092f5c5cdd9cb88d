package kb

import "strings"

// boundary is the number of no term: it stands for words that are not indexed,
// and in doc.terms between one title, alias or keyword and the next.
const boundary = uint32(0)

// read analyses the texts of d into its terms, lengths, units and sections,
// numbering words new to s, and leaves in w what the postings need: the
// distinct terms and their counts, and the distinct forms.
func (w *writer) read(s *shard, d *doc) {
	w.begin()
	w.text(s, d, d.title, inTitle)
	w.terms = append(w.terms, boundary)
	more := d.extra()
	for _, a := range more.aliases {
		w.text(s, d, a, inAlias)
		w.terms = append(w.terms, boundary)
	}
	for _, k := range more.keywords {
		w.text(s, d, k, inAlias)
		w.terms = append(w.terms, boundary)
	}
	d.bodyStart = uint32(len(w.terms))
	units, sections := divide(d.body, w.units[:0])
	for i := range units {
		u := &units[i]
		field := inBody
		if u.kind == heading {
			field = inHeading
		}
		w.markdown(s, d, d.body[u.start:u.end], field)
		u.terms = uint32(len(w.terms))
	}
	w.units = units
	d.units = append([]unit(nil), units...)
	d.terms = append([]uint32(nil), w.terms...)
	if len(sections) > 0 {
		more.sections = sections
		d.more = &more
	}
	d.folded = typed(s.lang, d.title)
}

func (w *writer) begin() {
	w.epoch++
	w.terms, w.order, w.counts, w.forms = w.terms[:0], w.order[:0], w.counts[:0], w.forms[:0]
}

// markdown reads text without the targets of its links and images.
func (w *writer) markdown(s *shard, d *doc, text string, field int) {
	for {
		mid := strings.Index(text, "](")
		if mid < 0 {
			break
		}
		shut := strings.IndexByte(text[mid:], ')')
		if shut < 0 {
			break
		}
		w.text(s, d, text[:mid], field)
		text = text[mid+shut+1:]
	}
	w.text(s, d, text, field)
}

func (w *writer) text(s *shard, d *doc, text string, field int) {
	w.scan.reset(s.lang, text)
	for {
		word, ok := w.scan.next()
		if !ok {
			return
		}
		if word.joint == part && len(word.form) < 2 {
			continue
		}
		f := w.form(s, word.form)
		term := s.forms.at(f).term
		if w.formEpoch = upTo(w.formEpoch, f); w.formEpoch[f] != w.epoch {
			w.formEpoch[f] = w.epoch
			w.forms = append(w.forms, f)
		}
		if term == boundary {
			continue
		}
		if w.termSlot = upTo(w.termSlot, term); w.termSlot[term].epoch != w.epoch {
			w.termSlot[term] = slot{w.epoch, uint32(len(w.order))}
			w.order = append(w.order, term)
			w.counts = append(w.counts, [fields]uint8{})
		}
		if tf := &w.counts[w.termSlot[term].at][field]; *tf < 255 {
			*tf++
		}
		w.terms = append(w.terms, term)
		d.length[field]++
	}
}

// form returns the number of a folded word, giving it one if it is new.
func (w *writer) form(s *shard, folded []byte) uint32 {
	if f, ok := s.words.findBytes(folded); ok {
		return f
	}
	text := string(folded)
	term := boundary
	if !s.lang.stop[text] {
		stem := s.lang.stem(text)
		var ok bool
		if term, ok = s.stems.find(stem); !ok {
			term = s.lists.add(list{})
			s.stems.add(stem, term)
		}
	}
	f := s.forms.add(form{text: text, term: term})
	s.words.add(text, f)
	s.spell.add(text, f)
	return f
}

// slot is where a term of the document at hand is counted.
type slot struct {
	epoch uint32
	at    uint32
}

// upTo returns s grown so that s[i] exists.
func upTo[T any](s []T, i uint32) []T {
	if int(i) < len(s) {
		return s
	}
	return append(s, make([]T, int(i)+1-len(s)+len(s)/2)...)
}
