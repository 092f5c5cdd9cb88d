package nlu

import (
	_ "embed"
	"strings"
)

// What people ask that no service desk should claim, per language: negatives
// for every intent.
var (
	//go:embed background_en.txt
	backgroundEnglish string
	//go:embed background_fr.txt
	backgroundFrench string
)

// background returns the questions of a language, templates written out.
func background(lang string) []string {
	var text string
	switch lang {
	case "en":
		text = backgroundEnglish
	case "fr":
		text = backgroundFrench
	}
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, expand(line)...)
		}
	}
	return out
}

// expand writes out a template: every choice is used, but not every
// combination, which would only repeat the words.
func expand(template string) []string {
	most := 1
	for part := range strings.SplitSeq(template, "{") {
		if choices, _, ok := strings.Cut(part, "}"); ok {
			most = max(most, strings.Count(choices, "|")+1)
		}
	}
	out := make([]string, most)
	for i := range out {
		var b strings.Builder
		for part := range strings.SplitSeq(template, "{") {
			choices, rest, ok := strings.Cut(part, "}")
			if !ok {
				b.WriteString(part)
				continue
			}
			list := strings.Split(choices, "|")
			b.WriteString(list[i%len(list)])
			b.WriteString(rest)
		}
		out[i] = b.String()
	}
	return out
}
