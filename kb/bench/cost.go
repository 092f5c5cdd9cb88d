package bench

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"
)

// Costs are what an engine takes.
type Costs struct {
	Index    time.Duration // CPU of all threads
	Heap     uint64        // bytes alive with the index, texts included
	P50, P99 time.Duration // CPU of the asking thread per query
	Mean     time.Duration // its inverse is the queries per second of one core
}

// Remote is an engine that works in another process: only the time on the wall
// can be told.
type Remote interface{ Remote() }

// page is how many hits are asked for where speed is measured.
const page = 10

// build indexes docs, and weighs the index.
func build(e Engine, docs []Doc) (Costs, error) {
	texts := uint64(0)
	for _, d := range docs {
		texts += uint64(len(d.ID) + len(d.Title) + len(d.Body) + len(d.URL))
	}
	before, start := heap(), processTime()
	if err := e.Index(docs); err != nil {
		return Costs{}, err
	}
	c := Costs{Index: processTime() - start}
	c.Heap = heap() - before + texts
	runtime.KeepAlive(docs)
	return c, nil
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// speed asks every query a few times.
func speed(e Engine, queries []Query, o Options, c *Costs) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	clock := threadTime
	if _, ok := e.(Remote); ok {
		began := time.Now()
		clock = func() time.Duration { return time.Since(began) }
	}
	rounds := 3 + 1000/len(queries)
	var taken []time.Duration
	for round := range rounds + 1 {
		for _, q := range queries {
			start := clock()
			if _, err := e.Search(o.wording(q), page); err != nil {
				return fmt.Errorf("%s: %w", q.ID, err)
			}
			if round > 0 { // the first round warms up
				taken = append(taken, clock()-start)
			}
		}
	}
	slices.Sort(taken)
	for _, t := range taken {
		c.Mean += t / time.Duration(len(taken))
	}
	c.P50, c.P99 = taken[len(taken)/2], taken[len(taken)*99/100]
	return nil
}

func (c Costs) write(w io.Writer) {
	micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	fmt.Fprintf(w, "index %.2f s  heap %.1f MB  query p50 %.0f µs  p99 %.0f µs\n",
		c.Index.Seconds(), float64(c.Heap)/1e6, micro(c.P50), micro(c.P99))
	fmt.Fprintf(w, "bench: index %.3f s\nbench: heap %.1f MB\nbench: query_p50 %.1f us\nbench: query_p99 %.1f us\n",
		c.Index.Seconds(), float64(c.Heap)/1e6, micro(c.P50), micro(c.P99))
}
