package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// check reports what is wrong with what was read: each definition by its own
// rules, then what refers to something that does not exist.
func (l *loader) check() {
	l.collect()
	l.checkDesk()
	l.checkQueues()
	l.checkPromises()
	l.checkPeople()
	l.checkThings()
	l.checkEscalation()
	l.checkIntents()
	l.checkAutomations()
	l.checkArticles()
}

// collect gathers the names that exist, by kind.
func (l *loader) collect() {
	n := map[string][]string{"calendar": slices.Collect(maps.Keys(l.desk.Calendars))}
	for _, q := range l.desk.Queues {
		n["queue"] = append(n["queue"], q.Name)
	}
	for _, p := range l.desk.Plans {
		n["plan"] = append(n["plan"], p.Name)
	}
	n["priority"] = sla.Priorities()
	n["field"] = []string{"intent", "service", "queue", "priority", "impact", "urgency", "kind", "site", "lang", "group"}
	for _, p := range l.desk.People {
		n["person"] = append(n["person"], string(p.ID))
		n["group"] = append(n["group"], p.Groups...)
	}
	for kind, things := range map[string][]Thing{"service": l.desk.Services, "site": l.desk.Sites, "device": l.desk.Devices, "folder": l.desk.Folders} {
		for _, t := range things {
			n[kind] = append(n[kind], t.Name)
		}
	}
	for _, r := range l.desk.Rotas {
		n["rota"] = append(n["rota"], r.Name)
	}
	for _, c := range l.desk.Chains {
		n["chain"] = append(n["chain"], c.Name)
	}
	for _, i := range l.desk.Intents {
		n["intent"] = append(n["intent"], i.Name)
		for _, s := range i.Slots {
			n["field"] = append(n["field"], s.Name)
		}
	}
	for _, a := range l.desk.Automations {
		n["automation"] = append(n["automation"], a.Name)
		for _, s := range a.Slots {
			n["field"] = append(n["field"], s.Name)
		}
	}
	for _, a := range l.desk.Articles {
		n["article"] = append(n["article"], a.ID)
	}
	l.names = n
}

// refer reports a name that leads nowhere. An empty name is no reference.
func (l *loader) refer(at spot, path, kind, name string) {
	if name == "" || l.torn[kind] || slices.Contains(l.names[kind], name) {
		return
	}
	hint := suggest(name, l.names[kind])
	switch kind {
	case "group":
		at.report(path, fmt.Sprintf("nobody in %s is in the group %q%s", peopleFile, name, hint))
	case "field": // of a match: the name is the key
		at.reportKey(path, fmt.Sprintf("no field is named %q%s", name, hint))
	default:
		at.report(path, fmt.Sprintf("no %s is named %q%s", kind, name, hint))
	}
}

// each is refer as the rule packages call it, for the names of a spot.
func (l *loader) each(at spot) func(path, kind, name string) {
	return func(path, kind, name string) { l.refer(at, path, kind, name) }
}

// text wants words in every language of the desk.
func (l *loader) text(at spot, path string, t map[string]string) {
	for _, code := range l.desk.Languages {
		if strings.TrimSpace(t[code]) == "" {
			at.report(join(path, code), fmt.Sprintf("%s is missing in %q; write it", path, code))
		}
	}
	for _, code := range slices.Sorted(maps.Keys(t)) {
		l.language(at, join(path, code), code)
	}
}

// language reports a language that the desk does not speak.
func (l *loader) language(at spot, path, code string) {
	if code != "" && !l.torn["language"] && !slices.Contains(l.desk.Languages, code) {
		at.report(path, fmt.Sprintf("the desk does not speak %q%s", code, suggest(code, l.desk.Languages)))
	}
}

// zone reports what is no time zone.
func zone(at spot, path, name string) {
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		at.report(path, fmt.Sprintf("%q is not a time zone; write one such as Europe/Paris", name))
	}
}

// unique reports names that are missing or taken. The paths are of the names.
func unique(kind string, n int, name func(int) (string, spot)) {
	taken := map[string]spot{}
	for i := range n {
		name, at := name(i)
		before, twice := taken[name]
		switch {
		case name == "":
			at.report("", fmt.Sprintf("this %s has no name; give it one", kind))
		case twice:
			where := before.doc.at(before.path)
			at.report("", fmt.Sprintf("another %s is named %q (%s:%d); rename one", kind, name, before.doc.name, where.line))
		default:
			taken[name] = at
		}
	}
}

func (l *loader) checkDesk() {
	at := l.spots[deskFile]
	l.checkLanguages(at)
	l.text(at, "name", l.desk.Name)
	zone(at, "zone", l.desk.Zone)
	if l.desk.Undo < 0 || l.desk.Undo > time.Hour {
		at.report("undo", "a reply can be taken back for 0s to 1h; write one such as 10s")
	}
	l.desk.Closing.After.Check(at.below("closing.after").report)
	l.desk.Closing.RemindRating.Check(at.below("closing.remind_rating").report)
}

