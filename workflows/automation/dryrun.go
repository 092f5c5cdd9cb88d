package automation

import (
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Will says whether a step would be taken.
type Will string

// The answers of a dry run.
const (
	WillDo      Will = "yes"
	WillSkip    Will = "no"
	WillDepends Will = "depends" // on an answer, a vote, a result or the time
)

// Planned is one step of a dry run. What only a real run can know stays in it
// as {{expression}}.
type Planned struct {
	Step string         `json:"step"`
	Use  string         `json:"use"`
	Will Will           `json:"will"`
	Why  string         `json:"why,omitempty"`  // the condition, and what came of it
	To   []string       `json:"to,omitempty"`   // IDs of who would be told or asked
	Text Text           `json:"text,omitempty"` // what they would read
	With map[string]any `json:"with,omitempty"` // what would be done, for steps that touch the world
	Undo bool           `json:"undo,omitempty"` // it could be taken back
	// Wrong is why the step would fail. Of the only entry, without a step: why
	// the run could not start.
	Wrong string `json:"wrong,omitempty"`
}

// DryRun is what would be done to whom, in order. It does nothing, and needs
// no proof of identity.
func DryRun(d Definition, slots map[string]string, facts Facts) []Planned {
	filled, err := d.Fill(slots, facts, time.UTC)
	if err != nil {
		return []Planned{{Wrong: err.Error()}}
	}
	p := planner{
		Run: Run{
			Definition: d, Slots: filled, Facts: facts,
			Requester: facts.Requester.ID, Results: map[string]Result{},
		},
		unknown: map[string]bool{"now": true},
	}
	var plan []Planned
	for i, s := range d.Steps {
		plan = append(plan, p.step(i, s))
	}
	return plan
}

// planner walks the steps, remembering which names only a run can know.
type planner struct {
	Run
	unknown map[string]bool
}

func (p *planner) step(i int, s Step) Planned {
	in := p.scopeAt(i, time.Time{}, nil)
	out := Planned{Step: s.ID, Use: s.Use, Will: WillDo, Undo: s.Undo.Use != ""}
	if s.If != "" {
		out.Will, out.Why = p.condition(s.If, in)
	}
	if out.Will == WillSkip {
		p.Results[s.ID] = Result{Skipped: true}
		return out
	}
	var err error
	switch s.Use {
	case useSay:
		err = p.say(s, in, &out)
	case useAsk:
		err = p.ask(s, in, &out)
	case useApprove:
		err = p.approve(s, in, &out)
	case useSet:
		err = p.set(s, in, &out)
	case useTicket:
		var w ticketWith
		if w, err = decodeWith[ticketWith](s.With); err == nil {
			out.Text = p.texts(w.Title, in)
		}
	case useWait:
		out.With = s.With
	default:
		out.With, _ = p.partly(s.With, p.withSecrets(in)).(map[string]any)
	}
	if err != nil {
		out.Wrong = err.Error()
	}
	if s.Use != useSet || out.Will == WillDepends {
		p.unknown[s.ID] = true
	}
	return out
}

// condition evaluates what can be, and says how it came out.
func (p *planner) condition(src string, in scope) (Will, string) {
	if p.depends(src) {
		return WillDepends, "if " + src
	}
	yes, err := truth(src, in)
	switch {
	case err != nil:
		return WillDepends, "if " + src + ": " + err.Error()
	case yes:
		return WillDo, src + " is true"
	}
	return WillSkip, src + " is false"
}

// depends says whether an expression names what only a run can know.
func (p *planner) depends(src string) bool {
	tree, err := parser.Parse(src)
	if err != nil {
		return false
	}
	n := names{}
	ast.Walk(&tree.Node, n)
	for name := range n {
		if p.unknown[name] {
			return true
		}
	}
	return false
}

// names are the identifiers of an expression.
type names map[string]bool

func (n names) Visit(node *ast.Node) {
	if id, ok := (*node).(*ast.IdentifierNode); ok {
		n[id.Value] = true
	}
}

func (p *planner) say(s Step, in scope, out *Planned) error {
	w, err := decodeWith[sayWith](s.With)
	if err != nil {
		return err
	}
	out.Text = p.texts(w.Text, in)
	out.To, err = p.to(w.To, in)
	return err
}

func (p *planner) ask(s Step, in scope, out *Planned) error {
	w, err := decodeWith[askWith](s.With)
	if err != nil {
		return err
	}
	out.Text = p.texts(w.Text, in)
	out.To, err = p.to(w.To, in)
	return err
}

func (p *planner) to(src string, in scope) ([]string, error) {
	if p.depends(src) {
		return []string{"{{" + src + "}}"}, nil
	}
	m := machine{Run: p.Run}
	id, err := m.to(src, in)
	if err != nil {
		return nil, err
	}
	return []string{id}, nil
}

// approve names who would be asked, with delegations and absences as they are.
func (p *planner) approve(s Step, in scope, out *Planned) error {
	w, err := decodeWith[approveWith](s.With)
	if err != nil {
		return err
	}
	out.Text = p.texts(w.Text, in)
	for _, src := range append(w.By, w.Fallback...) {
		if p.depends(src) {
			out.To = w.By
			return nil
		}
	}
	m := machine{Run: p.Run}
	a, err := m.approval(w, in)
	if err != nil {
		return err
	}
	for i := range a.Stages {
		m.seat(&a.Stages[i])
		for _, seat := range a.Stages[i].Seats {
			out.To = append(out.To, seat.Asked)
		}
	}
	return nil
}

func (p *planner) set(s Step, in scope, out *Planned) error {
	for _, v := range s.With {
		if src, ok := v.(string); ok && strings.Contains(src, "{{") && p.dependsTemplate(src) {
			p.unknown[s.ID] = true
			out.With, _ = p.partly(s.With, in).(map[string]any)
			return nil
		}
	}
	m := machine{Run: p.Run}
	if err := m.set(s, in); err != nil {
		return err
	}
	out.With = m.Results[s.ID].Values
	return nil
}

func (p *planner) dependsTemplate(s string) bool {
	ps, _ := split(s) // a broken template fails when it is filled
	for _, x := range ps {
		if x.expr != "" && p.depends(x.expr) {
			return true
		}
	}
	return false
}

func (p *planner) texts(t Text, in scope) Text {
	out := make(Text, len(t))
	for l, s := range t {
		out[l] = p.stretch(s, func(part string) (any, error) { return p.fill(part, l, in) })
	}
	return out
}

// partly fills in what is known.
func (p *planner) partly(v any, in scope) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = p.partly(x, in)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = p.partly(x, in)
		}
		return out
	case string:
		return p.stretch(v, func(part string) (any, error) {
			x, err := fillValue(part, in)
			if _, secret := x.(sealed); secret {
				return "•••", nil
			}
			return x, err
		})
	}
	return v
}

// stretch fills the parts of a template one by one, and leaves as they are
// those which depend on the run.
func (p *planner) stretch(s string, fill func(string) (any, error)) string {
	ps, err := split(s)
	if err != nil {
		return s
	}
	var b strings.Builder
	for _, x := range ps {
		part := "{{" + x.expr + "}}"
		if x.expr == "" {
			b.WriteString(x.words)
			continue
		}
		v, err := any(part), error(nil)
		if !p.depends(x.expr) {
			v, err = fill(part)
		}
		if err != nil {
			v = part
		}
		b.WriteString(show(v, ""))
	}
	return b.String()
}
