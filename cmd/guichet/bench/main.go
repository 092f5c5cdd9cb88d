// Bench measures the whole desk on a private, durable PostgreSQL, beside what
// pgbench reaches on the same server with the same rows and commits. Nothing
// here passes or fails: it prints figures, each also as a line
// "bench: <name> <value> <unit>".
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/postgres"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	seconds := flag.Int("seconds", 10, "how long each rate is held")
	many := flag.Int("tickets", 1_000_000, "tickets in the full table")
	profile := flag.String("cpuprofile", "", "where to write a CPU profile")
	only := flag.String("only", "", "the one part to measure: start, latency, tickets, claims or growth")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}

	dir, err := os.MkdirTemp("", "guichet-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if *only == "" || *only == "start" {
		if err := starts(ctx, dir); err != nil {
			return err
		}
	}
	server, err := postgres.Start(ctx, postgres.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer func() {
		if e := server.Stop(); err == nil {
			err = e
		}
	}()
	fmt.Printf("PostgreSQL in %s, fsync on; %d cores, shared with everything measured\n", server.BinDir(), runtime.NumCPU())
	b := &bench{server: server, hold: time.Duration(*seconds) * time.Second, many: *many, log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{{"latency", b.latency}, {"tickets", b.tickets}, {"claims", b.claims}, {"growth", b.growth}} {
		if *only != "" && *only != part.name {
			continue
		}
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// bench is what the parts share.
type bench struct {
	server *postgres.Server
	hold   time.Duration
	many   int
	log    *slog.Logger
	bases  int
}

// desk opens the demo desk on a database of its own.
func (b *bench) desk(ctx context.Context) (*app.App, string, error) {
	b.bases++
	url := b.server.DatabaseURL(fmt.Sprintf("bench%d", b.bases))
	if err := b.create(ctx, fmt.Sprintf("bench%d", b.bases)); err != nil {
		return nil, "", err
	}
	if _, err := store.Migrate(ctx, url); err != nil {
		return nil, "", err
	}
	a, err := app.Open(ctx, app.Options{Database: url, Log: b.log})
	return a, url, err
}

// section begins a part of the report.
func section(title string) { fmt.Printf("\n%s\n", title) }

// figure prints one measurement, for people and for programs.
func figure(name string, value float64, unit string) {
	fmt.Printf("bench: %s %.4g %s\n", name, value, unit)
}