// checkLanguages leaves only those that exist, so that each mistake is said
// once and not for every text.
func (l *loader) checkLanguages(at spot) {
	if len(l.desk.Languages) == 0 {
		at.report("languages", "the desk speaks no language; write languages: ["+strings.Join(lang.Languages, ", ")+"]")
		l.torn["language"] = true
	}
	var exist []string
	for i, code := range l.desk.Languages {
		if slices.Contains(lang.Languages, code) {
			exist = append(exist, code)
			continue
		}
		at.report(fmt.Sprintf("languages[%d]", i), fmt.Sprintf("%q is none of the languages that exist: %s", code, strings.Join(lang.Languages, ", ")))
		l.torn["language"] = true
	}
	l.desk.Languages = exist
}

func (l *loader) checkQueues() {
	at := l.spots[deskFile]
	if len(l.desk.Queues) == 0 {
		at.report("queues", "there is no queue; tickets need at least one to wait in")
	}
	unique("queue", len(l.desk.Queues), func(i int) (string, spot) {
		return l.desk.Queues[i].Name, at.item("queues", i).below("name")
	})
	for i, q := range l.desk.Queues {
		at := at.item("queues", i)
		l.text(at, "title", q.Title)
		l.language(at, "lang", q.Lang)
		if q.Channel.Adapter == "" || q.Channel.Channel == "" {
			at.report("channel", fmt.Sprintf("the queue %q needs a place for its agents; write channel: {adapter: web, channel: %s}", q.Name, q.Name))
		}
		if q.Name != "" && len(l.desk.Policy.Agents[q.Name]) == 0 {
			at.report("name", fmt.Sprintf("nobody works in the queue %q; give it groups under policy.agents", q.Name))
		}
	}
	l.desk.Policy.Check(at.below("policy").report)
	l.desk.Policy.Names(l.each(at.below("policy")))
}

func (l *loader) checkPromises() {
	at := l.spots[deskFile]
	for _, name := range slices.Sorted(maps.Keys(l.desk.Calendars)) {
		l.desk.Calendars[name].Check(at.below("calendars." + name).report)
	}
	l.desk.Matrix.Check(at.below("priorities").report)
	unique("plan", len(l.desk.Plans), func(i int) (string, spot) {
		return l.desk.Plans[i].Name, at.item("plans", i).below("name")
	})
	for i, p := range l.desk.Plans {
		at := at.item("plans", i)
		p.Check(at.report)
		p.Names(l.each(at))
	}
}

func (l *loader) checkPeople() {
	at := l.spots[peopleFile]
	people.CheckAll(l.desk.People, at.report)
	for i, p := range l.desk.People {
		at := at.item("", i)
		l.language(at, "lang", p.Lang)
		l.refer(at, "manager", "person", string(p.Manager))
		l.refer(at, "site", "site", p.Site)
	}
}

func (l *loader) checkThings() {
	at := l.spots[servicesFile]
	for _, list := range []struct {
		key, kind string
		things    []Thing
	}{
		{"services", "service", l.desk.Services},
		{"sites", "site", l.desk.Sites},
		{"devices", "device", l.desk.Devices},
		{"folders", "folder", l.desk.Folders},
	} {
		unique(list.kind, len(list.things), func(i int) (string, spot) {
			return list.things[i].Name, at.item(list.key, i).below("name")
		})
		for i, t := range list.things {
			at := at.item(list.key, i)
			l.text(at, "title", t.Title)
			l.refer(at, "owner", "person", string(t.Owner))
			for _, code := range slices.Sorted(maps.Keys(t.Also)) {
				l.language(at, "also."+code, code)
			}
		}
	}
	at = l.spots[synonymsFile]
	for _, code := range slices.Sorted(maps.Keys(l.desk.Synonyms)) {
		l.language(at, code, code)
		for i, group := range l.desk.Synonyms[code] {
			if len(group) < 2 {
				at.report(fmt.Sprintf("%s[%d]", code, i), "a word alone is no synonym; write at least two that mean the same")
			}
		}
	}
}

func (l *loader) checkEscalation() {
	at := l.spots[routesFile]
	l.desk.Route.Check(at.report)
	l.desk.Route.Names(l.each(at))

	at = l.spots[rotasFile]
	unique("rota", len(l.desk.Rotas), func(i int) (string, spot) {
		return l.desk.Rotas[i].Name, at.item("rotas", i).below("name")
	})
	for i, r := range l.desk.Rotas {
		r.Check(at.item("rotas", i).report)
		r.Names(l.each(at.item("rotas", i)))
	}
	unique("chain", len(l.desk.Chains), func(i int) (string, spot) {
		return l.desk.Chains[i].Name, at.item("chains", i).below("name")
	})
	for i, c := range l.desk.Chains {
		c.Check(at.item("chains", i).report)
		c.Names(l.each(at.item("chains", i)))
	}
}
