package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"github.com/guichet-desk/guichet/bot/chat"
)

// Outgoing is a reply to be shown.
type Outgoing struct {
	Cause  string     // what it follows from: writing it twice changes nothing
	Talk   int64      // 0 when it belongs to no talk, such as a card
	Place  chat.Place // Channel "" asks for the direct talk of To
	To     chat.Account
	Reply  chat.Reply
	Handle string
	Post   string // key by which it can be edited later; a second reply with it is an edit
	Fresh  bool   // there is no such post yet
	Under  string // key of the post in whose thread it belongs; Place.Thread is then filled in
	Faint  bool   // an edit that is worth nothing where posts cannot be edited
	At     time.Time
}

// lane is what deliveries keep their order in: a direct talk, a card with its
// thread, or a place.
func (o Outgoing) lane() string {
	switch {
	case o.Place.Channel == "":
		return "direct " + o.To.String()
	case o.Under != "":
		return "post " + o.Under
	case o.Talk == 0 && o.Post != "":
		return "post " + o.Post
	}
	return o.Place.String()
}

// Send writes a reply for delivery, at the latest when the transaction commits.
// An edit that nobody has begun to deliver is replaced by a newer one of the
// same post.
func (t *Tx) Send(o Outgoing) error {
	body, err := encodeReply(o.Reply)
	if err != nil {
		return err
	}
	if o.Post != "" && o.Post != o.Cause && !o.Fresh { // a post named after its cause is new
		if err := t.flush(); err != nil {
			return err
		}
		n, err := t.exec(`update outbox set body = $2, faint = faint and $3 where post = $1 and done_at is null and tries = 0`,
			o.Post, body, o.Faint)
		if err != nil || n > 0 {
			return err
		}
	}
	t.unsent = append(t.unsent, o)
	t.bodies = append(t.bodies, body)
	t.Wake(TopicSends)
	return nil
}

// flush writes the replies that Send was given, all in one statement and in
// their order.
func (t *Tx) flush() error {
	n := len(t.unsent)
	if n == 0 {
		return nil
	}
	cause, talk, adapter, lane := make([]string, n), make([]int64, n), make([]string, n), make([]string, n)
	channel, thread, account, handle := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	post, under, faint, at := make([]string, n), make([]string, n), make([]bool, n), make([]time.Time, n)
	for i, o := range t.unsent {
		cause[i], talk[i], lane[i], adapter[i] = o.Cause, o.Talk, o.lane(), cmp.Or(o.Place.Adapter, o.To.Adapter)
		channel[i], thread[i], account[i], handle[i] = o.Place.Channel, o.Place.Thread, o.To.ID, o.Handle
		post[i], under[i], faint[i], at[i] = o.Post, o.Under, o.Faint, o.At
	}
	_, err := t.exec(`insert into outbox (cause, talk, adapter, lane, channel, thread, account, body, handle, post, under, faint, created_at, try_at)
		select cause, nullif(talk, 0), adapter, lane, channel, thread, account, body::jsonb, handle, nullif(post, ''), nullif(under, ''), faint, at, at
		from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
			$9::text[], $10::text[], $11::text[], $12::boolean[], $13::timestamptz[]) with ordinality
			as n (cause, talk, adapter, lane, channel, thread, account, body, handle, post, under, faint, at, nth)
		order by nth on conflict (cause) do nothing`,
		pq.Array(cause), pq.Array(talk), pq.Array(adapter), pq.Array(lane), pq.Array(channel), pq.Array(thread), pq.Array(account),
		pq.Array(t.bodies), pq.Array(handle), pq.Array(post), pq.Array(under), pq.Array(faint), pq.Array(at))
	t.unsent, t.bodies = nil, nil
	return err
}

// Parcel is a reply that this replica has leased for one try.
type Parcel struct {
	Row      int64
	Delivery chat.Delivery
	Post     string
	Faint    bool
	Ref      chat.Ref // of the post to edit, "" when it is to be sent
}

