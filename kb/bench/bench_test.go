package bench

import (
	"compress/gzip"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestQuality(t *testing.T) {
	results := []result{
		{right: []bool{true, false, true}, relevant: 2, confidence: 0.9},
		{right: []bool{false, true}, relevant: 1, confidence: 0.5},
		{right: []bool{false, false}, relevant: 3, confidence: 0.4},
		{relevant: 1},
	}
	f := quality(results)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"MAP", f.MAP, ((1+2.0/3)/2 + 0.5) / 4},
		{"MRR", f.MRR10, (1 + 0.5) / 4},
		{"recall", f.Recall10, (1 + 1.0) / 4},
		{"P@1", f.P1, 0.25},
		{"P@5", f.P5, (0.4 + 0.2) / 4},
		{"hit@5", f.Hit5, 0.5},
		{"nDCG", f.NDCG10, (1.5/(1+1/math.Log2(3)) + 1/math.Log2(3)) / 4},
		{"answered", f.Answered90, 0.25},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if !strings.HasSuffix(name, ".gz") {
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		return path
	}
	z := gzip.NewWriter(f)
	defer z.Close()
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	docs = `{"id":"a","title":"VPN drops","body":"Restart the client."}
{"id":"b","title":"Add a printer","body":"Open Settings."}
`
	queries = `{"qid":"1","text":"vpn drops again","typo":"vpn dorps again","rel":["a"],"set":"s"}
{"qid":"2","text":"add printer","rel":["b"],"set":"s"}
{"qid":"3","text":"printer","rel":["b"],"set":"t"}
`
	table = "qid\trelevant\ten\tfr\ten_typo\n1\ta\tvpn drops\tle vpn\tvpn dorps\n"
)

func TestRun(t *testing.T) {
	d := write(t, "docs.jsonl.gz", docs)
	for _, c := range []struct {
		name, queries, text string
		o                   Options
		want                []string
	}{
		{"sets", "q.jsonl.gz", queries, Options{}, []string{"bench: s_mrr10 1.0000 ratio", "bench: t_p1 1.0000 ratio", "bench: query_p99 ", "bench: heap ", "bench: index "}},
		{"typos", "q.jsonl", queries, Options{Typo: true}, []string{"s (2)", "bench: s_map 1.0000 ratio"}},
		{"aliases", "q.jsonl", queries, Options{Aliases: 1}, []string{"2 documents, 1 questions", "bench: t_hit5 1.0000 ratio"}},
		{"one set", "q.jsonl", queries, Options{Set: "t"}, []string{"2 documents, 1 questions"}},
		{"table", "q.tsv", table, Options{Typo: true}, []string{"bench: table_mrr10 1.0000 ratio"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.Docs, c.o.Queries = d, write(t, c.queries, c.text)
			var out strings.Builder
			if err := Run(&out, c.o); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is missing in:\n%s", want, out.String())
				}
			}
		})
	}
}

func TestRunNamesTheBadLine(t *testing.T) {
	d, q := write(t, "d.jsonl", docs+"{\n"), write(t, "q.jsonl", queries)
	err := Run(new(strings.Builder), Options{Docs: d, Queries: q})
	if err == nil || !strings.Contains(err.Error(), "d.jsonl:3:") {
		t.Errorf("error %v", err)
	}
}
