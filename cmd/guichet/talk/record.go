package talk

import "strings"

// tape is a script's text with other replies in it. Each line of the script is
// kept, or stands for what replaces it, and may be followed by more.
type tape struct {
	script Script
	lines  map[int][]string // instead of a line
	after  map[int][]string // after a line
	end    []string
	last   Enter // whom the end is about
}

func newTape(s Script) *tape {
	return &tape{script: s, lines: map[int][]string{}, after: map[int][]string{}}
}

// reply writes a reply as a transcript does.
func reply(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		mark := "  "
		if i == 0 {
			mark = "< "
		}
		out[i] = strings.TrimRight(mark+line, " ")
		if out[i] == "" || out[i] == "<" {
			out[i] = mark + wild // a free line would end the reply
		}
	}
	return out
}

func (t *tape) drop(s Step) {
	for i := s.Line; i < s.End; i++ {
		t.lines[i] = []string{}
	}
}

func (t *tape) replace(s Step, lines []string) {
	t.drop(s)
	t.lines[s.Line] = reply(lines)
}

// split keeps a reply for the web, and puts another beside it for a platform.
func (t *tape) split(s Step, lines []string, platform string) {
	out := append([]string{"-- " + Web}, t.script.Lines[s.Line:s.End]...)
	if lines != nil {
		out = append(append(out, "-- "+platform), reply(lines)...)
	}
	t.drop(s)
	t.lines[s.Line] = append(out, "--")
}

// add puts a reply behind a step. What only one platform heard is fenced when
// the step itself is for all.
func (t *tape) add(behind Step, lines []string, platform string) {
	out := reply(lines)
	if behind.Only == "" && platform != Web {
		out = append(append([]string{"-- " + platform}, out...), "--")
	}
	at := behind.End - 1
	t.after[at] = append(t.after[at], out...)
}

// append puts a reply at the end, where somebody goes to hear it.
func (t *tape) append(at Enter, lines []string) {
	if t.last != at {
		t.last = at
		t.end = append(t.end, "", at.String())
	}
	t.end = append(t.end, reply(lines)...)
}

func (t *tape) text() string {
	var out []string
	for i, line := range t.script.Lines {
		if instead, ok := t.lines[i]; ok {
			out = append(out, instead...)
		} else {
			out = append(out, line)
		}
		out = append(out, t.after[i]...)
	}
	return strings.Join(mended(append(out, t.end...)), "\n") + "\n"
}

// mended joins parts of one platform that follow each other.
func mended(lines []string) []string {
	var out []string
	open, closed := "", "" // the part that is being written, and the one before
	for _, line := range lines {
		mark, platform, begins := strings.Cut(line, " ")
		last := len(out) - 1
		behind := open == "" && last >= 0 && out[last] == "--"
		switch {
		case mark != "--":
			out = append(out, line)
		case !begins && open == "", begins && platform == open:
			// It says what is so already.
		case !begins:
			out = append(out, line)
			open, closed = "", open
		case behind && platform == closed:
			out, open = out[:last], platform
		case behind:
			out[last], open = line, platform
		default:
			out, open = append(out, line), platform
		}
	}
	return out
}
