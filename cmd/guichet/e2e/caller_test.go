package e2e

import (
	"crypto/rand"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// caller is somebody whose browser runs no scripts: every page is fetched,
// every button is a form. It fills a desk quicker than Chromium would.
type caller struct {
	t       *testing.T
	client  http.Client
	url     string
	channel string
	page    string
}

// call signs somebody in at the demo's front page.
func (r *replica) call(who string) *caller {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	c := &caller{t: r.t, client: http.Client{Jar: jar, Timeout: patience}, url: r.url, channel: "dm-" + who, page: "/chat"}
	c.post("/sign-in/as", "person", who, "to", c.page)
	return c
}

// in is the same person in a staff channel, or in a card's thread there.
func (c *caller) in(channel string) *caller {
	there := *c
	there.channel, there.page = channel, "/channel/"+channel
	return &there
}

func (c *caller) post(path string, fields ...string) {
	c.t.Helper()
	form := url.Values{}
	for pair := range slices.Chunk(fields, 2) {
		form.Set(pair[0], pair[1])
	}
	answer, err := c.client.PostForm(c.url+path, form)
	c.read(path, answer, err)
}

func (c *caller) get(path string) string {
	c.t.Helper()
	answer, err := c.client.Get(c.url + path)
	return c.read(path, answer, err)
}

func (c *caller) read(path string, answer *http.Response, err error) string {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatalf("%s: %s, %v\n%s", path, answer.Status, err, text)
	}
	return html.UnescapeString(string(text))
}

// sees waits until the page shows words, and returns it.
func (c *caller) sees(words string) string {
	c.t.Helper()
	limit, tick := time.After(30*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		page := c.get(c.page)
		if strings.Contains(page, words) {
			return page
		}
		select {
		case <-limit:
			c.t.Fatalf("%s never shows %q:\n%s", c.channel, words, page)
		case <-tick.C:
		}
	}
}

func (c *caller) say(words string) *caller {
	c.t.Helper()
	c.post("/chat/say", "channel", c.channel, "id", rand.Text(), "text", words)
	return c
}

var (
	postID = regexp.MustCompile(`data-post="(\d+)"`)
	token  = regexp.MustCompile(`<button class="[^"]*" name="token" value="([^"]+)">([^<]*)</button>`)
	form   = regexp.MustCompile(`(?s)<form class="form".*?name="token" value="([^"]+)"`)
)

// press presses the newest button with a label, once it is there.
func (c *caller) press(label string) *caller {
	c.t.Helper()
	posts := strings.Split(c.sees(">"+label+"</button>"), "<article ")
	for _, post := range slices.Backward(posts) {
		for _, button := range token.FindAllStringSubmatch(post, -1) {
			if button[2] == label {
				c.post("/chat/press", "channel", c.channel, "post", postID.FindStringSubmatch(post)[1], "token", button[1], "id", rand.Text())
				return c
			}
		}
	}
	c.t.Fatalf("no button %q", label)
	return nil
}

// fill fills in the newest form, once it is there: names and values.
func (c *caller) fill(fields ...string) *caller {
	c.t.Helper()
	posts := strings.Split(c.sees(`<form class="form"`), "<article ")
	for _, post := range slices.Backward(posts) {
		if f := form.FindStringSubmatch(post); f != nil {
			c.post("/chat/fill", append(fields, "channel", c.channel, "post", postID.FindStringSubmatch(post)[1], "token", f[1], "id", rand.Text())...)
			return c
		}
	}
	c.t.Fatal("no form")
	return nil
}
