package console_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/cmd/guichet/console"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

// program calls the API with somebody's key.
type program struct {
	*browser
	key string
}

func (w *world) program(who people.ID) program {
	w.t.Helper()
	key, err := w.app.Store.NewSecret(w.t.Context(), store.SecretKey, who, "test", w.now(), w.now().Add(time.Hour))
	if err != nil {
		w.t.Fatal(err)
	}
	return program{w.as(""), key}
}

// call sends a body, unless it is "", with further headers as name, value, ….
func (p program) call(method, path, body string, headers ...string) response {
	p.w.t.Helper()
	h := http.Header{"Authorization": {"Bearer " + p.key}}
	if body != "" {
		h.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return p.send(method, "/api/v1"+path, body, h)
}

func (r response) json(t testing.TB) map[string]any {
	t.Helper()
	out := make(map[string]any)
	if err := json.Unmarshal([]byte(r.body), &out); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	return out
}

const outageJSON = `{"title": "No network", "text": "The workshop is offline.", "service": "network", "impact": "organisation", "urgency": "critical"}`

func TestAPIOpen(t *testing.T) {
	w := newWorld(t)
	p := w.program("nadia")
	first := p.call("POST", "/tickets", outageJSON, "Idempotency-Key", "a-1")
	if first.status != http.StatusCreated || first.header.Get("Location") != "/api/v1/tickets/INC-1" {
		t.Fatalf("%d %s %s", first.status, first.header.Get("Location"), first.body)
	}
	got := first.json(t)
	want := map[string]any{"number": "INC-1", "priority": "P1", "queue": "network", "requester": "nadia", "status": "new", "kind": "incident"}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %v, want %v", name, got[name], value)
		}
	}
	again := p.call("POST", "/tickets", outageJSON, "Idempotency-Key", "a-1")
	if again.status != http.StatusOK || again.json(t)["number"] != "INC-1" {
		t.Errorf("the same key again: %d %s", again.status, again.body)
	}
	if other := p.call("POST", "/tickets", `{"text": "something else"}`, "Idempotency-Key", "a-1"); other.status != http.StatusUnprocessableEntity {
		t.Errorf("the same key for something else: %d %s", other.status, other.body)
	}
	if theirs := w.program("mehdi").call("POST", "/tickets", outageJSON, "Idempotency-Key", "a-1"); theirs.status != http.StatusCreated {
		t.Errorf("another caller's key is the first one's: %d", theirs.status)
	}
	for who, want := range map[people.ID]int{"nadia": http.StatusCreated, "julien": http.StatusForbidden} {
		got := w.program(who).call("POST", "/tickets", `{"text": "for a colleague", "requester": "marie"}`, "Idempotency-Key", "b")
		if got.status != want {
			t.Errorf("%s opens for marie: %d %s", who, got.status, got.body)
		}
	}
}

// TestAPIOnce opens with one key from many sides at once.
func TestAPIOnce(t *testing.T) {
	w := newWorld(t)
	p := w.program("nadia")
	got, first := make(chan string), ""
	for range 8 {
		go func() {
			answer := p.call("POST", "/tickets", outageJSON, "Idempotency-Key", "race")
			if number := answer.json(t)["number"]; number != nil {
				got <- number.(string)
				return
			}
			got <- answer.body
		}()
	}
	for range 8 {
		if number := <-got; !strings.HasPrefix(number, "INC-") {
			t.Errorf("opened %s", number)
		} else if first == "" {
			first = number
		} else if number != first {
			t.Errorf("opened %s and %s", first, number)
		}
	}
	if n := len(p.call("GET", "/tickets", "").json(t)["tickets"].([]any)); n != 1 {
		t.Errorf("%d tickets, want one", n)
	}
}

