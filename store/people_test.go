package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/workflows/people"
)

// The directory's accounts are exactly those that it names; others stay.
func TestSavePeople(t *testing.T) {
	t.Parallel()
	s := open(t)
	save := func(ps ...people.Person) {
		t.Helper()
		s.do(t, func(tx *Tx) error { return tx.SavePeople(ps, monday) })
	}
	accounts := func(p people.ID) (out []chat.Account) {
		s.do(t, func(tx *Tx) (err error) { out, err = tx.Accounts(p); return err })
		return out
	}
	lea := people.Person{ID: "lea", Name: "Léa", Accounts: map[string]string{"web": "lea", "teams": "T1"}}
	max := people.Person{ID: "max", Name: "Max", Accounts: map[string]string{"web": "max"}}
	save(lea, max)
	s.do(t, func(tx *Tx) error { return tx.Link(chat.Account{Adapter: "slack", ID: "U1"}, "lea", "a link", monday) })
	if diff := cmp.Diff([]chat.Account{{Adapter: "slack", ID: "U1"}, {Adapter: "teams", ID: "T1"}, {Adapter: "web", ID: "lea"}}, accounts("lea")); diff != "" {
		t.Error(diff)
	}
	delete(lea.Accounts, "teams")
	max.Accounts["teams"] = "T1" // moves over
	save(lea, max)
	if diff := cmp.Diff([]chat.Account{{Adapter: "slack", ID: "U1"}, {Adapter: "web", ID: "lea"}}, accounts("lea")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]chat.Account{{Adapter: "teams", ID: "T1"}, {Adapter: "web", ID: "max"}}, accounts("max")); diff != "" {
		t.Error(diff)
	}
	save(lea) // Max has left
	if got := accounts("max"); len(got) != 0 {
		t.Errorf("who has left still has %v", got)
	}
	if n := s.count(t, `select count(*) from person`); n != 2 {
		t.Errorf("%d persons: tickets need their names", n)
	}
	if got := accounts("lea"); len(got) != 2 {
		t.Errorf("an account that its owner linked is gone: %v", got)
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.do(t, func(tx *Tx) error { return tx.SavePeople([]people.Person{{ID: "lea"}}, monday) })
	until := monday.Add(time.Hour)
	fresh := func(kind SecretKind) string {
		secret, err := s.NewSecret(t.Context(), kind, "lea", "note", monday, until)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	link, session := fresh(SecretLink), fresh(SecretSession)
	if n := s.count(t, `select count(*) from secret where secret::text like '%' || $1 || '%' or secret::text like '%' || $2 || '%'`, link, session); n != 0 {
		t.Error("a secret stands in its row")
	}
	if len(link) < 40 || link == session {
		t.Errorf("secrets %q and %q", link, session)
	}
	for name, c := range map[string]struct {
		kind   SecretKind
		secret string
		at     time.Time
		good   bool
	}{
		"right": {SecretSession, session, monday, true}, "again": {SecretSession, session, until.Add(-time.Microsecond), true}, "expired": {SecretSession, session, until, false},
		"another kind": {SecretKey, session, monday, false}, "wrong": {SecretSession, session[1:], monday, false}, "none": {SecretSession, "", monday, false},
		"its hash": {SecretSession, hash(session), monday, false},
	} {
		who, err := s.Secret(t.Context(), c.kind, c.secret, c.at)
		if (err == nil) != c.good || c.good && who != "lea" || !c.good && !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %q, %v", name, who, err)
		}
	}
	if _, err := s.SpendSecret(t.Context(), SecretLink, link, until); !errors.Is(err, ErrNotFound) {
		t.Errorf("too late: %v", err)
	}
	spent := make(chan error, 8)
	for range cap(spent) {
		go func() {
			who, err := s.SpendSecret(t.Context(), SecretLink, link, monday)
			if err == nil && who != "lea" {
				t.Errorf("it is %q's", who)
			}
			spent <- err
		}()
	}
	good := 0
	for range cap(spent) {
		if err := <-spent; err == nil {
			good++
		} else if !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
	}
	if good != 1 {
		t.Errorf("a single-use secret was spent %d times", good)
	}
	if _, err := s.NewSecret(t.Context(), SecretKind("crown"), "lea", "", monday, until); err == nil || !strings.Contains(err.Error(), "kind") {
		t.Errorf("an unheard-of kind: %v", err)
	}
}
