package people

import (
	"fmt"
	"maps"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// ID names a person within the desk, "marie.durand". It never changes, is
// never reused, and is what tickets, rotas and the audit keep.
type ID string

// Person is somebody the desk knows, from the desk folder or a directory.
type Person struct {
	ID       ID                `yaml:"id" json:"id"`
	Name     string            `yaml:"name" json:"name"`                   // as shown: "Marie Durand"
	Email    string            `yaml:"email" json:"email,omitempty"`       // the verified address
	Lang     string            `yaml:"lang" json:"lang,omitempty"`         // "en", "fr"; empty: the desk's own
	Zone     string            `yaml:"zone" json:"zone,omitempty"`         // IANA time zone; empty: the desk's own
	Manager  ID                `yaml:"manager" json:"manager,omitempty"`   // empty: nobody
	Groups   []string          `yaml:"groups" json:"groups,omitempty"`     // what a Policy grants rights to
	Title    string            `yaml:"title" json:"title,omitempty"`       // job title
	Site     string            `yaml:"site" json:"site,omitempty"`         // where they work
	Accounts map[string]string `yaml:"accounts" json:"accounts,omitempty"` // adapter → account id, linked and proven
}

// In reports whether the person belongs to at least one of the groups.
func (p Person) In(groups []string) bool {
	return slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(p.Groups, g) })
}

// Check reports every mistake in the person, by YAML path.
func (p Person) Check(report func(path, message string)) {
	if p.ID == "" {
		report("id", "a person needs an id, such as marie.durand")
	} else if strings.ContainsAny(string(p.ID), " \t@,") {
		report("id", fmt.Sprintf("%q: an id has no spaces, commas or @", p.ID))
	}
	if strings.TrimSpace(p.Name) == "" {
		report("name", "a person needs a name")
	}
	if p.Email != "" {
		if a, err := mail.ParseAddress(p.Email); err != nil || a.Address != p.Email {
			report("email", fmt.Sprintf("%q is not an e-mail address", p.Email))
		}
	}
	if p.Zone != "" {
		if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
			report("zone", fmt.Sprintf("%q is not a time zone; write one such as Europe/Paris", p.Zone))
		}
	}
	if p.Manager != "" && p.Manager == p.ID {
		report("manager", "nobody is their own manager")
	}
}

// CheckAll reports every mistake in the persons taken together, by YAML path
// ("[2].email"): each one's own, and ids, addresses or accounts that two of
// them claim.
func CheckAll(persons []Person, report func(path, message string)) {
	owner := make(map[string]ID)
	claim := func(path, kind, key string, who ID) {
		if key == "" {
			return
		}
		if first, taken := owner[kind+"\x00"+key]; taken {
			report(path, fmt.Sprintf("%s %q already belongs to %s", kind, key, first))
			return
		}
		owner[kind+"\x00"+key] = who
	}
	for i, p := range persons {
		at := fmt.Sprintf("[%d].", i)
		p.Check(func(path, message string) { report(at+path, message) })
		claim(at+"id", "id", string(p.ID), p.ID)
		claim(at+"email", "address", strings.ToLower(p.Email), p.ID)
		for _, adapter := range slices.Sorted(maps.Keys(p.Accounts)) {
			claim(at+"accounts."+adapter, adapter+" account", p.Accounts[adapter], p.ID)
		}
	}
}
