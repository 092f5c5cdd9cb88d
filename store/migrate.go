package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	_ "github.com/lib/pq" // the driver that goose opens
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrOldSchema says that the database lacks migrations this program needs.
var ErrOldSchema = errors.New("the database is older than this program")

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
}

// Migrate brings the schema to this program's, forward only. Replicas that
// start together take turns.
func Migrate(ctx context.Context, url string) (applied []string, err error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := provider(db)
	if err != nil {
		return nil, err
	}
	done, err := p.Up(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	for _, m := range done {
		applied = append(applied, m.Source.Path)
	}
	return applied, nil
}

// CheckSchema returns ErrOldSchema when the schema lacks something. A newer
// schema is fine: during a rollout old and new replicas share the database.
func (s *Store) CheckSchema(ctx context.Context) error {
	p, err := provider(s.db.DB)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have < want {
		return fmt.Errorf("%w: it is at version %d and %d is needed; run `guichet migrate`", ErrOldSchema, have, want)
	}
	return nil
}
