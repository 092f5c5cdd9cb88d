package config_test

import (
	"os"
	"strings"
	"testing"
)

// section is a file of an archive in the txtar format: lines of comment, then
// for each file a line "-- name --" and its text.
type section struct{ name, text string }

func readArchive(t testing.TB, file string) (comment string, sections []section) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.SplitAfter(string(data), "\n") {
		name, marked := strings.CutPrefix(line, "-- ")
		name, closed := strings.CutSuffix(name, " --\n")
		switch {
		case marked && closed:
			sections = append(sections, section{name: name})
		case len(sections) == 0:
			comment += line
		default:
			sections[len(sections)-1].text += line
		}
	}
	return comment, sections
}

func writeArchive(t testing.TB, file, comment string, sections []section) {
	t.Helper()
	for _, s := range sections {
		comment += "-- " + s.name + " --\n" + s.text
	}
	if err := os.WriteFile(file, []byte(comment), 0o644); err != nil {
		t.Fatal(err)
	}
}
