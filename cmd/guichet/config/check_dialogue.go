package config

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/workflows/automation"
)

// checkIntents checks the intents, and gives those that do an automation the
// slots which that needs.
func (l *loader) checkIntents() {
	byName := map[string]spot{}
	for i, intent := range l.desk.Intents {
		byName[intent.Name] = l.intents[i]
		byName[fmt.Sprintf("[%d]", i)] = l.intents[i]
	}
	intents.Catalog{Intents: l.desk.Intents}.Check(func(path, message string) {
		name, below, _ := strings.Cut(path, ".")
		byName[name].report(below, below+": "+message)
	})
	for i := range l.desk.Intents {
		intent, at := &l.desk.Intents[i], l.intents[i]
		l.refer(at, "service", "service", intent.Service)
		l.refer(at, "do", "automation", intent.Do)
		for k, id := range intent.Articles {
			l.refer(at, fmt.Sprintf("articles[%d]", k), "article", id)
		}
		sayTwice(at, *intent)
		does := func(a automation.Definition) bool { return a.Name == intent.Do }
		if k := slices.IndexFunc(l.desk.Automations, does); k >= 0 && intent.Do != "" {
			lend(l.desk.Automations[k], intent, at)
		}
	}
}

// sayTwice reports examples that an intent has twice: they would count double.
func sayTwice(at spot, intent intents.Intent) {
	for _, code := range slices.Sorted(maps.Keys(intent.Examples)) {
		seen := map[string]bool{}
		for i, sentence := range intent.Examples[code] {
			key := strings.ToLower(strings.TrimSpace(sentence))
			if seen[key] {
				at.report(fmt.Sprintf("examples.%s[%d]", code, i), "this example is there twice; remove one")
			}
			seen[key] = true
		}
	}
}

// lend gives an intent the slots of the automation that it does. Slots of its
// own go first, because they may know more words for an answer; the automation
// must have them too.
func lend(a automation.Definition, intent *intents.Intent, at spot) {
	own := map[string]bool{}
	for i, s := range intent.Slots {
		own[s.Name] = true
		same := func(t automation.Slot) bool { return t.Name == s.Name }
		if k := slices.IndexFunc(a.Slots, same); k < 0 {
			at.report(fmt.Sprintf("slots[%d].name", i), fmt.Sprintf("the automation %q has no slot %q; add it there or remove it here", a.Name, s.Name))
		} else if string(a.Slots[k].Kind) != string(s.Kind) {
			at.report(fmt.Sprintf("slots[%d].kind", i), fmt.Sprintf("the automation %q takes a %s for %q; use the same kind", a.Name, a.Slots[k].Kind, s.Name))
		}
	}
	slots := slices.Clone(intent.Slots)
	for _, s := range a.Slots {
		if s.Kind == automation.SlotGroup || s.Kind == automation.SlotSecret {
			at.report("do", fmt.Sprintf("the automation %q asks for a %s (%s), which no talk can ask; start it elsewhere", a.Name, s.Kind, s.Name))
		} else if !own[s.Name] {
			slots = append(slots, borrowed(s))
		}
	}
	intent.Slots = slots
}

// borrowed is an automation's slot as the dialogue asks it.
func borrowed(s automation.Slot) intents.Slot {
	out := intents.Slot{
		Name: s.Name, Kind: intents.SlotKind(s.Kind), Ask: s.Ask, Label: s.Label,
		Optional: s.Optional && s.Default == "", Default: s.Default,
	}
	for _, o := range s.Options {
		out.Options = append(out.Options, intents.Option{Value: o.Value, Label: o.Label})
	}
	return out
}

func (l *loader) checkAutomations() {
	unique("automation", len(l.desk.Automations), func(i int) (string, spot) {
		return l.desk.Automations[i].Name, l.automations[i].below("name")
	})
	for i, d := range l.desk.Automations {
		at := l.automations[i]
		// Its messages leave the subject to the path: "title.fr" "is missing".
		d.Check(l.kinds, func(path, message string) { at.report(path, path+": "+message) })
		for k, g := range d.Who.Groups {
			l.refer(at, fmt.Sprintf("who.groups[%d]", k), "group", g)
		}
		l.refer(at, "on_failure.ticket.queue", "queue", d.OnFailure.Ticket.Queue)
		for k, s := range d.Steps {
			at := at.item("steps", k)
			l.refer(at, "on_failure.ticket.queue", "queue", s.OnFailure.Ticket.Queue)
			if queue, ok := s.With["queue"].(string); ok && s.Use == "ticket" {
				l.refer(at, "with.queue", "queue", queue)
			}
		}
	}
}

// checkArticles wants every article in every language of the desk.
func (l *loader) checkArticles() {
	if l.torn["article"] {
		return
	}
	has := map[string][]string{}
	for _, a := range l.desk.Articles {
		has[a.ID] = append(has[a.ID], a.Lang)
		for _, g := range a.Audience.Groups {
			if !l.torn["group"] && !slices.Contains(l.names["group"], g) {
				l.whole(l.articleFile(a.ID, a.Lang), fmt.Sprintf("nobody in %s is in the group %q, for which this article is kept%s", peopleFile, g, suggest(g, l.names["group"])))
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(has)) {
		for _, code := range l.desk.Languages {
			if !slices.Contains(has[id], code) {
				l.whole(l.articleFile(id, has[id][0]), fmt.Sprintf("this article exists in %q but not in %q; translate it", has[id][0], code))
			}
		}
	}
}

// articleFile is where an article lies, or the folder of all when it has
// another name than its file.
func (l *loader) articleFile(id, code string) (name string) {
	name = fmt.Sprintf("%s (%s, %s)", articlesDir, id, code)
	// An unreadable folder was reported when the articles were read.
	_ = fs.WalkDir(l.fsys, articlesDir, func(file string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix("/"+file, "/"+code+"/"+id+".md") {
			name = file
			return fs.SkipAll
		}
		return nil
	})
	return name
}
