package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// decoder fills Go values from YAML nodes, strictly: every unknown or doubled
// key and every value of the wrong shape is reported, and the rest is still
// read. goccy's own decoder stops at the first; it is left the parsing and
// the types that read themselves.
//
// Anchors, aliases, merge keys and tags are refused: each value stands where
// it is read, and no short file can grow into a long one.
type decoder struct{ doc *document }

// Section is a part of the desk that somebody else understands: an adapter's
// settings. It keeps its place in the file.
type Section struct {
	spot
	node ast.Node
}

// Decode reads the section into v, a pointer to a struct with yaml tags. If v
// has the method Check(report func(path, message string)) it is called too.
func (s Section) Decode(v any) Problems {
	var found Problems
	doc := *s.doc
	doc.problems, doc.broken, doc.lines = &found, map[string]bool{}, slices.Clone(s.doc.lines)
	decoder{&doc}.value(s.node, reflect.ValueOf(v).Elem(), s.path)
	if c, ok := v.(interface {
		Check(report func(path, message string))
	}); ok {
		c.Check(spot{&doc, s.path}.report)
	}
	return found.sorted()
}

func (d decoder) value(n ast.Node, v reflect.Value, path string) {
	d.mark(path, n)
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		d.wrong(path, n, "anchors (&), aliases (*) and tags (!) are not read here; write the value out")
		return
	case *ast.NullNode:
		d.wrong(path, n, "there is nothing here; write a value or remove the line")
		return
	}
	if s, ok := v.Addr().Interface().(*Section); ok {
		*s = Section{spot{d.doc, path}, n}
		return
	}
	if readsItself(v) {
		d.leaf(n, v, path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.fields(n, v, path)
	case reflect.Map:
		d.entries(n, v, path)
	case reflect.Slice:
		d.items(n, v, path)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path)
	case reflect.Interface:
		d.anything(n, v, path)
	default:
		d.scalar(n, v, path)
	}
}

// wrong reports a value, and keeps others from speaking of it again.
func (d decoder) wrong(path string, n ast.Node, message string) {
	d.doc.broken[path] = true
	d.doc.report(d.doc.start(n), message)
}

// mark remembers where path stands, for problems found later: a mapping or a
// list of a key at its key, anything else at itself.
func (d decoder) mark(path string, n ast.Node) {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode, *ast.NullNode:
		if _, marked := d.doc.places[path]; marked {
			return
		}
	}
	d.doc.places[path] = d.doc.start(n)
}

// readsItself reports whether the type of v has its own reading of YAML or
// text.
func readsItself(v reflect.Value) bool {
	switch v.Addr().Interface().(type) {
	case *time.Time, *time.Duration, encoding.TextUnmarshaler,
		yaml.BytesUnmarshaler, yaml.InterfaceUnmarshaler, yaml.NodeUnmarshaler:
		return true
	}
	return false
}

// leaf lets a value read itself, and reports what it says.
func (d decoder) leaf(n ast.Node, v reflect.Value, path string) {
	text, scalar := scalarText(n)
	var err error
	switch p := v.Addr().Interface().(type) {
	case *time.Duration:
		if *p, err = time.ParseDuration(text); err != nil {
			err = fmt.Errorf("%q is not a duration; write one such as 10s, 5m or 4h", text)
		}
	case *time.Time:
		if *p, err = time.Parse(time.DateOnly, text); err != nil {
			err = fmt.Errorf("%q is not a date; write one such as 2026-12-31", text)
		}
	case encoding.TextUnmarshaler:
		if !scalar {
			err = fmt.Errorf("one value is expected here, not %s", shape(n))
			break
		}
		err = p.UnmarshalText([]byte(text))
	default:
		err = yaml.NodeToValue(n, p, yaml.Strict())
		if e := yaml.Error(nil); errors.As(err, &e) {
			err = errors.New(e.GetMessage())
		}
	}
	if err == nil {
		return
	}
	if _, secret := v.Addr().Interface().(*Secret); secret {
		d.doc.hide(d.doc.start(n))
	}
	d.wrong(path, n, err.Error())
}

// pair is a key of a mapping and its value.
type pair struct {
	key   string
	at    place
	value ast.Node
}

// pairs are the entries of a mapping that have a value, each key once. ok is
// false when n is no mapping.
func (d decoder) pairs(n ast.Node, path string) (out []pair, ok bool) {
	var values []*ast.MappingValueNode
	flow := false
	switch n := n.(type) {
	case *ast.MappingNode:
		values, flow = n.Values, n.IsFlowStyle
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		return nil, false
	}
	first := map[string]place{}
	for _, e := range values {
		at := d.doc.place(e.Key.GetToken())
		key, scalar := scalarText(e.Key)
		if !scalar {
			d.doc.report(at, "a key is one word; put it in quotes if it must hold this")
			continue
		}
		if before, twice := first[key]; twice {
			d.doc.report(at, fmt.Sprintf("the key %q stands in line %d already; remove one", key, before.line))
			continue
		}
		first[key] = at
		if _, null := e.Value.(*ast.NullNode); null {
			d.empty(path, key, at, flow)
			continue
		}
		out = append(out, pair{key, at, e.Value})
	}
	return out, true
}

