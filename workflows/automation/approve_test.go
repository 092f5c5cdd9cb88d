package automation

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// approval starts a run of one approve step for a requester.
func approval(t *testing.T, with, requester, account string, change func(*Facts)) *play {
	t.Helper()
	f := company(requester)
	if change != nil {
		change(&f)
	}
	d := steps(t, `  - {id: ok, use: approve, wait: 4h, with: {`+with+`}}
  - {id: act, use: ldap, with: {a: b}}`)
	return start(t, d, f, map[string]string{"account": account})
}

func TestWhoIsAsked(t *testing.T) {
	away := func(who ...string) func(*Facts) {
		return func(f *Facts) {
			f.Away = map[string]bool{}
			for _, w := range who {
				f.Away[w] = true
			}
		}
	}
	delegate := func(pairs ...string) func(*Facts) {
		return func(f *Facts) {
			f.Delegates = map[string]string{}
			for i := 0; i < len(pairs); i += 2 {
				f.Delegates[pairs[i]] = pairs[i+1]
			}
		}
	}
	security := `by: 'members_of("security")'`
	for _, c := range []struct {
		name, with, requester, account string
		change                         func(*Facts)
		want                           []string // nil: nobody may, the run fails
	}{
		{"manager", `by: manager_of(account)`, "tom", "tom", nil, []string{"paul"}},
		{"group", security, "tom", "tom", nil, []string{"sam", "sue"}},
		{"two in parallel", `by: [manager_of(account), 'owner_of("finance")']`, "tom", "tom", nil, []string{"paul", "anne"}},
		{"the same person twice", `by: [manager_of(account), 'owner_of("design")']`, "tom", "tom", nil, []string{"paul"}},
		{"the requester is the manager", `by: manager_of(account)`, "paul", "tom", nil, []string{"anne"}},
		{"the requester is in the group", security, "sam", "sam", nil, []string{"sue"}},
		{"nobody above the requester", `by: manager_of(account)`, "anne", "paul", nil, nil},
		{"no manager, a fallback", `by: manager_of(account), fallback: 'members_of("security")'`, "anne", "anne", nil, []string{"sam", "sue"}},
		{"the requester is the fallback", `by: manager_of(account), fallback: person("anne")`, "anne", "anne", nil, nil},
		{"delegate", `by: manager_of(account)`, "tom", "tom", delegate("paul", "sue"), []string{"sue"}},
		{"delegate of the delegate", `by: manager_of(account)`, "tom", "tom", delegate("paul", "sue", "sue", "sam"), []string{"sam"}},
		{"delegates in a circle", `by: manager_of(account)`, "tom", "tom", delegate("paul", "sue", "sue", "paul"), []string{"paul"}},
		{"delegate is the requester", `by: manager_of(account)`, "tom", "tom", delegate("paul", "tom"), []string{"paul"}},
		{"delegate's delegate is the requester", `by: manager_of(account)`, "tom", "tom", delegate("paul", "sue", "sue", "tom"), []string{"paul"}},
		{"two delegate to the same", security + `, need: all`, "tom", "tom", delegate("sam", "anne", "sue", "anne"), []string{"anne", "sue"}},
		{"delegate to one who is asked", security, "tom", "tom", delegate("sam", "sue"), []string{"sam", "sue"}},
		{"away: their manager", `by: manager_of(account)`, "tom", "tom", away("paul"), []string{"anne"}},
		{"everybody away", `by: manager_of(account)`, "tom", "tom", away("paul", "anne"), []string{"anne"}},
		{"more needed than there are", security + `, need: 3`, "tom", "tom", nil, nil},
		{"a group that is empty", `by: 'members_of("none")'`, "tom", "tom", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := approval(t, c.with, c.requester, c.account, c.change)
			if c.want == nil {
				p.want(StatusFailed, "")
				one[OpenTicket](p)
				return
			}
			if diff := cmp.Diff(c.want, one[AskApproval](p).Approvers); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A vote is "sam+" or "sam-"; the last must decide, those before must not.
func TestQuorum(t *testing.T) {
	three := func(f *Facts) { f.Groups["security"] = []string{"sam", "sue", "paul"} }
	for _, c := range []struct {
		need  string
		votes []string
		yes   bool
	}{
		{"one", []string{"sue+"}, true},
		{"one", []string{"sue-"}, false},
		{"2", []string{"sue+", "paul+"}, true},
		{"2", []string{"sue-", "paul+", "sam+"}, true},
		{"2", []string{"sue-", "paul-"}, false},
		{"all", []string{"sue+", "paul+", "sam+"}, true},
		{"all", []string{"sue+", "paul-"}, false},
	} {
		p := approval(t, `by: 'members_of("security")', need: `+c.need, "tom", "tom", three)
		asked := one[AskApproval](p).Asked
		for i, v := range c.votes {
			if i > 0 {
				p.want(StatusWaiting, WaitApproval)
			}
			by, yes := v[:len(v)-1], v[len(v)-1] == '+'
			if yes {
				p.send(Approved{Step: "ok", Asked: asked, By: by})
			} else {
				p.send(Refused{Step: "ok", Asked: asked, By: by, Why: "no"})
			}
			if i+1 < len(c.votes) { // nobody votes twice, or changes their mind
				p.ignores(Approved{Step: "ok", Asked: asked, By: by})
				p.ignores(Refused{Step: "ok", Asked: asked, By: by})
			}
		}
		if c.yes {
			p.want(StatusWaiting, WaitStep)
		} else {
			p.want(StatusCancelled, "")
			none[Do](p)
		}
		if len(p.run.Approvals) != len(c.votes) {
			t.Errorf("%v: the audit has %+v", c.votes, p.run.Approvals)
		}
	}
}

func TestVotesThatDoNotCount(t *testing.T) {
	p := approval(t, `by: 'members_of("security")', need: all`, "tom", "tom", func(f *Facts) {
		f.Delegates = map[string]string{"sam": "paul"}
	})
	asked := one[AskApproval](p).Asked
	p.ignores(Approved{Step: "ok", Asked: asked, By: "tom"})   // the requester
	p.ignores(Approved{Step: "ok", Asked: asked, By: "marie"}) // was not asked
	p.ignores(Approved{Step: "ok", Asked: asked, By: ""})
	p.ignores(Approved{Step: "ok", Asked: "9.9", By: "sue"}) // was asked something else
	p.ignores(Approved{Step: "act", Asked: asked, By: "sue"})
	p.ignores(Finished{Step: "ok"})
	p.send(Approved{Step: "ok", Asked: asked, By: "paul"}) // in Sam's place
	p.ignores(Approved{Step: "ok", Asked: asked, By: "sam"})
	if got := p.run.Approvals[0]; got.By != "paul" || got.For != "sam" {
		t.Errorf("the audit has %+v", got)
	}
	p.now = p.run.Wake
	p.ignores(Approved{Step: "ok", Asked: asked, By: "sue"}) // too late
}

func TestSequenceAsksOneAfterTheOther(t *testing.T) {
	p := approval(t, `by: [manager_of(account), manager_of(account)], order: sequential`, "tom", "tom", nil)
	first := one[AskApproval](p)
	p.now = p.now.Add(time.Hour)
	p.send(Approved{Step: "ok", Asked: first.Asked, By: "paul"})
	second := one[AskApproval](p)
	one[Close](p)
	if !second.Until.Equal(p.now.Add(4 * time.Hour)) {
		t.Errorf("the second stage ends %s", second.Until)
	}
	p.ignores(Approved{Step: "ok", Asked: first.Asked, By: "paul"}) // the same button again
	p.send(Approved{Step: "ok", Asked: second.Asked, By: "paul"})
	p.want(StatusWaiting, WaitStep)
}

func TestRefusalReachesTheRequester(t *testing.T) {
	p := approval(t, `by: manager_of(account)`, "tom", "tom", nil)
	p.send(Refused{Step: "ok", Asked: one[AskApproval](p).Asked, By: "paul", Why: "not *now*"})
	p.want(StatusCancelled, "")
	want := Text{"en": "Small: refused by Paul: not ∗now∗", "fr": "Petit : refusé par Paul : not ∗now∗"}
	if diff := cmp.Diff(want, one[Say](p).Text); diff != "" {
		t.Error(diff)
	}
	none[OpenTicket](p)
}

func TestReminderFollowsAbsence(t *testing.T) {
	p := approval(t, `by: 'members_of("security")', need: all, remind: 1h`, "tom", "tom", nil)
	first := one[AskApproval](p)
	p.send(Approved{Step: "ok", Asked: first.Asked, By: "sue"})
	p.run.Facts.Away = map[string]bool{"sam": true}
	p.ring()
	again := one[AskApproval](p)
	if diff := cmp.Diff([]string{"anne"}, again.Approvers); diff != "" || !again.Reminder || again.Asked != first.Asked {
		t.Errorf("%+v %s", again, diff)
	}
	if want := monday.Add(2 * time.Hour); !p.run.Wake.Equal(want) {
		t.Errorf("rings next at %s", p.run.Wake)
	}
	p.send(Approved{Step: "ok", Asked: first.Asked, By: "sam"}) // back for a moment
	p.want(StatusWaiting, WaitStep)
}

func TestExpiry(t *testing.T) {
	for _, c := range []struct {
		then   string
		status Status
		wait   Wait
	}{
		{"", StatusFailed, ""},
		{", expired: refuse", StatusCancelled, ""},
		{", expired: continue", StatusWaiting, WaitStep},
		{`, expired: fallback, fallback: 'person("sue")'`, StatusWaiting, WaitApproval},
	} {
		p := approval(t, `by: manager_of(account)`+c.then, "tom", "tom", nil)
		asked := one[AskApproval](p).Asked
		p.ring()
		p.want(c.status, c.wait)
		one[Close](p)
		if c.wait != WaitApproval {
			continue
		}
		fallback := one[AskApproval](p)
		if diff := cmp.Diff([]string{"sue"}, fallback.Approvers); diff != "" || fallback.Asked == asked {
			t.Errorf("%+v %s", fallback, diff)
		}
		p.ring()
		p.want(StatusFailed, "")
	}
}

func TestApprovalIsAskedAgainWhenTheRequestChanges(t *testing.T) {
	p := approval(t, `by: manager_of(account)`, "tom", "tom", nil)
	old := one[AskApproval](p).Asked
	p.ignores(Edited{By: "marie", Slots: map[string]string{"note": "x"}})
	p.ignores(Edited{By: "tom", Slots: map[string]string{"account": "nobody"}})
	p.ignores(Edited{By: "tom", Slots: map[string]string{"account": "tom"}})
	p.send(Edited{By: "tom", Slots: map[string]string{"account": "sam", "note": "for Sam"}})
	one[Close](p)
	ask := one[AskApproval](p)
	if diff := cmp.Diff([]string{"anne"}, ask.Approvers); diff != "" || p.run.Subject != "sam" {
		t.Error(p.run.Subject, diff)
	}
	p.ignores(Approved{Step: "ok", Asked: old, By: "paul"})
	p.ignores(Approved{Step: "ok", Asked: old, By: "anne"})
	p.send(Approved{Step: "ok", Asked: ask.Asked, By: "anne"})
	p.want(StatusWaiting, WaitStep)
	p.ignores(Edited{By: "tom", Slots: map[string]string{"note": "too late"}})
}

func TestEditCannotSlipPastACondition(t *testing.T) {
	d := steps(t, `
  - {id: hello, use: say, with: {text: {en: Hello., fr: Bonjour.}}}
  - {id: ok, use: approve, if: account != requester, with: {by: manager_of(account)}}
  - {id: sure, use: ask, with: {text: {en: Sure?, fr: Sûr ?}}}
  - {id: act, use: ldap, with: {dn: "{{account.dn}}"}}`)
	p := start(t, d, company("tom"), nil)
	p.want(StatusWaiting, WaitAnswer) // for oneself nobody is asked
	p.send(Edited{By: "tom", Slots: map[string]string{"account": "marie"}})
	p.want(StatusWaiting, WaitApproval)
	none[Say](p) // hello was said
	p.approve("paul", "")
	p.want(StatusWaiting, WaitAnswer)
	p.send(Answered{Step: "sure", By: "tom", Value: "yes"})
	if got := one[Do](p).With["dn"]; got != "uid=marie" {
		t.Errorf("done to %v", got)
	}
}

// Even if a seat came to be the requester's, or one person's twice, their vote
// would not count.
func TestSeatsThatShouldNotBe(t *testing.T) {
	p := approval(t, `by: 'members_of("security")', need: all`, "tom", "tom", nil)
	asked := one[AskApproval](p).Asked
	seat := func(s Seat) { p.run.Waiting.Approval.Stages[0].Seats[0] = s }
	seat(Seat{Of: "tom", Asked: "tom"})
	p.ignores(Approved{Step: "ok", Asked: asked, By: "tom"})
	seat(Seat{Of: "sam", Asked: "sue"})
	p.send(Approved{Step: "ok", Asked: asked, By: "sue"})
	p.want(StatusWaiting, WaitApproval)
	p.ignores(Approved{Step: "ok", Asked: asked, By: "sue"})
}

// Bringing facts up to date cannot make somebody else the requester.
func TestFactsCannotReplaceTheRequester(t *testing.T) {
	d := steps(t, `
  - {id: rest, use: wait, with: {for: 1h}}
  - {id: ok, use: approve, if: account != requester, with: {by: manager_of(account)}}
  - {id: act, use: ldap, with: {dn: "{{requester.dn}}"}}`)
	p := start(t, d, company("tom"), map[string]string{"account": "marie"})
	p.run.Facts = company("marie")
	p.ring()
	p.approve("paul", "")
	if got := one[Do](p).With["dn"]; got != "uid=tom" {
		t.Errorf("done for %v", got)
	}
}

func TestEditRepeatsOnlyWhatReadsDifferently(t *testing.T) {
	d := steps(t, `
  - {id: hello, use: say, with: {text: {en: Hello., fr: Bonjour.}}}
  - {id: about, use: say, with: {text: {en: "For {{account}}.", fr: "Pour {{account}}."}}}
  - {id: sure, use: ask, with: {text: {en: "{{note}}?", fr: "{{note}} ?"}}}
  - {id: ok, use: approve, with: {by: manager_of(requester)}}`)
	p := start(t, d, company("tom"), map[string]string{"note": "A"})
	p.send(Answered{Step: "sure", By: "tom", Value: "yes"})
	p.send(Edited{By: "tom", Slots: map[string]string{"account": "marie"}})
	if got := one[Say](p); got.Step != "about" || got.Text["en"] != "For Marie." {
		t.Errorf("said %+v", got)
	}
	p.want(StatusWaiting, WaitApproval) // the question is the same: so is its answer
	p.send(Edited{By: "tom", Slots: map[string]string{"note": "B"}})
	none[Say](p)
	if got := one[AskSlot](p).Slot.Ask["en"]; got != "B?" {
		t.Errorf("asked %q", got)
	}
}
