// Package bench measures how well and how fast the knowledge base answers a
// set of questions whose right answers are known.
//
// Documents are JSON lines {id, title, body, url}, queries {qid, text, typo,
// noaccent, rel, set}: rel lists the documents that answer, typo and noaccent
// are the same question mistyped and without accents. Files may be gzipped.
package bench

import (
	"fmt"
	"io"

	"github.com/guichet-desk/guichet/kb"
)

// Options say what to measure.
type Options struct {
	Docs    string // file of documents
	Queries string // file of queries
	Lang    string // language of both; "" is English
	Typo    bool   // ask the mistyped questions
	Plain   bool   // ask the questions without accents
	Aliases int    // confirmed questions per document learned first, and not asked
	Blank   bool   // index the documents without their titles, for queries that are titles
	Set     string // only queries of this set; "" is all, figured set by set
}

// depth is how many hits are asked for where quality is measured; average
// precision needs more than a page.
const depth = 100

// Run measures and writes a table for people, and every figure again as a line
// "bench: name value unit" for programs.
func Run(w io.Writer, o Options) error {
	if o.Lang == "" {
		o.Lang = "en"
	}
	docs, err := readDocs(o.Docs)
	if err != nil {
		return err
	}
	queries, err := readQueries(o.Queries, o.Lang)
	if err != nil {
		return err
	}
	x, cost := build(docs, o)
	queries = learn(x, queries, o)
	if len(queries) == 0 {
		return fmt.Errorf("%s: no queries to ask", o.Queries)
	}
	fmt.Fprintf(w, "%d documents, %d questions\n", len(docs), len(queries))
	for _, set := range sets(queries) {
		var results []result
		for _, q := range queries {
			if q.Set == set {
				results = append(results, ask(x, q, o))
			}
		}
		quality(results).report(w, set)
	}
	speed(x, queries, o, &cost)
	cost.report(w)
	return nil
}

// wording is the form of q that o asks for.
func (o Options) wording(q Query) string {
	switch {
	case o.Typo && q.Typo != "":
		return q.Typo
	case o.Plain && q.NoAccent != "":
		return q.NoAccent
	}
	return q.Text
}

// sets lists the sets of queries in order of appearance.
func sets(queries []Query) (names []string) {
	seen := make(map[string]bool)
	for _, q := range queries {
		if !seen[q.Set] {
			seen[q.Set] = true
			names = append(names, q.Set)
		}
	}
	return names
}

// learn teaches x the first questions of each document and returns the rest.
func learn(x *kb.Index, queries []Query, o Options) (rest []Query) {
	learned := make(map[string]int)
	for _, q := range queries {
		switch {
		case o.Set != "" && q.Set != o.Set:
		case len(q.Rel) > 0 && learned[q.Rel[0]] < o.Aliases:
			learned[q.Rel[0]]++
			x.Learn(q.Rel[0], o.Lang, q.Text)
		default:
			rest = append(rest, q)
		}
	}
	return rest
}

// result is what came back for one query.
type result struct {
	right      []bool // by rank
	relevant   int    // how many documents answer
	confidence float64
}

func ask(x *kb.Index, q Query, o Options) result {
	relevant := make(map[string]bool)
	for _, id := range q.Rel {
		relevant[id] = true
	}
	r := result{relevant: len(relevant)}
	for i, h := range x.Search(kb.Query{Text: o.wording(q), Lang: o.Lang, Max: depth}) {
		if i == 0 {
			r.confidence = h.Confidence
		}
		r.right = append(r.right, relevant[h.Article])
	}
	return r
}
