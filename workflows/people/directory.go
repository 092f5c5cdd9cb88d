package people

import (
	"maps"
	"slices"
)

// Index finds persons. It is immutable; build a new one when persons change.
type Index struct {
	persons []Person
}

// Directory builds the index of the persons.
func Directory(persons []Person) Index { return Index{persons: persons} }

// All returns every person, in order of ID. The caller must not change it.
func (x Index) All() []Person { panic("to come") }

// Get returns the person with this ID.
func (x Index) Get(id ID) (Person, bool) { panic("to come") }

// ByEmail returns the one person with this address, whatever its case.
// An address that two persons claim finds neither: it proves nothing.
func (x Index) ByEmail(address string) (Person, bool) { panic("to come") }

// ByAccount returns the one person with this account linked.
func (x Index) ByAccount(adapter, account string) (Person, bool) { panic("to come") }

// ManagerOf returns the manager of the person, if there is one and known.
func (x Index) ManagerOf(id ID) (Person, bool) { panic("to come") }

// Members returns the persons of any of the groups, in order of ID.
func (x Index) Members(groups ...string) []Person { panic("to come") }

// WhoIs returns the persons that the words may mean, in order of name:
// one when it is clear, several when it is not, none when nobody fits.
func (x Index) WhoIs(words string) []Person { panic("to come") }

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
