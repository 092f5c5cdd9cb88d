package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/workflows/ticket"
)

// The people of the demo desk by what they are to a network ticket of Marie's.
var roles = []string{"", "julien", "marie", "sophie", "nadia", "helene"}

// TestPagesByRole opens every page as everybody: nobody, a colleague of the
// requester, the requester, an agent of another queue, an agent of this one,
// and the lead.
func TestPagesByRole(t *testing.T) {
	w := newWorld(t)
	k := w.outage()
	w.pass(6 * time.Minute)
	const (
		ok   = http.StatusOK
		away = http.StatusSeeOther // to the door, or to where one belongs
		no   = http.StatusForbidden
		none = http.StatusUnauthorized
	)
	for path, want := range map[string][]int{
		"/":                           {ok, away, away, away, away, away},
		"/?change":                    {ok, ok, ok, ok, ok, ok},
		"/sign-in?secret=x":           {ok, ok, ok, ok, ok, ok},
		"/oncall":                     {away, no, no, ok, ok, ok},
		"/tickets":                    {away, ok, ok, ok, ok, ok},
		"/tickets?show=all":           {away, ok, ok, ok, ok, ok},
		"/tickets/" + k.Number():      {away, no, ok, ok, ok, ok},
		"/tickets/INC-999":            {away, 404, 404, 404, 404, 404},
		"/tickets/nonsense":           {away, 404, 404, 404, 404, 404},
		"/desk":                       {away, no, no, no, no, ok},
		"/live/oncall":                {none, no, no, ok, ok, ok},
		"/live/tickets":               {none, ok, ok, ok, ok, ok},
		"/live/tickets/" + k.Number(): {none, no, ok, ok, ok, ok},
	} {
		for i, who := range roles {
			b := w.as(who)
			var got int
			if strings.HasPrefix(path, "/live/") {
				got = b.peek(path)
			} else {
				got = b.get(path).status
			}
			if got != want[i] {
				t.Errorf("%s as %q: %d, want %d", path, who, got, want[i])
			}
		}
	}
}

