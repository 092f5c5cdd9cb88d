package talk

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/guichet-desk/guichet/bot/chat"
)

// act posts what somebody did. What the page answers when it does not take it
// is heard like a reply.
func (b *browser) act(ctx context.Context, at Enter, path string, form url.Values) error {
	place, err := b.place(ctx, at)
	if err != nil {
		return err
	}
	b.acts++
	form.Set("channel", place.Channel)
	form.Set("thread", cmp.Or(place.Thread, "0"))
	form.Set("id", fmt.Sprintf("transcript-%d", b.acts))
	status, body, err := b.post(ctx, at.Who, path, form)
	if err != nil {
		return err
	}
	switch {
	case status == http.StatusAccepted:
		return nil
	case strings.HasPrefix(body, "<"):
		return fmt.Errorf("POST %s: %d: the form was sent back", path, status)
	}
	b.mu.Lock()
	b.posts = append(b.posts, &post{place: place, to: at.Who, reply: chat.Say(body)})
	b.mu.Unlock()
	return nil
}

// post sends a form as somebody, who signs in when their session has ended.
func (b *browser) post(ctx context.Context, who, path string, form url.Values) (status int, body string, err error) {
	return b.fetch(ctx, who, func() (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url+path, strings.NewReader(form.Encode()))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Live", "1")
		return r, nil
	})
}

func (b *browser) fetch(ctx context.Context, who string, request func() (*http.Request, error)) (status int, body string, err error) {
	for signedIn := false; ; signedIn = true {
		client, err := b.client(who)
		if err != nil {
			return 0, "", err
		}
		r, err := request()
		if err != nil {
			return 0, "", err
		}
		resp, err := client.Do(r)
		if err != nil {
			return 0, "", err
		}
		raw, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			return 0, "", err
		}
		if resp.StatusCode != http.StatusUnauthorized || signedIn {
			return resp.StatusCode, strings.TrimSpace(string(raw)), nil
		}
		if err := b.signIn(ctx, client, who); err != nil {
			return 0, "", err
		}
	}
}

func (b *browser) client(who string) (*http.Client, error) {
	if c, ok := b.clients[who]; ok {
		return c, nil
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	if l := b.langs[who]; l != "" {
		at, err := url.Parse(b.url)
		if err != nil {
			return nil, err
		}
		jar.SetCookies(at, []*http.Cookie{{Name: "guichet_lang", Value: l, Path: "/"}})
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	b.clients[who] = c
	return c, nil
}

func (b *browser) signIn(ctx context.Context, c *http.Client, who string) error {
	form := url.Values{"person": {who}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url+"/sign-in/as", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.Do(r)
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("%s cannot sign in: %s", who, resp.Status)
	}
	return nil
}

// page is what a page shows: the readable letters of each post, by its id.
type page map[string]string

var (
	article = regexp.MustCompile(`(?s)<article [^>]*data-post="(\d+)"[^>]*>(.*?)</article>`)
	tag     = regexp.MustCompile(`<[^>]*>`)
)

// page reads the page of a place as somebody sees it.
func (b *browser) page(ctx context.Context, at Enter) (page, error) {
	place, err := b.place(ctx, at)
	if err != nil {
		return nil, err
	}
	path := "/chat"
	if at.Channel != "" || at.Ticket != "" {
		path = "/channel/" + url.PathEscape(place.Channel)
	}
	if place.Thread != "" {
		path += "?thread=" + place.Thread
	}
	status, body, err := b.fetch(ctx, at.Who, func() (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, b.url+path, nil)
	})
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		return nil, fmt.Errorf("GET %s as %s: %d", path, at.Who, status)
	}
	out := page{}
	for _, m := range article.FindAllStringSubmatch(body, -1) {
		out[m[1]] += letters(html.UnescapeString(tag.ReplaceAllString(m[2], "")))
	}
	return out, nil
}

// newest is how many posts a page shows at first.
const newest = 50

// has says what the page lacks of a post's headings and paragraphs.
func (p page) has(x *post) error {
	shown, found := p[string(x.ref)]
	if !found {
		if len(p) >= newest {
			return nil // on an earlier page
		}
		return fmt.Errorf("the page does not show: %s", chat.Plain(x.reply))
	}
	for _, b := range x.reply.Blocks {
		var says string
		switch b := b.(type) {
		case chat.Heading:
			says = b.Text
		case chat.Text:
			says = b.Text
		}
		if strings.Contains(says, "](") {
			continue // a page hides the address behind the label
		}
		if !strings.Contains(shown, letters(chat.Unmark(says))) {
			return fmt.Errorf("the page shows %q without %q", shown, says)
		}
	}
	return nil
}

// letters leaves out what a page may draw in its own way.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