// empty reports a key without a value. Between braces it is mostly the rest of
// a text with a comma.
func (d decoder) empty(path, key string, at place, flow bool) {
	advice := "write one or remove the key"
	if flow {
		advice = "between { } a text with a comma needs quotes"
		d.doc.broken[path] = true
	}
	d.doc.broken[join(path, key)] = true
	d.doc.report(at, fmt.Sprintf("the key %q has no value; %s", key, advice))
}

// unknown reports a key that does not exist. What was probably meant is then
// not missing.
func (d decoder) unknown(path string, p pair, known []string) {
	d.doc.broken[join(path, p.key)] = true
	if meant := nearest(p.key, known); meant != "" {
		d.doc.broken[join(path, meant)] = true
	}
	d.doc.report(p.at, fmt.Sprintf("unknown key %q", p.key)+suggest(p.key, known))
}

func (d decoder) fields(n ast.Node, v reflect.Value, path string) {
	pairs, ok := d.pairs(n, path)
	if !ok {
		d.wrong(path, n, "keys are expected here, such as "+strings.Join(first(fieldNames(v), 3), ", ")+"; not "+shape(n))
		return
	}
	for _, p := range pairs {
		below := join(path, p.key)
		d.doc.places[below], d.doc.keys[below] = p.at, p.at
		field, known := fieldByName(v, p.key)
		if !known {
			d.unknown(path, p, fieldNames(v))
			continue
		}
		d.value(p.value, field, below)
	}
}

func (d decoder) entries(n ast.Node, v reflect.Value, path string) {
	pairs, ok := d.pairs(n, path)
	if !ok {
		d.wrong(path, n, "keys with values are expected here, not "+shape(n))
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, p := range pairs {
		below := join(path, p.key)
		d.doc.places[below], d.doc.keys[below] = p.at, p.at
		value := reflect.New(v.Type().Elem()).Elem()
		d.value(p.value, value, below)
		v.SetMapIndex(reflect.ValueOf(p.key).Convert(v.Type().Key()), value)
	}
}

// items reads a list. One value where a list of texts is expected is a list
// of one.
func (d decoder) items(n ast.Node, v reflect.Value, path string) {
	list := []ast.Node{n}
	if s, ok := n.(*ast.SequenceNode); ok {
		list = s.Values
	} else if _, scalar := scalarText(n); !scalar || v.Type().Elem().Kind() != reflect.String {
		d.wrong(path, n, "a list is expected here (lines that begin with a dash), not "+shape(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
	for i, e := range list {
		d.value(e, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

// anything reads a value of no fixed shape: text, number, true or false,
// []any or map[string]any.
func (d decoder) anything(n ast.Node, v reflect.Value, path string) {
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		m := map[string]any{}
		d.entries(n, reflect.ValueOf(&m).Elem(), path)
		v.Set(reflect.ValueOf(m))
	case *ast.SequenceNode:
		var s []any
		d.items(n, reflect.ValueOf(&s).Elem(), path)
		v.Set(reflect.ValueOf(s))
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		v.Set(reflect.ValueOf(n.(ast.ScalarNode).GetValue()))
	default:
		text, _ := scalarText(n)
		v.Set(reflect.ValueOf(text))
	}
}

func (d decoder) scalar(n ast.Node, v reflect.Value, path string) {
	text, ok := scalarText(n)
	if !ok {
		d.wrong(path, n, "one value is expected here, not "+shape(n)+"; a text with a colon or a bracket needs quotes")
		return
	}
	if v.Kind() == reflect.String {
		v.SetString(text)
		return
	}
	if err := yaml.NodeToValue(n, v.Addr().Interface()); err != nil || mismatch(n, v.Kind()) {
		d.wrong(path, n, fmt.Sprintf("%q is not %s", text, wanted(v.Kind())))
	}
}

// mismatch reports whether goccy would read a quoted text as a number or a
// truth.
func mismatch(n ast.Node, k reflect.Kind) bool {
	_, text := n.(*ast.StringNode)
	return text && k != reflect.String
}

// wanted says in words what a scalar of this kind is.
func wanted(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	}
	return "a whole number"
}

// scalarText is the text of a scalar as it is meant; numbers and truths as
// they are written.
func scalarText(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// shape says in words what a node is.
func shape(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys with values"
	case *ast.SequenceNode:
		return "a list"
	}
	return "a single value"
}

// fieldByName finds the field of a struct by its YAML name; inlined structs
// are searched too.
func fieldByName(v reflect.Value, name string) (reflect.Value, bool) {
	for i := range v.NumField() {
		own, inline := yamlName(v.Type().Field(i))
		if inline {
			if f, ok := fieldByName(v.Field(i), name); ok {
				return f, true
			}
		} else if own == name {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// fieldNames are the YAML names of a struct's fields, in their order.
func fieldNames(v reflect.Value) (names []string) {
	for i := range v.NumField() {
		name, inline := yamlName(v.Type().Field(i))
		if inline {
			names = append(names, fieldNames(v.Field(i))...)
		} else if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// yamlName is the key of a field, "" when it has none.
func yamlName(f reflect.StructField) (name string, inline bool) {
	name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	if name == "-" || !f.IsExported() {
		return "", false
	}
	return name, strings.Contains(options, "inline")
}

func first(s []string, n int) []string { return s[:min(n, len(s))] }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
