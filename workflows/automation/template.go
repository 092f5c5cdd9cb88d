package automation

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
)

// piece is a stretch of a template: words as they are, or an expression.
type piece struct{ words, expr string }

// split takes "Hello {{requester.name}}." apart.
func split(s string) ([]piece, error) {
	var ps []piece
	for s != "" {
		words, rest, found := strings.Cut(s, "{{")
		if words != "" {
			ps = append(ps, piece{words: words})
		}
		if !found {
			break
		}
		src, after, closed := strings.Cut(rest, "}}")
		if src = strings.TrimSpace(src); !closed || src == "" {
			return nil, errors.New("{{ is not followed by an expression and }}")
		}
		ps, s = append(ps, piece{expr: src}), after
	}
	return ps, nil
}

// fill renders a text in one language. What it fills in was typed by people or
// comes from a directory, so markup in it is taken for plain characters.
func (r Run) fill(s, language string, in scope) (string, error) {
	ps, err := split(s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range ps {
		if p.expr == "" {
			b.WriteString(p.words)
			continue
		}
		v, err := eval(p.expr, in)
		if err != nil {
			return "", err
		}
		if slot, ok := r.Definition.slot(p.expr); ok && slot.Kind == SlotChoice {
			v = slot.optionLabel(r.Slots[slot.Name], language)
		}
		b.WriteString(chat.Escape(show(v, language)))
	}
	return b.String(), nil
}

// fillAll renders a text in every language it has.
func (r Run) fillAll(t Text, in scope) (Text, error) {
	out := make(Text, len(t))
	for _, l := range sortedKeys(t) {
		s, err := r.fill(t[l], l, in)
		if err != nil {
			return nil, err
		}
		out[l] = s
	}
	return out, nil
}

// fillWith evaluates the With of a step that touches the world. A text that is
// one {{expression}} keeps the expression's type.
func fillWith(v any, in scope) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, k := range sortedKeys(v) {
			x, err := fillWith(v[k], in)
			if err != nil {
				return nil, err
			}
			out[k] = x
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i := range v {
			x, err := fillWith(v[i], in)
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case string:
		return fillValue(v, in)
	}
	return v, nil
}

func fillValue(s string, in scope) (any, error) {
	ps, err := split(s)
	if err != nil {
		return nil, err
	}
	if len(ps) == 1 && ps[0].expr != "" {
		return eval(ps[0].expr, in)
	}
	var b strings.Builder
	for _, p := range ps {
		if p.expr == "" {
			b.WriteString(p.words)
			continue
		}
		v, err := eval(p.expr, in)
		if err != nil {
			return nil, err
		}
		b.WriteString(show(v, ""))
	}
	return b.String(), nil
}

// show is the reading of a value; dates are ISO 8601 when no language is given.
func show(v any, language string) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		return showTime(v, language)
	case Person:
		return v.label()
	case []string:
		return strings.Join(v, ", ")
	}
	return fmt.Sprint(v)
}

func showTime(t time.Time, language string) string {
	layout := map[string]string{"en": "2 January 2006", "fr": "02/01/2006"}[language]
	if layout == "" {
		layout = time.DateOnly
	}
	if h, m, s := t.Clock(); h+m+s != 0 {
		layout += " 15:04"
	}
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

// label is the person's name, the ID when there is none.
func (p Person) label() string {
	if p.Name == "" {
		return p.ID
	}
	return p.Name
}

// plain is a value as JSON has it: what a run keeps and an effect carries does
// not depend on whether it has been stored in between.
func plain(v map[string]any) (map[string]any, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.Unmarshal(data, &out)
}

// showable says whether a value of this type can stand inside words.
func showable(t reflect.Type) error {
	switch t {
	case typeText, typeNumber, typeBool, typeTime, typeAny, typeList:
		return nil
	case typePerson:
		return errors.New("is a person: say which of id, name, login, dn, email")
	case typeSealed:
		return errors.New("is a secret, which must stand alone")
	}
	return fmt.Errorf("is %s, which cannot be written out", t)
}

// same is a text that reads the same in every language.
func same(s string) Text {
	t := Text{}
	for _, l := range lang.Languages {
		t[l] = s
	}
	return t
}

func pick(t Text, language string) string { return lang.Pick(t, language) }
