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

// NewTokens writes tokens and returns their ids, in their order: 130 random
// bits each, 26 letters and digits, so that they fit the 64 bytes of the
// tightest platform.
func (t *Tx) NewTokens(ks []Token) ([]string, error) {
	if len(ks) == 0 {
		return nil, nil
	}
	n := len(ks)
	ids, act, talk, person := make([]string, n), make([]string, n), make([]int64, n), make([]string, n)
	post, name, label, until := make([]string, n), make([]string, n), make([]string, n), make([]*time.Time, n)
	for i, k := range ks {
		ids[i], act[i], talk[i], person[i] = rand.Text(), string(k.Act), k.Talk, k.Person
		post[i], name[i], label[i], until[i] = k.Post, k.Name, k.Label, null(k.Until)
	}
	_, err := t.exec(`insert into token (id, act, talk, person, post, name, label, until)
		select id, act::jsonb, nullif(talk, 0), person, post, name, label, until
		from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
			as n (id, act, talk, person, post, name, label, until)`,
		pq.Array(ids), pq.Array(act), pq.Array(talk), pq.Array(person), pq.Array(post), pq.Array(name), pq.Array(label), pq.Array(until))
	return ids, err
}

// TokensOf returns the ids of a post's lasting tokens by their names, making
// those that are missing: a card keeps its buttons through all its edits. A
// fresh post has none yet.
func (t *Tx) TokensOf(post string, fresh bool, want []Token) (map[string]string, error) {
	var have []struct{ Name, ID string }
	if !fresh {
		err := t.list(&have, `select name, id from token where post = $1 and post <> '' and used_at is null`, post)
		if err != nil {
			return nil, err
		}
	}
	ids := make(map[string]string, len(want))
	for _, k := range have {
		ids[k.Name] = k.ID
	}
	var missing []Token
	for _, k := range want {
		if ids[k.Name] == "" {
			k.Post = post
			missing = append(missing, k)
		}
	}
	made, err := t.NewTokens(missing)
	for i, id := range made {
		ids[missing[i].Name] = id
	}
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

// UsePost ends every token of a post and of the posts below it: their question
// was answered.
func (t *Tx) UsePost(post string, now time.Time) error {
	// The character after / is 0, so what lies between begins with post and /.
	_, err := t.exec(`update token set used_at = $2 where used_at is null and post <> ''
		and (post = $1 or post ~>=~ ($1 || '/') and post ~<~ ($1 || '0'))`, post, now)
	return err
}
