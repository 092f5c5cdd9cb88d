package automation

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// kinds are step kinds as an ldap and an http package would bring them.
func kinds() map[string]Kind {
	return map[string]Kind{
		"ldap": {
			Check: func(with map[string]any, report func(path, message string)) {
				if len(with) == 0 {
					report("", "does nothing")
				}
			},
			Results: map[string]Type{"count": TypeNumber, "link": TypeText},
		},
		"http": {Results: map[string]Type{"status": TypeNumber, "body": TypeAny}},
	}
}

func load(t testing.TB, name string) Definition {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(data))
}

func parse(t testing.TB, text string) Definition {
	t.Helper()
	d, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// steps is a small definition around the given steps.
func steps(t testing.TB, yaml string) Definition {
	t.Helper()
	d := parse(t, `
name: small
title: {en: Small, fr: Petit}
who: {groups: [staff]}
slots: [{name: account, kind: person, default: requester}, {name: note, kind: text, optional: true}]
on_failure: {ticket: {queue: desk}}
steps:
`+yaml)
	for _, m := range reports(d) {
		t.Errorf("the definition of this test is wrong: %s", m)
	}
	return d
}

func reports(d Definition) []string {
	var found []string
	d.Check(kinds(), func(path, message string) { found = append(found, path+": "+message) })
	return found
}

// company: tom and marie work for paul, paul for anne; sam and sue are security.
func company(requester string) Facts {
	people := map[string]Person{
		"tom":   {ID: "tom", Name: "Tom", DN: "uid=tom", Manager: "paul", Groups: []string{"staff"}},
		"marie": {ID: "marie", Name: "Marie", DN: "uid=marie", Manager: "paul", Groups: []string{"staff"}},
		"paul":  {ID: "paul", Name: "Paul", DN: "uid=paul", Manager: "anne"},
		"anne":  {ID: "anne", Name: "Anne", DN: "uid=anne"},
		"sam":   {ID: "sam", Name: "Sam", Manager: "anne"},
		"sue":   {ID: "sue", Name: "Sue", Manager: "anne"},
	}
	return Facts{
		Requester: people[requester], People: people,
		Groups: map[string][]string{"security": {"sam", "sue"}},
		Owners: map[string]string{"finance": "anne", "design": "paul"},
	}
}

// play is a run under test: it sends events and keeps what came of the last.
type play struct {
	t       *testing.T
	run     Run
	effects []Effect
	now     time.Time
}

func start(t *testing.T, d Definition, facts Facts, slots map[string]string) *play {
	t.Helper()
	r, effects, err := d.Start("r1", slots, facts, monday)
	if err != nil {
		t.Fatal(err)
	}
	return &play{t: t, run: r, effects: effects, now: monday}
}

// send stores and loads the run in between, as a shell does.
func (p *play) send(e Event) {
	p.t.Helper()
	before := asJSON(p.t, p.run)
	r, effects := Advance(reload(p.t, p.run), e, p.now)
	if after := asJSON(p.t, p.run); after != before {
		p.t.Errorf("Advance changed the run it was given:\n%s", cmp.Diff(before, after))
	}
	p.run, p.effects = r, effects
}

// ring lets the run's time come.
func (p *play) ring() {
	p.t.Helper()
	if p.run.Wake.IsZero() {
		p.t.Fatal("nothing to ring for")
	}
	p.now = p.run.Wake
	p.send(Rang{})
}

// ignores wants an event to change nothing.
func (p *play) ignores(e Event) {
	p.t.Helper()
	before := asJSON(p.t, p.run)
	p.send(e)
	if diff := cmp.Diff(before, asJSON(p.t, p.run)); diff != "" || len(p.effects) > 0 {
		p.t.Errorf("%T%+v should do nothing; it did %+v\n%s", e, e, p.effects, diff)
	}
}

// one is the only effect of type E.
func one[E Effect](p *play) E {
	p.t.Helper()
	found := all[E](p.effects)
	if len(found) != 1 {
		p.t.Fatalf("%d effects of type %T in %s", len(found), *new(E), asJSON(p.t, p.effects))
	}
	return found[0]
}

func none[E Effect](p *play) {
	p.t.Helper()
	if found := all[E](p.effects); len(found) > 0 {
		p.t.Errorf("unexpected %T: %+v", *new(E), found)
	}
}

func all[E Effect](effects []Effect) []E {
	var found []E
	for _, e := range effects {
		if e, ok := e.(E); ok {
			found = append(found, e)
		}
	}
	return found
}

func (p *play) want(status Status, wait Wait) {
	p.t.Helper()
	var got Wait
	if p.run.Waiting != nil {
		got = p.run.Waiting.For
	}
	if p.run.Status != status || got != wait {
		p.t.Fatalf("the run is %s, waiting for %q (%s); want %s, %q", p.run.Status, got, p.run.Why, status, wait)
	}
}

// approve votes on what is open.
func (p *play) approve(by, why string) {
	p.t.Helper()
	p.send(Approved{Step: p.run.Waiting.Step, Asked: one[AskApproval](p).Asked, By: by, Why: why})
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func reload(t testing.TB, r Run) Run {
	t.Helper()
	var out Run
	if err := json.Unmarshal([]byte(asJSON(t, r)), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestShippedExamplesAreRight(t *testing.T) {
	for _, name := range []string{"reset-password", "group-access"} {
		if found := reports(load(t, name)); len(found) > 0 {
			t.Errorf("%s: %q", name, found)
		}
	}
}

func TestResetForOneself(t *testing.T) {
	p := start(t, load(t, "reset-password"), company("tom"), nil)
	want := Do{
		Step: "reset", Kind: "ldap", Key: "r1/reset", Timeout: 2 * time.Minute, Try: 1,
		With: map[string]any{"reset_password": "uid=tom", "deliver": "single_use_link"},
	}
	if diff := cmp.Diff(want, one[Do](p)); diff != "" {
		t.Error(diff)
	}
	p.want(StatusWaiting, WaitStep)
	p.send(Finished{Step: "reset"})
	say := Say{Step: "tell", To: "tom", Text: Text{"en": "Your link is ready.", "fr": "Votre lien est prêt."}, Private: true}
	if diff := cmp.Diff(say, one[Say](p)); diff != "" {
		t.Error(diff)
	}
	if got := one[Ended](p).Status; got != StatusDone {
		t.Errorf("ended %s", got)
	}
	p.want(StatusDone, "")
	p.ignores(Finished{Step: "reset"})
	p.ignores(Cancelled{By: "tom"})
	p.ignores(Started{})
}

func TestGroupAccessFromEndToEnd(t *testing.T) {
	p := start(t, load(t, "group-access"), company("tom"), map[string]string{
		"team": "finance", "end": "2026-03-31", "why": "the *audit*", "badge": "ref-77",
	})
	if got := one[AskSlot](p).Slot.Ask; got["fr"] != "Ajouter Tom à Finances ?" {
		t.Errorf("asked %v", got)
	}
	p.ignores(Answered{Step: "sure", By: "paul", Value: "yes"})
	p.send(Answered{Step: "sure", By: "tom", Value: "perhaps"})
	if again := one[AskSlot](p).Again; again["en"] == "" {
		t.Error("a wrong answer is not explained")
	}
	p.send(Answered{Step: "sure", By: "tom", Value: "yes"})

	ask := one[AskApproval](p)
	if diff := cmp.Diff([]string{"paul"}, ask.Approvers); diff != "" {
		t.Error(diff)
	}
	summary := asJSON(t, ask.Summary)
	for _, want := range []string{"Finances", "31/03/2026", "31 March 2026", "∗audit∗"} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary lacks %s: %s", want, summary)
		}
	}
	if strings.Contains(summary, "ref-77") {
		t.Error("the summary shows a secret")
	}
	p.approve("paul", "go ahead")
	if say := all[Say](p.effects)[0]; say.To != "tom" || say.Text["en"] != "Paul approved: go ahead" {
		t.Errorf("the comment reads %+v", say)
	}
	if diff := cmp.Diff([]string{"sam", "sue"}, one[AskApproval](p).Approvers); diff != "" {
		t.Error(diff)
	}
	p.approve("sue", "")
	want := map[string]any{"add_member": "cn=finance,ou=groups", "member": "uid=tom", "badge": map[string]any{"sealed": "ref-77"}}
	if diff := cmp.Diff(want, one[Do](p).With); diff != "" {
		t.Error(diff)
	}
	p.send(Finished{Step: "grant", Result: map[string]any{"count": 3}})
	if got := one[Do](p).With["count"]; got != 3.0 {
		t.Errorf("a step's result reads %v", got)
	}
	p.send(Failed{Step: "note", Try: 1, Error: "down"})
	p.want(StatusWaiting, WaitTime)
	if want := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC); !p.run.Wake.Equal(want) {
		t.Errorf("wakes at %s", p.run.Wake)
	}
	p.ring()
	p.send(Finished{Step: "revoke"})
	if got := one[OpenTicket](p); !got.Resolved || got.Title["fr"] != "Vérifier que Tom a quitté Finances" {
		t.Errorf("ticket %+v", got)
	}
	p.send(Finished{Step: "proof", Result: map[string]any{"number": "REQ-1", "resolution": "He left."}})
	if got := one[Say](p).Text["en"]; got != "Over. He left." {
		t.Errorf("said %q", got)
	}
	p.want(StatusDone, "")
}
