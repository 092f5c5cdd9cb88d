package web_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/web"
)

func TestPagesAreForThoseWhoMay(t *testing.T) {
	s := newStage(t).open()
	for _, c := range []struct {
		who, path string
		status    int
		says      string
	}{
		{"", "/chat", 401, "You are not signed in"},
		{"luc", "/chat", 200, "Bonjour Luc. Que puis-je faire pour vous\u202f?"},
		{"marie", "/chat", 200, "I forgot my password"},
		{"marie", "/channel/agents", 403, "not open to you"},
		{"marie", "/channel/dm-luc", 403, "not open to you"},
		{"aicha", "/channel/agents", 200, "Nothing here yet"},
		{"aicha", "/channel/agents?thread=12", 404, "nothing at this address"},
		{"tom", "/channel/sales", 403, "ne vous est pas ouvert"},
	} {
		if status, page := s.as(c.who).get(c.path); status != c.status || !strings.Contains(page, c.says) {
			t.Errorf("%s as %q: %d, want %d and %q:\n%.600s", c.path, c.who, status, c.status, c.says, page)
		}
	}
}

func TestHeaders(t *testing.T) {
	s := newStage(t).open()
	_, header, page := s.as("marie").do(s.as("marie").request("GET", "/chat", nil))
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
		"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if m := regexp.MustCompile(`(?i)<style|<script[^>]*>[^<]|\sstyle=|\son[a-z]+=`).FindString(page); m != "" {
		t.Errorf("the page has %q inline, which its own policy forbids", m)
	}
	files := regexp.MustCompile(`"(/chat/static/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(files) != 3 {
		t.Errorf("the page loads %v, want icon, style sheet and script", files)
	}
	for _, m := range files {
		status, header, _ := s.as("").do(s.as("").request("GET", m[1], nil))
		if status != 200 || !strings.Contains(header.Get("Cache-Control"), "immutable") || header.Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", m[1], status, header)
		}
	}
	if status, _ := s.as("marie").get("/chat/static/chat.css"); status != 404 {
		t.Errorf("an asset without its hash: %d", status)
	}
}

func TestLanguageAndColours(t *testing.T) {
	s := newStage(t).open()
	status, header, _ := s.as("aicha").do(s.as("aicha").request("GET", "/channel/agents?lang=fr&thread=3&theme=dark", nil))
	if to := header.Get("Location"); status != http.StatusSeeOther || to != "/channel/agents?thread=3" {
		t.Errorf("%d to %q", status, to)
	}
	cookies := strings.Join(header.Values("Set-Cookie"), "\n")
	for _, want := range []string{"guichet_lang=fr; Path=/; Max-Age=31536000; SameSite=Lax", "guichet_theme=dark; Path=/"} {
		if !strings.Contains(cookies, want) {
			t.Errorf("cookies %s lack %s", cookies, want)
		}
	}
	_, page := person{s, "aicha", "fr"}.get("/channel/agents")
	if !strings.Contains(page, `<html lang="fr">`) || !strings.Contains(page, "Ma discussion") {
		t.Error("the page does not follow the chosen language")
	}
	_, page = s.as("aicha").get("/channel/agents?lang=de&theme=pink")
	if !strings.Contains(page, `<html lang="en">`) {
		t.Error("a language that the pages do not speak was taken")
	}
	_, _, page = s.as("aicha").do(s.as("aicha").request("GET", "/chat", nil, "Cookie", "who=aicha; guichet_theme=dark; guichet_lang=xx"))
	if !strings.Contains(page, `<html lang="en" data-theme="dark">`) {
		t.Errorf("the page starts with %.120s", page)
	}
}

func TestEarlierPosts(t *testing.T) {
	s := newStage(t).open()
	for i := range 120 {
		s.post("dm-marie", "", chat.Say(fmt.Sprintf("post %03d.", i)))
	}
	earlier := regexp.MustCompile(`class="earlier" href="(/chat\?before=\d+)"`)
	path := "/chat"
	for _, want := range [][2]int{{70, 119}, {20, 69}, {0, 19}} {
		_, page := s.as("marie").get(path)
		for i := range 120 {
			if shown := strings.Contains(page, fmt.Sprintf("post %03d.", i)); shown != (i >= want[0] && i <= want[1]) {
				t.Fatalf("%s shows post %d: %v", path, i, shown)
			}
		}
		if latest := strings.Contains(page, "Back to the latest"); latest != (path != "/chat") {
			t.Errorf("%s leads back to the latest: %v", path, latest)
		}
		m := earlier.FindStringSubmatch(page)
		if (m != nil) != (want[0] > 0) {
			t.Fatalf("%s leads further back: %v", path, m)
		}
		if m != nil {
			path = m[1]
		}
	}
}

func TestDeliveries(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	d := chat.Delivery{ID: "1", Place: chat.Place{Adapter: web.Name, Channel: "dm-marie", Thread: "12"}, Reply: chat.Say("hello")}
	if _, found, err := s.adapter.Find(ctx, d); found || err != nil {
		t.Errorf("found before it was sent: %v %v", found, err)
	}
	one, err := s.adapter.Send(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.adapter.Send(ctx, d)
	if err != nil || again != one {
		t.Errorf("sent again: %q %v, want %q", again, err, one)
	}
	if ref, found, err := s.adapter.Find(ctx, d); ref != one || !found || err != nil {
		t.Errorf("Find = %q %v %v", ref, found, err)
	}
	posts, err := s.board.Posts(ctx, "dm-marie", web.Since{Newest: 9}, 0)
	if err != nil || len(posts) != 1 {
		t.Errorf("a reply in a thread of a direct channel is not shown in line: %v %v", posts, err)
	}
	d.Place = chat.Place{Channel: "agents", Thread: "no number"}
	if _, err := s.adapter.Send(ctx, d); !errors.Is(err, chat.ErrGone) {
		t.Errorf("to a thread that is none: %v", err)
	}
	if err := s.adapter.Edit(ctx, "no number", d); !errors.Is(err, chat.ErrGone) {
		t.Errorf("edit of a post that is none: %v", err)
	}
	p, err := s.adapter.Open(ctx, chat.Account{Adapter: web.Name, ID: "luc"})
	if want := (chat.Place{Adapter: web.Name, Channel: "dm-luc"}); p != want || err != nil {
		t.Errorf("Open = %v %v", p, err)
	}
}

// TestMask keeps a secret out of what is shown, while the desk is given it.
func TestMask(t *testing.T) {
	s := newStage(t)
	s.adapter = web.New(s.board, s, web.Options{Mask: func(w string) string { return strings.ReplaceAll(w, "hunter2", "•••") }})
	s.silent = true
	s.open()
	if _, html := s.as("marie").say("aaaaaaaa", "my password is hunter2"); !strings.Contains(html, "my password is •••") {
		t.Errorf("shown: %s", html)
	}
	if got := s.messages()[0].Did.(chat.Said).Text; got != "my password is hunter2" {
		t.Errorf("the desk was given %q", got)
	}
}

// TestMenu shows further pages to those whom they are for.
func TestMenu(t *testing.T) {
	s := newStage(t)
	s.adapter = web.New(s.board, s, web.Options{
		Name: map[string]string{"en": "Help & Co"},
		Menu: []web.Link{{Href: "/oncall", Title: map[string]string{"en": "On call", "fr": "Astreinte"}, Agents: true}},
	})
	s.open()
	for who, want := range map[string]bool{"marie": false, "aicha": true, "tom": true} {
		_, page := s.as(who).get("/chat")
		if got := strings.Contains(page, `<a href="/oncall">`); got != want {
			t.Errorf("%s sees the page for agents: %v", who, got)
		}
		if !strings.Contains(page, "<span>Help &amp; Co</span>") {
			t.Errorf("%s does not see the desk's name", who)
		}
	}
}

// torn is a board that fails.
type torn struct{ web.Board }

func (torn) Posts(context.Context, string, web.Since, int64) ([]web.Post, error) {
	return nil, errors.New("torn down")
}

func TestBoardFails(t *testing.T) {
	s := newStage(t)
	s.adapter = web.New(torn{s.board}, s, web.Options{Log: slog.New(slog.DiscardHandler)})
	s.open()
	status, page := s.as("luc").get("/chat")
	if status != 500 || !strings.Contains(page, "Une erreur s’est produite de notre côté") || strings.Contains(page, "torn") {
		t.Errorf("%d %s", status, page)
	}
}
