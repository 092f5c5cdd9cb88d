package escalation

import (
	"slices"
	"strings"

	"github.com/guichet-desk/guichet/workflows/sla"
)

// Match is the values that a fact may have: any of them, and none of those
// written with a leading "!". A "*" stands for any characters; alone, for any
// value at all, so "!*" is a fact that is not known. Case does not matter.
type Match []string

// UnmarshalYAML reads one value or a list of them.
func (m *Match) UnmarshalYAML(unmarshal func(any) error) error {
	var list []string
	if err := unmarshal(&list); err == nil {
		*m = list
		return nil
	}
	var one string
	if err := unmarshal(&one); err != nil {
		return err
	}
	*m = Match{one}
	return nil
}

// accepts reports whether the values of a fact match.
func (m Match) accepts(values []string) bool {
	wanted, found := false, false
	for _, pattern := range m {
		pattern, not := strings.CutPrefix(pattern, "!")
		hit := slices.ContainsFunc(values, func(value string) bool { return glob(pattern, value) })
		if not && hit {
			return false
		}
		wanted = wanted || !not
		found = found || !not && hit
	}
	return found || !wanted
}

// glob reports whether the value fits the pattern, in which "*" stands for any
// characters.
func glob(pattern, value string) bool {
	parts := strings.Split(strings.ToLower(pattern), "*")
	value, ok := strings.CutPrefix(strings.ToLower(value), parts[0])
	if !ok || len(parts) == 1 {
		return ok && value == ""
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		if _, value, ok = strings.Cut(value, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(value, parts[last])
}

// literals returns the values that are written out, without a "*".
func (m Match) literals() []string {
	var all []string
	for _, pattern := range m {
		if pattern = strings.TrimPrefix(pattern, "!"); !strings.Contains(pattern, "*") {
			all = append(all, pattern)
		}
	}
	return all
}

func (m Match) check(fact, path string, report func(path, message string)) {
	if len(m) == 0 {
		report(path, "the condition names no value")
	}
	for _, literal := range m.literals() {
		switch {
		case literal == "":
			report(path, `an empty value; write "!*" for a fact that is not known`)
		case fact == "priority":
			sla.CheckPriority(path, strings.ToUpper(literal), report)
		}
	}
}
