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
	kongcompletion "github.com/jotaen/kong-completion"
)

// version is set by the linker.
var version = "dev"

const description = `The chat front door of a service desk.

  guichet serve                     run the demo desk and print the addresses to open
  guichet chat                      talk to it in this terminal
  guichet ask "the vpn is slow"     say what it would make of a sentence, and why
  guichet init my-desk              write the demo desk out, to make it yours`

type cli struct {
	Serve      serveCmd      `cmd:"" help:"Run the desk: web chat, agents' channel, on-call page."`
	Chat       chatCmd       `cmd:"" help:"Talk to the same desk in this terminal."`
	Ask        askCmd        `cmd:"" help:"Say what a sentence would lead to, and why."`
	Talk       talkCmd       `cmd:"" help:"Run transcripts of conversations and compare the answers."`
	Check      checkCmd      `cmd:"" help:"Check a desk folder; all mistakes at once."`
	Init       initCmd       `cmd:"" help:"Write the demo desk out as a folder to edit."`
	Intents    intentsCmd    `cmd:"" help:"How the desk understands."`
	KB         kbCmd         `cmd:"" name:"kb" help:"What the desk knows."`
	Automation automationCmd `cmd:"" help:"What automations would do."`
	Migrate    migrateCmd    `cmd:"" help:"Bring a database's schema up to date."`
	Jobs       jobsCmd       `cmd:"" help:"Show what waits: turns, deliveries, timers, steps."`
	Link       linkCmd       `cmd:"" help:"Make a single-use sign-in link for somebody."`
	Key        keyCmd        `cmd:"" help:"Make a key for a program that uses the API."`
	Version    versionCmd    `cmd:"" help:"Print the version."`

	Completion kongcompletion.Completion `cmd:"" help:"Print what turns on completion in bash, zsh or fish."`
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
	kongcompletion.Register(parser)
	k, err := parser.Parse(args)
	if err != nil {
		return coded{err, 2}
	}
	return k.Run()
}
