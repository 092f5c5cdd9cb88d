// Guichet is the chat front door of a service desk. This file reads the
// command line; package app does the work.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // rotas and calendars need every zone, also in an empty container

	"github.com/alecthomas/kong"
)

// version is set by the linker.
var version = "dev"

const description = `The chat front door of a service desk.

Without a command line of its own, "guichet serve" runs the demo desk on a private PostgreSQL and prints the addresses to open.`

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the desk: web chat, agents' channel, on-call page."`
	Chat    chatCmd    `cmd:"" help:"Talk to the same desk in this terminal."`
	Ask     askCmd     `cmd:"" help:"Say what a sentence would lead to, and why."`
	Check   checkCmd   `cmd:"" help:"Check a desk folder; all mistakes at once."`
	Init    initCmd    `cmd:"" help:"Write the demo desk out as a folder to edit."`
	Migrate migrateCmd `cmd:"" help:"Bring a database's schema up to date."`
	Jobs    jobsCmd    `cmd:"" help:"Show what waits: turns, deliveries, timers, steps."`
	Link    linkCmd    `cmd:"" help:"Make a single-use sign-in link for somebody."`
	Key     keyCmd     `cmd:"" help:"Make a key for a program that uses the API."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "guichet:", err)
		os.Exit(exitCode(err))
	}
}

// coded is an error with an exit status of its own.
type coded struct {
	error
	code int
}

func exitCode(err error) int {
	var c coded
	if errors.As(err, &c) {
		return c.code
	}
	return 1
}

func run(ctx context.Context, args []string) error {
	var c cli
	parser, err := kong.New(&c, kong.Name("guichet"), kong.Description(description), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return err
	}
	k, err := parser.Parse(args)
	if err != nil {
		return coded{err, 2}
	}
	return k.Run()
}
