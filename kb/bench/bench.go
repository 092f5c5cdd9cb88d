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
	"slices"

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

// Engine is a search engine to be measured.
type Engine interface {
	Index(docs []Doc) error
	// Search returns at most limit documents, best first.
	Search(text string, limit int) ([]Found, error)
}

// Found is one document that an engine returned.
type Found struct {
	ID         string
	Confidence float64 // probability that it answers, if the engine offers one
}

// Learner is an engine that can be told which document answers a question.
type Learner interface {
	Learn(id, question string)
}

// Report is what was measured.
type Report struct {
	Docs, Queries int
	Sets          []Set
	Costs         Costs
}

// Set is the quality reached on one set of queries.
type Set struct {
	Name    string
	Figures Figures
}

// depth is how many hits are asked for where quality is measured; average
// precision needs more than a page.
const depth = 100

// Run measures the knowledge base and writes a table for people, and every
// figure again as a line "bench: name value unit" for programs.
func Run(w io.Writer, o Options) error {
	r, err := Measure(o, Knowledge(o.lang()))
	if err != nil {
		return err
	}
	r.write(w)
	return nil
}

// Measure indexes the documents with e and asks it the queries.
func Measure(o Options, e Engine) (Report, error) {
	docs, err := readDocs(o.Docs)
	if err != nil {
		return Report{}, err
	}
	queries, err := readQueries(o.Queries, o.lang())
	if err != nil {
		return Report{}, err
	}
	if o.Blank {
		for i := range docs {
			docs[i].Title = ""
		}
	}
	r := Report{Docs: len(docs)}
	if r.Costs, err = build(e, docs); err != nil {
		return Report{}, err
	}
	queries = learn(e, queries, o)
	if r.Queries = len(queries); r.Queries == 0 {
		return Report{}, fmt.Errorf("%s: no queries to ask", o.Queries)
	}
	if r.Sets, err = askAll(e, queries, o); err != nil {
		return Report{}, err
	}
	return r, speed(e, queries, o, &r.Costs)
}

// Ask measures the quality of an engine that has its documents already.
func Ask(o Options, e Engine) ([]Set, error) {
	queries, err := readQueries(o.Queries, o.lang())
	if err != nil {
		return nil, err
	}
	return askAll(e, learn(nil, queries, o), o)
}

func askAll(e Engine, queries []Query, o Options) (figures []Set, err error) {
	for _, set := range sets(queries) {
		var results []result
		for _, q := range queries {
			if q.Set != set {
				continue
			}
			result, err := ask(e, q, o)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", q.ID, err)
			}
			results = append(results, result)
		}
		figures = append(figures, Set{set, quality(results)})
	}
	return figures, nil
}

func (r Report) write(w io.Writer) {
	fmt.Fprintf(w, "%d documents, %d questions\n", r.Docs, r.Queries)
	for _, s := range r.Sets {
		s.write(w)
	}
	r.Costs.write(w)
}

func (o Options) lang() string {
	if o.Lang == "" {
		return "en"
	}
	return o.Lang
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
	for _, q := range queries {
		if !slices.Contains(names, q.Set) {
			names = append(names, q.Set)
		}
	}
	return names
}

// learn teaches e the first questions of each document and returns the rest.
func learn(e Engine, queries []Query, o Options) (rest []Query) {
	learner, _ := e.(Learner)
	learned := make(map[string]int)
	for _, q := range queries {
		switch {
		case o.Set != "" && q.Set != o.Set:
		case len(q.Rel) > 0 && learned[q.Rel[0]] < o.Aliases:
			if learned[q.Rel[0]]++; learner != nil {
				learner.Learn(q.Rel[0], q.Text)
			}
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

func ask(e Engine, q Query, o Options) (result, error) {
	found, err := e.Search(o.wording(q), depth)
	r := result{relevant: len(q.Rel)}
	for i, f := range found {
		if i == 0 {
			r.confidence = f.Confidence
		}
		r.right = append(r.right, slices.Contains(q.Rel, f.ID))
	}
	return r, err
}

// knowledge is the engine of package kb.
type knowledge struct {
	lang  string
	index *kb.Index
}

// Knowledge returns the knowledge base as an engine, with its built-in
// thesaurus and nothing else.
func Knowledge(lang string) Engine { return &knowledge{lang, kb.NewIndex(kb.Options{})} }

func (k *knowledge) Index(docs []Doc) error {
	articles := make([]kb.Article, len(docs))
	for i, d := range docs {
		articles[i] = kb.Article{ID: d.ID, Lang: k.lang, Title: d.Title, Body: d.Body, URL: d.URL, Status: kb.Published}
	}
	k.index.Put(articles...)
	return nil
}

func (k *knowledge) Learn(id, question string) { k.index.Learn(id, k.lang, question) }

func (k *knowledge) Search(text string, limit int) ([]Found, error) {
	hits := k.index.Search(kb.Query{Text: text, Lang: k.lang, Max: limit})
	found := make([]Found, len(hits))
	for i, h := range hits {
		found[i] = Found{h.Article, h.Confidence}
	}
	return found, nil
}
