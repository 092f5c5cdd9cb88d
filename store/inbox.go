package store

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/workflows/people"
)

// Talk is one conversation: everything said at one place. State is the
// dialogue's, opaque here.
type Talk struct {
	ID    int64
	Place chat.Place
	State json.RawMessage
	Wake  time.Time // zero: nothing to wake for
}

// Turn is a talk and the oldest thing in it that waits for an answer.
type Turn struct {
	Talk  Talk
	Inbox int64         // row of the message; 0 when the talk's timer rang
	Tries int           // turns of this message that failed before
	Said  chat.Message  // zero when the timer rang
	Who   people.Person // whose account said it, zero when nobody's
	Notes Notes
}

// Notes are what the desk knows of a message beside what it says.
type Notes struct {
	Masked []string // kinds of secrets that were taken out of it
	Forms  bool     // the place it came from can show forms
}

// Accept writes a message down once: fresh is false when it was there already.
// now is when the desk received it.
//
// Messages of one place get their numbers in the order in which they become
// visible, because each writer holds the place's advisory lock until its commit.
func (s *Store) Accept(ctx context.Context, m chat.Message, n Notes, now time.Time) (fresh bool, err error) {
	body, err := encodeMessage(m, n)
	if err != nil {
		return false, err
	}
	for {
		// One statement is one round trip and one commit. The lock comes first:
		// its row must be there before a row, and so a number, can be made.
		var rows []bool
		err := s.list(ctx, &rows, `with place as materialized (select pg_advisory_xact_lock($1)),
				made as (insert into inbox (talk, adapter, message, account, at, received_at, body)
					select id, $2, $5, $6, $7, $8, $9 from talk, place where adapter = $2 and channel = $3 and thread = $4
					on conflict (adapter, message) do nothing returning true)
			select true from made union all
			select false from talk where adapter = $2 and channel = $3 and thread = $4 limit 1`,
			lockKey(m.Place.String()), m.Place.Adapter, m.Place.Channel, m.Place.Thread, m.ID, m.From.ID, m.At, now, body)
		if err != nil {
			return false, err
		}
		if len(rows) == 1 {
			if rows[0] {
				s.Ring(TopicTurns)
			}
			return rows[0], nil
		}
		var talk int64
		if err := s.get(ctx, &talk, talkAt, m.Place.Adapter, m.Place.Channel, m.Place.Thread); err != nil && !errors.Is(err, ErrNotFound) {
			return false, err
		}
	}
}

// lockKey is the number of an advisory lock.
func lockKey(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return int64(h.Sum64())
}

// TalkAt returns the talk of a place, made when there was none.
func (t *Tx) TalkAt(p chat.Place) (id int64, err error) {
	for {
		err = t.get(&id, talkAt, p.Adapter, p.Channel, p.Thread)
		if !errors.Is(err, ErrNotFound) { // not found: another made it in this very moment
			return id, err
		}
	}
}

const talkAt = `with made as (insert into talk (adapter, channel, thread) select $1, $2, $3
		where not exists (select from talk where adapter = $1 and channel = $2 and thread = $3)
		on conflict do nothing returning id)
	select id from made union all select id from talk where adapter = $1 and channel = $2 and thread = $3 limit 1`

type turnRow struct {
	ID      int64
	Adapter string
	Channel string
	Thread  string
	State   []byte
	WakeAt  *time.Time `db:"wake_at"`
}

func (r turnRow) talk() Talk {
	return Talk{
		ID:    r.ID,
		Place: chat.Place{Adapter: r.Adapter, Channel: r.Channel, Thread: r.Thread},
		State: r.State,
		Wake:  value(r.WakeAt),
	}
}

// setAside is how often the turn of a message may fail before others no longer
// wait for it. It stays unanswered, and Stuck lists it.
const setAside = 10

// NextTurn claims a talk in which something waits, and the oldest thing that
// does. The talk stays locked until the transaction ends, so no other replica
// takes a turn of it meanwhile; if the process dies, the lock dies with it.
// ErrNotFound means that nothing waits.
func (t *Tx) NextTurn(now time.Time) (Turn, error) {
	var row turnRow
	err := t.get(&row, `select id, adapter, channel, thread, state, wake_at from talk
		where id in (select talk from inbox where done_at is null and tries < $1 order by id limit 100)
		for no key update skip locked limit 1`, setAside)
	if errors.Is(err, ErrNotFound) { // all of these belong to talks that are taken: one person's flood hides nobody
		err = t.get(&row, `select id, adapter, channel, thread, state, wake_at from talk
			where id in (select talk from inbox where done_at is null and tries < $1 group by talk order by min(id) limit 100)
			for no key update skip locked limit 1`, setAside)
	}
	if errors.Is(err, ErrNotFound) {
		err = t.get(&row, `select id, adapter, channel, thread, state, wake_at from talk
			where wake_at <= $1 order by wake_at for no key update skip locked limit 1`, now)
	}
	if err != nil {
		return Turn{}, err
	}
	turn := Turn{Talk: row.talk()}
	err = t.oldest(&turn, now)
	return turn, err
}

