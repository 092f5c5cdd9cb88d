package main

import (
	"database/sql"
	"fmt"
	"strings"
	"unicode"

	"github.com/lib/pq"

	"github.com/guichet-desk/guichet/kb/bench"
)

// postgresEngine is PostgreSQL's full-text search with ts_rank, the title with
// the heaviest label; either any word of the question counts or all must occur.
type postgresEngine struct {
	source, lang string
	all          bool
	db           *sql.DB
}

// Remote says that the time is spent in the server.
func (p *postgresEngine) Remote() {}

func (p *postgresEngine) configuration() string {
	return map[string]string{"en": "english", "fr": "french"}[p.lang]
}

func (p *postgresEngine) Index(docs []bench.Doc) error {
	db, err := sql.Open("postgres", p.source)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1) // the table is of one session
	p.db = db
	if _, err := db.Exec(`create temp table bench_doc (id text, title text, body text, words tsvector)`); err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.Prepare(pq.CopyIn("bench_doc", "id", "title", "body"))
	if err != nil {
		return err
	}
	for _, d := range docs {
		if _, err := insert.Exec(d.ID, d.Title, d.Body); err != nil {
			return err
		}
	}
	if err := insert.Close(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, statement := range []string{
		fmt.Sprintf(`update bench_doc set words = setweight(to_tsvector('%[1]s', title), 'A') || to_tsvector('%[1]s', body)`, p.configuration()),
		`create index on bench_doc using gin (words)`,
		`analyze bench_doc`,
	} {
		if _, err := db.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

func (p *postgresEngine) Search(text string, limit int) ([]bench.Found, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		words[i] = "'" + w + "'"
	}
	operator := " | "
	if p.all {
		operator = " & "
	}
	rows, err := p.db.Query(fmt.Sprintf(
		`select id from bench_doc, to_tsquery('%s', $1) q where words @@ q order by ts_rank(words, q) desc, id limit $2`, p.configuration()),
		strings.Join(words, operator), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []bench.Found
	for rows.Next() {
		var f bench.Found
		if err := rows.Scan(&f.ID); err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

// Close ends the session, and with it the table.
func (p *postgresEngine) Close() error { return p.db.Close() }
