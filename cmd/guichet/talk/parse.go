package talk

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Parse reads a transcript. The error joins every Mistake in it.
func Parse(name, text string) (Script, error) {
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	p := parser{s: Script{Name: name, Lines: strings.Split(text, "\n")}}
	for p.at < len(p.s.Lines) {
		p.step()
	}
	if !p.entered && len(p.mistakes) == 0 {
		p.wrong(0, "nobody speaks: begin with @ and a person, such as @marie")
	}
	return p.s, errors.Join(p.mistakes...)
}

type parser struct {
	s        Script
	at       int
	only     string
	entered  bool
	mistakes []error
}

func (p *parser) wrong(line int, why string) {
	p.mistakes = append(p.mistakes, Mistake{p.s.Name, line + 1, why})
}

// step reads a line and those that go on with it.
func (p *parser) step() {
	first := p.at
	line := p.s.Lines[first]
	p.at++
	if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
		return
	}
	var more []string
	for p.at < len(p.s.Lines) {
		rest, ok := indented(p.s.Lines[p.at])
		if !ok {
			break
		}
		more = append(more, rest)
		p.at++
	}
	mark, rest, _ := strings.Cut(line, " ")
	if strings.HasPrefix(line, "@") {
		mark, rest = "@", line[1:]
	}
	do, why := p.read(mark, strings.TrimSpace(rest), more)
	switch {
	case why != "":
		p.wrong(first, why)
	case do == nil:
	case !p.entered:
		p.wrong(first, "nobody speaks yet: begin with @ and a person, such as @marie")
		p.entered = true // said once
	default:
		p.s.Steps = append(p.s.Steps, Step{Line: first, End: p.at, Only: p.only, Do: do})
	}
}

func (p *parser) read(mark, rest string, more []string) (do any, why string) {
	if len(more) > 0 && mark != ">" && mark != "<" {
		return nil, "only what is said (>) and what is answered (<) goes on in indented lines"
	}
	switch mark {
	case "@":
		p.entered = true
		return enter(rest)
	case ">":
		return said(rest, more)
	case "<":
		return Expect{Lines: append([]string{rest}, more...)}, ""
	case "~":
		return pass(rest)
	case "=":
		if rest == "" {
			return nil, "= needs what must be so, such as = INC-1 resolved"
		}
		return Check{Text: rest}, ""
	case "--":
		p.only = rest
		return nil, ""
	}
	return nil, "a line begins with #, @, >, <, ~, = or --, or with two spaces when it goes on with the line before"
}

func enter(rest string) (any, string) {
	const how = "a place reads @marie, @marie fr, @aicha in network or @aicha on INC-1"
	words := strings.Fields(rest)
	if len(words) == 0 {
		return nil, how
	}
	e := Enter{Who: words[0]}
	words = words[1:]
	if len(words) > 0 && words[0] != "in" && words[0] != "on" {
		e.Lang, words = words[0], words[1:]
	}
	switch {
	case len(words) == 0:
	case len(words) == 2 && words[0] == "in":
		e.Channel = words[1]
	case len(words) == 2 && words[0] == "on":
		e.Ticket = words[1]
	default:
		return nil, how
	}
	return e, ""
}

var (
	pressed = regexp.MustCompile(`^\[([^\[\]]+)\]$`)
	quoted  = regexp.MustCompile(`^("(?:[^"\\]|\\.)*")(?: × (\d+))?$`)
)

// mostTimes bounds how often a quoted text is repeated.
const mostTimes = 1 << 21

func said(rest string, more []string) (any, string) {
	if m := pressed.FindStringSubmatch(rest); m != nil {
		return press(m[1], more)
	}
	text := strings.Join(append([]string{rest}, more...), "\n")
	m := quoted.FindStringSubmatch(text)
	if m == nil {
		if strings.TrimSpace(text) == "" {
			return nil, "> needs words"
		}
		return Say{text}, ""
	}
	s, err := strconv.Unquote(m[1])
	if err != nil {
		return nil, "this is not a quoted text as Go writes them: " + m[1]
	}
	if m[2] != "" {
		n, err := strconv.Atoi(m[2])
		if err != nil || n < 1 || n*len(s) > mostTimes {
			return nil, "that is repeated too often"
		}
		s = strings.Repeat(s, n)
	}
	return Say{s}, ""
}

func press(label string, more []string) (any, string) {
	p := Press{Label: label}
	for _, line := range more {
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, "a form is filled with indented lines of the form Field: value"
		}
		p.Fill = append(p.Fill, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return p, ""
}

// moment is how a transcript writes one, in the desk's zone.
const moment = "2006-01-02 15:04"

func pass(rest string) (any, string) {
	if by, ok := strings.CutPrefix(rest, "+"); ok {
		if d := duration(by); d > 0 {
			return Pass{By: d}, ""
		}
	}
	if _, err := time.Parse(moment, rest); err == nil {
		return Pass{To: rest}, ""
	}
	return nil, "time passes as in ~ +4s, ~ +30m, ~ +4h, ~ +2d, or comes as in ~ 2026-03-03 09:00"
}

// duration reads 30m, 1h30m or 2d, a day being 24 hours; 0 when it is none.
func duration(s string) time.Duration {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n > 1000 {
			return 0
		}
		return time.Duration(n) * 24 * time.Hour
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0
	}
	return d
}
