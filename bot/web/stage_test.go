package web_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/web"
	"github.com/guichet-desk/guichet/bot/web/webtest"
)

var look = flag.String("look", "", "`address` on which TestLook serves the pages until it is interrupted")

// TestLook serves a small play of the web chat, to be looked at by hand:
//
//	go test ./bot/web -run TestLook -look localhost:8080
//
// and then http://localhost:8080/in/marie, /in/luc or /in/aicha.
func TestLook(t *testing.T) {
	if *look == "" {
		t.Skip("give -look host:port to look at the pages by hand")
	}
	s := newStage(t)
	s.furnish()
	l, err := net.Listen("tcp", *look)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	s.serve(l)
	<-ctx.Done()
}

// stage is the platform with a desk that plays its part: a board in memory,
// people who sign in by opening /in/<id>, and an inbox that answers.
type stage struct {
	t       *testing.T
	board   *webtest.Memory
	adapter *web.Adapter
	server  *http.Server
	stop    context.CancelFunc
	url     string

	mu       sync.Mutex
	accepted []chat.Message  // once each
	tries    []string        // ids, as they came
	refuse   map[string]bool // texts that Accept answers with ErrRefused
	down     error           // what Accept answers to everything, if set
	drop     int             // answer this many more accepted messages with an error after the fact
	silent   bool            // give no replies
	sends    int
}

var cast = map[string]web.Person{
	"marie": {ID: "marie", Name: "Marie", Lang: "en"},
	"luc":   {ID: "luc", Name: "Luc", Lang: "fr"},
	"aicha": {ID: "aicha", Name: "Aïcha Benali", Lang: "en", Agent: true, Channels: []web.Channel{agents}},
	"tom":   {ID: "tom", Name: "Tom Roux", Lang: "fr", Agent: true, Channels: []web.Channel{agents}},
}

var agents = web.Channel{ID: "agents", Title: map[string]string{"en": "Agents", "fr": "Agents"}}

// Who and Names make the stage a web.Doorkeeper.
func (s *stage) Who(r *http.Request) (web.Person, bool) {
	c, err := r.Cookie("who")
	if err != nil {
		return web.Person{}, false
	}
	p, ok := cast[c.Value]
	return p, ok
}

func (s *stage) Names(_ context.Context, ids []string) map[string]string {
	names := make(map[string]string)
	for _, id := range ids {
		names[id] = cast[id].Name
	}
	return names
}

func newStage(t *testing.T) *stage {
	s := &stage{t: t, board: new(webtest.Memory), refuse: make(map[string]bool)}
	s.build()
	return s
}

// build makes a new adapter on the same board, as another process would.
func (s *stage) build() {
	s.adapter = web.New(s.board, s, web.Options{
		Suggestions: map[string][]string{
			"en": {"I forgot my password", "The VPN keeps dropping", "I need access to a shared folder", "My laptop is slow"},
			"fr": {"J’ai oublié mon mot de passe", "Le VPN se coupe sans arrêt", "Il me faut l’accès à un dossier partagé", "Mon ordinateur est lent"},
		},
		Log: slog.New(slog.DiscardHandler),
	})
}

// open serves on a free port until the test ends.
func (s *stage) open() *stage {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.serve(l)
	s.t.Cleanup(func() { s.close() })
	return s
}

func (s *stage) serve(l net.Listener) {
	s.url = "http://" + l.Addr().String()
	mux := http.NewServeMux()
	s.adapter.Routes(mux)
	mux.HandleFunc("GET /in/{who}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "who", Value: r.PathValue("who"), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		http.Redirect(w, r, "/chat", http.StatusSeeOther)
	})
	ctx, cancel := context.WithCancel(context.Background())
	s.server, s.stop = &http.Server{Handler: mux}, cancel
	go s.adapter.Run(ctx, s)
	go s.server.Serve(l)
}

// close ends the server as a kill would: open streams are cut.
func (s *stage) close() {
	s.stop()
	_ = s.server.Close()
}

// restart brings up another process at the same address.
func (s *stage) restart() {
	addr := strings.TrimPrefix(s.url, "http://")
	s.build()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.serve(l)
}

// Accept makes the stage a chat.Inbox.
func (s *stage) Accept(ctx context.Context, m chat.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != nil {
		return s.down
	}
	if said, ok := m.Did.(chat.Said); ok && s.refuse[said.Text] {
		return fmt.Errorf("too odd: %w", chat.ErrRefused)
	}
	s.tries = append(s.tries, m.ID)
	for _, was := range s.accepted {
		if was.ID == m.ID {
			return nil
		}
	}
	s.accepted = append(s.accepted, m)
	if !s.silent {
		s.answer(ctx, m)
	}
	if s.drop > 0 {
		s.drop--
		return context.DeadlineExceeded
	}
	return nil
}

func (s *stage) messages() []chat.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]chat.Message(nil), s.accepted...)
}

func (s *stage) answer(ctx context.Context, m chat.Message) {
	switch did := m.Did.(type) {
	case chat.Said:
		s.send(ctx, m, answerTo(did.Text, m.Locale))
	case chat.Pressed:
		s.send(ctx, m, chat.Say("Pressed "+did.Token+" "+did.Value))
	case chat.Filled:
		s.send(ctx, m, chat.Say("Thank you, I have opened **INC-1042** for *"+chat.Escape(did.Values["device"])+"*."))
	}
}

func answerTo(text, lang string) chat.Reply {
	text = strings.ToLower(text)
	switch {
	case strings.Contains(text, "vpn") && lang == "fr":
		return vpnFR
	case strings.Contains(text, "vpn"):
		return vpnEN
	case strings.Contains(text, "laptop"):
		return chat.Reply{Blocks: []chat.Block{laptopForm}}
	case strings.Contains(text, "folder"):
		return chat.Reply{Blocks: []chat.Block{folders}}
	}
	return chat.Say("You said: " + chat.Escape(text))
}

func (s *stage) send(ctx context.Context, m chat.Message, r chat.Reply) {
	if _, err := s.adapter.Send(ctx, chat.Delivery{ID: "to-" + m.ID, Place: m.Place, To: m.From, Reply: r}); err != nil {
		s.t.Error(err)
	}
}

// post shows a reply at a place, and answers its name.
func (s *stage) post(channel, thread string, r chat.Reply) chat.Ref {
	s.mu.Lock()
	s.sends++
	id := fmt.Sprint("stage-", s.sends)
	s.mu.Unlock()
	ref, err := s.adapter.Send(s.t.Context(), chat.Delivery{
		ID: id, Place: chat.Place{Adapter: web.Name, Channel: channel, Thread: thread}, Reply: r,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return ref
}

func (s *stage) edit(ref chat.Ref, id string, r chat.Reply) {
	if err := s.adapter.Edit(s.t.Context(), ref, chat.Delivery{ID: id, Reply: r}); err != nil {
		s.t.Fatal(err)
	}
}

// said puts a person's words where they said them, without the desk's answer.
func (s *stage) said(who, channel, thread, words string, sent bool) {
	s.mu.Lock()
	s.sends++
	id := fmt.Sprint("in:", who, ":stage-", s.sends)
	s.mu.Unlock()
	var on int64
	_, _ = fmt.Sscan(thread, &on)
	body := fmt.Sprintf(`{"said":%q,"sent":%v}`, words, sent)
	if _, err := s.board.Put(s.t.Context(), web.Post{Key: id, Channel: channel, Thread: on, Author: who, At: time.Now(), Body: []byte(body)}); err != nil {
		s.t.Fatal(err)
	}
}
