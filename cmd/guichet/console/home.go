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
	Key     string // of texts: employees, agents, oncall, lead
	To      string // where they begin
	Members []people.Person
}

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
		groups[i].Members = append(groups[i].Members, p)
	}
	for _, g := range groups {
		slices.SortStableFunc(g.Members, func(a, b people.Person) int { return cmp.Compare(a.Name, b.Name) })
	}
	return slices.DeleteFunc(groups, func(g cast) bool { return len(g.Members) == 0 })
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
