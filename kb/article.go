package kb

import (
	"slices"
	"time"
)

// Article is one text of the knowledge base in one language. Translations
// share the ID; (ID, Lang) names an article.
type Article struct {
	ID       string // stable, for example "vpn-drops"
	Lang     string // "en", "fr"; another language is indexed without stemming
	Title    string
	Body     string    // Markdown
	Audience Audience  // who may read; the zero value admits everyone
	Keywords []string  // words people use that the text does not
	URL      string    // where the article can be read
	Owner    string    // who answers for it
	ReviewBy time.Time // when the owner must look at it again; zero: never
	Status   Status    // only published articles are found
	Credit   string    // attribution line that a licence asks for
	Updated  time.Time
}

// Status is the stage of an article's life.
type Status int

// The stages, in their usual order. A zero Article is a draft.
const (
	Draft Status = iota
	InReview
	Published
	Retired
)

// Audience says who may read an article. Both conditions must hold: an
// article for agents of the group "hr" is closed to other agents and to
// people of "hr" who are not agents. The zero value admits everyone.
type Audience struct {
	Agents bool     // only agents of the desk
	Groups []string // only members of one of these groups; empty: no condition
}

// Reader is the person who asks.
type Reader struct {
	Groups []string
	Agent  bool
}

// Admits reports whether r may read what is kept for the audience a.
func (a Audience) Admits(r Reader) bool {
	if a.Agents && !r.Agent {
		return false
	}
	return len(a.Groups) == 0 || slices.ContainsFunc(a.Groups, func(g string) bool {
		return slices.Contains(r.Groups, g)
	})
}

// key is the audience in one canonical form: equal audiences share a shard.
func (a Audience) key() string {
	groups := slices.Clone(a.Groups)
	slices.Sort(groups)
	key := "everyone"
	if a.Agents {
		key = "agents"
	}
	for _, g := range slices.Compact(groups) {
		key += "\x00" + g
	}
	return key
}
