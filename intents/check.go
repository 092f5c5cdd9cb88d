package intents

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/bot/lang"
)

var (
	kinds     = []Kind{Incident, Request, Question, Social}
	slotKinds = []SlotKind{
		SlotText, SlotLong, SlotChoice, SlotDate, SlotNumber, SlotPerson, SlotService, SlotDevice, SlotSite,
	}
	impacts   = []string{"organisation", "department", "group", "person"}
	urgencies = []string{"critical", "high", "medium", "low"}

	name = regexp.MustCompile(`^[a-z][a-z0-9]*([_-][a-z0-9]+)*$`)
)

// Longest label, in characters: what a button can carry on every platform
// (Slack allows 75).
const maxButton = 75

// Check reports what is wrong with the catalog, all of it. A path begins with
// the intent's name, or [n] when it has none that can be used, and goes on as
// YAML paths do: "new-laptop.slots[1].options[0].label".
func (c Catalog) Check(report func(path, message string)) {
	for _, p := range []struct {
		name  string
		value float64
	}{
		{"sure", c.Options.Sure}, {"choose", c.Options.Choose}, {"switch", c.Options.Switch}, {"start", c.Options.Start},
	} {
		if p.value < 0 || p.value > 1 {
			report("options."+p.name, "must be between 0 and 1")
		}
	}
	seen := make(map[string]bool)
	examples := make(map[string]string) // folded → intent
	for n, i := range c.Intents {
		at := checker{path: i.Name, report: report}
		switch {
		case !name.MatchString(i.Name):
			at.path = fmt.Sprintf("[%d]", n)
			at.wrong("name", "must be lower-case words joined by - or _, such as reset-password")
		case seen[i.Name]:
			at.wrong("name", "there is another intent of this name")
		}
		seen[i.Name] = true
		at.intent(i)
		at.examples(i, examples)
	}
}

// checker reports on one intent.
type checker struct {
	path   string
	report func(path, message string)
}

func (c checker) wrong(field, message string) { c.report(c.path+"."+field, message) }

func (c checker) intent(i Intent) {
	c.text("title", i.Title, maxButton)
	if !slices.Contains(kinds, i.Kind) {
		c.wrong("kind", "must be incident, request, question or social")
	}
	c.levels(i.Impact, i.Urgency)
	if i.Sure < 0 || i.Sure > 1 {
		c.wrong("sure", "must be between 0 and 1")
	}
	if len(i.Reply) > 0 {
		c.text("reply", i.Reply, maxPassage)
	}
	talk := i.Kind == Social || i.Kind == Question
	switch {
	case i.Do != "" && talk:
		c.wrong("do", "only a request or an incident can start an automation")
	case i.Do != "" && len(i.Articles) > 0:
		c.wrong("articles", "an intent with an automation offers none")
	}
	switch {
	case i.Kind == Social && len(i.Reply) == 0:
		c.wrong("reply", "a social intent needs one: it is all that is said")
	case !talk && len(i.Reply) > 0:
		c.wrong("reply", "only a question or a social intent has one")
	case i.Kind == Social && len(i.Articles) > 0:
		c.wrong("articles", "a social intent offers none")
	}
	if talk && len(i.Slots) > 0 {
		c.wrong("slots", "a question or a social intent asks nothing")
	}
	seen := make(map[string]bool)
	for n, s := range i.Slots {
		at := checker{path: fmt.Sprintf("%s.slots[%d]", c.path, n), report: c.report}
		if seen[s.Name] {
			at.wrong("name", "there is another slot of this name")
		}
		seen[s.Name] = true
		at.slot(s)
	}
}

