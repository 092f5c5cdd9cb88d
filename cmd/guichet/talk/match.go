package talk

import (
	"regexp"
	"slices"
	"strings"
)

// wild stands for any words in a line, and alone on one for any lines.
const wild = "…"

// matches reports whether a reply reads as expected.
func matches(want, got []string) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	if strings.TrimSpace(want[0]) == wild {
		for n := range len(got) + 1 {
			if matches(want[1:], got[n:]) {
				return true
			}
		}
		return false
	}
	return len(got) > 0 && lineMatches(want[0], got[0]) && matches(want[1:], got[1:])
}

// lineMatches compares one line. A … that the desk wrote itself matches too.
func lineMatches(want, got string) bool {
	want, got = typeable(want), typeable(got)
	parts := strings.Split(want, wild)
	if !strings.HasPrefix(got, parts[0]) {
		return false
	}
	if len(parts) == 1 {
		return want == got
	}
	rest := got[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// typeable is a line as people can type it: with ordinary spaces.
func typeable(line string) string {
	return strings.TrimSpace(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(line))
}

// same compares what is written on buttons and fields.
func same(a, b string) bool { return typeable(a) == typeable(b) }

var buttonRow = regexp.MustCompile(`^\[[^\[\]]+\]( \[[^\[\]]+\])*$`)

// labels are those of a row of buttons; nil when the line is none.
func labels(line string) []string {
	line = strings.TrimSpace(line)
	if !buttonRow.MatchString(line) {
		return nil
	}
	return strings.Split(line[1:len(line)-1], "] [")
}

// diff shows two replies in one, line by line: what is missing, what is too
// much, and what both have.
func diff(want, got []string) string {
	var out strings.Builder
	write := func(mark, line string) { out.WriteString("    " + mark + " " + line + "\n") }
	// common[i][j] is how many lines want[i:] and got[j:] have in common.
	common := make([][]int, len(want)+1)
	for i := range common {
		common[i] = make([]int, len(got)+1)
	}
	for i, w := range slices.Backward(want) {
		for j, g := range slices.Backward(got) {
			if lineMatches(w, g) {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(want) || j < len(got) {
		switch {
		case i < len(want) && j < len(got) && lineMatches(want[i], got[j]):
			write(" ", got[j])
			i, j = i+1, j+1
		case j == len(got) || i < len(want) && common[i+1][j] >= common[i][j+1]:
			write("-", want[i])
			i++
		default:
			write("+", got[j])
			j++
		}
	}
	return out.String()
}
