package automation

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/lang"
)

// Check reports everything that is wrong with the definition, each with its
// path as in "steps[1].with.text.fr". kinds are the step kinds that exist, by
// the name that Use gives. A definition without reports never fails in a run
// because of a misspelt name or an expression of the wrong type.
func (d Definition) Check(kinds map[string]Kind, report func(path, message string)) {
	c := checker{d: d, kinds: kinds, report: report}
	if !hyphenated.MatchString(d.Name) {
		report("name", "is due, in small letters, digits and hyphens")
	}
	c.text("title", d.Title)
	if len(d.About) > 0 {
		c.text("about", d.About)
	}
	if len(d.Who.Groups) == 0 {
		report("who.groups", "is empty: nobody may ask for this")
	}
	c.verify()
	c.slots()
	if len(d.Steps) == 0 {
		report("steps", "is empty")
	}
	for i, s := range d.Steps {
		c.step(fmt.Sprintf("steps[%d]", i), i, s)
	}
	c.failure("on_failure", d.OnFailure)
	if d.OnFailure.Ticket.Queue == "" {
		report("on_failure.ticket.queue", "is due: what fails must reach a human")
	}
	if d.OnFailure.Continue {
		report("on_failure.continue", "is for a step, not for the automation")
	}
}

var (
	hyphenated = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

type checker struct {
	d      Definition
	kinds  map[string]Kind
	report func(path, message string)
}

func (c checker) reportf(path, format string, args ...any) {
	c.report(path, fmt.Sprintf(format, args...))
}

// text wants words in every language of the desk.
func (c checker) text(path string, t Text) {
	for _, l := range lang.Languages {
		if strings.TrimSpace(t[l]) == "" {
			c.report(path+"."+l, "is missing")
		}
	}
	for _, l := range sortedKeys(t) {
		if !oneOf(l, lang.Languages...) {
			c.report(path+"."+l, "is no language of the desk")
		}
	}
}

func (c checker) verify() {
	proofs := []Proof{ProofTOTP, ProofManager, ProofCode, ProofTwoPersons}
	for i, p := range c.d.Verify.Any {
		if !oneOf(p, proofs...) {
			c.reportf(fmt.Sprintf("verify.any[%d]", i), "%q is none of %s", p, list(proofs))
		}
	}
	for i, p := range c.d.Verify.All {
		if !oneOf(p, proofs...) {
			c.reportf(fmt.Sprintf("verify.all[%d]", i), "%q is none of %s", p, list(proofs))
		}
	}
}

var slotKinds = [...]SlotKind{SlotText, SlotLong, SlotChoice, SlotDate, SlotNumber, SlotPerson,
	SlotService, SlotDevice, SlotSite, SlotGroup, SlotSecret}

func (c checker) slots() {
	seen := map[string]bool{}
	for i, s := range c.d.Slots {
		path := fmt.Sprintf("slots[%d]", i)
		c.name(path+".name", s.Name, seen)
		c.slot(path, s)
		if len(s.Ask) == 0 && s.Default == "" && !s.Optional {
			c.report(path+".ask", "is due: there is no default and the slot is not optional")
		}
	}
}

// slot checks what a slot shares with a question of ask.
func (c checker) slot(path string, s Slot) {
	if !oneOf(s.Kind, slotKinds[:]...) {
		c.reportf(path+".kind", "%q is none of %s", s.Kind, list(slotKinds[:]))
	}
	if len(s.Ask) > 0 {
		c.text(path+".ask", s.Ask)
	}
	if len(s.Label) > 0 {
		c.text(path+".label", s.Label)
	}
	if (s.Kind == SlotChoice) != (len(s.Options) > 0) {
		c.report(path+".options", "are due for a choice, and for nothing else")
	}
	values := map[string]bool{}
	for i, o := range s.Options {
		at := fmt.Sprintf("%s.options[%d]", path, i)
		if o.Value == "" || values[o.Value] {
			c.report(at+".value", "is empty or there twice")
		}
		values[o.Value] = true
		c.text(at+".label", o.Label)
	}
	c.defaultOf(path+".default", s)
}

func (c checker) defaultOf(path string, s Slot) {
	switch {
	case s.Default == "":
	case s.Kind == SlotSecret:
		c.report(path, "a secret has none")
	case s.Kind == SlotPerson:
		if s.Default != requesterDefault {
			c.reportf(path, "of a person can only be %s", requesterDefault)
		}
	default:
		if _, err := s.accept(s.Default, Facts{}, time.UTC); err != nil {
			c.report(path, err.Error())
		}
	}
}

// name wants an identifier that expressions can use and that is not taken.
func (c checker) name(path, name string, seen map[string]bool) {
	if !identifier.MatchString(name) {
		c.reportf(path, "%q: small letters, digits and _ are due, a letter first", name)
		return
	}
	_, taken := Definition{}.scopeAt(0, nil)[name]
	if seen[name] || taken {
		c.reportf(path, "%q is there already", name)
		return
	}
	seen[name] = true
	if _, err := compile(name, scope{name: ""}); err != nil {
		c.reportf(path, "%q is a word of the expressions", name)
	}
}

func (c checker) failure(path string, f Failure) {
	if f.Ticket.Kind != "" && !oneOf(f.Ticket.Kind, ticketIncident, ticketRequest) {
		c.reportf(path+".ticket.kind", "%q is neither %s nor %s", f.Ticket.Kind, ticketIncident, ticketRequest)
	}
	if f.Continue && f.Undo {
		c.report(path+".undo", "cannot go with continue")
	}
}

func oneOf[T comparable](v T, of ...T) bool {
	for _, x := range of {
		if v == x {
			return true
		}
	}
	return false
}

func list[T ~string](of []T) string {
	words := make([]string, len(of))
	for i, x := range of {
		words[i] = string(x)
	}
	return strings.Join(words, ", ")
}
