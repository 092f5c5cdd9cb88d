package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Problem is one mistake in a desk folder.
type Problem struct {
	File    string // slash-separated, relative to the folder
	Line    int    // from 1; 0 when the whole file is meant
	Column  int    // in characters, from 1
	Message string // what is wrong and what to do
	Source  string // the line as it is written
}

// String prints the problem like a compiler: place and message, then the line
// with a caret under the column.
func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	number := fmt.Sprint(p.Line)
	return fmt.Sprintf("%s:%d:%d: %s\n  %s | %s\n  %s | %s^",
		p.File, p.Line, p.Column, p.Message,
		number, printable(p.Source),
		strings.Repeat(" ", len(number)), underlay(p.Source, p.Column))
}

// printable keeps control characters of a broken file out of the terminal.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, line)
}

// underlay is the white space before a caret. Tabs stay tabs, so that the
// caret stands under its column whatever the width of a tab.
func underlay(line string, column int) string {
	var b strings.Builder
	for _, r := range line {
		if column--; column < 1 {
			break
		}
		if r == '\t' {
			b.WriteRune(r)
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Problems are all the mistakes of a desk folder, in the order of its files.
// As an error it prints all of them; a nil Problems is no error, so turn it
// into one with Err.
type Problems []Problem

// Error implements error.
func (ps Problems) Error() string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.String())
		b.WriteByte('\n')
	}
	switch len(ps) {
	case 0, 1:
	default:
		fmt.Fprintf(&b, "%d problems\n", len(ps))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Err is nil when there is no problem.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// sorted returns the problems by file and place, each said once.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(ps)
}
