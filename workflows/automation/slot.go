package automation

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// requesterDefault, as the default of a person slot, is the one who asks.
const requesterDefault = "requester"

// Fill gives every slot its value: what was said, else its default. Dates
// ("2006-01-02" or RFC 3339) become RFC 3339 in loc. The error names every slot
// that is missing, unknown or unfit, in the definition's order.
func (d Definition) Fill(said map[string]string, facts Facts, loc *time.Location) (map[string]string, error) {
	var wrong []error
	for _, name := range sortedKeys(said) {
		if _, ok := d.slot(name); !ok {
			wrong = append(wrong, fmt.Errorf("%s: no such slot", name))
		}
	}
	filled := make(map[string]string, len(d.Slots))
	for _, s := range d.Slots {
		v := said[s.Name]
		if v == "" {
			v = s.Default
			if s.Kind == SlotPerson && v == requesterDefault {
				v = facts.Requester.ID
			}
		}
		if v == "" {
			if !s.Optional {
				wrong = append(wrong, fmt.Errorf("%s: is missing", s.Name))
			}
			continue
		}
		v, err := s.accept(v, facts, loc)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", s.Name, err))
			continue
		}
		filled[s.Name] = v
	}
	return filled, errors.Join(wrong...)
}

// accept is the value as a run keeps it, or why it is none of the slot's kind.
func (s Slot) accept(v string, facts Facts, loc *time.Location) (string, error) {
	switch s.Kind {
	case SlotNumber:
		if n, err := strconv.ParseFloat(v, 64); err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return "", fmt.Errorf("%q is no number", v)
		}
	case SlotDate:
		t, err := parseDate(v, loc)
		if err != nil {
			return "", err
		}
		return t.Format(time.RFC3339), nil
	case SlotPerson:
		if _, known := facts.People[v]; !known && v != facts.Requester.ID {
			return "", fmt.Errorf("%q is nobody known", v)
		}
	case SlotChoice:
		if !slices.ContainsFunc(s.Options, func(o Option) bool { return o.Value == v }) {
			return "", fmt.Errorf("%q is not among the options", v)
		}
	}
	return v, nil
}

func parseDate(v string, loc *time.Location) (time.Time, error) {
	if t, err := time.ParseInLocation(time.DateOnly, v, loc); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no date such as 2026-03-31", v)
	}
	return t, nil
}

// value is what an accepted value is in expressions; the zero of its type when
// there is none.
func (s Slot) value(v string, facts Facts) any { return s.Kind.value(v, facts) }

func (k SlotKind) value(v string, facts Facts) any {
	switch k {
	case SlotNumber:
		n, _ := strconv.ParseFloat(v, 64) // accepted before, or "" and so 0
		return n
	case SlotDate:
		t, _ := time.Parse(time.RFC3339, v) // the same
		return t
	case SlotPerson:
		return facts.known(v)
	}
	return v
}

// label is what the slot is called in forms and summaries.
func (s Slot) label() Text {
	switch {
	case len(s.Label) > 0:
		return s.Label
	case len(s.Ask) > 0:
		return s.Ask
	}
	return same(s.Name)
}

// optionLabel is what the reader is shown for a choice's value.
func (s Slot) optionLabel(v, lang string) string {
	for _, o := range s.Options {
		if o.Value == v {
			return pick(o.Label, lang)
		}
	}
	return v
}
