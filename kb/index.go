package kb

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// Options are the choices of a desk. The zero value serves.
type Options struct {
	// Synonyms are the desk's own groups by language code. Words and phrases of
	// a group find one another.
	Synonyms map[string][][]string
	// NoThesaurus leaves out the built-in thesaurus of IT terms.
	NoThesaurus bool
}

// Index is the searchable knowledge base of one desk. All methods may be
// called at once by any goroutine: a search runs over the snapshot it found
// and waits for nobody; changes wait for one another.
type Index struct {
	now     atomic.Pointer[snapshot]
	scratch sync.Pool           // *scratch
	langs   map[string]*lexicon // never changes

	mu      sync.Mutex // guards what follows: the writer's side
	writer  writer
	places  map[key]place
	aliases map[key][]string
}

type key struct{ id, lang string }

// place is where an article is indexed.
type place struct {
	shard string // shard.order
	doc   uint32
}

// snapshot is what a search sees. It never changes.
type snapshot struct {
	shards []*shard // by rising order
}

// NewIndex returns an empty index.
func NewIndex(o Options) *Index {
	x := &Index{langs: lexicons(o), places: make(map[key]place), aliases: make(map[key][]string)}
	x.scratch.New = func() any { return new(scratch) }
	x.now.Store(new(snapshot))
	return x
}

// Put indexes articles, replacing those with the same ID and language. An
// article that is not published is taken out. The articles are found when Put
// returns; one call with many is much faster than many calls.
func (x *Index) Put(as ...Article) {
	x.change(func(e *edition) {
		for _, a := range as {
			k := key{a.ID, a.Lang}
			x.drop(e, k)
			if a.Status == Published {
				x.put(e, k, a.Audience, newDoc(a, x.aliases[k]))
			}
		}
	})
}

// Remove takes an article out. Questions learned for it are kept in case it
// comes back.
func (x *Index) Remove(id, lang string) {
	x.change(func(e *edition) { x.drop(e, key{id, lang}) })
}

// Learn makes a question that the article has been confirmed to answer a way
// of finding it. It may be called before the article is put, which is cheaper
// where many are learned at the start.
func (x *Index) Learn(id, lang, question string) {
	x.change(func(e *edition) {
		k := key{id, lang}
		if slices.Contains(x.aliases[k], question) {
			return
		}
		x.aliases[k] = append(slices.Clip(x.aliases[k]), question)
		p, ok := x.places[k]
		if !ok {
			return
		}
		s := e.shard(p.shard)
		old := s.docs[p.doc]
		x.drop(e, k)
		x.put(e, k, s.audience, old.again(x.aliases[k]))
	})
}

// lexicon returns the lexicon of a language; that of an unknown one is empty.
func (x *Index) lexicon(lang string) *lexicon {
	if l := x.langs[lang]; l != nil {
		return l
	}
	return newLexicon(lang, nil)
}

// edition is the snapshot in preparation.
type edition struct {
	shards map[string]*shard // all of them
	forked map[string]bool   // those that no reader sees yet
}

// change prepares the next snapshot with do and publishes it.
func (x *Index) change(do func(*edition)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := x.now.Load()
	e := &edition{shards: make(map[string]*shard), forked: make(map[string]bool)}
	for _, s := range now.shards {
		e.shards[s.order] = s
	}
	do(e)
	next := new(snapshot)
	for order, s := range e.shards {
		if e.forked[order] && s.worn() {
			s = x.rebuild(s)
		}
		if s.live > 0 {
			next.shards = append(next.shards, s)
		}
	}
	slices.SortFunc(next.shards, func(a, b *shard) int { return cmp.Compare(a.order, b.order) })
	x.now.Store(next)
}

// shard returns the shard of this order, ready to be written to.
func (e *edition) shard(order string) *shard {
	if !e.forked[order] {
		e.shards[order], e.forked[order] = e.shards[order].fork(), true
	}
	return e.shards[order]
}

func (x *Index) put(e *edition, k key, a Audience, d *doc) {
	order := shardOrder(k.lang, a)
	if e.shards[order] == nil {
		e.shards[order], e.forked[order] = newShard(x.lexicon(k.lang).lang, a), true
	}
	x.places[k] = place{order, x.writer.add(e.shard(order), d)}
}

func (x *Index) drop(e *edition, k key) {
	if p, ok := x.places[k]; ok {
		x.writer.remove(e.shard(p.shard), p.doc)
		delete(x.places, k)
	}
}

// worn reports whether so many documents of s are dead that searching it
// costs noticeably more than it should.
func (s *shard) worn() bool { return len(s.docs)-s.live > 64+s.live/4 }

// rebuild returns s without its dead documents.
func (x *Index) rebuild(s *shard) *shard {
	fresh := newShard(s.lang, s.audience)
	for i, d := range s.docs {
		if s.dead.has(uint32(i)) {
			continue
		}
		k := key{d.id, s.lang.code}
		x.places[k] = place{s.order, x.writer.add(fresh, d.again(x.aliases[k]))}
	}
	return fresh
}
