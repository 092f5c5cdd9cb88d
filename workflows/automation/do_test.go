package automation

import (
	"testing"
	"time"
)

func TestTriesWithBackoff(t *testing.T) {
	p := start(t, steps(t, `  - {id: act, use: ldap, with: {dn: "{{account.dn}}", at: "{{now}}"}, tries: 3, backoff: {first: 10s, max: 30s}}`), company("tom"), nil)
	first := one[Do](p)
	for try := 1; try < 3; try++ {
		p.ignores(Failed{Step: "act", Try: try + 1, Error: "from nowhere", Retry: true})
		p.send(Failed{Step: "act", Try: try, Error: "busy", Retry: true})
		p.want(StatusWaiting, WaitRetry)
		p.ignores(Failed{Step: "act", Try: try, Error: "busy", Retry: true})
		pause, base := p.run.Wake.Sub(p.now), time.Duration(try)*10*time.Second
		if pause < base*3/4 || pause > base*5/4 {
			t.Errorf("pause %d is %s", try, pause)
		}
		p.now = p.run.Wake.Add(-time.Second)
		p.ignores(Rang{})
		p.ring()
		next := one[Do](p)
		if next.Try != try+1 || next.Key != first.Key || next.With["at"] != first.With["at"] {
			t.Errorf("try %d is not the first again: %+v", try+1, next)
		}
	}
	p.send(Failed{Step: "act", Try: 3, Error: "busy", Retry: true})
	p.want(StatusFailed, "")
	if got := one[OpenTicket](p); got.Queue != "desk" || got.Why != "act: busy" {
		t.Errorf("ticket %+v", got)
	}
}

func TestFailureThatTryingCannotHelp(t *testing.T) {
	p := start(t, steps(t, `  - {id: act, use: ldap, with: {a: b}, tries: 3}`), company("tom"), nil)
	p.send(Failed{Step: "act", Try: 1, Error: "no such entry"})
	p.want(StatusFailed, "")
	if got := one[Say](p); got.To != "tom" || got.Text["fr"] == "" {
		t.Errorf("the requester is told %+v", got)
	}
}

func TestUnknownOutcomeAgain(t *testing.T) {
	p := start(t, steps(t, `  - {id: act, use: ldap, with: {a: b}, unknown: again}`), company("tom"), nil)
	for try := 1; try <= maxLost; try++ {
		p.send(Unknown{Step: "act", Try: try})
		p.want(StatusWaiting, WaitRetry)
		p.ignores(Unknown{Step: "act", Try: try})
		p.ring()
		if d := one[Do](p); d.Try != try+1 || d.Key != "r1/act" {
			t.Fatalf("%+v", d)
		}
	}
	p.ring() // the timeout: once too often
	p.want(StatusWaiting, WaitHuman)
	one[OpenTicket](p)
	p.send(Finished{Step: "act"}) // the last try did answer
	p.want(StatusDone, "")
}

func TestUnknownOutcomeAsksHuman(t *testing.T) {
	for _, c := range []struct {
		answer string
		status Status
		wait   Wait
	}{
		{wasDone, StatusDone, ""},
		{wasNotDone, StatusWaiting, WaitStep},
		{giveUp, StatusFailed, ""},
	} {
		p := start(t, steps(t, `  - {id: act, use: ldap, with: {a: b}}`), company("tom"), nil)
		p.send(Unknown{Step: "act", Try: 1})
		p.want(StatusWaiting, WaitHuman)
		if got := one[OpenTicket](p); len(got.Choices) != 3 || got.Step != "act" || got.Queue != "desk" {
			t.Errorf("ticket %+v", got)
		}
		p.ignores(Answered{Step: "act", By: "tom", Value: c.answer}) // not by the requester
		p.ignores(Answered{Step: "act", By: "sam", Value: "whatever"})
		p.send(Answered{Step: "act", By: "sam", Value: c.answer})
		p.want(c.status, c.wait)
		if c.answer == wasNotDone && one[Do](p).Try != 2 {
			t.Errorf("not tried again: %+v", p.effects)
		}
	}
}

func TestLateSuccessOfAnEarlierTry(t *testing.T) {
	p := start(t, steps(t, `  - {id: act, use: ldap, with: {a: b}, tries: 2, unknown: again}`), company("tom"), nil)
	p.ring() // timed out
	p.want(StatusWaiting, WaitRetry)
	p.send(Finished{Step: "act"})
	p.want(StatusDone, "")
	none[Do](p)
}

func TestPauseGrowsToItsMost(t *testing.T) {
	b := Backoff{First: Duration(time.Second), Max: Duration(10 * time.Second)}
	seen := map[time.Duration]bool{}
	for try := 1; try < 40; try++ {
		d := b.pause("r1/act", try)
		seen[d] = true
		most := min(10*time.Second, time.Second<<min(try-1, 10))
		if d < most*3/4 || d > most*5/4 {
			t.Errorf("pause after try %d is %s", try, d)
		}
	}
	if len(seen) < 30 {
		t.Errorf("%d different pauses of 39: no jitter", len(seen))
	}
	if b.pause("a", 1) != b.pause("a", 1) {
		t.Error("the pause is not the key's")
	}
}

func TestConditionThatCannotBeEvaluatedOpensATicket(t *testing.T) {
	p := start(t, steps(t, `
  - {id: look, use: http, with: {a: b}}
  - {id: act, use: ldap, if: look.body > 3, with: {a: b}}`), company("tom"), nil)
	p.send(Finished{Step: "look", Result: map[string]any{"body": "none"}})
	p.want(StatusFailed, "")
	one[OpenTicket](p)
	none[Do](p)
}
