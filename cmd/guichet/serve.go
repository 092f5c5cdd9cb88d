package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/guichet-desk/guichet/cmd/guichet/app"
)

type serveCmd struct {
	deskFlags
	Listen string `env:"GUICHET_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to answer HTTP."`
	Secure bool   `env:"GUICHET_SECURE" help:"The desk is reached over HTTPS (a proxy ends it)."`
}

// Run implements the command.
func (c serveCmd) Run(ctx context.Context) error {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("%w\nAnother program answers there; choose another place with --listen", err)
	}
	defer func() { _ = l.Close() }()
	return c.with(ctx, func(a *app.App) error {
		s := app.NewServer(a, app.ServerOptions{Pick: c.demo(l), Secure: c.Secure})
		c.welcome(l)
		go c.reload(ctx, a)
		err := s.Serve(ctx, l)
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	})
}

// reload reads the desk folder again at every SIGHUP.
func (c serveCmd) reload(ctx context.Context, a *app.App) {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	defer signal.Stop(asked)
	for {
		select {
		case <-ctx.Done():
			return
		case <-asked:
		}
		if err := a.Reload(ctx, app.Options{Desk: c.folder(), Log: c.log()}); err != nil {
			fmt.Fprintf(os.Stderr, "The desk folder was not taken over; the desk goes on as it was.\n%v\n", err)
			continue
		}
		fmt.Fprintln(os.Stderr, "The desk folder was read again.")
	}
}

// demo reports whether anyone may be anyone: only with the demo desk, and only
// when nobody else can reach it.
func (c serveCmd) demo(l net.Listener) bool {
	at, ok := l.Addr().(*net.TCPAddr)
	return c.Desk == "" && ok && at.IP.IsLoopback()
}

func (c serveCmd) welcome(l net.Listener) {
	base := "http://" + l.Addr().String()
	if !c.demo(l) {
		fmt.Fprintf(os.Stderr, "Guichet answers on %s\n", base)
		return
	}
	fmt.Printf(`
  Guichet is open. Pick who you are:

    %[1]s/                 everybody
    %[1]s/chat             the employees' chat
    %[1]s/channel/agents   the agents' channel
    %[1]s/oncall           who is on call, and what they are paged for

  The same desk in a terminal:  guichet chat --as marie
  Ctrl-C closes it; what was said is kept.

`, base)
}
