package crash

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/lib/pq"
)

// facts are everything that can be known of a run after it: what was said,
// what the database holds, and what the platforms have shown.
type facts struct {
	Said    [][]said
	Inbox   []inboxRow
	Turns   []int64 // inbox rows, in the order in which their turns were committed
	Outbox  []outboxRow
	Shown   []shown  // on the platform, in its order
	Board   []string // keys of posts in the web chat, in its order
	Tickets []ticketRow
	Events  []eventRow
}

type inboxRow struct {
	ID               int64
	Adapter, Message string
	Done             bool
	Tries            int
}

type outboxRow struct {
	ID                int64
	Cause, Lane, Post string
	Done              bool
}

type ticketRow struct {
	ID    int64
	Cause string
	Due   bool // a timer of it has come and was not answered
}

// eventRow is an entry of a timeline that the script leads to.
type eventRow struct {
	Ticket int64
	Seq    int
	Kind   string // commented, paged, warned
	Text   string
}

// ledger makes the database note every turn that is committed, beside the
// product and whatever it believes of itself.
const ledger = `
	create table crash_turn (n bigint generated always as identity, inbox bigint not null);
	create function crash_note() returns trigger language plpgsql as
		$$ begin insert into crash_turn (inbox) values (new.id); return null; end $$;
	create trigger crash_note after update of done_at on inbox for each row
		when (new.done_at is not null) execute function crash_note();`

// poison is a message, a delivery and a ticket's timer that no replica can
// read, because a newer one wrote them, say. They must not keep others waiting.
const poison = `
	insert into talk (adapter, channel, thread) values ('crash', 'poison', '');
	insert into inbox (talk, adapter, message, account, at, received_at, body)
		select id, adapter, 'poison', 'p00', '2000-01-01', '2000-01-01', '{"did": {"kind": "sung"}}' from talk;
	insert into outbox (cause, adapter, lane, channel, thread, body, created_at, try_at)
		values ('poison', 'crash', 'poison', 'poison', '', '{"blocks": [{"kind": "hologram"}]}', '2000-01-01', '2000-01-01');
	insert into ticket (cause, seq, status, queue, priority, requester, assignee, opened_at, wake_at, body)
		values ('poison', 1, 'new', 'lamps', 'P3', '', '', '2000-01-01', '2000-01-01', '"?"')`

// drained reports whether the desk has nothing left to do, not even to wait for.
func drained(ctx context.Context, db *sql.DB) (bool, error) {
	var left int
	err := db.QueryRowContext(ctx, `select (select count(*) from inbox where done_at is null and message <> 'poison')
		+ (select count(*) from outbox where done_at is null and cause <> 'poison')
		+ (select count(*) from ticket where wake_at is not null and cause <> 'poison')`).Scan(&left)
	return left == 0, err
}

// stuck says what is left, for a run that does not come to rest.
func stuck(db *sql.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var left []string
	err := list(ctx, db, &left, func(s *string) []any { return []any{s} },
		`(select 'message ' || message || ': ' || why from inbox where done_at is null limit 10) union all
		(select 'delivery ' || cause || ', tries ' || tries || ', next ' || try_at || ': ' || error from outbox where done_at is null limit 10) union all
		(select 'timer of ticket ' || id || ' at ' || wake_at from ticket where wake_at is not null limit 10)`)
	return errors.Join(err, errors.New(strings.Join(left, "\n")))
}

// gather reads what the database holds.
func (f *facts) gather(ctx context.Context, db *sql.DB, now time.Time) error {
	return errors.Join(
		list(ctx, db, &f.Inbox, func(r *inboxRow) []any { return []any{&r.ID, &r.Adapter, &r.Message, &r.Done, &r.Tries} },
			`select id, adapter, message, done_at is not null, tries from inbox where message <> 'poison' order by id`),
		list(ctx, db, &f.Turns, func(r *int64) []any { return []any{r} },
			`select inbox from crash_turn order by n`),
		list(ctx, db, &f.Outbox, func(r *outboxRow) []any {
			return []any{&r.ID, &r.Cause, &r.Lane, &r.Post, &r.Done}
		}, `select id, cause, lane, coalesce(post, ''), done_at is not null from outbox where cause <> 'poison' order by id`),
		list(ctx, db, &f.Board, func(key *string) []any { return []any{key} },
			`select key from board where author = '' order by id`),
		list(ctx, db, &f.Tickets, func(r *ticketRow) []any { return []any{&r.ID, &r.Cause, &r.Due} },
			`select id, cause, coalesce(wake_at <= $1, false) from ticket where cause <> 'poison' order by id`, now),
		list(ctx, db, &f.Events, func(r *eventRow) []any { return []any{&r.Ticket, &r.Seq, &r.Kind, &r.Text} },
			`select ticket, seq, body->>'kind', coalesce(body->>'text', '') from ticket_event
			where body->>'kind' in ('commented', 'paged', 'warned') order by ticket, seq`),
	)
}

func list[T any](ctx context.Context, db *sql.DB, into *[]T, columns func(*T) []any, query string, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row T
		if err := rows.Scan(columns(&row)...); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		*into = append(*into, row)
	}
	return rows.Err()
}
