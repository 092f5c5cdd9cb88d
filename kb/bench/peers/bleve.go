package main

import (
	"os"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en" // registers the analyzer "en"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/fr" // and "fr"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/guichet-desk/guichet/kb/bench"
)

// bleveEngine is bleve as it comes or, with a language, with that language's
// analyzer and titles twice as heavy.
type bleveEngine struct {
	lang  string
	fuzzy bool
	dir   string
	index bleve.Index
}

func (b *bleveEngine) Index(docs []bench.Doc) error {
	mapping := bleve.NewIndexMapping()
	if b.lang != "" {
		mapping.DefaultAnalyzer = b.lang
	}
	dir, err := os.MkdirTemp("", "bleve")
	if err != nil {
		return err
	}
	b.dir = dir
	if b.index, err = bleve.New(dir+"/index", mapping); err != nil {
		return err
	}
	batch := b.index.NewBatch()
	for i, d := range docs {
		fields := map[string]string{"title": d.Title, "body": d.Body}
		if err := batch.Index(d.ID, fields); err != nil {
			return err
		}
		if batch.Size() == 500 || i == len(docs)-1 {
			if err := b.index.Batch(batch); err != nil {
				return err
			}
			batch.Reset()
		}
	}
	return nil
}

func (b *bleveEngine) Search(text string, limit int) ([]bench.Found, error) {
	result, err := b.index.Search(bleve.NewSearchRequestOptions(b.query(text), limit, 0, false))
	if err != nil {
		return nil, err
	}
	var found []bench.Found
	for _, hit := range result.Hits {
		found = append(found, bench.Found{ID: hit.ID})
	}
	return found, nil
}

func (b *bleveEngine) query(text string) query.Query {
	if b.lang == "" {
		return bleve.NewMatchQuery(text)
	}
	title, body := bleve.NewMatchQuery(text), bleve.NewMatchQuery(text)
	title.SetField("title")
	title.SetBoost(2)
	body.SetField("body")
	if b.fuzzy {
		title.SetFuzziness(1)
		body.SetFuzziness(1)
	}
	return bleve.NewDisjunctionQuery(title, body)
}

// Close removes the index.
func (b *bleveEngine) Close() error {
	if err := b.index.Close(); err != nil {
		return err
	}
	return os.RemoveAll(b.dir)
}
