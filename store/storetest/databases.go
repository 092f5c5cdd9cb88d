package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/lib/pq"

	"github.com/guichet-desk/guichet/store/postgres"
)

// patience is the longest that making or dropping a database, or a migration, may take.
const patience = time.Minute

// databases makes and drops the databases of one test binary. It is safe for concurrent use.
type databases struct {
	server *postgres.Server // nil if it is not ours
	base   *url.URL
	admin  *sql.DB
	prefix string // of every name, unique to this process among all that use the server
	copied string // how the server is to copy a template
	count  atomic.Int64

	mu        sync.Mutex
	templates map[uintptr]func() (name string, err error) // by the migration's code
}

// open connects to a server. A named server keeps what a killed test binary leaves: databases guichet_test_….
func open(server *postgres.Server, connection string) (*databases, error) {
	base, err := url.Parse(connection)
	if err != nil || !strings.HasPrefix(base.Scheme, "postgres") {
		return nil, errors.Join(errors.New("GUICHET_TEST_DATABASE_URL must be like postgres://user@host/database?sslmode=disable"), err)
	}
	admin, err := sql.Open("postgres", connection)
	if err != nil {
		return nil, err
	}
	d := &databases{
		server:    server,
		base:      base,
		admin:     admin,
		prefix:    fmt.Sprintf("guichet_test_%d_%.8s", os.Getpid(), strings.ToLower(rand.Text())),
		templates: map[uintptr]func() (string, error){},
	}
	var version int
	if err := admin.QueryRow("select current_setting('server_version_num')::int").Scan(&version); err != nil {
		return nil, errors.Join(err, admin.Close())
	}
	if version >= 15_00_00 {
		d.copied = " strategy file_copy" // of a small database half the time that copying through the log takes
	}
	return d, nil
}

func (d *databases) url(name string) string {
	u := *d.base
	u.Path = "/" + name
	return u.String()
}

// create makes a database that is a copy of what migrate makes of an empty one, and returns its name.
func (d *databases) create(migrate func(context.Context, string) error) (string, error) {
	from := ""
	if migrate != nil {
		template, err := d.template(migrate)
		if err != nil {
			return "", err
		}
		from = " template " + template + d.copied
	}
	name := fmt.Sprintf("%s_%d", d.prefix, d.count.Add(1))
	return name, d.exec("create database " + name + from)
}

// template returns the name of the database that migrate has been applied to, which is made at the first call.
func (d *databases) template(migrate func(context.Context, string) error) (string, error) {
	key := reflect.ValueOf(migrate).Pointer()
	d.mu.Lock()
	made, ok := d.templates[key]
	if !ok {
		name := d.templateName(len(d.templates))
		made = sync.OnceValues(func() (string, error) {
			if err := d.exec("create database " + name); err != nil {
				return "", err
			}
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			if err := migrate(ctx, d.url(name)); err != nil {
				return "", fmt.Errorf("migrate %s: %w", name, err)
			}
			return name, nil
		})
		d.templates[key] = made
	}
	d.mu.Unlock()
	return made()
}

func (d *databases) drop(name string) error {
	return d.exec("drop database if exists " + name + " with (force)")
}

func (d *databases) exec(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := d.admin.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// close drops the templates on a server that goes on without us.
func (d *databases) close() error {
	var errs []error
	if d.server == nil {
		for n := range len(d.templates) {
			errs = append(errs, d.drop(d.templateName(n)))
		}
	}
	return errors.Join(append(errs, d.admin.Close())...)
}

func (d *databases) templateName(n int) string { return fmt.Sprintf("%s_template_%d", d.prefix, n) }
