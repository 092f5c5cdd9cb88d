package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/console"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

type checkCmd struct {
	Dir string `arg:"" type:"existingdir" help:"Desk folder."`
}

// Run implements the command.
func (c checkCmd) Run() error {
	d, problems := config.Load(os.DirFS(c.Dir), app.StepKinds())
	if err := problems.Err(); err != nil {
		return err
	}
	fmt.Printf("%s is in order: %d intents, %d automations, %d articles, %d people, %d queues.\n",
		c.Dir, len(d.Intents), len(d.Automations), len(d.Articles), len(d.People), len(d.Queues))
	return nil
}

type initCmd struct {
	Dir string `arg:"" type:"path" help:"Folder to write; it must be empty or absent."`
}

// Run implements the command.
func (c initCmd) Run() error {
	if err := config.Write(demo.FS(), c.Dir); err != nil {
		return err
	}
	fmt.Printf("The demo desk is in %s. Make it yours, then:\n\n  guichet check %[1]s\n  guichet serve --desk %[1]s\n", c.Dir)
	return nil
}

type migrateCmd struct {
	Database string `env:"GUICHET_DATABASE_URL" required:"" placeholder:"URL" help:"PostgreSQL to bring up to date."`
}

// Run implements the command.
func (c migrateCmd) Run(ctx context.Context) error {
	applied, err := store.Migrate(ctx, c.Database)
	for _, name := range applied {
		fmt.Println("applied", name)
	}
	if err == nil && len(applied) == 0 {
		fmt.Println("The schema is up to date.")
	}
	return err
}

type jobsCmd struct {
	deskFlags
	Max int `default:"20" help:"How many stuck ones to list."`
}

// Run implements the command.
func (c jobsCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		now := time.Now()
		b, err := a.Store.Backlog(ctx, now)
		if err != nil {
			return err
		}
		fmt.Printf("turns %d, deliveries %d, timers due %d, steps %d\n", b.Turns, b.Sends, b.Timers, b.Jobs)
		if b.Oldest != nil {
			fmt.Printf("the oldest message waits since %s\n", b.Oldest.Local().Format(time.DateTime))
		}
		stuck, err := a.Store.Stuck(ctx, c.Max)
		for _, s := range stuck {
			fmt.Printf("%-4s %-8d %3d tries, next %s  %s\n     %s\n", s.What, s.ID, s.Tries, s.TryAt.Local().Format(time.DateTime), s.Where, s.Error)
		}
		return err
	})
}

type linkCmd struct {
	deskFlags
	Who  string `arg:"" help:"Person, by id or name."`
	Base string `env:"GUICHET_URL" default:"http://127.0.0.1:8080" help:"Where the desk is reached."`
}

// Run implements the command.
func (c linkCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		p, err := who(a, c.Who)
		if err != nil {
			return err
		}
		door := console.Door{Store: a.Store, Desk: a.Desk, Now: time.Now}
		secret, err := door.NewLink(ctx, p.ID)
		if err != nil {
			return err
		}
		fmt.Printf("%s/sign-in?secret=%s\n", c.Base, secret)
		fmt.Fprintf(os.Stderr, "It signs %s in once, within ten minutes. Hand it over where only they can read it.\n", p.Name)
		return nil
	})
}

type keyCmd struct {
	deskFlags
	Who  string `arg:"" help:"Person whose rights the program has, by id or name."`
	Note string `required:"" help:"What the key is for."`
	Days int    `default:"365" help:"Days it is good for."`
}

// Run implements the command.
func (c keyCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		p, err := who(a, c.Who)
		if err != nil {
			return err
		}
		now := time.Now()
		key, err := a.Store.NewSecret(ctx, store.SecretKey, p.ID, c.Note, now, now.AddDate(0, 0, c.Days))
		if err != nil {
			return err
		}
		fmt.Println(key)
		fmt.Fprintln(os.Stderr, "This key is shown once. Keep it where the program alone can read it.")
		return nil
	})
}

// who finds exactly one person.
func who(a *app.App, words string) (people.Person, error) {
	return named(a.Desk.Rules().Directory, words)
}

// named finds exactly one person of a directory.
func named(directory people.Index, words string) (people.Person, error) {
	if p, ok := directory.Get(people.ID(words)); ok {
		return p, nil
	}
	found := directory.WhoIs(words)
	switch len(found) {
	case 0:
		return people.Person{}, fmt.Errorf("the directory knows nobody called %q", words)
	case 1:
		return found[0], nil
	}
	var names error
	for _, p := range found {
		names = errors.Join(names, fmt.Errorf("  %s (%s)", p.ID, p.Name))
	}
	return people.Person{}, fmt.Errorf("%q may be several people; use the id:\n%w", words, names)
}

type versionCmd struct{}

// Run implements the command.
func (versionCmd) Run() error {
	fmt.Println("guichet", version)
	return nil
}
