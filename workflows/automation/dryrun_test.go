package automation

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDryRunOfAReset(t *testing.T) {
	d := load(t, "reset-password")
	ready := Text{"en": "Your link is ready.", "fr": "Votre lien est prêt."}
	own := []Planned{
		{Step: "boss", Use: "approve", Will: WillSkip, Why: "account != requester is false"},
		{Step: "reset", Use: "ldap", Will: WillDo, With: map[string]any{"reset_password": "uid=tom", "deliver": "single_use_link"}},
		{Step: "tell", Use: "say", Will: WillDo, To: []string{"tom"}, Text: ready},
	}
	if diff := cmp.Diff(own, DryRun(d, nil, company("tom"))); diff != "" {
		t.Error(diff)
	}
	other := DryRun(d, map[string]string{"account": "marie"}, company("tom"))
	if other[0].Will != WillDo || other[0].Why != "account != requester is true" || other[0].To[0] != "paul" {
		t.Errorf("%+v", other[0])
	}
}

func TestDryRunSaysWhatDepends(t *testing.T) {
	f := company("tom")
	f.Delegates = map[string]string{"paul": "marie"}
	plan := DryRun(load(t, "group-access"), map[string]string{"team": "finance", "end": "2026-03-31", "badge": "ref-77"}, f)
	type line struct {
		Step string
		Will Will
		To   []string
	}
	var got []line
	for _, p := range plan {
		got = append(got, line{p.Step, p.Will, p.To})
	}
	want := []line{
		{"sure", WillDo, []string{"tom"}},
		{"agreed", WillDepends, []string{"marie", "sam", "sue"}},
		{"path", WillDo, nil},
		{"grant", WillDepends, nil},
		{"note", WillDepends, nil},
		{"rest", WillDepends, nil},
		{"revoke", WillDepends, nil},
		{"proof", WillDepends, nil},
		{"tell", WillDo, []string{"tom"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	grant := map[string]any{"add_member": "cn=finance,ou=groups", "member": "uid=tom", "badge": "•••"}
	if diff := cmp.Diff(grant, plan[3].With); diff != "" {
		t.Error(diff)
	}
	if !plan[3].Undo || plan[4].With["count"] != "{{grant.count}}" || plan[8].Text["fr"] != "Terminé. {{proof.resolution}}" {
		t.Errorf("%+v\n%+v\n%+v", plan[3], plan[4], plan[8])
	}
}

func TestDryRunNamesWhatIsWrong(t *testing.T) {
	d := load(t, "group-access")
	if got := DryRun(d, nil, company("tom")); len(got) != 1 || got[0].Wrong == "" {
		t.Errorf("%+v", got)
	}
	plan := DryRun(load(t, "reset-password"), map[string]string{"account": "anne"}, company("tom"))
	if plan[0].Wrong != "nobody may approve" {
		t.Errorf("%+v", plan[0])
	}
}

// A dry run promises what a run then does.
func TestDryRunAgreesWithTheRun(t *testing.T) {
	for _, account := range []string{"tom", "marie", "sam"} {
		d, slots := load(t, "reset-password"), map[string]string{"account": account}
		plan := DryRun(d, slots, company("tom"))
		p := start(t, d, company("tom"), slots)
		if plan[0].Will == WillDo {
			if diff := cmp.Diff(plan[0].To, one[AskApproval](p).Approvers); diff != "" {
				t.Error(diff)
			}
			p.approve(plan[0].To[0], "")
		}
		if diff := cmp.Diff(plan[1].With, one[Do](p).With); diff != "" {
			t.Error(diff)
		}
	}
}

func TestDryRunKnowsNoTime(t *testing.T) {
	plan := DryRun(steps(t, `  - {id: act, use: ldap, if: now.Year() > 2020, with: {at: "{{now}}"}}`), nil, company("tom"))
	if plan[0].Will != WillDepends || plan[0].With["at"] != "{{now}}" {
		t.Errorf("%+v", plan[0])
	}
}
