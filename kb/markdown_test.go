package kb

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestDivide(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       []string // kind, section number, block number, text
	}{
		{"sentences", "One here. Two (e.g. this) at v1.2 now. Three?\nFour.", []string{
			"0 0 1 One here.", "0 0 1 Two (e.g. this) at v1.2 now.", "0 0 1 Three?", "0 0 1 Four."}},
		{"headings", "Intro.\n\n# One\n\nText.\n\nTwo\n---\nMore.\n#no", []string{
			"0 0 1 Intro.", "4 1 2 # One", "0 1 3 Text.", "4 2 4 Two\n---", "0 2 5 More.", "0 2 5 #no"}},
		{"steps", "To do it:\n\n1. First.\n   Continued.\n\n2. Second.\n\n   > Note.\n\nDone.", []string{
			"0 0 1 To do it:", "1 0 2 1. First.\n   Continued.", "1 0 2 2. Second.\n\n   > Note.", "0 0 3 Done."}},
		{"bullets", "- a\n* b\n\n+ c", []string{"1 0 1 - a", "1 0 1 * b", "1 0 1 + c"}},
		{"table", "| A | B |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", []string{
			"2 0 1 | A | B |\n|---|---|\n| 1 | 2 |", "2 0 1 | 3 | 4 |"}},
		{"code", "Run:\n```sh\n# not a heading\n\nls\n```\nDone.", []string{
			"0 0 1 Run:", "3 0 2 ```sh\n# not a heading\n\nls\n```", "0 0 3 Done."}},
		{"open code", "~~~\nls", []string{"3 0 1 ~~~\nls"}},
		{"comment", "a\n\n<!-- hidden\n\nmore -->\nb", []string{"0 0 1 a", "0 0 2 b"}},
		{"windows", "a.\r\n\r\n- b\r\n- c\r\n", []string{"0 0 1 a.", "1 0 2 - b", "1 0 2 - c"}},
		{"french", "« Êtes-vous là ? » Oui.", []string{"0 0 1 « Êtes-vous là ? »", "0 0 1 Oui."}},
		{"nothing", " \n\n---\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			units, _ := divide(c.body, nil)
			var got []string
			for _, u := range units {
				got = append(got, fmt.Sprint(u.kind, " ", u.section, " ", u.block, " ", c.body[u.start:u.end]))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSections(t *testing.T) {
	_, sections := divide("# One `code`\n## [Two](x.md) **b** #\n# <a name=\"x\"></a>Three", nil)
	if diff := cmp.Diff([]string{"", "One code", "Two b", "Three"}, sections); diff != "" {
		t.Error(diff)
	}
}

func FuzzDivide(f *testing.F) {
	for _, body := range []string{"# a\n\n1. b\n\n   c\n2. d\n", "| a |\n|-|\n", "```\n", "a\n===\n", "<!--", "- \n-", "1.", "»”.»", ". . a.\n\n\n- x\n\ty"} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		units, sections := divide(body, nil)
		end := uint32(0)
		for _, u := range units {
			if u.start < end || u.end <= u.start || int(u.end) > len(body) {
				t.Fatalf("%q: unit %+v after %d", body, u, end)
			}
			end = u.end
			if text := body[u.start:u.end]; utf8.ValidString(body) && (!utf8.ValidString(text) || strings.Trim(text, " \t\r\n") == "") {
				t.Fatalf("%q: unit %q", body, text)
			}
			if u.section > 0 && int(u.section) >= len(sections) {
				t.Fatalf("%q: unit %+v of %d sections", body, u, len(sections))
			}
		}
	})
}
