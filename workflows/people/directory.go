package people

import (
	"cmp"
	"slices"
	"strings"
)

// Index finds persons. It is immutable and may be shared; build a new one when
// persons change.
type Index struct {
	persons  []Person // in order of ID
	names    [][]string
	ids      map[ID]int
	emails   map[string]int
	accounts map[account]int
}

type account struct{ adapter, id string }

// disputed marks an address or account that more than one person has. It
// proves nothing, so it finds nobody.
const disputed = -1

// Directory builds the index of the persons. Of two with one ID the later
// counts: a directory's record overrides the desk folder's when it is added last.
func Directory(persons []Person) Index {
	latest := make(map[ID]Person, len(persons))
	for _, p := range persons {
		latest[p.ID] = p
	}
	x := Index{
		persons:  make([]Person, 0, len(latest)),
		ids:      make(map[ID]int, len(latest)),
		emails:   make(map[string]int, len(latest)),
		accounts: make(map[account]int),
	}
	for _, p := range latest {
		x.persons = append(x.persons, p)
	}
	slices.SortFunc(x.persons, func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	x.names = make([][]string, len(x.persons))
	for i, p := range x.persons {
		x.ids[p.ID] = i
		x.names[i] = tokens(p.Name)
		own(x.emails, strings.ToLower(p.Email), p.Email, i)
		for adapter, id := range p.Accounts {
			own(x.accounts, account{adapter, id}, id, i)
		}
	}
	return x
}

// own makes person i the owner of the key, unless the value behind it is empty.
func own[K comparable](owners map[K]int, key K, value string, i int) {
	if value == "" {
		return
	}
	if _, taken := owners[key]; taken {
		i = disputed
	}
	owners[key] = i
}

// All returns every person, in order of ID.
func (x Index) All() []Person { return slices.Clone(x.persons) }

// Get returns the person with this ID.
func (x Index) Get(id ID) (Person, bool) { return found(x, x.ids, id) }

// ByEmail returns the one person with this address, whatever its case.
// An address that two persons claim finds neither.
func (x Index) ByEmail(address string) (Person, bool) {
	return found(x, x.emails, strings.ToLower(strings.TrimSpace(address)))
}

// ByAccount returns the one person with this account linked. An account that
// two persons claim finds neither.
func (x Index) ByAccount(adapter, id string) (Person, bool) {
	return found(x, x.accounts, account{adapter, id})
}

func found[K comparable](x Index, owners map[K]int, key K) (Person, bool) {
	i, ok := owners[key]
	if !ok || i == disputed {
		return Person{}, false
	}
	return x.persons[i], true
}

// ManagerOf returns the manager of the person, if there is one and known.
func (x Index) ManagerOf(id ID) (Person, bool) {
	p, _ := x.Get(id)
	return x.Get(p.Manager)
}

// Members returns the persons of any of the groups, in order of ID.
func (x Index) Members(groups ...string) []Person {
	var members []Person
	for _, p := range x.persons {
		if p.In(groups) {
			members = append(members, p)
		}
	}
	return members
}

// WhoIs returns the persons that the words may mean, in order of name: one
// when it is clear, several when it is not, none when nobody fits. An ID or
// address is exact; otherwise whole names win over parts of names, parts over
// beginnings, and beginnings over slips of the pen.
func (x Index) WhoIs(words string) []Person {
	words = strings.TrimPrefix(strings.TrimSpace(words), "@")
	if p, ok := x.Get(ID(strings.ToLower(words))); ok {
		return []Person{p}
	}
	if p, ok := x.ByEmail(words); ok {
		return []Person{p}
	}
	asked := tokens(words)
	if hits := x.nearest(asked); len(hits) > 0 {
		return hits
	}
	return x.nearest(slices.DeleteFunc(asked, courtesy))
}

// nearest returns the persons whose names fit the words most closely.
func (x Index) nearest(asked []string) []Person {
	if len(asked) == 0 {
		return nil
	}
	var hits []Person
	best := far
	for i, name := range x.names {
		d := distance(asked, name, best)
		if d < best {
			best, hits = d, hits[:0]
		}
		if d == best && d < far {
			hits = append(hits, x.persons[i])
		}
	}
	slices.SortStableFunc(hits, func(a, b Person) int { return cmp.Compare(a.Name, b.Name) })
	return hits
}
