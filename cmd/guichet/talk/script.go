package talk

import (
	"fmt"
	"strings"
	"time"
)

// Script is a transcript that was read.
type Script struct {
	Name  string // of the file
	Lines []string
	Steps []Step
}

// Step is one thing in a transcript: exactly one of Enter, Say, Press, Expect,
// Pass and Check.
type Step struct {
	Line, End int    // first line, and the line after the last; from 0
	Only      string // the platform it is for, "" for all
	Do        any
}

// Enter says who speaks from here on, and where.
type Enter struct {
	Who     string
	Lang    string // of their place, "" leaves it as it is
	Channel string // "" is their own talk
	Ticket  string // in the thread of whose card
}

// Say is what somebody types.
type Say struct{ Text string }

// Press is a button by its label, an option of a menu ("Assign to…: Léo"), or
// the form that Label sends, filled with Fill.
type Press struct {
	Label string
	Fill  []Field
}

// option reads the label as an option of a menu.
func (p Press) option() (menu, label string, ok bool) { return strings.Cut(p.Label, ": ") }

// Field is one entry of a form, by its label, and what is entered.
type Field struct{ Name, Value string }

// Expect is a reply of the desk, line by line.
type Expect struct{ Lines []string }

// Pass is time: By passes, or To comes.
type Pass struct {
	By time.Duration
	To string // 2006-01-02 15:04, in the desk's zone
}

// Check is what must be so: a subject and words about it.
type Check struct{ Text string }

// Mistake is a line that cannot be read.
type Mistake struct {
	File string
	Line int // from 1
	Why  string
}

func (m Mistake) Error() string { return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Why) }

// people are those who speak, each once, in the order in which they do.
func (s Script) people() []string {
	var out []string
	seen := map[string]bool{}
	for _, step := range s.Steps {
		if e, ok := step.Do.(Enter); ok && !seen[e.Who] {
			seen[e.Who] = true
			out = append(out, e.Who)
		}
	}
	return out
}

// on reports whether a step is for a platform.
func (s Step) on(platform string) bool { return s.Only == "" || s.Only == platform }

// indented is what goes on with the line before.
func indented(line string) (rest string, ok bool) { return strings.CutPrefix(line, "  ") }
