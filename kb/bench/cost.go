package bench

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/kb"
)

// costs are what the index takes.
type costs struct {
	index    time.Duration // CPU of the building thread
	heap     uint64        // bytes that the index keeps alive, texts included
	p50, p99 time.Duration // CPU per query
}

// page is how many hits are asked for where speed is measured.
const page = 10

// build indexes docs, and weighs the index.
func build(docs []Doc, o Options) (*kb.Index, costs) {
	articles := make([]kb.Article, len(docs))
	for i, d := range docs {
		articles[i] = kb.Article{ID: d.ID, Lang: o.Lang, Title: d.Title, Body: d.Body, URL: d.URL, Status: kb.Published}
		if o.Blank {
			articles[i].Title = ""
		}
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	texts := uint64(0)
	for _, a := range articles {
		texts += uint64(len(a.ID) + len(a.Title) + len(a.Body) + len(a.URL))
	}
	before, start := heap(), threadTime()
	x := kb.NewIndex(kb.Options{})
	x.Put(articles...)
	index := threadTime() - start
	return x, costs{index: index, heap: heap() - before + texts}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// speed asks every query a few times.
func speed(x *kb.Index, queries []Query, o Options, c *costs) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	rounds := 3 + 1000/len(queries)
	var taken []time.Duration
	for round := range rounds + 1 {
		for _, q := range queries {
			start := threadTime()
			x.Search(kb.Query{Text: o.wording(q), Lang: o.Lang, Max: page})
			if round > 0 { // the first round warms up
				taken = append(taken, threadTime()-start)
			}
		}
	}
	slices.Sort(taken)
	c.p50, c.p99 = taken[len(taken)/2], taken[len(taken)*99/100]
}

func (c costs) report(w io.Writer) {
	micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	fmt.Fprintf(w, "index %.2f s  heap %.1f MB  query p50 %.0f µs  p99 %.0f µs\n",
		c.index.Seconds(), float64(c.heap)/1e6, micro(c.p50), micro(c.p99))
	fmt.Fprintf(w, "bench: index %.3f s\nbench: heap %.1f MB\nbench: query_p50 %.1f us\nbench: query_p99 %.1f us\n",
		c.index.Seconds(), float64(c.heap)/1e6, micro(c.p50), micro(c.p99))
}
