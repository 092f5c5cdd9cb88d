package store

import (
	"crypto/rand"
	"encoding/json"
	"time"

	"github.com/lib/pq"
)

// Token is what a button does: a row, so that pressing twice, pressing
// somebody else's and pressing next year are all answered by it.
type Token struct {
	ID     string
	Act    json.RawMessage
	Talk   int64     // the talk whose question it answers; 0 outlives questions
	Person string    // only this person may press; "" is whoever may do the act
	Post   string    // the post it stands in
	Name   string    // of the button within a card, see TokensOf
	Label  string    // what the button said
	Until  time.Time // zero: no end
	Used   time.Time
}

// NewToken writes a token and returns its id: 130 random bits, 26 letters and
// digits, so that it fits the 64 bytes of the tightest platform.
func (t *Tx) NewToken(k Token) (string, error) {
	k.ID = rand.Text()
	var talk *int64
	if k.Talk != 0 {
		talk = &k.Talk
	}
	_, err := t.exec(`insert into token (id, act, talk, person, post, label, until) values ($1, $2, $3, $4, $5, $6, $7)`,
		k.ID, string(k.Act), talk, k.Person, k.Post, k.Label, null(k.Until))
	return k.ID, err
}

// TokensOf returns the ids of a post's lasting tokens by their names, making
// those that are missing: a card keeps its buttons through all its edits.
func (t *Tx) TokensOf(post string, want []Token) (map[string]string, error) {
	var have []struct{ Name, ID string }
	if err := t.list(&have, `select name, id from token where post = $1 and post <> '' and used_at is null`, post); err != nil {
		return nil, err
	}
	ids := make(map[string]string, len(want))
	for _, k := range have {
		ids[k.Name] = k.ID
	}
	var id, act, name, label []string
	for _, k := range want {
		if ids[k.Name] == "" {
			ids[k.Name] = rand.Text()
			id, act = append(id, ids[k.Name]), append(act, string(k.Act))
			name, label = append(name, k.Name), append(label, k.Label)
		}
	}
	if len(id) == 0 {
		return ids, nil
	}
	_, err := t.exec(`insert into token (id, act, post, name, label)
		select id, act::jsonb, $1, name, label from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as n (id, act, name, label)`,
		post, pq.Array(id), pq.Array(act), pq.Array(name), pq.Array(label))
	return ids, err
}

// TokenByID reads a token and locks it, so that one press at a time decides.
func (t *Tx) TokenByID(id string) (Token, error) {
	var row struct {
		ID     string
		Act    []byte
		Talk   *int64
		Person string
		Post   string
		Label  string
		Until  *time.Time
		UsedAt *time.Time `db:"used_at"`
	}
	if err := t.get(&row, `select id, act, talk, person, post, label, until, used_at from token where id = $1 for update`, id); err != nil {
		return Token{}, err
	}
	k := Token{ID: row.ID, Act: row.Act, Person: row.Person, Post: row.Post, Label: row.Label, Until: value(row.Until), Used: value(row.UsedAt)}
	if row.Talk != nil {
		k.Talk = *row.Talk
	}
	return k, nil
}

// UsePost ends every token of a post: its question was answered.
func (t *Tx) UsePost(post string, now time.Time) error {
	_, err := t.exec(`update token set used_at = $2 where post = $1 and used_at is null`, post, now)
	return err
}

// UseTalk ends the open questions of a talk and returns the posts they stood in.
func (t *Tx) UseTalk(talk int64, now time.Time) (posts []string, err error) {
	err = t.list(&posts, `with ended as (update token set used_at = $2 where talk = $1 and used_at is null returning post)
		select distinct post from ended where post <> ''`, talk, now)
	return posts, err
}
