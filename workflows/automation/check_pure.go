package automation

import (
	"fmt"
	"reflect"
)

// pure checks the With of one of the engine's own steps.
func (c checker) pure(path string, s Step, in scope) {
	switch s.Use {
	case useSay:
		decoded(c, path, s, in, checker.say)
	case useAsk:
		decoded(c, path, s, in, checker.ask)
	case useApprove:
		decoded(c, path, s, in, checker.approve)
	case useWait:
		decoded(c, path, s, in, checker.wait)
	case useTicket:
		decoded(c, path, s, in, checker.ticket)
	case useSet:
		c.set(path, s.With, in)
	}
}

func decoded[T any](c checker, path string, s Step, in scope, check func(checker, string, T, scope)) {
	w, err := decodeWith[T](s.With)
	if err != nil {
		c.report(path, err.Error())
		return
	}
	check(c, path, w, in)
}

func (c checker) say(path string, w sayWith, in scope) {
	c.templates(path+".text", w.Text, in)
	c.to(path+".to", w.To, in)
}

// to is a person, the requester when absent.
func (c checker) to(path, src string, in scope) {
	if src != "" {
		c.expression(path, src, in, typePerson)
	}
}

func (c checker) ask(path string, w askWith, in scope) {
	c.templates(path+".text", w.Text, in)
	c.to(path+".to", w.To, in)
	s := w.slot()
	s.Ask = nil // a template, checked above
	c.slot(path, s)
	if s.Kind == SlotSecret {
		c.report(path+".kind", "a secret is never asked in a run")
	}
	if !oneOf(w.Expired, "", thenFail, thenContinue) {
		c.reportf(path+".expired", "%q is neither %s nor %s", w.Expired, thenFail, thenContinue)
	}
	if w.Expired == thenContinue && w.Default == "" {
		c.report(path+".default", "is due to continue with")
	}
}

func (c checker) approve(path string, w approveWith, in scope) {
	if len(w.By) == 0 {
		c.report(path+".by", "is due")
	}
	for i, src := range w.By {
		c.expression(fmt.Sprintf("%s.by[%d]", path, i), src, in, typePerson, typePeople)
	}
	for i, src := range w.Fallback {
		c.expression(fmt.Sprintf("%s.fallback[%d]", path, i), src, in, typePerson, typePeople)
	}
	if _, ok := w.Need.of(1); !ok {
		c.reportf(path+".need", "%q is neither one, all nor a number above 0", w.Need)
	}
	if !oneOf(w.Order, "", "parallel", orderSequential) {
		c.reportf(path+".order", "%q is neither parallel nor %s", w.Order, orderSequential)
	}
	if len(w.Text) > 0 {
		c.templates(path+".text", w.Text, in)
	}
	if !oneOf(w.Expired, "", thenFail, thenRefuse, thenContinue, thenFallback) {
		c.reportf(path+".expired", "%q is none of fail, refuse, continue, fallback", w.Expired)
	}
	if w.Expired == thenFallback && len(w.Fallback) == 0 {
		c.report(path+".fallback", "is due")
	}
	if !oneOf(w.Refused, "", thenStop, thenContinue) {
		c.reportf(path+".refused", "%q is neither %s nor %s", w.Refused, thenStop, thenContinue)
	}
}

func (c checker) wait(path string, w waitWith, in scope) {
	if (w.For == 0) == (w.Until == "") {
		c.report(path, "either for or until is due")
	}
	if w.Until != "" {
		c.expression(path+".until", w.Until, in, typeTime)
	}
}

func (c checker) ticket(path string, w ticketWith, in scope) {
	if w.Queue == "" {
		c.report(path+".queue", "is due")
	}
	if !oneOf(w.Kind, "", ticketIncident, ticketRequest) {
		c.reportf(path+".kind", "%q is neither %s nor %s", w.Kind, ticketIncident, ticketRequest)
	}
	c.templates(path+".title", w.Title, in)
	for i, f := range w.Fields {
		at := fmt.Sprintf("%s.fields[%d]", path, i)
		c.text(at+".label", f.Label)
		c.templates(at+".value", f.Value, in)
	}
	if !oneOf(w.Until, "", untilResolved) {
		c.reportf(path+".until", "%q is not %s", w.Until, untilResolved)
	}
}

// set wants values that a run can keep and expressions can use: text, numbers
// and true or false.
func (c checker) set(path string, with map[string]any, in scope) {
	if len(with) == 0 {
		c.report(path, "sets nothing")
	}
	for _, name := range sortedKeys(with) {
		at := path + "." + name
		if !identifier.MatchString(name) || name == "done" {
			c.reportf(at, "%q cannot be a name", name)
		}
		if s, ok := with[name].(string); ok {
			ps, err := split(s)
			if err != nil {
				c.report(at, err.Error())
			}
			for _, p := range ps {
				if p.expr == "" {
					continue
				}
				if t, ok := c.typed(at, p.expr, in); ok && len(ps) > 1 {
					c.shown(at, p.expr, t)
				}
			}
		}
		if t := setType(with[name], in); !oneOf(t, settable[:]...) {
			c.reportf(at, "is %s; only text, numbers and true or false can be set", typeName(t))
		}
	}
}

var settable = [...]reflect.Type{typeText, typeNumber, typeBool, typeAny}