// oldest fills in what waits in the turn's talk, and who said it. It reads after
// the lock was taken, so it sees what the previous turn did.
func (t *Tx) oldest(turn *Turn, now time.Time) error {
	var m struct {
		ID      int64
		Message string
		Account string
		At      time.Time
		Body    []byte
		Tries   int
		Person  []byte
	}
	err := t.get(&m, `select i.id, i.message, i.account, i.at, i.body, i.tries, p.body as person from inbox i
		left join account a on a.adapter = i.adapter and a.id = i.account left join person p on p.id = a.person
		where i.talk = $1 and i.done_at is null and i.tries < $2 order by i.id limit 1`, turn.Talk.ID, setAside)
	if errors.Is(err, ErrNotFound) {
		if !turn.Talk.Wake.IsZero() && !turn.Talk.Wake.After(now) {
			return nil
		}
		return ErrNotFound // another replica was faster
	}
	if err != nil {
		return err
	}
	turn.Inbox, turn.Tries = m.ID, m.Tries
	turn.Said = chat.Message{
		ID: m.Message, Place: turn.Talk.Place, At: m.At,
		From: chat.Account{Adapter: turn.Talk.Place.Adapter, ID: m.Account},
	}
	if m.Person != nil {
		if err := json.Unmarshal(m.Person, &turn.Who); err != nil {
			return err
		}
	}
	turn.Notes, err = decodeMessage(m.Body, &turn.Said)
	return err
}

// Decided writes what a turn made of its talk, the dialogue's state and timer,
// and marks the turn's message answered, saying why in one line. The open
// questions of the talk end with it; it returns the posts they stood in.
func (t *Tx) Decided(turn Turn, state json.RawMessage, wake, now time.Time, why string) (posts []string, err error) {
	if !wake.IsZero() {
		t.Wake(TopicTurns)
	}
	err = t.list(&posts, `with kept as (update talk set state = $2, wake_at = $3 where id = $1),
			answered as (update inbox set done_at = $5, why = $6 where id = $4),
			ended as (update token set used_at = $5 where talk = $1 and used_at is null returning post)
		select distinct post from ended where post <> ''`,
		turn.Talk.ID, string(state), null(wake), turn.Inbox, now, why)
	return posts, err
}

// Answered marks a turn's message answered that was not the dialogue's.
func (t *Tx) Answered(turn Turn, now time.Time, why string) error {
	_, err := t.exec(`update inbox set done_at = $2, why = $3 where id = $1`, turn.Inbox, now, why)
	return err
}

// TurnFailed counts a turn that could not be taken; a timer rings again in an
// hour, so that it does not keep the others waiting. It runs outside the turn's
// own transaction, which is rolled back by then.
func (s *Store) TurnFailed(ctx context.Context, turn Turn, now time.Time, why string) error {
	if turn.Inbox == 0 {
		_, err := s.exec(ctx, `update talk set wake_at = $2 where id = $1 and wake_at <= $3`, turn.Talk.ID, now.Add(time.Hour), now)
		return err
	}
	_, err := s.exec(ctx, `update inbox set tries = tries + 1, why = $2 where id = $1 and done_at is null`, turn.Inbox, why)
	return err
}

// SetState replaces a talk's state outside a turn: a ticket was closed, a
// question was put by somebody else.
func (t *Tx) SetState(talk int64, change func(json.RawMessage) (json.RawMessage, error)) error {
	var state []byte
	if err := t.get(&state, `select state from talk where id = $1 for no key update`, talk); err != nil {
		return err
	}
	next, err := change(state)
	if err != nil {
		return err
	}
	_, err = t.exec(`update talk set state = $2 where id = $1`, talk, string(next))
	return err
}

// Spoken is one thing said in a talk, by a person or by the desk.
type Spoken struct {
	At      time.Time
	Account string // "" is the desk
	Text    string
}

// Transcript returns the last n things said in a talk, oldest first. Of a
// question it has what the post shows by now: the answer that was pressed.
func (t *Tx) Transcript(talk int64, n int) ([]Spoken, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	var rows []struct {
		At      time.Time
		Account string
		Desk    bool
		Body    []byte
	}
	err := t.list(&rows, `select at, account, desk, body from (
		(select received_at as at, account, false as desk, body, id from inbox where talk = $1 order by id desc limit $2)
		union all
		(select created_at, '', true, coalesce((select post.body from post where post.key = o.post), body), id
			from outbox o where talk = $1 and not faint order by id desc limit $2)
		) as said order by at desc, desk desc, id desc limit $2`, talk, n)
	if err != nil {
		return nil, err
	}
	out := make([]Spoken, 0, len(rows))
	for i := len(rows) - 1; i >= 0; i-- {
		text, err := spokenText(rows[i].Desk, rows[i].Body)
		if err != nil {
			return nil, err
		}
		if text != "" {
			out = append(out, Spoken{At: rows[i].At, Account: rows[i].Account, Text: text})
		}
	}
	return out, nil
}

func spokenText(desk bool, body []byte) (string, error) {
	if desk {
		r, err := decodeReply(body)
		return chat.Plain(r), err
	}
	var m chat.Message
	if _, err := decodeMessage(body, &m); err != nil {
		return "", err
	}
	if said, ok := m.Did.(chat.Said); ok {
		return said.Text, nil
	}
	return "", nil
}

// null is t for a nullable column: NULL when zero.
func null(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func value(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
