package intents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/bot/chat"
)

// What is kept and passed on at most, in bytes or pieces, so that a state
// stays small and a ticket can be opened whatever people type.
const (
	maxRead     = 4 << 10  // of a message that is to be understood
	maxComment  = 16 << 10 // of a comment
	maxTitle    = 120
	maxSaid     = 4 << 10
	maxSlot     = 2 << 10
	maxLabel    = 160
	maxQuestion = 600
	maxPassage  = 2 << 10
	maxHits     = 3
	maxShown    = 30
	maxFiles    = 5
	maxURL      = 1 << 10
	maxLater    = 2
)

// clip makes s fit to be kept: valid UTF-8 without control characters (which
// JSON in PostgreSQL refuses), at most n bytes, cut between runes.
func clip(s string, n int) string {
	const more = "…"
	s = strings.Map(printable, strings.ToValidUTF8(s, ""))
	if len(s) <= n {
		return s
	}
	n -= len(more)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + more
}

func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// join appends words to words said before; when there are too many, the
// beginning stays, which said what it is about.
func join(before, more string) string {
	if before == "" || more == "" || before == more {
		return clip(before+more, maxSaid)
	}
	return clip(before+"\n"+more, maxSaid)
}

func shown(choices []Choice) []Choice {
	var out []Choice
	for _, c := range choices[:min(len(choices), maxShown)] {
		out = append(out, Choice{Label: clip(c.Label, maxLabel), Act: c.Act})
	}
	return out
}

func files(have, more []chat.File) []chat.File {
	for _, f := range more {
		if len(have) < maxFiles && len(f.URL) <= maxURL {
			f.Name, f.Type = clip(f.Name, maxLabel), clip(f.Type, maxLabel)
			have = append(have, f)
		}
	}
	return have
}

// bounded keeps the hits that may still be offered.
func bounded(hits []Hit) []Hit {
	var out []Hit
	for _, h := range hits {
		if len(out) == maxHits || h.Title == "" || h.Passage == "" {
			continue
		}
		h.Passage, h.Title, h.Section = clip(h.Passage, maxPassage), clip(h.Title, maxLabel), clip(h.Section, maxLabel)
		h.Credit, h.Why = clip(h.Credit, maxLabel), ""
		if len(h.URL) > maxURL {
			h.URL = ""
		}
		out = append(out, h)
	}
	return out
}