func (c checker) slot(s Slot) {
	if !name.MatchString(s.Name) {
		c.wrong("name", "must be lower-case words joined by - or _, such as site")
	}
	if !slices.Contains(slotKinds, s.Kind) {
		c.wrong("kind", "must be text, long, choice, date, number, person, service, device or site")
	}
	c.text("ask", s.Ask, maxQuestion)
	if len(s.Label) > 0 {
		c.text("label", s.Label, maxButton)
	}
	switch {
	case s.Kind == SlotChoice && len(s.Options) < 2:
		c.wrong("options", "a choice needs at least two")
	case len(s.Options) > maxShown:
		c.wrong("options", fmt.Sprintf("at most %d can be shown", maxShown))
	case len(s.Options) > 0 && !slices.Contains([]SlotKind{SlotChoice, SlotService, SlotDevice, SlotSite}, s.Kind):
		c.wrong("options", "only a choice, service, device or site has them")
	}
	switch {
	case s.Default == requester && s.Kind != SlotPerson:
		c.wrong("default", "requester is a person: the slot's kind must be person")
	case s.Default != "" && len(s.Options) > 0 && s.option(s.Default) == nil:
		c.wrong("default", "is none of the options")
	case s.Default != "" && s.Optional:
		c.wrong("default", "a slot with a default is never asked: optional says nothing more")
	}
	c.options(s)
}

func (c checker) options(s Slot) {
	values := make(map[string]bool)
	names := make(map[string]string) // folded → value
	for n, o := range s.Options {
		at := checker{path: fmt.Sprintf("%s.options[%d]", c.path, n), report: c.report}
		switch {
		case o.Value == "" || len(o.Value) > maxButton:
			at.wrong("value", fmt.Sprintf("must be 1 to %d bytes", maxButton))
		case values[o.Value]:
			at.wrong("value", "there is another option of this value")
		}
		values[o.Value] = true
		at.text("label", o.Label, maxButton)
		at.levels(o.Impact, o.Urgency)
		for _, word := range o.names() {
			if other, taken := names[word]; taken && other != o.Value {
				at.wrong("also", fmt.Sprintf("%q also names the option %s", word, other))
			}
			names[word] = o.Value
		}
	}
}

// text wants words in every language, none too long.
func (c checker) text(field string, t Text, most int) {
	for _, l := range lang.Languages {
		switch s := strings.TrimSpace(t[l]); {
		case s == "":
			c.wrong(field, "has no text in "+l)
		case utf8.RuneCountInString(s) > most:
			c.wrong(field+"."+l, fmt.Sprintf("has %d characters; %d is the most", utf8.RuneCountInString(s), most))
		}
	}
	c.languages(field, len(t), func(l string) bool { _, ok := t[l]; return ok })
}

// languages wants none that the desk does not speak.
func (c checker) languages(field string, n int, has func(string) bool) {
	for _, l := range lang.Languages {
		if has(l) {
			n--
		}
	}
	if n > 0 {
		c.wrong(field, "has a language that the desk does not speak; it speaks "+strings.Join(lang.Languages, ", "))
	}
}

func (c checker) levels(impact, urgency string) {
	if impact != "" && !slices.Contains(impacts, impact) {
		c.wrong("impact", "must be "+strings.Join(impacts, ", "))
	}
	if urgency != "" && !slices.Contains(urgencies, urgency) {
		c.wrong("urgency", "must be "+strings.Join(urgencies, ", "))
	}
}

// examples wants some in every language, and none that another intent has.
func (c checker) examples(i Intent, seen map[string]string) {
	for _, l := range lang.Languages {
		if len(i.Examples[l]) == 0 {
			c.wrong("examples", "has none in "+l)
		}
		for n, e := range i.Examples[l] {
			words := fold(e)
			field := fmt.Sprintf("examples.%s[%d]", l, n)
			switch other := seen[words]; {
			case words == "":
				c.wrong(field, "has no words")
			case other != "" && other != i.Name:
				c.wrong(field, "is also an example of "+other)
			}
			seen[words] = i.Name
		}
	}
	c.languages("examples", len(i.Examples), func(l string) bool { _, ok := i.Examples[l]; return ok })
}
