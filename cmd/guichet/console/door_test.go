package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestSignInLink(t *testing.T) {
	w := newWorld(t)
	w.door.Pick = false
	secret, err := w.door.NewLink(t.Context(), "nadia")
	if err != nil {
		t.Fatal(err)
	}
	b := w.as("")
	for range 3 { // a preview, and somebody who reloads
		b.get("/sign-in?secret="+url.QueryEscape(secret)).shows(t, `action="/sign-in/link"`, secret)
	}
	got := b.post("/sign-in/link", url.Values{"secret": {secret}, "to": {"/oncall"}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/oncall" {
		t.Fatalf("%d to %q", got.status, got.header.Get("Location"))
	}
	cookie := got.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie lacks %s: %s", want, cookie)
		}
	}
	b.get("/oncall").shows(t, "Nadia Rahmani")
	again := w.as("")
	if got := again.post("/sign-in/link", url.Values{"secret": {secret}}); got.header.Get("Location") != "/?spent" {
		t.Errorf("spent twice: %d to %q", got.status, got.header.Get("Location"))
	}
	again.get("/?spent").shows(t, "That link has been used")

	w.clock.Add(int64(13 * time.Hour))
	if got := b.get("/oncall"); got.status != http.StatusSeeOther {
		t.Errorf("after 13 hours: %d", got.status)
	}
}

func TestLinkExpires(t *testing.T) {
	w := newWorld(t)
	secret, err := w.door.NewLink(t.Context(), "nadia")
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Add(int64(11 * time.Minute))
	if got := w.as("").post("/sign-in/link", url.Values{"secret": {secret}}); got.header.Get("Location") != "/?spent" {
		t.Errorf("after 11 minutes: %d to %q", got.status, got.header.Get("Location"))
	}
	if _, err := w.door.NewLink(t.Context(), "nobody"); err == nil {
		t.Error("a link for nobody was made")
	}
}

// TestWayIn leads whoever has to sign in back to where they wanted to go, and
// nobody to another site.
func TestWayIn(t *testing.T) {
	w := newWorld(t)
	b := w.as("")
	got := b.get("/tickets?show=mine")
	if want := "/?to=" + url.QueryEscape("/tickets?show=mine"); got.header.Get("Location") != want {
		t.Errorf("led to %q, want %q", got.header.Get("Location"), want)
	}
	b.get(got.header.Get("Location")).shows(t, `name="to" value="/tickets?show=mine"`)
	if body := b.get("/?to=https://evil.example").body; strings.Contains(body, `name="to" value="http`) {
		t.Error("the front page leads to another site")
	}
	for _, to := range []string{"https://evil.example", "//evil.example", "/\\evil.example", ""} {
		if got := b.post("/sign-in/as", url.Values{"person": {"marie"}, "to": {to}}); got.header.Get("Location") != "/" {
			t.Errorf("to %q led to %q", to, got.header.Get("Location"))
		}
	}
	for who, want := range map[string]string{"marie": "/chat", "nadia": "/channel/agents", "helene": "/channel/agents"} {
		if got := w.as(who).get("/").header.Get("Location"); got != want {
			t.Errorf("%s begins at %q, want %q", who, got, want)
		}
	}
}

func TestSignOut(t *testing.T) {
	w := newWorld(t)
	b := w.as("nadia")
	b.post("/sign-out", nil)
	if got := b.get("/oncall"); got.status != http.StatusSeeOther {
		t.Errorf("after signing out: %d", got.status)
	}
}

func TestLanguageAndColours(t *testing.T) {
	w := newWorld(t)
	b := w.as("nadia")
	b.get("/oncall").shows(t, `<html lang="fr"`, "D’astreinte maintenant")
	if got := b.get("/oncall?lang=en&theme=dark"); got.header.Get("Location") != "/oncall" {
		t.Errorf("led to %q", got.header.Get("Location"))
	}
	b.get("/oncall").shows(t, `<html lang="en" data-theme="dark"`, "On call now")
	if body := w.as("").send(http.MethodGet, "/", "", http.Header{"Accept-Language": {"de, fr;q=0.8"}}).body; !strings.Contains(body, "Qui voulez-vous être") {
		t.Error("the front page does not speak the browser's language")
	}
}
