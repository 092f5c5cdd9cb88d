package kb

import "maps"

// The structures of this file are shared between a snapshot that readers
// search and the next one that the single writer prepares: fork gives the
// writer a copy that costs next to nothing, because what does not change is
// shared and what changes is copied first.

const pageSize = 64

// paged is a growing table of T.
type paged[T any] struct {
	pages []*[pageSize]T
	own   []bool // pages that no snapshot shares yet
	n     uint32
}

func (p *paged[T]) fork() paged[T] {
	return paged[T]{append([]*[pageSize]T(nil), p.pages...), make([]bool, len(p.pages)), p.n}
}

func (p *paged[T]) at(i uint32) *T { return &p.pages[i/pageSize][i%pageSize] }

// edit returns the entry i for writing.
func (p *paged[T]) edit(i uint32) *T {
	k := i / pageSize
	if !p.own[k] {
		page := *p.pages[k]
		p.pages[k], p.own[k] = &page, true
	}
	return &p.pages[k][i%pageSize]
}

// add appends v and returns its number.
func (p *paged[T]) add(v T) uint32 {
	if p.n%pageSize == 0 {
		p.pages, p.own = append(p.pages, new([pageSize]T)), append(p.own, true)
	}
	i := p.n
	p.n++
	*p.edit(i) = v
	return i
}

// dict numbers strings. New ones gather in a small map, which is all that a
// fork copies, until they are worth a new base.
type dict struct {
	base, fresh map[string]uint32
}

func (d *dict) fork() dict {
	if len(d.fresh) <= 512+len(d.base)/16 {
		return dict{d.base, maps.Clone(d.fresh)}
	}
	if len(d.base) == 0 {
		return dict{base: d.fresh}
	}
	base := maps.Clone(d.base)
	maps.Copy(base, d.fresh)
	return dict{base: base}
}

func (d *dict) find(s string) (uint32, bool) {
	if n, ok := d.base[s]; ok {
		return n, true
	}
	n, ok := d.fresh[s]
	return n, ok
}

// findBytes is find without making a string of b.
func (d *dict) findBytes(b []byte) (uint32, bool) {
	if n, ok := d.base[string(b)]; ok {
		return n, true
	}
	n, ok := d.fresh[string(b)]
	return n, ok
}

func (d *dict) add(s string, n uint32) {
	if d.fresh == nil {
		d.fresh = make(map[string]uint32)
	}
	d.fresh[s] = n
}

// docSet is a set of document numbers.
type docSet []uint64

func (b docSet) has(i uint32) bool { return int(i/64) < len(b) && b[i/64]&(1<<(i%64)) != 0 }

// with returns b with i added, leaving b as it was.
func (b docSet) with(i uint32) docSet {
	c := make(docSet, max(len(b), int(i/64)+1))
	copy(c, b)
	c[i/64] |= 1 << (i % 64)
	return c
}
