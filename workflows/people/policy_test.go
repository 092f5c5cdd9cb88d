package people

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var desk = Policy{
	Agents: map[string][]string{"network": {"net"}, "identity": {"iam", "net-seniors"}},
	Leads:  []string{"leads"},
	Admins: []string{"root"},
}

var (
	marie = Person{ID: "marie"}
	tom   = Person{ID: "tom"}
	aicha = Person{ID: "aicha", Groups: []string{"staff", "net"}}
	ines  = Person{ID: "ines", Groups: []string{"iam"}}
	lea   = Person{ID: "lea", Groups: []string{"leads"}}
	root  = Person{ID: "root", Groups: []string{"root"}}
)

// vpn is Marie's ticket in the network queue; Tom follows it.
var vpn = Object{Requester: "marie", Queue: "network", Watchers: []ID{"tom"}}

func TestMay(t *testing.T) {
	claimed, escalated := vpn, vpn
	claimed.Assignee = "ines" // given to somebody of another queue
	escalated.Paged = []ID{"tom"}
	for _, c := range []struct {
		who Person
		a   Action
		on  Object
		ok  bool
		why string
	}{
		{marie, Open, Object{}, true, "requester"},
		{marie, Open, Object{Requester: "tom"}, false, "agents_only"},
		{aicha, Open, Object{Requester: "tom"}, true, "agent"},
		{marie, Read, vpn, true, "requester"},
		{marie, Comment, vpn, true, "requester"},
		{marie, Withdraw, vpn, true, "requester"},
		{marie, Rate, vpn, true, "requester"},
		{marie, Note, vpn, false, "agents_only"},
		{marie, Claim, vpn, false, "agents_only"},
		{marie, Administer, Object{}, false, "admins_only"},
		{tom, Read, vpn, true, "watcher"},
		{tom, Comment, vpn, true, "watcher"},
		{tom, Reopen, vpn, false, "agents_only"},
		{tom, Acknowledge, vpn, false, "agents_only"},
		{tom, Acknowledge, escalated, true, "paged"},
		{tom, Claim, escalated, true, "paged"},
		{tom, Resolve, escalated, false, "agents_only"}, // claim it first
		{Person{ID: "eve"}, Read, vpn, false, "not_yours"},
		{aicha, Claim, vpn, true, "agent"},
		{aicha, Reply, vpn, true, "agent"},
		{aicha, Rate, vpn, false, "requester_only"},
		{aicha, Report, Object{}, false, "leads_only"},
		{aicha, Cover, Object{}, true, "agent"},
		{ines, Read, vpn, true, "colleague"},
		{ines, Note, vpn, true, "colleague"},
		{ines, Claim, vpn, false, "other_queue"},
		{ines, Resolve, claimed, true, "assignee"},
		{lea, Assign, vpn, true, "lead"},
		{lea, Report, Object{}, true, "lead"},
		{lea, Administer, Object{}, false, "admins_only"},
		{root, Administer, Object{}, true, "admin"},
		{root, Confirm, vpn, false, "requester_only"},
		{Person{}, Open, Object{}, false, "unknown_person"},
		{Person{Groups: []string{"root"}}, Administer, Object{}, false, "unknown_person"},
		{root, "fly", vpn, false, "unknown_action"},
	} {
		ok, why := desk.May(c.who, c.a, c.on)
		if ok != c.ok || why != c.why {
			t.Errorf("%s %s: got %v %s, want %v %s", c.who.ID, c.a, ok, why, c.ok, c.why)
		}
	}
}

var actions = []Action{
	Open, Comment, Withdraw, Confirm, Rate, Reopen, Read, Watch, Claim, Assign, Release, Prioritise, Edit, Note,
	Reply, Hold, Resume, Resolve, Close, Move, Merge, Link, Acknowledge, Escalate, Declare, Cover, Report, Administer,
}

func TestEveryActionIsSomebodysRight(t *testing.T) {
	for _, a := range actions {
		able := slices.ContainsFunc([]Person{marie, root}, func(who Person) bool {
			ok, _ := desk.May(who, a, vpn)
			return ok
		})
		if !able {
			t.Errorf("neither the requester nor an administrator may %s", a)
		}
	}
}

func TestMoreRolesNeverMeanFewerRights(t *testing.T) {
	for _, a := range actions {
		for _, who := range []Person{marie, tom, aicha, ines} {
			before, _ := desk.May(who, a, vpn)
			who.Groups = append(slices.Clone(who.Groups), "leads", "root", "net", "iam")
			after, why := desk.May(who, a, vpn)
			if before && !after {
				t.Errorf("%s may no longer %s: %s", who.ID, a, why)
			}
		}
	}
}

func TestQueues(t *testing.T) {
	senior := Person{ID: "s", Groups: []string{"net-seniors", "net"}}
	for _, c := range []struct {
		who  Person
		want []string
	}{
		{marie, nil}, {aicha, []string{"network"}}, {senior, []string{"identity", "network"}},
		{lea, []string{"identity", "network"}}, {Person{Groups: []string{"net"}}, nil},
	} {
		if diff := cmp.Diff(c.want, desk.Queues(c.who)); diff != "" {
			t.Errorf("%s: %s", c.who.ID, diff)
		}
		if got, want := desk.Agent(c.who), c.want != nil; got != want {
			t.Errorf("%s: agent %v", c.who.ID, got)
		}
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	everybody := []Person{{}, {ID: "eve"}, marie, tom, aicha, ines, lea, root}
	for _, a := range append(slices.Clone(actions), "fly") {
		for _, who := range everybody {
			_, why := desk.May(who, a, vpn)
			en, fr := Reason(why, "en"), Reason(why, "fr")
			if en == why || fr == why || en == fr {
				t.Errorf("%s: en %q, fr %q", why, en, fr)
			}
		}
	}
	if got := Reason("because", "fr"); got != "because" {
		t.Errorf("an unknown key became %q", got)
	}
}
