package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/guichet-desk/guichet/bot"
	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/terminal"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

type chatCmd struct {
	deskFlags
	As   string `placeholder:"NAME" help:"Who you are, by id or name; an employee of the demo desk when absent."`
	Lang string `enum:"en,fr," default:"" placeholder:"en|fr" help:"Language to begin in; the person's own when absent."`
}

// Help is shown by --help.
func (chatCmd) Help() string {
	return `Talks to the same desk as "guichet serve": it joins the private PostgreSQL that runs already, or starts it. Choices
are numbered; type the number, the words, or what you need. /quit or Ctrl-D leaves. Lines may also come from a pipe:

  guichet chat --as tom
  echo "le wifi ne marche pas" | guichet chat --as marie`
}

// Who speaks in the demo unless --as says otherwise.
var demoPeople = map[string]string{"": "marie", "fr": "marie", "en": "tom"}

// Run implements the command.
func (c chatCmd) Run(ctx context.Context) (err error) {
	url, stop, err := c.database(ctx)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, stop()) }()
	log := slog.New(slog.DiscardHandler) // lines of a log would tear what is being typed apart
	if c.Verbose {
		log = c.log()
	}
	a, err := app.Open(ctx, app.Options{Desk: c.folder(), Database: url, Log: log})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, a.Close()) }()
	p, err := c.person(a)
	if err != nil {
		return err
	}
	if err := turn(ctx, a, p); err != nil {
		return err
	}
	return c.talk(ctx, a, p)
}

func (c chatCmd) person(a *app.App) (people.Person, error) {
	if c.As == "" && c.Desk != "" {
		return people.Person{}, fmt.Errorf("say who you are with --as, by id or name")
	}
	p, err := who(a, cmp.Or(c.As, demoPeople[c.Lang]))
	if err != nil {
		return p, err
	}
	switch {
	case c.Desk != "":
		progress("You speak as %s. Whoever can reach this desk's database can speak as anyone in it.", p.Name)
	case c.As == "":
		progress("You are %s, %s, at the demo desk. Be somebody else with --as.", p.Name, p.Title)
	default:
		progress("You are %s, %s, at the demo desk.", p.Name, p.Title)
	}
	return p, nil
}

// link makes the terminal's account the person's; unlink ends that, so that
// nothing is kept for a terminal that is closed but what its own talk is about.
func link(ctx context.Context, a *app.App, p people.Person) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Link(account(p), p.ID, "guichet chat", time.Now()) })
}

func unlink(ctx context.Context, a *app.App, p people.Person) error {
	return a.Store.Tx(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.Unlink(account(p)) })
}

func account(p people.Person) chat.Account {
	return chat.Account{Adapter: terminal.Name(string(p.ID)), ID: string(p.ID)}
}

// again is how often a second terminal looks whether the first has closed.
const again = time.Second

// turn waits while another terminal of the same person is open.
func turn(ctx context.Context, a *app.App, p people.Person) error {
	free := func(context.Context) error { return nil }
	for told := false; ; told = true {
		held, err := a.Store.Exclusive(ctx, "adapter "+terminal.Name(string(p.ID)), true, free)
		if held || err != nil {
			return err
		}
		if !told {
			progress("Another terminal of %s is open; this one begins when that one is closed.", p.Name)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(again):
		}
	}
}

func (c chatCmd) talk(ctx context.Context, a *app.App, p people.Person) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t, err := terminal.New(terminal.Options{
		Person: string(p.ID), Lang: cmp.Or(c.Lang, p.Lang), In: os.Stdin, Out: os.Stdout,
		Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", Commands: c.commands(a, p),
	})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, t.Close()) }()
	if err := link(ctx, a, p); err != nil {
		return err
	}
	left := make(chan error, 1)
	go func() {
		select {
		case <-t.Ended():
		case <-ctx.Done():
		}
		left <- unlink(ctx, a, p) // while the next terminal still waits
		cancel()
	}()
	a.Run(ctx, t)
	return <-left
}

// commands are what the tabulator completes: agents have more to type.
func (c chatCmd) commands(a *app.App, p people.Person) []string {
	if a.Desk.Rules().Policy.Agent(p) {
		return append(bot.Commands(), "/quit")
	}
	return []string{"/quit"}
}
