// Command peers measures the knowledge base beside other search engines on the
// same documents and queries in one run, and prints how they compare.
//
// It is a module of its own so that the engines are not dependencies of the
// product.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/guichet-desk/guichet/kb/bench"
	"github.com/guichet-desk/guichet/store/postgres"
)

// collection is one set of documents and queries below the data folder.
type collection struct {
	name          string
	docs, queries string
	lang, set     string
	blank         bool
}

var collections = []collection{
	{name: "stackfaq", docs: "stackfaq/docs.jsonl.gz", queries: "stackfaq/queries.jsonl.gz", lang: "en"},
	{name: "bench-en", docs: "bench-en/docs.jsonl.gz", queries: "bench-en/queries.jsonl.gz", lang: "en", set: "stackfaq"},
	{name: "helpdesk-en", docs: "helpdesk/docs-en.jsonl.gz", queries: "helpdesk/queries.tsv", lang: "en"},
	{name: "helpdesk-fr", docs: "helpdesk/docs-fr.jsonl.gz", queries: "helpdesk/queries.tsv", lang: "fr"},
	{name: "title-body-fr", docs: "bench-fr/docs.jsonl.gz", queries: "bench-fr/knownitem-queries.jsonl.gz", lang: "fr", blank: true},
}

func main() {
	data := flag.String("data", "../shared/data/kb", "folder of the collections")
	source := flag.String("postgres", os.Getenv("GUICHET_BENCH_POSTGRES"), "connection string of a PostgreSQL server to compare with; a private one when empty")
	flag.Parse()
	if _, err := os.Stat(*data); err != nil {
		fmt.Printf("skipped: no collections in %s\n", *data)
		return
	}
	if err := run(*data, *source); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(data, source string) (err error) {
	if source == "" {
		dir, err := os.MkdirTemp("", "guichet-bench-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		server, err := postgres.Start(context.Background(), postgres.Options{Dir: dir})
		if err != nil {
			return err
		}
		defer func() { _ = server.Stop() }()
		source = server.URL()
	}
	for _, c := range collections {
		if err := compare(os.Stdout, c, data, source); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// peer is an engine under its name.
type peer struct {
	name   string
	engine bench.Engine
}

func peers(lang, source string) []peer {
	ps := []peer{
		{"guichet", bench.Knowledge(lang)},
		{"bleve", &bleveEngine{}},
		{"bleve tuned", &bleveEngine{lang: lang}},
		{"bleve fuzzy", &bleveEngine{lang: lang, fuzzy: true}},
	}
	if source != "" {
		ps = append(ps, peer{"postgres or", &postgresEngine{source: source, lang: lang}},
			peer{"postgres and", &postgresEngine{source: source, lang: lang, all: true}})
	}
	return ps
}

// compare measures all engines on one collection, first as the questions were
// typed, then with typing mistakes. Ratios above 1 are in the favour of guichet.
func compare(w io.Writer, c collection, data, source string) error {
	fmt.Fprintf(w, "\n%s\n%-14s %7s %7s %7s %7s %9s %9s %9s %9s  %s\n", c.name,
		"", "MAP", "MRR@10", "P@1", "typos", "index s", "p50 µs", "p99 µs", "heap MB", "speed of guichet")
	var ours bench.Report
	for _, p := range peers(c.lang, source) {
		o := bench.Options{
			Docs: filepath.Join(data, c.docs), Queries: filepath.Join(data, c.queries),
			Lang: c.lang, Set: c.set, Blank: c.blank,
		}
		r, err := bench.Measure(o, p.engine)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		o.Typo = true
		typos, err := bench.Ask(o, p.engine)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if p.name == "guichet" {
			ours = r
		}
		if closer, ok := p.engine.(io.Closer); ok {
			if err := closer.Close(); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
		f, k := r.Sets[0].Figures, r.Costs
		fmt.Fprintf(w, "%-14s %7.3f %7.3f %7.3f %7.3f %9.2f %9.0f %9.0f %9.1f  %.1f ×\n", p.name,
			f.MAP, f.MRR10, f.P1, typos[0].Figures.MRR10, k.Index.Seconds(),
			float64(k.P50.Nanoseconds())/1e3, float64(k.P99.Nanoseconds())/1e3, float64(k.Heap)/1e6,
			float64(k.Mean)/float64(ours.Costs.Mean))
		if p.name != "guichet" {
			name := c.name + "_" + strings.ReplaceAll(p.name, " ", "-")
			fmt.Fprintf(w, "bench: %s_mrr10_ratio %.3f ratio\n", name, ours.Sets[0].Figures.MRR10/max(f.MRR10, 1e-9))
			fmt.Fprintf(w, "bench: %s_speed_ratio %.2f ratio\n", name, float64(k.Mean)/float64(ours.Costs.Mean))
		}
	}
	return nil
}
