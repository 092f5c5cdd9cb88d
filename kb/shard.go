package kb

import (
	"math/bits"
	"slices"
)

// The fields of an article, in the order of doc.terms.
const (
	inTitle   = iota
	inAlias   // keywords of the author, and confirmed questions
	inHeading // of the sections
	inBody
	fields
)

// posting is one document of a term's list.
type posting struct {
	doc uint32
	tf  [fields]uint8 // occurrences by field, at most 255
}

// list is the postings of a term, by rising document number. Replaced
// documents stay in it, uncounted, until the shard is rebuilt.
type list struct {
	postings []posting
	live     uint32 // documents that are not replaced
}

// form is one spelling of a word.
type form struct {
	text  string
	term  uint32
	count uint32 // live documents that have it
}

// doc is an indexed article.
type doc struct {
	id, title, body string
	more            *details // nil if there are none
	folded          string   // the words of the title, for suggestions
	terms           []uint32 // its terms in reading order, field after field
	length          [fields]uint32
	bodyStart       uint32 // where those of the body begin
	units           []unit // how the body is divided
}

// details are what many articles do not have.
type details struct {
	url, credit       string
	keywords, aliases []string
	sections          []string
}

func newDoc(a Article, aliases []string) *doc {
	d := &doc{id: a.ID, title: a.Title, body: a.Body}
	if a.URL != "" || a.Credit != "" || len(a.Keywords) > 0 || len(aliases) > 0 {
		d.more = &details{url: a.URL, credit: a.Credit, keywords: slices.Clone(a.Keywords), aliases: aliases}
	}
	return d
}

// again returns d as it was before it was indexed, with other aliases.
func (d *doc) again(aliases []string) *doc {
	more := d.extra()
	return newDoc(Article{ID: d.id, Title: d.title, Body: d.body, URL: more.url, Credit: more.credit, Keywords: more.keywords}, aliases)
}

func (d *doc) extra() details {
	if d.more == nil {
		return details{}
	}
	return *d.more
}

// shard is the index of the articles of one language and one audience.
// A published shard never changes.
type shard struct {
	lang     *language
	audience Audience
	order    string // lang and audience, for a stable order of shards

	words dict // folded form → its number in forms
	forms paged[form]
	stems dict // stem → its number in lists
	lists paged[list]
	spell speller

	docs   []*doc
	sizes  []sizes // by document
	dead   docSet
	live   int
	length [fields]int // sum over live documents
}

// sizes are the lengths of a document's fields, each as a code that keeps
// four significant bits: enough to hold its length against it.
type sizes [fields]uint8

func sizesOf(d *doc) (z sizes) {
	for f, n := range d.length {
		z[f] = sizeCode(n)
	}
	return z
}

// sizeCode codes a length: up to 15 as it is, longer ones by their exponent
// and the three bits below the first.
func sizeCode(n uint32) uint8 {
	if n < 16 {
		return uint8(n)
	}
	e := bits.Len32(n) - 4
	return uint8(8 + e*8 + int(n>>e)&7)
}

// sizeOf is the least length that has the code.
func sizeOf(code uint8) uint32 {
	if code < 16 {
		return uint32(code)
	}
	e := (code - 8) / 8
	return uint32(8+code%8) << e
}

func newShard(lang *language, a Audience) *shard {
	s := &shard{lang: lang, audience: a, order: shardOrder(lang.code, a)}
	s.lists.add(list{}) // boundary
	return s
}

func shardOrder(lang string, a Audience) string { return lang + "\x00" + a.key() }

// fork returns a shard that may be written to while s is searched.
func (s *shard) fork() *shard {
	f := *s
	f.words, f.stems = s.words.fork(), s.stems.fork()
	f.forms, f.lists = s.forms.fork(), s.lists.fork()
	return &f
}

// writer holds what indexing one document after the other needs.
type writer struct {
	scan  scanner
	epoch uint32 // number of the document at hand
	units []unit
	terms []uint32

	order    []uint32        // its distinct terms
	counts   [][fields]uint8 // and how often each occurs
	termSlot []slot          // by term

	forms     []uint32 // its distinct forms
	formEpoch []uint32 // by form: the last document that had it
}

// add indexes d, whose texts are set, under a new number.
func (w *writer) add(s *shard, d *doc) uint32 {
	n := uint32(len(s.docs))
	w.read(s, d)
	for i, t := range w.order {
		l := s.lists.edit(t)
		l.postings = append(l.postings, posting{n, w.counts[i]})
		l.live++
	}
	for _, f := range w.forms {
		s.forms.edit(f).count++
	}
	s.docs, s.sizes = append(s.docs, d), append(s.sizes, sizesOf(d))
	s.live++
	for f, length := range d.length {
		s.length[f] += int(length)
	}
	return n
}

// remove takes the document n out of the counts and marks it dead.
func (w *writer) remove(s *shard, n uint32) {
	d := s.docs[n]
	w.read(s, d.again(d.extra().aliases))
	for _, t := range w.order {
		s.lists.edit(t).live--
	}
	for _, f := range w.forms {
		s.forms.edit(f).count--
	}
	s.dead = s.dead.with(n)
	s.live--
	for f, length := range d.length {
		s.length[f] -= int(length)
	}
}
