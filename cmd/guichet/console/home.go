package console

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/guichet-desk/guichet/workflows/people"
)

// front is what the home page shows to those whom it does not send on.
type front struct {
	Groups []cast
	To     string // where whoever signs in wants to go
	Spent  bool   // a sign-in link was good no more
}

// cast are people whom one can choose to be.
type cast struct {
	Key    string // of texts: employees, agents, oncall, lead
	To     string // where they begin
	First  []people.Person
	Others []people.Person // of a large group, those who are not shown at once
}

// shown is how many of a group are shown at once.
const shown = 8

// choice is somebody whom the reader can choose to be.
type choice struct {
	*visit
	Person people.Person
	To     string
}

// As is the choice to be somebody and to begin at an address.
func (p page) As(who people.Person, to string) choice { return choice{p.visit, who, to} }

// home lets people in, and leads those who are in to where they belong.
func (c *Console) home(v *visit) error {
	q := v.r.URL.Query()
	if v.Me.ID != "" && !q.Has("change") {
		http.Redirect(v.w, v.r, v.begins(), http.StatusSeeOther)
		return nil
	}
	f := front{Spent: q.Has("spent")}
	if to := q.Get("to"); local(to) {
		f.To = to
	}
	if v.Picks() {
		f.Groups = v.casting()
	}
	return v.show(http.StatusOK, "home", page{Title: v.DeskName(), Body: f})
}

// begins is the page that fits the reader.
func (v *visit) begins() string {
	if channels := v.channels(); len(channels) > 0 && v.Agent() {
		return channels[0].Href
	}
	if v.Agent() {
		return "/tickets"
	}
	return "/chat"
}

// casting puts everybody into the one group that says most of them.
func (v *visit) casting() []cast {
	groups := []cast{
		{Key: "employees", To: "/chat"}, {Key: "agents"}, {Key: "oncall", To: "/oncall"}, {Key: "lead", To: "/desk"},
	}
	duty := v.onDuty()
	for _, p := range v.rules.Directory.All() {
		i := 0
		switch {
		case slices.Contains(duty, p.ID):
			i = 2
		case p.In(v.rules.Policy.Leads):
			i = 3
		case v.rules.Policy.Agent(p):
			i = 1
		}
		groups[i].First = append(groups[i].First, p)
	}
	groups = slices.DeleteFunc(groups, func(g cast) bool { return len(g.First) == 0 })
	for i := range groups {
		groups[i].split(v.rules.Directory.All())
	}
	return groups
}

// split leaves a large group's typical members in front: those whom nobody
// reports to, from as many sites as there are.
func (g *cast) split(all []people.Person) {
	byName := func(a, b people.Person) int { return cmp.Compare(a.Name, b.Name) }
	slices.SortStableFunc(g.First, byName)
	if len(g.First) <= shown {
		return
	}
	manages := func(p people.Person) bool {
		return slices.ContainsFunc(all, func(x people.Person) bool { return x.Manager == p.ID })
	}
	seen := make(map[string]int)
	rank := make(map[people.ID]int)
	for _, p := range g.First {
		if rank[p.ID] = seen[p.Site]; manages(p) {
			rank[p.ID] = len(all)
			continue
		}
		seen[p.Site]++
	}
	slices.SortStableFunc(g.First, func(a, b people.Person) int { return rank[a.ID] - rank[b.ID] })
	g.First, g.Others = slices.Clip(g.First[:shown]), g.First[shown:]
	slices.SortStableFunc(g.First, byName)
	slices.SortStableFunc(g.Others, byName)
}

// Speaks says a person's language in words.
func (v *visit) Speaks(p people.Person) string {
	return v.T("speaks." + cmp.Or(spoken(p.Lang), tongues()[0].Code))
}

// signInPage asks for a press of a button: the GET of a link preview must not
// spend the link.
func (c *Console) signInPage(v *visit) error {
	v.w.Header().Set("Referrer-Policy", "no-referrer")
	secret := v.r.URL.Query().Get("secret")
	if secret == "" {
		http.Redirect(v.w, v.r, "/", http.StatusSeeOther)
		return nil
	}
	return v.show(http.StatusOK, "sign-in", page{Title: v.T("signin"), Body: secret})
}
