package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Post is an entry of a channel of the web platform, whose memory the board is.
type Post struct {
	ID, Rev int64
	Key     string
	Channel string
	Thread  int64
	Author  string
	At      time.Time
	Body    json.RawMessage
	Urgent  bool
	Replies int
}

// boardLock makes writers of a channel take turns until their commit, so that
// revs become visible in their order.
func (t *Tx) boardLock(channel string) error {
	_, err := t.exec(`select pg_advisory_xact_lock($1)`, lockKey("board "+channel))
	t.Wake(TopicBoard(channel))
	return err
}

// PutPost writes a post once per key and returns its id. ErrNotFound says that
// there is no such thread in the channel.
func (s *Store) PutPost(ctx context.Context, p Post) (id int64, err error) {
	if id, found, err := s.FindPost(ctx, p.Key); found || err != nil {
		return id, err
	}
	err = s.Tx(ctx, func(tx *Tx) error {
		if err := tx.boardLock(p.Channel); err != nil {
			return err
		}
		var ids []int64
		err := tx.list(&ids, `insert into board (rev, key, channel, thread, author, at, urgent, body)
			values (nextval('board_rev'), $1, $2, $3, $4, $5, $6, $7) on conflict (key) do nothing returning id`,
			p.Key, p.Channel, p.Thread, p.Author, p.At, p.Urgent, string(p.Body))
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return tx.get(&id, `select id from board where key = $1`, p.Key)
		}
		id = ids[0]
		if p.Thread == 0 {
			return nil
		}
		roots, err := tx.exec(`update board set rev = nextval('board_rev') where id = $1 and channel = $2 and thread = 0`, p.Thread, p.Channel)
		if err == nil && roots == 0 {
			err = fmt.Errorf("thread %d of channel %s: %w", p.Thread, p.Channel, ErrNotFound)
		}
		return err
	})
	return id, err
}

// ChangePost replaces the body of a post, once per key.
func (s *Store) ChangePost(ctx context.Context, id int64, key string, body json.RawMessage) error {
	return s.Tx(ctx, func(tx *Tx) error {
		var channel string
		if err := tx.get(&channel, `select channel from board where id = $1`, id); err != nil {
			return fmt.Errorf("post %d: %w", id, err)
		}
		if err := tx.boardLock(channel); err != nil {
			return err
		}
		_, err := tx.exec(`update board set rev = nextval('board_rev'), body = $3, changes = changes || $2::text
			where id = $1 and not $2 = any(changes)`, id, key, string(body))
		return err
	})
}

// FindPost is the post that was put with key.
func (s *Store) FindPost(ctx context.Context, key string) (id int64, found bool, err error) {
	err = s.get(ctx, &id, `select id from board where key = $1`, key)
	if errors.Is(err, ErrNotFound) {
		return 0, false, nil
	}
	return id, err == nil, err
}

const postColumns = `select b.id, b.rev, b.key, b.channel, b.thread, b.author, b.at, b.body, b.urgent,
	(select count(*) from board r where r.channel = b.channel and r.thread = b.id) as replies from board b `

// PostByID reads one post.
func (s *Store) PostByID(ctx context.Context, id int64) (p Post, found bool, err error) {
	err = s.get(ctx, &p, postColumns+`where b.id = $1`, id)
	if errors.Is(err, ErrNotFound) {
		return Post{}, false, nil
	}
	return p, err == nil, err
}

// NewestPosts lists the newest n posts of a thread (0: of the channel outside
// threads) with an id lower than before (0: all), in the order of their ids.
func (s *Store) NewestPosts(ctx context.Context, channel string, thread, before int64, n int) (out []Post, err error) {
	if before == 0 {
		before = 1 << 62
	}
	err = s.list(ctx, &out, postColumns+`where b.channel = $1 and b.thread = $2 and b.id < $3 order by b.id desc limit $4`,
		channel, thread, before, n)
	slices.Reverse(out)
	return out, err
}

// ChangedPosts lists what was put or changed after rev, in the order of revs,
// at most n.
func (s *Store) ChangedPosts(ctx context.Context, channel string, thread, rev int64, n int) (out []Post, err error) {
	err = s.list(ctx, &out, postColumns+`where b.channel = $1 and b.rev > $3 and b.thread = $2 order by b.rev limit $4`,
		channel, thread, rev, n)
	return out, err
}