func TestAPIRefuses(t *testing.T) {
	w := newWorld(t, func(o *console.Options) { o.Rate = console.Rate{Requests: 1000, Per: time.Minute} })
	k := w.outage()
	p := w.program("nadia")
	for _, c := range []struct {
		method, path, body string
		headers            []string
		status             int
		kind, field        string
	}{
		{"POST", "/tickets", `{"text": "x"}`, nil, 400, "api.idempotency", ""},
		{"POST", "/tickets", `{"text": "x", "colour": "red"}`, []string{"Idempotency-Key", "1"}, 422, "field.unknown", "colour"},
		{"POST", "/tickets", `{"text": 7}`, []string{"Idempotency-Key", "1"}, 422, "field.kind", "text"},
		{"POST", "/tickets", `{"text": "x", "fields": {"a": 1}}`, []string{"Idempotency-Key", "1"}, 422, "field.kind", "fields"},
		{"POST", "/tickets", `{"text": "x", "impact": "galaxy"}`, []string{"Idempotency-Key", "1"}, 422, "field.choice", "impact"},
		{"POST", "/tickets", `{"text": "x", "service": "vnp"}`, []string{"Idempotency-Key", "1"}, 422, "field.choice", "service"},
		{"POST", "/tickets", `{"text": "x", "requester": "nobody"}`, []string{"Idempotency-Key", "1"}, 422, "field.person", "requester"},
		{"POST", "/tickets", `{"text": "a\u0000b"}`, []string{"Idempotency-Key", "1"}, 422, "field.unreadable", "text"},
		{"POST", "/tickets", `{"text": ""}`, []string{"Idempotency-Key", "1"}, 422, "field.needed", "text"},
		{"POST", "/tickets", `{"text": "` + strings.Repeat("x", 20<<10) + `"}`, []string{"Idempotency-Key", "1"}, 422, "field.long", "text"},
		{"POST", "/tickets", `{"text": "` + strings.Repeat("x", 300<<10) + `"}`, []string{"Idempotency-Key", "1"}, 413, "too_large", ""},
		{"POST", "/tickets", `{"text"`, []string{"Idempotency-Key", "1"}, 400, "api.json", ""},
		{"POST", "/tickets", `[]`, []string{"Idempotency-Key", "1"}, 400, "api.json", ""},
		{"POST", "/tickets", `{} {}`, []string{"Idempotency-Key", "1"}, 400, "api.json", ""},
		{"POST", "/tickets", "{\"text\": \"\xff\"}", []string{"Idempotency-Key", "1"}, 400, "api.utf8", ""},
		{"POST", "/tickets", `{"text": "x"}`, []string{"Idempotency-Key", "1", "Content-Type", "text/plain"}, 415, "api.type", ""},
		{"PUT", "/tickets", "", nil, 405, "api.method", ""},
		{"DELETE", "/tickets/INC-1", "", nil, 405, "api.method", ""},
		{"GET", "/nothing", "", nil, 404, "api.path", ""},
		{"GET", "/tickets/INC-99", "", nil, 404, "no_such_ticket", ""},
		{"GET", "/tickets/INC-x", "", nil, 404, "no_such_ticket", ""},
		{"GET", "/tickets?colour=red", "", nil, 422, "field.unknown", "colour"},
		{"GET", "/tickets?queue=nowhere", "", nil, 422, "field.queue", "queue"},
		{"GET", "/tickets?open=perhaps", "", nil, 422, "field.bool", "open"},
		{"GET", "/tickets?limit=0", "", nil, 422, "field.limit", "limit"},
		{"GET", "/tickets?after=x", "", nil, 422, "field.ticket", "after"},
		{"POST", "/tickets/INC-1/fly", "", nil, 404, "api.command", ""},
		{"POST", "/tickets/INC-1/join", "", nil, 404, "api.command", ""},
		{"POST", "/tickets/INC-1/claim", `{"text": "x"}`, nil, 422, "field.unknown", "text"},
		{"POST", "/tickets/INC-1/note", "", nil, 422, "no_words", ""},
		{"POST", "/tickets/INC-1/note", `{"text": null}`, nil, 422, "field.kind", "text"},
		{"POST", "/tickets/INC-1/assign", `{"to": "nobody"}`, nil, 422, "field.person", "to"},
		{"POST", "/tickets/INC-1/priority", `{"priority": "P9"}`, nil, 422, "field.priority", "priority"},
		{"POST", "/tickets/INC-1/move", `{"queue": "nowhere"}`, nil, 422, "field.queue", "queue"},
		{"POST", "/tickets/INC-1/hold", `{"text": "x", "until": "soon"}`, nil, 422, "field.until", "until"},
		{"POST", "/tickets/INC-1/rate", `{"score": 4}`, nil, 403, "requester_only", ""},
		{"POST", "/tickets/INC-1/resume", "", nil, 409, "not_held", ""},
	} {
		name := c.method + " " + c.path
		for _, lang := range []string{"en", "fr"} {
			got := p.call(c.method, c.path, c.body, append(c.headers, "Accept-Language", lang)...)
			if got.status != c.status || got.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %d %s, want %d: %s", name, got.status, got.header.Get("Content-Type"), c.status, got.body)
				continue
			}
			said := got.json(t)
			if said["type"] != "urn:guichet:problem:"+c.kind || said["status"] != float64(c.status) {
				t.Errorf("%s: %v %v, want %s", name, said["type"], said["status"], c.kind)
			}
			for _, words := range []any{said["title"], said["detail"]} {
				if s, ok := words.(string); !ok || s == "" || strings.ContainsAny(s, "⟦") {
					t.Errorf("%s in %s has no words: %s", name, lang, got.body)
				}
			}
			field := ""
			if errs, ok := said["errors"].([]any); ok {
				field = errs[0].(map[string]any)["field"].(string)
			}
			if field != c.field {
				t.Errorf("%s blames %q, want %q", name, field, c.field)
			}
		}
	}
	if n := w.read(k).Seq; n != 1 {
		t.Errorf("%d entries after nothing but refusals", n)
	}
}

