package automation

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// scope is the names an expression may use, each with a value of its type: a
// zero value at check, the real one in a run.
type scope map[string]any

// sealed is the value of a secret slot: a reference that only a step kind's
// shell can open.
type sealed struct {
	Ref string `json:"sealed" expr:"-"`
}

var (
	typeText   = reflect.TypeFor[string]()
	typeNumber = reflect.TypeFor[float64]()
	typeBool   = reflect.TypeFor[bool]()
	typeList   = reflect.TypeFor[[]string]()
	typeAny    = reflect.TypeFor[any]()
	typeTime   = reflect.TypeFor[time.Time]()
	typePerson = reflect.TypeFor[Person]()
	typePeople = reflect.TypeFor[[]Person]()
	typeSealed = reflect.TypeFor[sealed]()
)

// compile type-checks an expression. It has no clock (now is a name in scope)
// and no range, so it can neither differ between replicas nor run long.
func compile(src string, in scope) (*vm.Program, error) {
	limits := &limits{}
	p, err := expr.Compile(src, expr.Env(map[string]any(in)), expr.Patch(limits),
		expr.DisableBuiltin("now"), expr.DisableBuiltin("repeat"))
	if limits.err != nil {
		return nil, limits.err
	}
	if err != nil {
		return nil, oneLine(err)
	}
	return p, nil
}

// limits refuses what is a program rather than a condition.
type limits struct{ err error }

func (l *limits) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BinaryNode:
		if n.Operator == ".." {
			l.err = errors.New("ranges are not allowed")
		}
	case *ast.IdentifierNode:
		if n.Value == "$env" {
			l.err = errors.New("$env is not allowed")
		}
	}
}

// oneLine takes the drawing (or a stack) out of an error of expr's.
func oneLine(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(line)
}

// typeOf is the static type of an expression; typeAny when only a run can tell.
func typeOf(src string, in scope) (reflect.Type, error) {
	p, err := compile(src, in)
	if err != nil {
		return nil, err
	}
	t := p.Node().Type()
	switch {
	case t == nil:
		return typeAny, nil
	case t == reflect.TypeFor[time.Duration]():
		return nil, errors.New("is a length of time, which has no use here")
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64:
		return typeNumber, nil
	}
	return t, nil
}

// eval runs an expression.
func eval(src string, in scope) (any, error) {
	p, err := compile(src, in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src, err)
	}
	v, err := expr.Run(p, map[string]any(in))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src, oneLine(err))
	}
	return v, nil
}

// truth runs a condition.
func truth(src string, in scope) (bool, error) {
	v, err := eval(src, in)
	if err != nil {
		return false, err
	}
	yes, ok := v.(bool)
	if !ok {
		return false, fmt.Errorf("%s: is neither true nor false", src)
	}
	return yes, nil
}

// people runs an expression that names persons and gives their IDs, without
// those that are nobody.
func people(src string, in scope) ([]string, error) {
	v, err := eval(src, in)
	if err != nil {
		return nil, err
	}
	var found []Person
	switch v := v.(type) {
	case Person:
		found = []Person{v}
	case []Person:
		found = v
	default:
		return nil, fmt.Errorf("%s: names no person", src)
	}
	var ids []string
	for _, p := range found {
		if p.ID != "" {
			ids = append(ids, p.ID)
		}
	}
	return ids, nil
}

// field is one name of a step's result.
type field struct {
	name string
	typ  reflect.Type
}

// record makes a struct of the fields, so that expr knows their types and a
// misspelt one is an error at check. Missing or unfit values are left zero.
func record(fields []field, values map[string]any) any {
	sf := make([]reflect.StructField, len(fields))
	for i, f := range fields {
		sf[i] = reflect.StructField{
			Name: fmt.Sprintf("F%d", i), Type: f.typ,
			Tag: reflect.StructTag(fmt.Sprintf("expr:%q", f.name)),
		}
	}
	s := reflect.New(reflect.StructOf(sf)).Elem()
	for i, f := range fields {
		if v := reflect.ValueOf(values[f.name]); v.IsValid() && v.Type().AssignableTo(f.typ) {
			s.Field(i).Set(v)
		}
	}
	return s.Interface()
}

// results are the fields that a step leaves, done among them; ok is false for
// a step kind that is not in kinds: any name may then be used.
func (s Step) results(in scope, kinds map[string]Kind) (fields []field, ok bool) {
	done := field{"done", typeBool}
	switch s.Use {
	case useSay, useWait:
		return []field{done}, true
	case useApprove:
		return []field{done, {"approved", typeBool}, {"by", typePerson}, {"why", typeText}}, true
	case useTicket:
		return []field{done, {"number", typeText}, {"resolution", typeText}}, true
	case useAsk:
		w, _ := decodeWith[askWith](s.With)
		return []field{done, {"value", w.slot().Kind.typ()}, {"by", typePerson}}, true
	case useSet:
		fields = []field{done}
		for _, name := range sortedKeys(s.With) {
			fields = append(fields, field{name, setType(s.With[name], in)})
		}
		return fields, true
	}
	k, ok := kinds[s.Use]
	if !ok {
		return nil, false
	}
	fields = []field{done}
	for _, name := range sortedKeys(k.Results) {
		if name != "done" {
			fields = append(fields, field{name, k.Results[name].reflect()})
		}
	}
	return fields, true
}

func (t Type) reflect() reflect.Type {
	switch t {
	case TypeText:
		return typeText
	case TypeNumber:
		return typeNumber
	case TypeBool:
		return typeBool
	case TypeList:
		return typeList
	}
	return typeAny
}

// typ is what a slot's value is in expressions.
func (k SlotKind) typ() reflect.Type {
	switch k {
	case SlotNumber:
		return typeNumber
	case SlotDate:
		return typeTime
	case SlotPerson:
		return typePerson
	case SlotSecret:
		return typeSealed
	}
	return typeText
}
