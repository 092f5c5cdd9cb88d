package nlu

import (
	"slices"
	"strings"
)

// Mark stands where a secret stood.
const Mark = "●●●"

// Mask replaces the secrets of a text by Mark, so that it can be stored and
// shown, and lists the kinds found, in the order of their first appearance:
// "password", "card-number", "jwt", … (SecretKinds). It prefers one mask too
// many after "my password is" to a password in a database.
func Mask(text string) (masked string, found []string) {
	spans := secrets(text)
	if len(spans) == 0 {
		return text, nil
	}
	var b strings.Builder
	at := 0
	for _, s := range spans {
		if !slices.Contains(found, s.kind) {
			found = append(found, s.kind)
		}
		if s.from >= at {
			b.WriteString(text[at:s.from])
			b.WriteString(Mark)
		}
		at = max(at, s.to)
	}
	b.WriteString(text[at:])
	return b.String(), found
}

// SecretKinds lists every kind that Mask can find, in the order it looks for them.
func SecretKinds() []string {
	var kinds []string
	for _, r := range secretRules {
		if !slices.Contains(kinds, r.kind) {
			kinds = append(kinds, r.kind)
		}
	}
	return kinds
}

// span is a secret's place in a text, in bytes.
type span struct {
	from, to int
	kind     string
}

// secrets returns the places of all secrets, by their beginning. Where two
// overlap, the earlier rule in the table names the kind.
func secrets(text string) []span {
	lower := strings.ToLower(text)
	var out []span
	for _, r := range secretRules {
		if !r.hinted(lower) {
			continue
		}
		for _, m := range r.find.FindAllStringSubmatchIndex(text, -1) {
			from, to := m[0], m[1]
			if len(m) > 2 {
				from, to = innermost(m)
			}
			s := span{from, to, r.kind}
			if r.check != nil && !r.check(text[from:to], text[to:]) || overlaps(out, s) {
				continue
			}
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b span) int { return a.from - b.from })
	return out
}

// innermost returns the first group that matched.
func innermost(m []int) (from, to int) {
	for g := 2; g < len(m); g += 2 {
		if m[g] >= 0 {
			return m[g], m[g+1]
		}
	}
	return m[0], m[1]
}

func overlaps(spans []span, s span) bool {
	return slices.ContainsFunc(spans, func(o span) bool { return s.from < o.to && o.from < s.to })
}

// hinted reports whether a text holds one of the literals without which the
// rule cannot match; most messages hold none and cost no regular expression.
func (r secretRule) hinted(lower string) bool {
	if len(r.hints) == 0 {
		return true
	}
	return slices.ContainsFunc(r.hints, func(h string) bool { return strings.Contains(lower, h) })
}