func TestAPIKey(t *testing.T) {
	w := newWorld(t)
	link, err := w.door.NewLink(t.Context(), "nadia")
	if err != nil {
		t.Fatal(err)
	}
	good := w.program("nadia")
	for name, h := range map[string]http.Header{
		"none": {}, "wrong": {"Authorization": {"Bearer nonsense"}}, "no bearer": {"Authorization": {good.key}},
		"a sign-in link": {"Authorization": {"Bearer " + link}}, "basic": {"Authorization": {"Basic " + good.key}},
	} {
		got := w.as("").send("GET", "/api/v1/oncall", "", h)
		if got.status != http.StatusUnauthorized || got.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	// A session is no key: a page of another site could otherwise call the API.
	if got := w.as("nadia").get("/api/v1/oncall"); got.status != http.StatusUnauthorized {
		t.Errorf("with a session: %d", got.status)
	}
	w.clock.Add(int64(2 * time.Hour))
	if got := good.call("GET", "/oncall", ""); got.status != http.StatusUnauthorized {
		t.Errorf("an outdated key: %d", got.status)
	}
}

func TestAPIRate(t *testing.T) {
	w := newWorld(t, func(o *console.Options) { o.Rate = console.Rate{Requests: 2, Per: time.Minute} })
	p := w.program("nadia")
	var got response
	for want, limit := range []string{`"default";r=1;t=60`, `"default";r=0;t=60`} {
		if got = p.call("GET", "/oncall", ""); got.status != http.StatusOK || got.header.Get("RateLimit") != limit {
			t.Errorf("call %d: %d %s", want, got.status, got.header.Get("RateLimit"))
		}
	}
	w.clock.Add(int64(15 * time.Second))
	if got = p.call("GET", "/oncall", ""); got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") != "45" {
		t.Errorf("a third call: %d after %q", got.status, got.header.Get("Retry-After"))
	}
	if got := w.program("nadia").call("GET", "/oncall", ""); got.status != http.StatusOK {
		t.Errorf("another key: %d", got.status)
	}
	w.clock.Add(int64(45 * time.Second))
	if got = p.call("GET", "/oncall", ""); got.status != http.StatusOK || got.header.Get("RateLimit-Policy") != `"default";q=2;w=60` {
		t.Errorf("the next minute: %d %s", got.status, got.header.Get("RateLimit-Policy"))
	}
}

