package automation

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// scopeAt is what step i may name, for checking: slots, the steps before it,
// and the functions that find people. Names have zero values.
func (d Definition) scopeAt(i int, kinds map[string]Kind) scope {
	r := Run{Definition: d}
	return r.scopeAt(i, time.Time{}, kinds)
}

// scopeAt is what step i may name, with its values. Secret slots are left out;
// see withSecrets. A kind that is not in kinds has results of any type.
func (r Run) scopeAt(i int, now time.Time, kinds map[string]Kind) scope {
	f := r.Facts
	in := scope{
		"now":        now,
		"requester":  f.known(r.Requester),
		"person":     func(id string) Person { return f.known(id) },
		"manager_of": func(p Person) Person { return f.manager(p) },
		"owner_of":   func(thing string) Person { return f.owner(thing) },
		"members_of": func(group string) []Person { return f.members(group) },
	}
	for _, s := range r.Definition.Slots {
		if s.Kind != SlotSecret {
			in[s.Name] = s.value(r.Slots[s.Name], f)
		}
	}
	for _, s := range r.Definition.Steps[:i] {
		fields, known := s.results(in, kinds)
		res, ran := r.Results[s.ID]
		values := maps.Clone(res.Values)
		if values == nil {
			values = map[string]any{}
		}
		values["done"] = ran && !res.Skipped && res.Failed == ""
		if !known {
			in[s.ID] = values
			continue
		}
		for _, name := range fields {
			if text, ok := values[name.name].(string); ok {
				values[name.name] = revive(text, name, f)
			}
		}
		in[s.ID] = record(fields, values)
	}
	return in
}

// withSecrets adds the secret slots: for the With of world-touching steps only.
func (r Run) withSecrets(in scope) scope {
	for _, s := range r.Definition.Slots {
		if s.Kind == SlotSecret {
			in[s.Name] = sealed{Ref: r.Slots[s.Name]}
		}
	}
	return in
}

// revive turns a result's text into what its type says: results are kept as
// plain JSON.
func revive(text string, f field, facts Facts) any {
	switch f.typ {
	case typePerson:
		return SlotPerson.value(text, facts)
	case typeTime:
		return SlotDate.value(text, facts)
	}
	return text
}

func (f Facts) manager(p Person) Person { return f.known(p.Manager) }

func (f Facts) owner(thing string) Person { return f.known(f.Owners[thing]) }

func (f Facts) members(group string) []Person {
	var found []Person
	for _, id := range f.Groups[group] {
		found = append(found, f.known(id))
	}
	return found
}

// known is the person of an ID, nobody for the ID "".
func (f Facts) known(id string) Person {
	if id == "" {
		return Person{}
	}
	return f.person(id)
}