type parcelRow struct {
	ID      int64
	Cause   string
	Adapter string
	Channel string
	Thread  string
	Account string
	Body    []byte
	Handle  string
	Post    *string
	Faint   bool
	Tries   int
	Ref     *string
	Root    *string
}

// Lease claims up to n replies for the adapters that this replica runs, at
// most one of each lane: its oldest. They are this replica's until the lease
// ends; Sent and Postponed are fenced by the try number. One that cannot be read
// is an error beside the others, and is left to its lease.
func (s *Store) Lease(ctx context.Context, adapters []string, now time.Time, lease time.Duration, n int) ([]Parcel, error) {
	var rows []parcelRow
	err := s.list(ctx, &rows, `with due as (
			select o.id from outbox o
			where o.done_at is null and o.try_at <= $1 and o.adapter = any($2)
			  and not exists (select from outbox p where p.lane = o.lane and p.done_at is null and p.id < o.id)
			order by o.try_at, o.id limit $4 for update of o skip locked)
		update outbox u set try_at = $3, tries = tries + 1 from due where u.id = due.id
		returning u.id, cause, adapter, channel, thread, account, body, handle, post, faint, tries,
			(select ref from post where post.key = u.post) as ref,
			(select ref from post where post.key = u.under) as root`,
		now, pq.Array(adapters), now.Add(lease), n)
	if err != nil {
		return nil, err
	}
	parcels := make([]Parcel, 0, len(rows))
	for _, r := range rows {
		reply, unread := decodeReply(r.Body)
		if unread != nil {
			err = errors.Join(err, fmt.Errorf("delivery %s: %w", r.Cause, unread))
			continue
		}
		place := chat.Place{Adapter: r.Adapter, Channel: r.Channel, Thread: r.Thread + deref(r.Root)}
		parcels = append(parcels, Parcel{Row: r.ID, Post: deref(r.Post), Faint: r.Faint, Ref: chat.Ref(deref(r.Ref)), Delivery: chat.Delivery{
			ID: r.Cause, Place: place, To: chat.Account{Adapter: r.Adapter, ID: r.Account},
			Reply: reply, Handle: r.Handle, Try: r.Tries,
		}})
	}
	return parcels, err
}

// Shown is a delivery that arrived: as Ref, at the place that the parcel's
// delivery now names.
type Shown struct {
	Parcel
	Ref chat.Ref
	At  time.Time
}

// Sent ends deliveries, all in one commit. Each is fenced by its try: when
// another replica holds it by now, that one keeps the reference.
func (s *Store) Sent(ctx context.Context, all []Shown) error {
	n := len(all)
	row, try, at, ref := make([]int64, n), make([]int, n), make([]time.Time, n), make([]string, n)
	post, adapter, channel := make([]string, n), make([]string, n), make([]string, n)
	thread, body := make([]string, n), make([]string, n)
	for i, x := range all {
		place := x.Delivery.Place
		row[i], try[i], at[i], ref[i] = x.Row, x.Delivery.Try, x.At, string(x.Ref)
		post[i], adapter[i], channel[i], thread[i], body[i] = x.Post, place.Adapter, place.Channel, place.Thread, "{}"
		if x.Post == "" {
			continue
		}
		var err error
		if body[i], err = encodeReply(x.Delivery.Reply); err != nil {
			return err
		}
	}
	_, err := s.exec(ctx, `with shown as (
			update outbox o set done_at = n.at, ref = n.ref
			from unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
				as n (id, try, at, ref, post, adapter, channel, thread, body)
			where o.id = n.id and o.tries = n.try and o.done_at is null
			returning n.id, n.post, n.adapter, n.channel, n.thread, n.ref, n.body)
		insert into post (key, adapter, channel, thread, ref, body)
		select distinct on (post) post, adapter, channel, thread, ref, body::jsonb from shown where post <> '' order by post, id desc
		on conflict (key) do update set body = excluded.body`,
		pq.Array(row), pq.Array(try), pq.Array(at), pq.Array(ref), pq.Array(post), pq.Array(adapter), pq.Array(channel),
		pq.Array(thread), pq.Array(body))
	return err
}

