package union

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type shape interface{ shape() }

type (
	point  struct{}
	circle struct {
		Radius int `json:"radius"`
	}
	group struct {
		Name   string   `json:"name,omitempty"`
		Shapes []string `json:"shapes,omitempty"`
	}
	stray struct{}
	deaf  struct{ F func() }
)

func (point) shape()  {}
func (circle) shape() {}
func (group) shape()  {}
func (stray) shape()  {}
func (deaf) shape()   {}

var shapes = Of(map[string]shape{"point": point{}, "circle": circle{}, "group": group{}, "deaf": deaf{}})

func TestRoundTrip(t *testing.T) {
	for want, v := range map[string]shape{
		`{"kind":"point"}`:              point{},
		`{"kind":"circle","radius":0}`:  circle{},
		`{"kind":"circle","radius":-3}`: circle{-3},
		`{"kind":"group"}`:              group{},
		`{"kind":"group","name":"\"kind\":\"point\"","shapes":["}"]}`: group{`"kind":"point"`, []string{"}"}},
	} {
		got, err := shapes.Marshal(v)
		if err != nil || string(got) != want {
			t.Errorf("Marshal(%#v) = %s, %v, want %s", v, got, err, want)
		}
		back, err := shapes.Unmarshal(got)
		if err != nil {
			t.Errorf("Unmarshal(%s): %v", got, err)
		}
		if diff := cmp.Diff(v, back); diff != "" {
			t.Errorf("%s: %s", got, diff)
		}
	}
	all := []shape{circle{1}, point{}, circle{1}}
	raw, err := shapes.MarshalAll(all)
	if err != nil {
		t.Fatal(err)
	}
	back, err := shapes.UnmarshalAll(raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, back); diff != "" {
		t.Error(diff)
	}
}

func TestRefuses(t *testing.T) {
	for _, v := range []shape{stray{}, nil, &circle{}, deaf{}} {
		if got, err := shapes.Marshal(v); err == nil {
			t.Errorf("Marshal(%T) = %s", v, got)
		}
		if got, err := shapes.MarshalAll([]shape{point{}, v}); err == nil {
			t.Errorf("MarshalAll(%T) = %s", v, got)
		}
	}
	for _, raw := range []string{``, `null`, `{}`, `{"kind":"stray"}`, `{"kind":7}`, `{"kind":"circle","radius":"x"}`} {
		if got, err := shapes.Unmarshal([]byte(raw)); err == nil {
			t.Errorf("Unmarshal(%s) = %#v", raw, got)
		}
	}
	for _, raw := range []string{`7`, `[{"kind":"stray"}]`} {
		if got, err := shapes.UnmarshalAll([]byte(raw)); err == nil {
			t.Errorf("UnmarshalAll(%s) = %#v", raw, got)
		}
	}
	if got := shapes.Name(circle{}); got != "circle" {
		t.Errorf("Name = %q", got)
	}
	if got := shapes.Name(stray{}); got != "" {
		t.Errorf("Name of a stranger = %q", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("two names for one type were taken")
		}
	}()
	Of(map[string]shape{"a": point{}, "b": point{}})
}

func FuzzUnmarshal(f *testing.F) {
	for _, raw := range []string{`{"kind":"circle","radius":3}`, `{"kind":"group","shapes":[]}`, `[]`, `{"Kind":"point"}`} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		v, err := shapes.Unmarshal([]byte(raw))
		if err != nil {
			return
		}
		written, err := shapes.Marshal(v)
		if _, unwritable := v.(deaf); unwritable {
			return
		}
		if err != nil || !json.Valid(written) {
			t.Fatalf("%s was read as %#v, which writes as %s, %v", raw, v, written, err)
		}
	})
}
