package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
	"github.com/guichet-desk/guichet/cmd/guichet/talk"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/postgres"
)

type talkCmd struct {
	Paths  []string `arg:"" type:"existingpath" help:"Transcripts (.talk), or folders of them."`
	Desk   string   `type:"existingdir" placeholder:"DIR" help:"Desk folder; when absent the one the transcripts are in, else the embedded demo desk."`
	On     []string `enum:"web,terminal" default:"web,terminal" help:"Platforms to run them on."`
	Update bool     `help:"Write the desk's answers into the files instead of comparing them."`
}

// Help is shown by --help.
func (talkCmd) Help() string {
	return `Runs transcripts of conversations against a desk, on a database that is thrown away. A transcript reads:

  # The VPN, in French.
  @marie fr
  > le vpn se coupe en wifi
  < …
    [Oui, c’est réglé] [Non, ouvrir un ticket]
  > [Oui, c’est réglé]
  < Tant mieux ! …
  ~ +4h
  = tickets 0

@ who speaks and where (@aicha in network, @aicha on INC-1), > what they say or press, < what the desk answers
(… stands for any words), ~ how much time passes, = what must then be so. Begin with the lines of > alone and let
--update write the answers.`
}

// Run implements the command.
func (c talkCmd) Run(ctx context.Context) error {
	files, err := c.files()
	if err != nil {
		return err
	}
	folder, err := c.folder()
	if err != nil {
		return err
	}
	if _, problems := config.Load(folder, app.StepKinds()); problems.Err() != nil {
		return problems.Err()
	}
	server, stop, err := scratch(ctx)
	if err != nil {
		return err
	}
	defer stop()
	failed := 0
	for _, file := range files {
		for _, platform := range c.On {
			if err := c.play(ctx, server, folder, file, platform); err != nil {
				failed++
				fmt.Println(err)
			}
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d runs failed", failed, len(files)*len(c.On))
	}
	return nil
}

// above is how many folders up from a transcript its desk is looked for:
// my-desk/talks/vpn.talk.
const above = 3

// folder is the desk to run.
func (c talkCmd) folder() (fs.FS, error) {
	if c.Desk != "" {
		return os.DirFS(c.Desk), nil
	}
	dir, err := filepath.Abs(c.Paths[0])
	if err != nil {
		return nil, err
	}
	for range above {
		if _, err := os.Stat(filepath.Join(dir, "desk.yaml")); err == nil {
			return os.DirFS(dir), nil
		}
		dir = filepath.Dir(dir)
	}
	return demo.FS(), nil
}

// files are the transcripts named, and those of the folders named.
func (c talkCmd) files() ([]string, error) {
	var out []string
	for _, p := range c.Paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, p)
			continue
		}
		found, err := filepath.Glob(filepath.Join(p, "*.talk"))
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("there is no .talk file in %s", p)
		}
		slices.Sort(found)
		out = append(out, found...)
	}
	return out, nil
}

func (c talkCmd) play(ctx context.Context, s *scratchServer, folder fs.FS, file, platform string) error {
	began := time.Now()
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	script, err := talk.Parse(file, string(text))
	if err != nil {
		return err
	}
	url, done, err := s.database(ctx)
	if err != nil {
		return err
	}
	defer done()
	o := talk.Options{Desk: folder, Database: url, Platform: platform}
	if c.Update {
		recorded, err := talk.Record(ctx, script, o)
		if recorded != "" && recorded != string(text) {
			err = errors.Join(err, os.WriteFile(file, []byte(recorded), 0o644))
		}
		if err == nil {
			fmt.Printf("recorded  %s on the %s\n", file, platform)
		}
		return err
	}
	if err := talk.Run(ctx, script, o); err != nil {
		return fmt.Errorf("FAIL  %s on the %s\n%w", file, platform, err)
	}
	fmt.Printf("ok    %s on the %s  %.1fs\n", file, platform, time.Since(began).Seconds())
	return nil
}

// scratchServer is a private PostgreSQL that is thrown away, with a database
// for each run.
type scratchServer struct {
	dir  string
	made int
}

// hasty are settings for data that nobody will miss.
var hasty = map[string]string{"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

func scratch(ctx context.Context) (s *scratchServer, stop func(), err error) {
	// A socket's path must be short, and a server started by root reach its
	// folder: so neither TMPDIR nor a folder that is closed to others.
	dir, err := os.MkdirTemp("/tmp", "guichet-talk-")
	if err != nil {
		return nil, nil, err
	}
	remove := func() { _ = os.RemoveAll(dir) }
	if err := os.Chmod(dir, 0o711); err != nil {
		remove()
		return nil, nil, err
	}
	server, err := postgres.Start(ctx, postgres.Options{Dir: dir, Settings: hasty, Progress: progress})
	if err != nil {
		remove()
		return nil, nil, err
	}
	return &scratchServer{dir: dir}, func() {
		if err := server.Stop(); err != nil {
			progress("stopping the scratch server: %v", err)
		}
		remove()
	}, nil
}

// database makes an empty one with the schema in it.
func (s *scratchServer) database(ctx context.Context) (url string, done func(), err error) {
	s.made++
	server, err := postgres.Start(ctx, postgres.Options{Dir: s.dir, Settings: hasty, Database: fmt.Sprintf("talk%d", s.made)})
	if err != nil {
		return "", nil, err
	}
	done = func() { _ = server.Stop() }
	if _, err := store.Migrate(ctx, server.URL()); err != nil {
		done()
		return "", nil, err
	}
	return server.URL(), done, nil
}