// TestAPIByRole gives commands as everybody, as TestCommandsByRole does.
func TestAPIByRole(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		method, path, body string
		want               []int // for roles without the first
	}{
		{"GET", "", "", []int{403, 200, 200, 200, 200}},
		{"POST", "/claim", "", []int{403, 403, 403, 200, 200}},
		{"POST", "/note", `{"text": "hm"}`, []int{403, 403, 200, 200, 200}},
		{"POST", "/comment", `{"text": "hm"}`, []int{403, 200, 200, 200, 200}},
		{"POST", "/resolve", `{"text": "done"}`, []int{403, 403, 403, 200, 200}},
		{"POST", "/withdraw", "", []int{403, 200, 403, 200, 200}},
	} {
		for i, who := range roles[1:] {
			k := w.open("marie", opening("network", c.path+who))
			if got := w.program(people.ID(who)).call(c.method, "/tickets/"+k.Number()+c.path, c.body); got.status != c.want[i] {
				t.Errorf("%s %s as %s: %d, want %d", c.method, c.path, who, got.status, c.want[i])
			}
		}
	}
	for i, want := range []int{403, 403, 200, 200, 200} {
		if got := w.program(people.ID(roles[i+1])).call("GET", "/oncall", ""); got.status != want {
			t.Errorf("on call as %s: %d, want %d", roles[i+1], got.status, want)
		}
	}
}

func TestAPIList(t *testing.T) {
	w := newWorld(t)
	var numbers []string
	for i := range 5 {
		numbers = append(numbers, w.open("marie", opening([]string{"vpn", "erp"}[i%2], fmt.Sprint(i))).Number())
	}
	w.open("julien", opening("vpn", "of julien's"))
	list := func(p program, query string) (out []string, next string) {
		got := p.call("GET", "/tickets"+query, "").json(t)
		for _, k := range got["tickets"].([]any) {
			out = append(out, k.(map[string]any)["number"].(string))
		}
		next, _ = got["next"].(string)
		return out, next
	}
	nadia, marie := w.program("nadia"), w.program("marie")
	for _, c := range []struct {
		p     program
		query string
		want  []string
		next  string
	}{
		{nadia, "", []string{"INC-6", "INC-5", "INC-4", "INC-3", "INC-2", "INC-1"}, ""},
		{nadia, "?queue=applications", []string{"INC-4", "INC-2"}, ""},
		{nadia, "?limit=2", []string{"INC-6", "INC-5"}, "INC-5"},
		{nadia, "?limit=2&after=INC-5", []string{"INC-4", "INC-3"}, "INC-3"},
		{marie, "", []string{"INC-5", "INC-4", "INC-3", "INC-2", "INC-1"}, ""},
	} {
		got, next := list(c.p, c.query)
		if diff := cmp.Diff(c.want, got); diff != "" || next != c.next {
			t.Errorf("%q: next %q, %s", c.query, next, diff)
		}
	}
	marie.call("POST", "/tickets/"+numbers[0]+"/withdraw", "")
	if got, _ := list(marie, ""); len(got) != 4 {
		t.Errorf("open: %v, want the withdrawn one gone", got)
	}
	if got, _ := list(marie, "?open=false"); len(got) != 5 {
		t.Errorf("all: %v, want the withdrawn one too", got)
	}
}

// TestExamples runs the examples of docs/api.md as they stand there.
func TestExamples(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI must run the examples: install curl")
		}
		t.Skip("no curl on this machine")
	}
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	p := w.program("nadia")
	examples := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(raw), -1)
	if len(examples) < 6 {
		t.Fatalf("%d examples in docs/api.md", len(examples))
	}
	for _, e := range examples {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", e[1])
		cmd.Env = append(os.Environ(), "GUICHET_URL="+w.url, "GUICHET_KEY="+p.key)
		out, err := cmd.Output()
		var got struct {
			Type string
		}
		if err == nil {
			err = json.Unmarshal(out, &got)
		}
		if err != nil || got.Type != "" {
			t.Errorf("%s\n%s\n%v", e[1], out, err)
		}
	}
	if got := p.call("GET", "/tickets/INC-1", "").json(t); got["status"] != "resolved" || len(got["timeline"].([]any)) != 4 {
		t.Errorf("after the examples: %v with %v", got["status"], got["timeline"])
	}
}