// Postponed gives a leased delivery back, to be tried at the given time. A try
// that the platform refused for its rate does not count.
func (s *Store) Postponed(ctx context.Context, p Parcel, until time.Time, counts bool, reason string) error {
	back := 1
	if counts {
		back = 0
	}
	_, err := s.exec(ctx, `update outbox set try_at = $3, tries = tries - $4, error = $5
		where id = $1 and tries = $2 and done_at is null`, p.Row, p.Delivery.Try, until, back, reason)
	return err
}

// GivenUp ends a delivery that can never arrive.
func (s *Store) GivenUp(ctx context.Context, p Parcel, now time.Time, reason string) error {
	_, err := s.exec(ctx, `update outbox set done_at = $3, error = $4 where id = $1 and tries = $2 and done_at is null`,
		p.Row, p.Delivery.Try, now, reason)
	return err
}

// PostOf says which post is shown as ref in a channel; ErrNotFound when none is.
func (t *Tx) PostOf(p chat.Place, ref chat.Ref) (key string, err error) {
	err = t.get(&key, `select key from post where adapter = $1 and channel = $2 and ref = $3`, p.Adapter, p.Channel, string(ref))
	return key, err
}

// PostAt returns where a post stands, and what it shows.
func (t *Tx) PostAt(key string) (p chat.Place, ref chat.Ref, r chat.Reply, err error) {
	var row struct {
		Adapter, Channel, Thread, Ref string
		Body                          []byte
	}
	if err := t.get(&row, `select adapter, channel, thread, ref, body from post where key = $1`, key); err != nil {
		return chat.Place{}, "", chat.Reply{}, err
	}
	r, err = decodeReply(row.Body)
	return chat.Place{Adapter: row.Adapter, Channel: row.Channel, Thread: row.Thread}, chat.Ref(row.Ref), r, err
}

// Draft is what a post shows or is about to show, sent or not.
func (t *Tx) Draft(key string) (chat.Reply, error) {
	if err := t.flush(); err != nil {
		return chat.Reply{}, err
	}
	var body []byte
	err := t.get(&body, `select body from outbox where post = $1 and done_at is null order by id desc limit 1`, key)
	if errors.Is(err, ErrNotFound) {
		err = t.get(&body, `select body from post where key = $1`, key)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return decodeReply(body)
}

// Backlog counts what waits, for people who watch the desk.
type Backlog struct {
	Turns  int        `db:"turns"`
	Sends  int        `db:"sends"`
	Timers int        `db:"timers"`
	Jobs   int        `db:"jobs"`
	Oldest *time.Time `db:"oldest"` // when the longest waiting message was received
}

// Backlog reads it.
func (s *Store) Backlog(ctx context.Context, now time.Time) (b Backlog, err error) {
	err = s.get(ctx, &b, `select
		(select count(*) from inbox where done_at is null) as turns,
		(select count(*) from outbox where done_at is null) as sends,
		(select count(*) from ticket where wake_at <= $1) + (select count(*) from run where wake_at <= $1)
			+ (select count(*) from talk where wake_at <= $1) as timers,
		(select count(*) from job where done_at is null) as jobs,
		(select min(received_at) from inbox where done_at is null) as oldest`, now)
	return b, err
}

// Stuck is a turn, a delivery or a step that has failed at least once and is
// still to be done.
type Stuck struct {
	What  string
	ID    int64
	Where string
	Tries int
	TryAt time.Time `db:"try_at"`
	Error string
}

// Stuck lists them, the most tried first.
func (s *Store) Stuck(ctx context.Context, n int) (out []Stuck, err error) {
	err = s.list(ctx, &out, `select what, id, "where", tries, try_at, error from (
		select 'turn' as what, i.id, i.adapter || ':' || i.account as "where", i.tries, i.received_at as try_at, i.why as error
			from inbox i where i.done_at is null and i.tries > 0
		union all
		select 'send', id, lane, tries, try_at, error from outbox where done_at is null and error <> ''
		union all
		select 'job', id, kind || ' ' || run, tries, try_at, error from job where done_at is null and error <> ''
		) as s order by tries desc, id limit $1`, n)
	return out, err
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
