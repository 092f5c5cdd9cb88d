// Package store keeps everything the desk remembers in PostgreSQL. It holds
// the only SQL of the program, one file per noun.
//
// Business time is always a parameter: no statement calls now(). Inside one
// transaction rows are locked in the order talk → run → ticket → posts → jobs;
// callers who keep to it cannot deadlock.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// ErrNotFound says that the row asked for is not there.
var ErrNotFound = errors.New("not found")

// Store is a pool of connections. It is safe for concurrent use.
type Store struct {
	*Waker
	db    *sqlx.DB
	mu    sync.Mutex
	stmts map[string]*sqlx.Stmt
}

// Options tune a Store; the zero value is right for one replica.
type Options struct {
	Conns int // most connections, at least 2: one is kept for rings; 0 is 32
}

// Open connects. url is a PostgreSQL URL or keyword string. It does not look
// at the schema: see Migrate and CheckSchema.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	c, err := pq.NewConnector(url)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	c.Dialer(dialer{})
	db := sqlx.NewDb(sql.OpenDB(c), "postgres")
	if o.Conns == 0 {
		o.Conns = 32
	}
	db.SetMaxOpenConns(o.Conns)
	db.SetMaxIdleConns(o.Conns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("cannot reach the database: %w", err)
	}
	s := &Store{db: db, stmts: make(map[string]*sqlx.Stmt)}
	s.Waker = newWaker(s, url)
	return s, nil
}

// Close ends all connections.
func (s *Store) Close() error {
	s.Waker.close()
	return s.db.Close()
}

// known returns the statement of query if it was prepared before.
func (s *Store) known(query string) *sqlx.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stmts[query]
}

// prepared returns the statement of query, prepared once per connection. The
// caller holds no connection.
func (s *Store) prepared(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if stmt := s.known(query); stmt != nil {
		return stmt, nil
	}
	stmt, err := s.db.PreparexContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	first, raced := s.stmts[query]
	if !raced {
		s.stmts[query] = stmt
	}
	s.mu.Unlock()
	if raced {
		// Close waits for what the connection is doing meanwhile, perhaps for a
		// row that another transaction holds: that one must get at the lock.
		_ = stmt.Close()
		return first, nil
	}
	return stmt, nil
}

// prepareAll prepares what a transaction had to prepare for itself.
func (s *Store) prepareAll(ctx context.Context, own map[string]*sqlx.Stmt) {
	for query := range own {
		_, _ = s.prepared(ctx, query) // else the next one prepares it for itself too
	}
}

// Tx is one transaction. It is for one goroutine.
type Tx struct {
	ctx  context.Context
	s    *Store
	tx   *sqlx.Tx
	wake map[string]bool
	own  map[string]*sqlx.Stmt // statements that nobody had prepared before

	unsent []Outgoing // given to Send, not yet written
	bodies []string   // of them
}

// Tx runs do in one transaction: committed when do returns nil, rolled back
// otherwise. What do woke with Wake rings after the commit. A returned error
// of the commit itself leaves the outcome unknown, so do must be safe to run
// again: keyed inserts, or work that finds itself done.
func (s *Store) Tx(ctx context.Context, do func(*Tx) error) error {
	raw, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	tx := &Tx{ctx: ctx, s: s, tx: raw}
	defer func() { s.prepareAll(ctx, tx.own) }() // its connection is free by then
	err = do(tx)
	if err == nil {
		err = tx.flush()
	}
	if err != nil {
		_ = raw.Rollback()
		return err
	}
	if err := raw.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	for topic := range tx.wake {
		s.Ring(topic)
	}
	return nil
}

// Wake rings topic for every replica once the transaction is committed.
func (t *Tx) Wake(topic string) {
	if t.wake == nil {
		t.wake = make(map[string]bool)
	}
	t.wake[topic] = true
}

// stmt returns the statement of query on the transaction's own connection. It
// never asks the pool for another one: when all are held by transactions, they
// would wait for each other for ever.
func (t *Tx) stmt(query string) (*sqlx.Stmt, error) {
	if stmt := t.s.known(query); stmt != nil {
		return t.tx.StmtxContext(t.ctx, stmt), nil
	}
	if stmt := t.own[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := t.tx.PreparexContext(t.ctx, query)
	if err != nil {
		return nil, err
	}
	if t.own == nil {
		t.own = make(map[string]*sqlx.Stmt)
	}
	t.own[query] = stmt
	return stmt, nil
}

// get reads one row into dest; ErrNotFound when there is none.
func (t *Tx) get(dest any, query string, args ...any) error {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	return notFound(stmt.GetContext(t.ctx, dest, args...))
}

// list reads all rows into dest, a pointer to a slice.
func (t *Tx) list(dest any, query string, args ...any) error {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	return stmt.SelectContext(t.ctx, dest, args...)
}

// exec runs a statement and returns how many rows it changed.
func (t *Tx) exec(query string, args ...any) (int64, error) {
	stmt, err := t.stmt(query)
	if err != nil {
		return 0, err
	}
	res, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// get, list and exec of a Store are transactions of one statement.
func (s *Store) get(ctx context.Context, dest any, query string, args ...any) error {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	return notFound(stmt.GetContext(ctx, dest, args...))
}

func (s *Store) list(ctx context.Context, dest any, query string, args ...any) error {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	return stmt.SelectContext(ctx, dest, args...)
}

func (s *Store) exec(ctx context.Context, query string, args ...any) (int64, error) {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return 0, err
	}
	res, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// silence is how long a connection may say nothing in the middle of a call.
const silence = 30 * time.Second

// dialer makes connections whose every read and write has a deadline: lib/pq
// does not apply a context's deadline to a connection that has gone silent.
type dialer struct{ net.Dialer }

func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, silence)
}

func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := d.Dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return impatient{c}, nil
}

type impatient struct{ net.Conn }

func (c impatient) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(silence)); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c impatient) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}
