package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/guichet-desk/guichet/kb"
)

// SaveArticles makes the knowledge base hold exactly these articles: changed
// ones are written, missing ones marked removed. It returns how many changed.
func (t *Tx) SaveArticles(as []kb.Article, now time.Time) (changed int64, err error) {
	keys := make([]string, 0, len(as))
	for _, a := range as {
		body, err := encode(a)
		if err != nil {
			return 0, err
		}
		n, err := t.exec(`insert into article (id, lang, body, updated_at) values ($1, $2, $3, $4)
			on conflict (id, lang) do update set body = excluded.body, updated_at = excluded.updated_at, removed_at = null
			where article.body <> excluded.body or article.removed_at is not null`, a.ID, a.Lang, body, now)
		if err != nil {
			return 0, err
		}
		changed += n
		keys = append(keys, a.ID+"\x1f"+a.Lang)
	}
	list, err := encode(keys)
	if err != nil {
		return 0, err
	}
	n, err := t.exec(`update article set removed_at = $2, updated_at = $2 where removed_at is null
		and not exists (select from jsonb_array_elements_text($1::jsonb) k where k = article.id || chr(31) || article.lang)`, list, now)
	if changed += n; changed > 0 {
		t.Wake(TopicArticles)
	}
	return changed, err
}

// ArticleChange is an article as it is now, or its removal.
type ArticleChange struct {
	Article kb.Article
	Removed bool
	At      time.Time
}

// ArticlesSince lists what changed at or after an instant, oldest first. The
// instant itself is included, because two changes may share it.
func (s *Store) ArticlesSince(ctx context.Context, since time.Time) ([]ArticleChange, error) {
	var rows []struct {
		Body      []byte
		UpdatedAt time.Time  `db:"updated_at"`
		RemovedAt *time.Time `db:"removed_at"`
	}
	if err := s.list(ctx, &rows, `select body, updated_at, removed_at from article where updated_at >= $1 order by updated_at, id, lang`, since); err != nil {
		return nil, err
	}
	out := make([]ArticleChange, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal(r.Body, &out[i].Article); err != nil {
			return nil, err
		}
		out[i].Removed, out[i].At = r.RemovedAt != nil, r.UpdatedAt
	}
	return out, nil
}

// Offered counts an article that was shown in a talk.
func (t *Tx) Offered(talk int64, article, lang, person, question string, now time.Time) error {
	_, err := t.exec(`insert into deflection (talk, article, lang, person, question, outcome, at)
		values ($1, $2, $3, $4, $5, 'offered', $6)`, talk, article, lang, person, question, now)
	return err
}

// Judged ends the offer of an article: "confirmed", "potential" or "none".
func (t *Tx) Judged(talk int64, article, outcome string, now time.Time) error {
	_, err := t.exec(`update deflection set outcome = $3, at = $4 where talk = $1 and article = $2 and outcome = 'offered'`,
		talk, article, outcome, now)
	return err
}

// Confirmation is a question that an article is known to have answered.
type Confirmation struct{ Article, Lang, Question string }

// Confirmed lists the questions that people said an article answered, the
// latest n.
func (s *Store) Confirmed(ctx context.Context, n int) (out []Confirmation, err error) {
	err = s.list(ctx, &out, `select article, lang, question from deflection where outcome = 'confirmed' order by at desc limit $1`, n)
	return out, err
}

// Deflection counts offers by outcome since an instant.
func (s *Store) Deflection(ctx context.Context, since time.Time) (map[string]int, error) {
	var rows []struct {
		Outcome string
		N       int
	}
	if err := s.list(ctx, &rows, `select outcome, count(*) as n from deflection where at >= $1 group by outcome`, since); err != nil {
		return nil, err
	}
	out := make(map[string]int, len(rows))
	for _, r := range rows {
		out[r.Outcome] = r.N
	}
	return out, nil
}

// Model reads a trained model by the hash of what it was trained on.
func (s *Store) Model(ctx context.Context, hash string) (body []byte, err error) {
	err = s.get(ctx, &body, `select body from model where hash = $1`, hash)
	return body, err
}

// SaveModel keeps a trained model for the other replicas and the next start.
func (s *Store) SaveModel(ctx context.Context, hash string, body []byte, now time.Time) error {
	_, err := s.exec(ctx, `insert into model (hash, trained_at, body) values ($1, $2, $3) 
		on conflict (hash) do update set trained_at = excluded.trained_at, body = excluded.body`, hash, now, body)
	return err
}
