package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/bot/web"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/console"
	"github.com/guichet-desk/guichet/intents/nlu"
)

// Server is an App that is served over HTTP.
type Server struct {
	*App
	Door *console.Door

	web  *web.Adapter
	http *http.Server
}

// ServerOptions say how.
type ServerOptions struct {
	Pick   bool         // anyone may be anyone: a demo on this machine only
	Secure bool         // behind HTTPS
	Rate   console.Rate // of the API, for each key; zero is the console's own
}

// NewServer adds the pages to a.
func NewServer(a *App, o ServerOptions) *Server {
	s := &Server{App: a}
	s.Door = &console.Door{Store: a.Store, Desk: a.Desk, Now: a.Desk.Now, Log: a.Desk.Log, Pick: o.Pick, Secure: o.Secure}
	s.web = web.New(board{a.Store}, doorkeeper{s.Door, a.Desk, inEvery(a.Words, "channel_agents")}, web.Options{
		Name: a.Config.Name, Suggestions: a.Config.Suggest, Menu: menu(), SignIn: "/", Account: "/?change",
		Mask: func(text string) string { masked, _ := nlu.Mask(text); return masked },
		Now:  a.Desk.Now, Log: a.Desk.Log,
	})
	pages := console.New(console.Options{Door: s.Door, Name: a.Config.Name, Titles: titles(a.Config), Web: webName, Rate: o.Rate, Ready: a.ready})
	a.Bot.Seen = pages.Seen()
	mux := http.NewServeMux()
	s.web.Routes(mux)
	s.Door.Routes(mux)
	pages.Routes(mux)
	s.http = &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	return s
}

// Handler answers everything that Serve does.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// Web is the platform in the browser, one of the adapters to run.
func (s *Server) Web() *web.Adapter { return s.web }

// Serve answers on l and works until ctx ends.
func (s *Server) Serve(ctx context.Context, l net.Listener, more ...chat.Adapter) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			cancel(fmt.Errorf("serve: %w", err))
		}
	}()
	s.Run(ctx, append([]chat.Adapter{s.web}, more...)...)
	// Live pages never end by themselves: they are cut, and find another replica.
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer stop()
	if s.http.Shutdown(last) != nil {
		_ = s.http.Close()
	}
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// titles are how the things of the catalogue are called, by their names.
func titles(d *config.Desk) map[string]map[string]string {
	out := make(map[string]map[string]string)
	for _, things := range [][]config.Thing{d.Services, d.Sites, d.Devices, d.Folders} {
		for _, t := range things {
			out[t.Name] = t.Title
		}
	}
	return out
}

// inEvery is one of the desk's own texts in every language.
func inEvery(words *lang.Words, key string) map[string]string {
	out := make(map[string]string, len(lang.Languages))
	for _, l := range lang.Languages {
		out[l] = words.Text(l, key, nil)
	}
	return out
}

// menu is what the pages link to beside the chat.
func menu() []web.Link {
	return []web.Link{
		{Href: "/tickets", Title: map[string]string{"en": "Tickets", "fr": "Tickets"}},
		{Href: "/oncall", Title: map[string]string{"en": "On call", "fr": "Astreinte"}, Agents: true},
		{Href: "/desk", Title: map[string]string{"en": "Figures", "fr": "Chiffres"}, Leads: true},
	}
}