// peek opens a stream and leaves it.
func (b *browser) peek(path string) int {
	b.w.t.Helper()
	r, err := http.NewRequestWithContext(b.w.t.Context(), http.MethodGet, b.w.url+path, nil)
	if err != nil {
		b.w.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	res, err := b.client.Do(r)
	if err != nil {
		b.w.t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// TestCommandsByRole gives every command as everybody and looks whether the
// ticket changed.
func TestCommandsByRole(t *testing.T) {
	w := newWorld(t)
	const no = http.StatusForbidden
	for command, c := range map[string]struct {
		form   url.Values
		before []ticket.Event // by nadia, who has it then
		want   []int          // for roles
	}{
		"claim":       {nil, nil, []int{401, no, no, no, 303, 303}},
		"acknowledge": {nil, nil, []int{401, no, no, no, 303, 303}},
		"assign":      {url.Values{"to": {"oscar"}}, nil, []int{401, no, no, no, 303, 303}},
		"priority":    {url.Values{"priority": {"P2"}}, nil, []int{401, no, no, no, 303, 303}},
		"move":        {url.Values{"queue": {"identity"}}, nil, []int{401, no, no, no, 303, 303}},
		"note":        {url.Values{"text": {"looks odd"}}, nil, []int{401, no, no, 303, 303, 303}},
		"reply":       {url.Values{"text": {"hello"}}, nil, []int{401, no, no, no, 303, 303}},
		"comment":     {url.Values{"text": {"hello"}}, nil, []int{401, no, 303, 303, 303, 303}},
		"hold":        {url.Values{"text": {"a part"}}, nil, []int{401, no, no, no, 303, 303}},
		"resume":      {nil, []ticket.Event{ticket.HeldUp{Reason: "x"}}, []int{401, no, no, no, 303, 303}},
		"resolve":     {url.Values{"text": {"restarted"}}, nil, []int{401, no, no, no, 303, 303}},
		"release":     {nil, []ticket.Event{ticket.Claimed{}}, []int{401, no, no, no, 303, 303}},
		"major":       {nil, nil, []int{401, no, no, 303, 303, 303}},
		"not-major":   {nil, []ticket.Event{ticket.Declared{Major: true}}, []int{401, no, no, 303, 303, 303}},
		"confirm":     {nil, []ticket.Event{ticket.Solved{How: "x"}}, []int{401, no, 303, no, no, no}},
		"rate":        {url.Values{"score": {"4"}}, []ticket.Event{ticket.Solved{How: "x"}}, []int{401, no, 303, no, no, no}},
		"reopen":      {url.Values{"text": {"no"}}, []ticket.Event{ticket.Solved{How: "x"}}, []int{401, no, 303, no, 303, 303}},
		"withdraw":    {url.Values{"text": {""}}, nil, []int{401, no, 303, no, 303, 303}},
		"undo":        {nil, []ticket.Event{ticket.Replied{Text: "x"}}, []int{401, no, no, no, 303, 409}}, // one's own reply only
		"join":        {nil, nil, []int{401, 404, 404, 404, 404, 404}},
	} {
		for i, who := range roles {
			k := w.open("marie", opening("network", command+who))
			for _, e := range c.before {
				w.do("nadia", k, e)
			}
			before := w.read(k).Seq
			got := w.as(who).post("/tickets/"+k.Number()+"/"+command, c.form)
			if got.status != c.want[i] {
				t.Errorf("%s as %q: %d, want %d", command, who, got.status, c.want[i])
			}
			if changed := w.read(k).Seq != before; changed != (c.want[i] == http.StatusSeeOther) {
				t.Errorf("%s as %q: changed %v, answered %d", command, who, changed, got.status)
			}
		}
	}
}

// TestOnlyColleagues wants nothing that is among colleagues on the
// requester's page, and all of it on the agent's.
func TestOnlyColleagues(t *testing.T) {
	w := newWorld(t)
	k := w.outage()
	w.pass(6 * time.Minute)
	w.do("nadia", k, ticket.Claimed{})
	w.do("nadia", k, ticket.Noted{Text: "SECRET-NOTE"})
	w.do("nadia", k, ticket.Replied{Text: "PENDING-REPLY"})
	page := "/tickets/" + k.Number()
	theirs := w.as("marie").get(page)
	for _, secret := range []string{"SECRET-NOTE", "PENDING-REPLY", "Étape 1", "réseau → ", "queue network", "plan standard"} {
		if strings.Contains(theirs.body, secret) {
			t.Errorf("the requester reads %q", secret)
		}
	}
	w.as("helene").get(page).shows(t, "SECRET-NOTE", "PENDING-REPLY", "Étape 1 sur 3, tour 1 sur 3", "chain network-p1")
	w.pass(time.Minute)
	w.as("marie").get(page).shows(t, "PENDING-REPLY")
}

// TestRefusals wants words for what cannot be, and the typed words back.
func TestRefusals(t *testing.T) {
	w := newWorld(t)
	k := w.outage()
	w.do("nadia", k, ticket.Claimed{})
	page := "/tickets/" + k.Number()
	mehdi := w.as("mehdi")
	if got := mehdi.post(page+"/claim", nil).shows(t, "Nadia Rahmani l’a déjà pris."); got.status != http.StatusConflict {
		t.Errorf("claiming a claimed ticket: %d", got.status)
	}
	if got := mehdi.post(page+"/claim", url.Values{"back": {"/oncall"}}).shows(t, "Nadia Rahmani l’a déjà pris.", "D’astreinte maintenant"); got.status != http.StatusConflict {
		t.Errorf("from the on-call page: %d", got.status)
	}
	past := url.Values{"text": {"KEPT WORDS"}, "until": {"2020-01-01T10:00"}}
	if got := mehdi.post(page+"/hold", past).shows(t, "KEPT WORDS", "Ce moment est passé"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a hold until the past: %d", got.status)
	}
	for _, form := range []url.Values{{"text": {"a\x00b"}}, {"text": {"\xff"}}, {"text": {" "}}} {
		if got := mehdi.post(page+"/note", form); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a note of %q: %d", form["text"], got.status)
		}
	}
	if got := mehdi.post(page+"/note", url.Values{"text": {strings.Repeat("x", 300<<10)}}); got.status/100 != 4 {
		t.Errorf("a note of 300 KB: %d", got.status)
	}
	if n := w.read(k).Seq; n != 2 {
		t.Errorf("%d entries, want the opening and the claim alone", n)
	}
}

// TestMasked wants pasted passwords out of what is kept.
func TestMasked(t *testing.T) {
	w := newWorld(t)
	k := w.outage()
	w.as("marie").post("/tickets/"+k.Number()+"/comment", url.Values{"text": {"mon mot de passe est Tr0ub4dor&3"}})
	if body := w.as("helene").get("/tickets/" + k.Number()).body; strings.Contains(body, "Tr0ub4dor") {
		t.Error("a password is kept")
	}
}

// TestOtherSites refuses what another site's page posts.
func TestOtherSites(t *testing.T) {
	w := newWorld(t)
	k := w.outage()
	for _, path := range []string{"/tickets/" + k.Number() + "/claim", "/sign-in/as", "/sign-in/link", "/sign-out"} {
		for _, h := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}} {
			got := w.as("nadia").send(http.MethodPost, path, "person=nadia", h)
			if got.status != http.StatusForbidden {
				t.Errorf("%s with %v: %d", path, h, got.status)
			}
			got.shows(t, "Cette requête venait d’un autre site")
		}
	}
	if w.read(k).State.Assignee != "" {
		t.Error("another site claimed a ticket")
	}
}

func TestHeaders(t *testing.T) {
	w := newWorld(t)
	got := w.as("nadia").get("/oncall")
	csp := got.header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
	for _, bad := range []string{" style=", "<style", "onclick", "<script>", "http://", "//cdn"} {
		if strings.Contains(got.body, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if got := w.as("").get("/sign-in?secret=x").header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("Referrer-Policy %q on the page with a secret in its address", got)
	}
}
