package kb

import "slices"

// Query is a question to the knowledge base.
type Query struct {
	Text   string // in the reader's own words
	Lang   string // the reader's language
	Reader Reader
	Max    int // at most so many hits; 0 means five
}

// Hit is an article that may answer a question, with its best passage.
type Hit struct {
	Article, Lang, Title string
	Section              string   // heading above the passage; "" before the first
	URL                  string   // of the section
	Passage              string   // Markdown, at most about 500 characters
	Highlights           [][2]int // byte ranges of Passage to emphasise
	Score                float64  // orders the hits of one search
	Confidence           float64  // probability that this hit answers the question
	Credit               string
	Why                  string // one line for the log and the console
}

// Search returns the articles that may answer q, best first. Hits are in the
// reader's language; if none of those is good enough to offer but one in
// another language is, in that language.
func (x *Index) Search(q Query) []Hit {
	if q.Max <= 0 {
		q.Max = 5
	}
	t := x.scratch.Get().(*scratch)
	defer x.scratch.Put(t)
	n := x.now.Load()
	asker := x.lexicon(q.Lang)
	hits := n.search(asker, asker, q, t)
	if len(Offer(hits)) > 0 {
		return hits
	}
	best := 0.0
	for _, lang := range n.langs(q.Reader) {
		if lang == q.Lang {
			continue
		}
		foreign := n.search(x.lexicon(lang), asker, q, t)
		for i := range foreign {
			foreign[i].Confidence *= foreignTrust
		}
		if len(Offer(foreign)) > 0 && foreign[0].Confidence > best {
			hits, best = foreign, foreign[0].Confidence
		}
	}
	return hits
}

// foreignTrust is how much less a hit is worth that the reader may not be able
// to read.
const foreignTrust = 0.7

// langs lists the languages of the articles that r may read.
func (n *snapshot) langs(r Reader) (codes []string) {
	for _, s := range n.shards {
		if code := s.lang.code; s.audience.Admits(r) && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

func (n *snapshot) search(lex, asker *lexicon, q Query, t *scratch) []Hit {
	v := n.view(lex, asker, q.Reader)
	question := v.understand(q.Text)
	if question.total == 0 {
		return nil
	}
	found := v.rerank(question, v.collect(question.concepts, max(candidates, q.Max), t), t)
	question.estimate(found)
	return v.hits(question, found[:min(q.Max, len(found))], t)
}

// hits presents candidates.
func (v *view) hits(q *question, found []candidate, t *scratch) []Hit {
	hits := make([]Hit, len(found))
	why := q.why()
	for _, s := range v.shards {
		look := q.look(s, t)
		for i, c := range found {
			if c.shard == s {
				hits[i] = q.hit(c, look)
				hits[i].Why = why
			}
		}
		t.forget()
	}
	return hits
}

func (q *question) hit(c candidate, look lookup) Hit {
	d, more := c.doc, c.doc.extra()
	h := Hit{Article: d.id, Lang: c.shard.lang.code, Title: d.title, URL: more.url, Score: c.score, Confidence: c.confidence, Credit: more.credit}
	if len(d.units) == 0 {
		return h
	}
	first, last := q.passage(d, look)
	u := d.units[first]
	h.Passage = d.excerpt(first, last)
	h.Highlights = highlight(c.shard, h.Passage, look)
	if u.section > 0 {
		h.Section = more.sections[u.section]
		if h.URL != "" {
			h.URL += "#" + Anchor(h.Section)
		}
	}
	return h
}
