package bench

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// Doc is one document to index.
type Doc struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Body  string `json:"body"`
	URL   string `json:"url"`
}

// Query is one question and the documents that answer it.
type Query struct {
	ID       string   `json:"qid"`
	Text     string   `json:"text"`
	Typo     string   `json:"typo"`
	NoAccent string   `json:"noaccent"`
	Rel      []string `json:"rel"`
	Set      string   `json:"set"`
}

func readDocs(path string) (docs []Doc, err error) {
	err = readLines(path, func(line []byte) error {
		var d Doc
		err := json.Unmarshal(line, &d)
		docs = append(docs, d)
		return err
	})
	return docs, err
}

// readQueries reads JSON lines, or a table of parallel questions whose header
// names the columns qid, relevant, <lang> and <lang>_typo.
func readQueries(path, lang string) (queries []Query, err error) {
	if strings.HasSuffix(path, ".tsv") {
		return readTable(path, lang)
	}
	err = readLines(path, func(line []byte) error {
		var q Query
		err := json.Unmarshal(line, &q)
		queries = append(queries, q)
		return err
	})
	return queries, err
}

func readTable(path, lang string) (queries []Query, err error) {
	var columns map[string]int
	err = readLines(path, func(line []byte) error {
		cells := strings.Split(string(line), "\t")
		if columns == nil {
			columns = make(map[string]int)
			for i, name := range cells {
				columns[name] = i
			}
			return nil
		}
		cell := func(name string) string {
			if i, ok := columns[name]; ok && i < len(cells) {
				return cells[i]
			}
			return ""
		}
		queries = append(queries, Query{
			ID: cell("qid"), Text: cell(lang), Typo: cell(lang + "_typo"),
			Rel: strings.Fields(cell("relevant")), Set: "table",
		})
		return nil
	})
	return queries, err
}

// readLines calls each with every line of a file that may be gzipped.
func readLines(path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		r = z
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if err := each(lines.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
