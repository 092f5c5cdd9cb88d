package automation

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Needs is what a run must know besides the requester, the people in its slots
// and their managers: see Facts.
type Needs struct {
	People []string // IDs given to person()
	Groups []string // groups whose members are wanted
	Owned  []string // services, groups, devices or sites whose owner is wanted
}

// Needs finds what the definition asks about by name or through its slots. It
// may name more than a run will use.
func (d Definition) Needs(slots map[string]string) Needs {
	f := &finder{d: d, slots: slots}
	for _, s := range d.Steps {
		f.source(s.If)
		f.walk(s.With)
		f.walk(s.Undo.With)
	}
	for _, list := range []*[]string{&f.found.People, &f.found.Groups, &f.found.Owned} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return f.found
}

// finder looks for calls of the functions that find people.
type finder struct {
	d     Definition
	slots map[string]string
	found Needs
}

func (f *finder) walk(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			f.walk(x)
		}
	case []any:
		for _, x := range v {
			f.walk(x)
		}
	case string:
		f.source(v)
		ps, _ := split(v) // of a text that is no template, there is nothing to find
		for _, p := range ps {
			f.source(p.expr)
		}
	}
}

func (f *finder) source(src string) {
	if src == "" {
		return
	}
	if tree, err := parser.Parse(src); err == nil {
		ast.Walk(&tree.Node, f)
	}
}

// Visit is called by ast.Walk.
func (f *finder) Visit(node *ast.Node) {
	call, ok := (*node).(*ast.CallNode)
	if !ok || len(call.Arguments) != 1 {
		return
	}
	callee, ok := call.Callee.(*ast.IdentifierNode)
	if !ok {
		return
	}
	name := f.argument(call.Arguments[0])
	if name == "" {
		return
	}
	switch callee.Value {
	case "person":
		f.found.People = append(f.found.People, name)
	case "members_of":
		f.found.Groups = append(f.found.Groups, name)
	case "owner_of":
		f.found.Owned = append(f.found.Owned, name)
	}
}

// argument is a text that is written out, or a slot's value.
func (f *finder) argument(node ast.Node) string {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.IdentifierNode:
		s, _ := f.d.slot(n.Value)
		if v := f.slots[n.Value]; v != "" {
			return v
		}
		return s.Default
	}
	return ""
}
