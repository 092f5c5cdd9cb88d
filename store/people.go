package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/lib/pq"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/workflows/people"
)

// SavePeople writes the directory and links the accounts it names, and no
// others of those that it named before. Persons that are no longer in it stay,
// so that their tickets keep their names.
func (t *Tx) SavePeople(ps []people.Person, now time.Time) error {
	named := make([]string, 0, len(ps))
	for _, p := range ps {
		body, err := encode(p)
		if err != nil {
			return err
		}
		if _, err := t.exec(`insert into person (id, body, updated_at) values ($1, $2, $3)
			on conflict (id) do update set body = excluded.body, updated_at = excluded.updated_at where person.body <> excluded.body`,
			string(p.ID), body, now); err != nil {
			return err
		}
		for adapter, account := range p.Accounts {
			if err := t.Link(chat.Account{Adapter: adapter, ID: account}, p.ID, "directory", now); err != nil {
				return err
			}
			named = append(named, adapter+"\x1f"+account)
		}
	}
	_, err := t.exec(`update account set person = null, linked_by = '', linked_at = $2
		where linked_by = 'directory' and adapter || chr(31) || id <> all($1)`, pq.Array(named), now)
	return err
}

// Link says whose account it is; by says how that is known.
func (t *Tx) Link(a chat.Account, p people.ID, by string, now time.Time) error {
	_, err := t.exec(`insert into account (adapter, id, person, linked_by, linked_at) values ($1, $2, $3, $4, $5)
		on conflict (adapter, id) do update set person = excluded.person, linked_by = excluded.linked_by,
			linked_at = excluded.linked_at where account.person is distinct from excluded.person`,
		a.Adapter, a.ID, string(p), by, now)
	return err
}

// Unlink says that an account is nobody's any more: what is for its person no
// longer goes there.
func (t *Tx) Unlink(a chat.Account) error {
	_, err := t.exec(`update account set person = null where adapter = $1 and id = $2`, a.Adapter, a.ID)
	return err
}

// Accounts lists a person's accounts.
func (t *Tx) Accounts(p people.ID) ([]chat.Account, error) {
	var rows []struct{ Adapter, ID string }
	if err := t.list(&rows, `select adapter, id from account where person = $1 order by adapter, id`, string(p)); err != nil {
		return nil, err
	}
	out := make([]chat.Account, len(rows))
	for i, r := range rows {
		out[i] = chat.Account{Adapter: r.Adapter, ID: r.ID}
	}
	return out, nil
}

// SecretKind is what a secret opens.
type SecretKind string

// The kinds of secret.
const (
	SecretLink    SecretKind = "link"    // signs somebody in, once
	SecretSession SecretKind = "session" // a signed-in browser
	SecretKey     SecretKind = "key"     // a program, through the API
)

// NewSecret makes a secret for a person. Only its hash is kept; the secret
// itself is returned this once.
func (s *Store) NewSecret(ctx context.Context, kind SecretKind, p people.ID, note string, now, until time.Time) (string, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: it ends the program instead
	secret := base64.RawURLEncoding.EncodeToString(raw)
	_, err := s.exec(ctx, `insert into secret (hash, kind, person, note, created_at, until) values ($1, $2, $3, $4, $5, $6)`,
		hash(secret), string(kind), string(p), note, now, until)
	return secret, err
}

// Secret says whose a secret is, if it is of that kind and still good.
// ErrNotFound otherwise, whatever the reason.
func (s *Store) Secret(ctx context.Context, kind SecretKind, secret string, now time.Time) (people.ID, error) {
	var id string
	err := s.get(ctx, &id, `select person from secret where hash = $1 and kind = $2 and until > $3 and used_at is null`,
		hash(secret), string(kind), now)
	return people.ID(id), err
}

// SpendSecret is Secret, and ends it.
func (s *Store) SpendSecret(ctx context.Context, kind SecretKind, secret string, now time.Time) (people.ID, error) {
	var ids []string
	err := s.list(ctx, &ids, `update secret set used_at = $3 where hash = $1 and kind = $2 and until > $3 and used_at is null returning person`,
		hash(secret), string(kind), now)
	if err != nil {
		return "", err
	}
	if len(ids) == 0 {
		return "", ErrNotFound
	}
	return people.ID(ids[0]), nil
}

// hash is enough for secrets of 256 random bits: there is nothing to guess.
func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
