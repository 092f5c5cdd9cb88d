package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/postgres"
)

// deskFlags are what every command that runs a desk takes.
type deskFlags struct {
	Desk     string `type:"existingdir" placeholder:"DIR" help:"Desk folder; the embedded demo desk when absent."`
	Database string `env:"GUICHET_DATABASE_URL" placeholder:"URL" help:"PostgreSQL to use; a private one when absent."`
	Data     string `env:"GUICHET_DATA" type:"path" placeholder:"DIR" help:"Where the private PostgreSQL keeps its data; the user's data folder when absent."`
	Verbose  bool   `short:"v" help:"Log every decision."`
}

func (f deskFlags) folder() fs.FS {
	if f.Desk == "" {
		return nil
	}
	return os.DirFS(f.Desk)
}

func (f deskFlags) log() *slog.Logger {
	level := slog.LevelWarn
	if f.Verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

// database returns the address of the database and what to do at the end. A
// private one is started, made and migrated; somebody's own is only used.
func (f deskFlags) database(ctx context.Context) (url string, stop func() error, err error) {
	if f.Database != "" {
		return f.Database, func() error { return nil }, nil
	}
	server, err := postgres.Start(ctx, postgres.Options{Dir: f.Data, Progress: progress})
	if err != nil {
		return "", nil, err
	}
	if _, err := store.Migrate(ctx, server.URL()); err != nil {
		_ = server.Stop()
		return "", nil, err
	}
	return server.URL(), server.Stop, nil
}

func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// with opens the desk, runs do, and closes everything again.
func (f deskFlags) with(ctx context.Context, do func(*app.App) error) (err error) {
	url, stop, err := f.database(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if e := stop(); err == nil {
			err = e
		}
	}()
	a, err := app.Open(ctx, app.Options{Desk: f.folder(), Database: url, Log: f.log()})
	if err != nil {
		return err
	}
	defer func() {
		if e := a.Close(); err == nil {
			err = e
		}
	}()
	return do(a)
}
