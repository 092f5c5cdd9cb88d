package automation

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const three = `
  - {id: one,   use: ldap, with: {do: "1"}, undo: {use: ldap, with: {undo: "{{one.link}}"}}}
  - {id: two,   use: ldap, with: {do: "2"}, undo: {use: http, with: {undo: "2"}}, tries: 2}
  - {id: three, use: http, with: {do: "3"}}
  - {id: rest,  use: wait, with: {for: 1h}}`

// fields reads a ticket's fields in English.
func fields(e OpenTicket) map[string]string {
	out := map[string]string{}
	for _, f := range e.Fields {
		out[f.Label["en"]] = f.Value["en"]
	}
	return out
}

func TestCancelTakesBackTheLastFirst(t *testing.T) {
	p := start(t, steps(t, three), company("tom"), nil)
	p.send(Finished{Step: "one", Result: map[string]any{"link": "l1"}})
	p.send(Cancelled{By: "tom", Why: "changed my mind"}) // two is out
	p.want(StatusWaiting, WaitStep)
	p.ignores(Cancelled{By: "tom"})
	none[Do](p)
	p.send(Finished{Step: "two"})
	p.want(StatusUndoing, WaitStep)
	if d := one[Do](p); d.Step != "two.undo" || d.Kind != "http" || d.Key != "r1/two.undo" {
		t.Errorf("%+v", d)
	}
	p.ignores(Finished{Step: "two"})
	p.ignores(Cancelled{By: "tom"})
	p.send(Finished{Step: "two.undo"})
	if d := one[Do](p); d.With["undo"] != "l1" {
		t.Errorf("%+v", d)
	}
	p.send(Finished{Step: "one.undo"})
	p.want(StatusCancelled, "")
	none[OpenTicket](p)
	if got := one[Say](p).Text["fr"]; got != "Petit : annulé." {
		t.Errorf("said %q", got)
	}
}

func TestCancelWhatCannotBeTakenBackOpensATicket(t *testing.T) {
	p := start(t, steps(t, three), company("tom"), nil)
	for _, s := range []string{"one", "two", "three"} {
		p.send(Finished{Step: s})
	}
	p.want(StatusWaiting, WaitTime)
	p.send(Cancelled{By: "tom"})
	p.send(Failed{Step: "two.undo", Try: 1, Error: "busy", Retry: true})
	p.want(StatusUndoing, WaitRetry)
	p.ring()
	p.send(Failed{Step: "two.undo", Try: 2, Error: "gone"})
	p.send(Finished{Step: "one.undo"})
	p.want(StatusCancelled, "")
	got := fields(one[OpenTicket](p))
	want := map[string]string{
		"Asked by": "Tom", "account": "Tom", "Done": "one, two, three", "Taken back": "one",
		"Done, or perhaps done, and not taken back": "three, two", "Not begun": "rest", "Run": "r1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCancelWithATryOfUnknownOutcome(t *testing.T) {
	for _, event := range []Event{Unknown{Step: "two", Try: 1}, Rang{}} {
		p := start(t, steps(t, three), company("tom"), nil)
		p.send(Finished{Step: "one"})
		p.send(Cancelled{By: "tom"})
		p.now = p.run.Wake
		p.send(event)
		if d := one[Do](p); d.Step != "two.undo" {
			t.Errorf("%T: what was perhaps done is not taken back: %+v", event, d)
		}
	}
}

func TestCancelWhileAFailingStepIsOut(t *testing.T) {
	p := start(t, steps(t, three), company("tom"), nil)
	p.send(Finished{Step: "one"})
	p.send(Cancelled{By: "tom"})
	p.send(Failed{Step: "two", Try: 1, Error: "busy", Retry: true})
	if d := one[Do](p); d.Step != "one.undo" {
		t.Errorf("%+v", d)
	}
}

func TestCancelAQuestion(t *testing.T) {
	p := start(t, steps(t, `  - {id: sure, use: ask, with: {text: {en: Sure?, fr: Sûr ?}}}`), company("tom"), nil)
	p.send(Cancelled{By: "tom"})
	p.want(StatusCancelled, "")
	one[Close](p)
	none[OpenTicket](p)
}

func TestFailureSaysWhatIsHalfDone(t *testing.T) {
	p := start(t, steps(t, three), company("tom"), map[string]string{"note": "quick"})
	p.send(Finished{Step: "one"})
	p.send(Failed{Step: "two", Try: 1, Error: "no such entry"})
	p.want(StatusFailed, "")
	got := fields(one[OpenTicket](p))
	want := map[string]string{
		"Asked by": "Tom", "account": "Tom", "note": "quick", "Failed at": "two", "Done": "one",
		"Done, or perhaps done, and not taken back": "one", "Not begun": "three, rest", "Run": "r1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFailureMayUndoAndHaveItsOwnQueue(t *testing.T) {
	p := start(t, steps(t, `
  - {id: one, use: ldap, with: {do: "1"}, undo: {use: ldap, with: {undo: "1"}}}
  - {id: two, use: ldap, with: {do: "2"}, on_failure: {undo: true, ticket: {queue: network, kind: request}}}`), company("tom"), nil)
	p.send(Finished{Step: "one"})
	p.send(Failed{Step: "two", Try: 1, Error: "no"})
	p.want(StatusUndoing, WaitStep)
	p.send(Finished{Step: "one.undo"})
	p.want(StatusFailed, "")
	if got := one[OpenTicket](p); got.Queue != "network" || got.Kind != "request" {
		t.Errorf("%+v", got)
	}
}

func TestAFailureThatPerhapsSucceededIsNotForgotten(t *testing.T) {
	p := start(t, steps(t, `  - {id: act, use: ldap, with: {a: b}, unknown: again, on_failure: {continue: true}}`), company("tom"), nil)
	p.send(Unknown{Step: "act", Try: 1})
	p.ring()
	p.send(Failed{Step: "act", Try: 2, Error: "exists already"})
	p.want(StatusDone, "")
	one[OpenTicket](p)
}

func TestQuestionWithoutAnswer(t *testing.T) {
	for _, c := range []struct {
		with, kind string
		status     Status
		said       string
	}{
		{`default: "7", expired: continue`, "number", StatusDone, "8"},
		{`default: requester, expired: continue`, "person", StatusDone, "Tom"},
		{``, "text", StatusFailed, ""},
	} {
		expr := "q.value"
		if c.kind == "number" {
			expr = "q.value + 1"
		}
		comma := ""
		if c.with != "" {
			comma = ", "
		}
		p := start(t, steps(t, `
  - {id: q, use: ask, wait: 1h, with: {text: {en: What?, fr: Quoi ?}, kind: `+c.kind+comma+c.with+`}}
  - {id: tell, use: say, with: {text: {en: "{{`+expr+`}}", fr: "{{`+expr+`}}"}}}`), company("tom"), nil)
		p.ring()
		p.want(c.status, "")
		if c.said != "" && one[Say](p).Text["en"] != c.said {
			t.Errorf("%s: said %+v", c.kind, one[Say](p))
		}
	}
}
