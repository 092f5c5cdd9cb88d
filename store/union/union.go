// Package union turns closed sets of types into JSON and back: a value becomes
// {"kind": …, …its own fields}. A set is a table of names, made once by its
// owner; what is not in the table is an error both ways.
package union

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Set is a closed set of types that implement the interface T.
type Set[T any] struct {
	names map[reflect.Type]string
	types map[string]reflect.Type
}

// Of makes a set from names to one example value each. It panics when two
// names share a type: that is a mistake in the program, not in its input.
func Of[T any](kinds map[string]T) Set[T] {
	s := Set[T]{names: make(map[reflect.Type]string), types: make(map[string]reflect.Type)}
	for name, example := range kinds {
		t := reflect.TypeOf(example)
		if other, taken := s.names[t]; taken {
			panic(fmt.Sprintf("union: %s is both %q and %q", t, name, other))
		}
		s.names[t], s.types[name] = name, t
	}
	return s
}

// Name is the name of v's type in the set, "" when it has none.
func (s Set[T]) Name(v T) string { return s.names[reflect.TypeOf(v)] }

// Marshal writes v with its kind.
func (s Set[T]) Marshal(v T) ([]byte, error) {
	name, ok := s.names[reflect.TypeOf(v)]
	if !ok {
		return nil, fmt.Errorf("union: %T is not in the set", v)
	}
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	head := fmt.Sprintf(`{"kind":%q`, name)
	if string(body) == "{}" {
		return []byte(head + "}"), nil
	}
	return append([]byte(head+","), body[1:]...), nil
}

// Unmarshal reads what Marshal wrote.
func (s Set[T]) Unmarshal(data []byte) (T, error) {
	var zero T
	var head struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return zero, err
	}
	t, ok := s.types[head.Kind]
	if !ok {
		return zero, fmt.Errorf("union: unknown kind %q", head.Kind)
	}
	p := reflect.New(t)
	if err := json.Unmarshal(data, p.Interface()); err != nil {
		return zero, err
	}
	return p.Elem().Interface().(T), nil
}

// MarshalAll writes a list.
func (s Set[T]) MarshalAll(vs []T) ([]byte, error) {
	parts := make([]json.RawMessage, len(vs))
	for i, v := range vs {
		b, err := s.Marshal(v)
		if err != nil {
			return nil, err
		}
		parts[i] = b
	}
	return json.Marshal(parts)
}

// UnmarshalAll reads what MarshalAll wrote.
func (s Set[T]) UnmarshalAll(data []byte) ([]T, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return nil, err
	}
	vs := make([]T, len(parts))
	for i, p := range parts {
		v, err := s.Unmarshal(p)
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
		vs[i] = v
	}
	return vs, nil
}
