package automation

import (
	"fmt"
	"reflect"
	"strings"
)

// step checks one step: the frame here, With below by kind.
func (c checker) step(path string, i int, s Step) {
	c.stepName(path+".id", i, s.ID)
	in := c.d.scopeAt(i, c.kinds)
	if s.If != "" {
		c.expression(path+".if", s.If, in, typeBool)
	}
	if s.world() {
		c.world(path, i, s, in)
	} else {
		c.pureFrame(path, s)
		c.pure(path+".with", s, in)
	}
	c.failure(path+".on_failure", s.OnFailure)
	if s.OnFailure.Ticket.Queue == "" && s.OnFailure.Ticket.Kind != "" {
		c.report(path+".on_failure.ticket.queue", "is due")
	}
}

func (c checker) stepName(path string, i int, id string) {
	seen := map[string]bool{}
	for _, s := range c.d.Slots {
		seen[s.Name] = true
	}
	for _, s := range c.d.Steps[:i] {
		seen[s.ID] = true
	}
	c.name(path, id, seen)
}

// pureFrame reports what only a world-touching step may have.
func (c checker) pureFrame(path string, s Step) {
	if s.Wait != 0 && s.Use != useAsk && s.Use != useApprove {
		c.report(path+".wait", "is for ask and approve")
	}
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"tries", s.Tries != 0},
		{"backoff", s.Backoff != Backoff{}},
		{"timeout", s.Timeout != 0},
		{"unknown", s.Unknown != ""},
		{"undo", s.Undo.Use != "" || s.Undo.With != nil || s.Undo.Nothing},
	} {
		if f.set {
			c.reportf(path+"."+f.name, "has no meaning for %s", s.Use)
		}
	}
}

// maxTries keeps a step from hammering what is down.
const maxTries = 20

func (c checker) world(path string, i int, s Step, in scope) {
	if s.Wait != 0 {
		c.report(path+".wait", "is for ask and approve")
	}
	if s.Tries < 0 || s.Tries > maxTries {
		c.reportf(path+".tries", "must be from 1 to %d", maxTries)
	}
	if !oneOf(s.Unknown, "", Again, AskHuman) {
		c.reportf(path+".unknown", "%q is neither %s nor %s", s.Unknown, Again, AskHuman)
	}
	c.doing(path, s.Use, s.With, c.withSecrets(in))
	switch u := s.Undo; {
	case u.Nothing && (u.Use != "" || u.With != nil):
		c.report(path+".undo.nothing", "cannot go with use and with")
	case u.Use != "":
		if !(Step{Use: u.Use}).world() {
			c.reportf(path+".undo.use", "%s cannot take anything back", u.Use)
			return
		}
		// What a step did is known to its own undo.
		c.doing(path+".undo", u.Use, u.With, c.withSecrets(c.d.scopeAt(i+1, c.kinds)))
	case u.With != nil:
		c.report(path+".undo.use", "is due")
	}
}

func (c checker) withSecrets(in scope) scope { return Run{Definition: c.d}.withSecrets(in) }

// doing checks a kind and what it is given.
func (c checker) doing(path, use string, with map[string]any, in scope) {
	k, known := c.kinds[use]
	if !known {
		c.reportf(path+".use", "%q is no step kind; there are %s", use, c.known())
		return
	}
	c.values(path+".with", with, in)
	if k.Check != nil {
		k.Check(with, func(below, message string) { c.report(path+".with."+below, message) })
	}
}

func (c checker) known() string {
	pure := []string{useApprove, useAsk, useSay, useSet, useTicket, useWait}
	return strings.Join(append(pure, sortedKeys(c.kinds)...), ", ")
}

// values checks the templates in a world-touching step's With.
func (c checker) values(path string, v any, in scope) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range sortedKeys(v) {
			c.values(path+"."+k, v[k], in)
		}
	case []any:
		for i := range v {
			c.values(fmt.Sprintf("%s[%d]", path, i), v[i], in)
		}
	case string:
		ps, err := split(v)
		if err != nil {
			c.report(path, err.Error())
		}
		for _, p := range ps {
			if p.expr == "" {
				continue
			}
			t, ok := c.typed(path, p.expr, in)
			if alone := len(ps) == 1; !ok || alone && t == typeSealed {
				continue
			}
			c.shown(path, p.expr, t)
		}
	}
}

// template checks words for people: a person is shown by name there.
func (c checker) template(path, s string, in scope) {
	ps, err := split(s)
	if err != nil {
		c.report(path, err.Error())
	}
	for _, p := range ps {
		if p.expr == "" {
			continue
		}
		if t, ok := c.typed(path, p.expr, in); ok && t != typePerson {
			c.shown(path, p.expr, t)
		}
	}
}

func (c checker) shown(path, src string, t reflect.Type) {
	if err := showable(t); err != nil {
		c.reportf(path, "%s %v", src, err)
	}
}

// templates checks a text that people read, in every language.
func (c checker) templates(path string, t Text, in scope) {
	c.text(path, t)
	for _, l := range sortedKeys(t) {
		c.template(path+"."+l, t[l], in)
	}
}

func (c checker) typed(path, src string, in scope) (reflect.Type, bool) {
	t, err := typeOf(src, in)
	if err != nil {
		c.reportf(path, "%s: %v", src, err)
		return nil, false
	}
	return t, true
}

// expression wants one of the types; of a kind's untyped result it is content.
func (c checker) expression(path, src string, in scope, want ...reflect.Type) {
	if t, ok := c.typed(path, src, in); ok && t != typeAny && !oneOf(t, want...) {
		c.reportf(path, "%s: is %s where %s is due", src, typeName(t), typeName(want[0]))
	}
}

func typeName(t reflect.Type) string {
	switch t {
	case typeText:
		return "text"
	case typeNumber:
		return "a number"
	case typeBool:
		return "true or false"
	case typeTime:
		return "a date"
	case typePerson:
		return "a person"
	case typePeople:
		return "several persons"
	}
	return t.String()
}
