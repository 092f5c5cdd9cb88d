package web_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/web"
)

// person is somebody with a browser that has no script.
type person struct {
	*stage
	who  string
	lang string
}

func (s *stage) as(who string) person { return person{s, who, ""} }

func (p person) request(method, path string, form url.Values, header ...string) *http.Request {
	p.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, body)
	if err != nil {
		p.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if p.who != "" {
		r.AddCookie(&http.Cookie{Name: "who", Value: p.who})
	}
	if p.lang != "" {
		r.AddCookie(&http.Cookie{Name: "guichet_lang", Value: p.lang})
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// do answers the status, the headers and the body, without following.
func (p person) do(r *http.Request) (int, http.Header, string) {
	p.t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

func (p person) get(path string) (int, string) {
	p.t.Helper()
	status, _, body := p.do(p.request("GET", path, nil))
	return status, body
}

// act posts as the script does.
func (p person) act(path string, form ...string) (int, string) {
	p.t.Helper()
	v := make(url.Values)
	for i := 0; i < len(form); i += 2 {
		v.Set(form[i], form[i+1])
	}
	status, _, body := p.do(p.request("POST", path, v, "X-Live", "1"))
	return status, body
}

func (p person) say(id, text string) (int, string) {
	p.t.Helper()
	return p.act("/chat/say", "channel", "dm-"+p.who, "id", id, "text", text)
}

var ignoreTime = cmpopts.IgnoreFields(chat.Message{}, "At")

func TestWhatPeopleDo(t *testing.T) {
	s := newStage(t).open()
	s.silent = true
	card := string(s.post("agents", "", card("INC-1", "Printer", "P3", "Luc", "Workplace", "New", "10:00", "Claim")))
	form := string(s.post("dm-marie", "", chat.Reply{Blocks: []chat.Block{laptopForm}}))
	menu := string(s.post("dm-luc", "", chat.Reply{Blocks: []chat.Block{folders}}))

	dm := chat.Place{Adapter: web.Name, Channel: "dm-marie"}
	thread := chat.Place{Adapter: web.Name, Channel: "agents", Thread: card}
	marie, aicha := chat.Account{Adapter: web.Name, ID: "marie"}, chat.Account{Adapter: web.Name, ID: "aicha"}
	for _, c := range []struct {
		name string
		who  person
		path string
		form []string
		want chat.Message
	}{
		{"words", s.as("marie"), "/chat/say", []string{"channel", "dm-marie", "id", "aaaaaaaa", "text", " hello\r\nyou "},
			chat.Message{ID: "marie:aaaaaaaa", Place: dm, From: marie, Direct: true, Did: chat.Said{Text: "hello\nyou"}, Locale: "en"}},
		{"words in French", person{s, "marie", "fr"}, "/chat/say", []string{"channel", "dm-marie", "id", "aaaaaaab", "text", "ça"},
			chat.Message{ID: "marie:aaaaaaab", Place: dm, From: marie, Direct: true, Did: chat.Said{Text: "ça"}, Locale: "fr"}},
		{"an internal note", s.as("aicha"), "/chat/say", []string{"channel", "agents", "thread", card, "mode", "internal", "id", "aaaaaaac", "text", "hm"},
			chat.Message{ID: "aicha:aaaaaaac", Place: thread, From: aicha, Did: chat.Said{Text: "hm"}, Locale: "en"}},
		{"a reply to the requester", s.as("aicha"), "/chat/say", []string{"channel", "agents", "thread", card, "mode", "reply", "id", "aaaaaaad", "text", "hm"},
			chat.Message{ID: "aicha:aaaaaaad", Place: thread, From: aicha, Direct: true, Did: chat.Said{Text: "/reply hm"}, Locale: "en"}},
		{"a reply that is typed", s.as("aicha"), "/chat/say", []string{"channel", "agents", "thread", card, "mode", "internal", "id", "aaaaaaak", "text", "/reply typed"},
			chat.Message{ID: "aicha:aaaaaaak", Place: thread, From: aicha, Direct: true, Did: chat.Said{Text: "/reply typed"}, Locale: "en"}},
		{"a command in the mode of replies", s.as("aicha"), "/chat/say", []string{"channel", "agents", "thread", card, "mode", "reply", "id", "aaaaaaal", "text", "/hold"},
			chat.Message{ID: "aicha:aaaaaaal", Place: thread, From: aicha, Direct: true, Did: chat.Said{Text: "/hold"}, Locale: "en"}},
		{"the desk called by name", s.as("aicha"), "/chat/say", []string{"channel", "agents", "id", "aaaaaaae", "text", "@guichet who is on call?"},
			chat.Message{ID: "aicha:aaaaaaae", Place: chat.Place{Adapter: web.Name, Channel: "agents"}, From: aicha, Direct: true, Did: chat.Said{Text: "@guichet who is on call?"}, Locale: "en"}},
		{"a button", s.as("aicha"), "/chat/press", []string{"channel", "agents", "post", card, "token", "INC-1-Claim", "id", "aaaaaaaf"},
			chat.Message{ID: "aicha:aaaaaaaf", Place: chat.Place{Adapter: web.Name, Channel: "agents"}, From: aicha, Did: chat.Pressed{Token: "INC-1-Claim"}, Locale: "en"}},
		{"a button that is gone", s.as("aicha"), "/chat/press", []string{"channel", "agents", "post", card, "token", "old", "id", "aaaaaaag"},
			chat.Message{ID: "aicha:aaaaaaag", Place: chat.Place{Adapter: web.Name, Channel: "agents"}, From: aicha, Did: chat.Pressed{Token: "old"}, Locale: "en"}},
		{"an option", s.as("luc"), "/chat/press", []string{"channel", "dm-luc", "post", menu, "token", "folder", "value", "d", "id", "aaaaaaah"},
			chat.Message{ID: "luc:aaaaaaah", Place: chat.Place{Adapter: web.Name, Channel: "dm-luc"}, From: chat.Account{Adapter: web.Name, ID: "luc"}, Direct: true, Did: chat.Pressed{Token: "folder", Value: "d"}, Locale: "fr"}},
		{"a form", s.as("marie"), "/chat/fill", []string{"channel", "dm-marie", "post", form, "token", "laptop", "id", "aaaaaaai", "v.device", " LT-1 ", "v.since", "2026-03-01", "v.impact", "no"},
			chat.Message{ID: "marie:aaaaaaai", Place: dm, From: marie, Direct: true, Locale: "en",
				Did: chat.Filled{Token: "laptop", Values: map[string]string{"device": "LT-1", "since": "2026-03-01", "impact": "no", "more": ""}}}},
		{"an emoji", s.as("aicha"), "/chat/react", []string{"channel", "agents", "post", card, "emoji", "eyes", "id", "aaaaaaaj"},
			chat.Message{ID: "aicha:aaaaaaaj", Place: chat.Place{Adapter: web.Name, Channel: "agents"}, From: aicha, Did: chat.Reacted{Emoji: "eyes", On: chat.Ref(card)}, Locale: "en"}},
	} {
		before := len(s.messages())
		for range 2 { // the second is a redelivery
			if status, body := c.who.act(c.path, c.form...); status != http.StatusAccepted {
				t.Errorf("%s: status %d: %s", c.name, status, body)
			}
		}
		got := s.messages()[before:]
		if diff := cmp.Diff([]chat.Message{c.want}, got, ignoreTime); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	for path, want := range map[string][]string{
		"/chat": {"hello<br>you", "Form sent", "LT-1", "You have sent this form."}, "/channel/agents": {"👀", "4 replies", "@guichet"},
		"/channel/agents?thread=" + card: {"→ Reply to the requester</p><p class=\"said\">hm</p>", "→ Reply to the requester</p><p class=\"said\">/reply typed</p>",
			"Internal note</p><p class=\"said\">/hold</p>", "Internal note</p><p class=\"said\">hm</p>"},
	} {
		who := map[bool]string{true: "marie", false: "aicha"}[path == "/chat"]
		status, page := s.as(who).get(path)
		if status != http.StatusOK {
			t.Errorf("%s: status %d", path, status)
		}
		for _, w := range want {
			if n := strings.Count(page, w); n != 1 && w != "👀" || n == 0 {
				t.Errorf("%s says %q %d times", path, w, n)
			}
		}
	}
}

// TestRefusals has everything that must be turned away: nothing of it reaches
// the desk or the board, and the answer says why in the person's language.
func TestRefusals(t *testing.T) {
	s := newStage(t).open()
	s.silent = true
	s.refuse["odd"] = true
	card := string(s.post("agents", "", card("INC-1", "Printer", "P3", "Luc", "Workplace", "New", "10:00", "Claim")))
	lucs := string(s.post("dm-luc", "", vpnFR))
	form := string(s.post("dm-marie", "", chat.Reply{Blocks: []chat.Block{laptopForm}}))
	private, err := s.adapter.Send(t.Context(), chat.Delivery{ID: "p", Place: chat.Place{Channel: "agents"}, To: chat.Account{ID: "tom"},
		Reply: chat.Reply{Private: true, Blocks: []chat.Block{chat.Buttons{Buttons: []chat.Button{{Label: "For Tom", Token: "t"}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	s.accepted = nil
	for _, c := range []struct {
		name   string
		who    string
		path   string
		form   string
		status int
		says   string
	}{
		{"nobody", "", "/chat/say", "channel=dm-marie&id=aaaaaaaa&text=a", 401, "not signed in"},
		{"a stranger's conversation", "luc", "/chat/say", "channel=dm-marie&id=aaaaaaaa&text=a", 403, "ne vous est pas ouvert"},
		{"a staff channel", "marie", "/chat/say", "channel=agents&id=aaaaaaaa&text=a", 403, "not open to you"},
		{"no channel", "marie", "/chat/say", "id=aaaaaaaa&text=a", 403, "not open to you"},
		{"no words", "luc", "/chat/say", "channel=dm-luc&id=aaaaaaaa&text=%20%0A", 422, "est vide"},
		{"an id that is none", "marie", "/chat/say", "channel=dm-marie&id=a&text=a", 400, "incomplete"},
		{"an id with a trick", "marie", "/chat/say", "channel=dm-marie&id=aaaaaaaa%3Ab&text=a", 400, "incomplete"},
		{"65 KB", "marie", "/chat/say", "channel=dm-marie&id=aaaaaaaa&text=" + strings.Repeat("a", 65<<10), 413, "over 64 KB"},
		{"1 MB", "luc", "/chat/say", "channel=dm-luc&id=aaaaaaaa&text=" + strings.Repeat("a", 1<<20), 413, "plus de 64 Ko"},
		{"invalid UTF-8", "marie", "/chat/say", "channel=dm-marie&id=aaaaaaaa&text=a%FFb", 422, "cannot be read"},
		{"a null character", "luc", "/chat/say", "channel=dm-luc&id=aaaaaaaa&text=a%00b", 422, "caractères illisibles"},
		{"broken encoding", "marie", "/chat/say", "channel=dm-marie&id=aaaaaaaa&text=%zz", 400, "incomplete"},
		{"a thread of a direct channel", "marie", "/chat/say", "channel=dm-marie&thread=" + form + "&id=aaaaaaaa&text=a", 404, "nothing at this address"},
		{"a thread of another channel", "aicha", "/chat/say", "channel=agents&thread=" + form + "&id=aaaaaaaa&text=a", 404, "nothing at this address"},
		{"a thread of nothing", "aicha", "/chat/say", "channel=agents&thread=999&id=aaaaaaaa&text=a", 404, "nothing at this address"},
		{"a button in another's talk", "marie", "/chat/press", "channel=dm-marie&post=" + lucs + "&token=yes", 404, "nothing at this address"},
		{"a button shown to another", "aicha", "/chat/press", "channel=agents&post=" + string(private) + "&token=t", 404, "nothing at this address"},
		{"no button", "aicha", "/chat/press", "channel=agents&post=" + card, 400, "incomplete"},
		{"an emoji of another world", "aicha", "/chat/react", "channel=agents&post=" + card + "&emoji=alien", 400, "incomplete"},
		{"a form that is gone", "marie", "/chat/fill", "channel=dm-marie&post=" + form + "&token=old", 409, "no longer open"},
		{"a form with faults", "marie", "/chat/fill", "channel=dm-marie&post=" + form + "&token=laptop&v.since=soon&v.impact=x", 422, `Please fill in this field`},
	} {
		for _, live := range []bool{true, false} {
			r := s.as(c.who).request("POST", c.path, url.Values{})
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(c.form)), int64(len(c.form))
			if live {
				r.Header.Set("X-Live", "1")
			}
			status, _, body := s.as(c.who).do(r)
			if status != c.status || !strings.Contains(body, c.says) {
				t.Errorf("%s (live %v): status %d, want %d and %q:\n%.300s", c.name, live, status, c.status, c.says, body)
			}
			if page := strings.Contains(body, "<html"); page == live {
				t.Errorf("%s (live %v): answered with a page: %v", c.name, live, page)
			}
		}
	}
	if got := s.messages(); len(got) != 0 {
		t.Errorf("the desk was given %v", got)
	}
	for channel, want := range map[string]int{"agents": 2, "dm-marie": 1, "dm-luc": 1} {
		ps, err := s.board.Posts(t.Context(), channel, web.Since{Newest: 50}, 0)
		if err != nil || len(ps) != want {
			t.Errorf("channel %s has %d posts, want %d, %v", channel, len(ps), want, err)
		}
	}
	if status, body := s.as("marie").say("aaaaaaaa", "odd"); status != 422 || !strings.Contains(body, "could not take this") {
		t.Errorf("words that the desk refuses: %d %s", status, body)
	}
	if _, page := s.as("marie").get("/chat"); !strings.Contains(page, "The desk has not taken this message") {
		t.Error("words that the desk refused are shown as taken")
	}
}

func TestCrossSite(t *testing.T) {
	s := newStage(t).open()
	for _, c := range []struct {
		header []string
		status int
	}{
		{[]string{"Sec-Fetch-Site", "same-origin"}, 303}, {[]string{"Sec-Fetch-Site", "none"}, 303},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403}, {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		{[]string{"Origin", "https://evil.example"}, 403}, {[]string{"Origin", s.url}, 303},
	} {
		form := url.Values{"channel": {"dm-marie"}, "id": {"aaaaaaaa"}, "text": {"a"}}
		if status, _, body := s.as("marie").do(s.as("marie").request("POST", "/chat/say", form, c.header...)); status != c.status {
			t.Errorf("%v: status %d, want %d: %.200s", c.header, status, c.status, body)
		}
	}
}

// TestDown sends while the desk is away, and again when it is back.
func TestDown(t *testing.T) {
	s := newStage(t).open()
	s.down = errors.New("the database is away")
	if status, body := s.as("luc").say("aaaaaaaa", "bonjour"); status != 503 || !strings.Contains(body, "injoignable") {
		t.Fatalf("while the desk is away: %d %s", status, body)
	}
	if _, page := s.as("luc").get("/chat"); !strings.Contains(page, "n’a pas pris ce message") {
		t.Error("a message that was not taken does not say so")
	}
	s.down = nil
	for range 2 {
		status, body := s.as("luc").act("/chat/say", "channel", "dm-luc", "id", "aaaaaaaa", "text", "bonjour", "try", "2")
		if status != http.StatusAccepted || !strings.Contains(body, "bonjour") {
			t.Errorf("back again: %d %s", status, body)
		}
	}
	_, page := s.as("luc").get("/chat")
	if strings.Contains(page, "n’a pas pris ce message") || strings.Count(page, ">bonjour<") != 1 || strings.Count(page, "You said: bonjour") != 1 {
		t.Errorf("after the second try the page shows\n%s", page)
	}
	if n := len(s.messages()); n != 1 {
		t.Errorf("the desk has %d messages", n)
	}
}

// TestLost answers an error after the desk has taken the message.
func TestLost(t *testing.T) {
	s := newStage(t).open()
	s.drop = 1
	if status, _ := s.as("marie").say("aaaaaaaa", "hello"); status != 503 {
		t.Fatalf("status %d", status)
	}
	if status, _ := s.as("marie").act("/chat/say", "channel", "dm-marie", "id", "aaaaaaaa", "text", "hello", "try", "2"); status != http.StatusAccepted {
		t.Fatalf("status %d", status)
	}
	if _, page := s.as("marie").get("/chat"); strings.Count(page, ">hello<") != 1 || strings.Count(page, "You said: hello") != 1 || strings.Contains(page, "has not taken") {
		t.Errorf("the page shows\n%s", page)
	}
}

func TestFlood(t *testing.T) {
	s := newStage(t).open()
	s.silent = true
	for i := range 200 {
		status, header, body := s.as("luc").do(s.as("luc").request("POST", "/chat/say",
			url.Values{"channel": {"dm-luc"}, "id": {fmt.Sprintf("flood-%06d", i)}, "text": {strings.Repeat("😀", 500)}}, "X-Live", "1"))
		if status == http.StatusTooManyRequests {
			if header.Get("Retry-After") == "" || !strings.Contains(body, "Attendez") {
				t.Errorf("Retry-After %q: %s", header.Get("Retry-After"), body)
			}
			return
		}
	}
	t.Error("200 messages at once were all taken")
}
