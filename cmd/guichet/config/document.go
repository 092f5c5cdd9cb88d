package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxFile is the size in bytes beyond which a file is refused unread.
const maxFile = 1 << 20

// document is one file, able to say where a YAML path of it stands.
type document struct {
	name     string
	lines    []string
	shift    int              // lines before the YAML, for front matter
	places   map[string]place // path → where to put the caret
	keys     map[string]place // path → its key
	broken   map[string]bool  // paths whose value could not be read, and that was reported
	problems *Problems        // of the whole folder
}

// place is a line and a column, both from 1.
type place struct{ line, column int }

// blank is a document without text: it stands for a file that is not there.
func blank(name string, problems *Problems) *document {
	return &document{name: name, places: map[string]place{}, keys: map[string]place{}, broken: map[string]bool{}, problems: problems}
}

// newDocument takes a file's bytes. It returns nil after reporting why when
// they are no text.
func newDocument(name string, data []byte, problems *Problems) *document {
	d := blank(name, problems)
	if len(data) > maxFile {
		d.report(place{}, fmt.Sprintf("the file has %d bytes, more than the %d that are read; split it", len(data), maxFile))
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	d.lines = strings.Split(text, "\n")
	for i, line := range d.lines {
		if !utf8.ValidString(line) {
			d.lines[i] = strings.ToValidUTF8(line, "\ufffd")
			d.report(place{i + 1, invalidAt(line)}, "this is not UTF-8; save the file as UTF-8")
			return nil
		}
		if at := strings.IndexByte(line, 0); at >= 0 {
			d.report(place{i + 1, utf8.RuneCountInString(line[:at]) + 1}, "a NUL byte stands here; save the file as plain text")
			return nil
		}
	}
	return d
}

// invalidAt is the column of the first character that is not UTF-8.
func invalidAt(line string) int {
	column := 1
	for _, r := range line {
		if r == utf8.RuneError {
			break
		}
		column++
	}
	return column
}

// report adds a problem at p. The parser places what is missing at the end of
// a line just beyond it.
func (d *document) report(p place, message string) {
	problem := Problem{File: d.name, Message: message}
	if p.line > 0 && len(d.lines) > 0 {
		problem.Line = min(p.line, len(d.lines))
		problem.Source = d.lines[problem.Line-1]
		problem.Column = max(1, min(p.column, utf8.RuneCountInString(problem.Source)+1))
	}
	*d.problems = append(*d.problems, problem)
}

// hide takes the rest of a line out of what problems show: a secret that
// should not be there is not printed into a log as well.
func (d *document) hide(p place) {
	line := []rune(d.lines[p.line-1])
	d.lines[p.line-1] = string(line[:p.column-1]) + hidden
}

// at is where path stands or, when it is missing, what it is missing from.
func (d *document) at(path string) place {
	for {
		if p, ok := d.places[path]; ok {
			return p
		}
		if path == "" {
			return place{}
		}
		path = parent(path)
	}
}

// parent is the path of what a path is part of; "" is the whole document.
func parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

// parse reads lines [from, to) as one YAML document. A nil node is an empty
// one; ok is false after a mistake was reported.
func (d *document) parse(from, to int) (body ast.Node, ok bool) {
	d.shift = from
	text := strings.Join(d.lines[from:to], "\n")
	file, err := parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return nil, false
	}
	for _, doc := range file.Docs {
		if body != nil && doc.Body != nil {
			d.report(d.start(doc.Body), "a second document begins here; keep one document per file and remove the line of ---")
			return nil, false
		}
		if doc.Body != nil {
			body = doc.Body
		}
	}
	return body, true
}

// syntax reports what the YAML parser could not read.
func (d *document) syntax(err error) {
	var e yaml.Error
	if !errors.As(err, &e) || e.GetToken() == nil {
		d.report(place{}, "this is not YAML: "+err.Error())
		return
	}
	message := e.GetMessage()
	for _, advice := range syntaxAdvice {
		if strings.Contains(message, advice.when) {
			message = advice.say
			break
		}
	}
	d.report(d.place(e.GetToken()), message)
}

// syntaxAdvice says in the reader's terms what the parser says in its own.
// The first match counts.
var syntaxAdvice = []struct{ when, say string }{
	{"found character '\t'", "a tab stands here; YAML is indented with spaces"},
	{"mapping value is not allowed", "a second colon stands in this value; put the whole value in quotes"},
	{"could not find end character", "this quote is never closed; add the closing quote"},
	{"is a reserved character", "YAML keeps this character for itself; put the value in quotes"},
	{"unexpected directive", "YAML keeps this character for itself; put the value in quotes"},
	{"must be specified", "a bracket opened before is never closed; add the comma or the bracket that is missing"},
	{"non-map value is specified", "this line belongs to nothing; indent it under its key, or put the text in quotes"},
	{"value is not allowed in this context", "this does not belong here; line it up with its neighbours, or put the text in quotes"},
}

// place is where a token of the YAML stands in the file.
func (d *document) place(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{}
	}
	return place{t.Position.Line + d.shift, t.Position.Column}
}

// start is where a node begins. The tokens of mappings are their colons, so
// their first key is asked instead.
func (d *document) start(n ast.Node) place {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return d.start(n.Values[0])
		}
	case *ast.MappingValueNode:
		return d.place(n.Key.GetToken())
	}
	return d.place(n.GetToken())
}

// spot is a value of a document, for problems found after decoding.
type spot struct {
	doc  *document
	path string // "" is the whole document
}

// report adds a problem about the value at path below the spot; "" is the
// spot itself. It says nothing of values that could not even be read.
func (s spot) report(path, message string) {
	path = s.join(path)
	for at := path; !s.doc.broken[at]; at = parent(at) {
		if at == "" {
			s.doc.report(s.doc.at(path), message)
			return
		}
	}
}

// reportKey is report with the caret under the key of path.
func (s spot) reportKey(path, message string) {
	s.doc.report(s.doc.keys[s.join(path)], message)
}

// spoilt reports whether the spot, or something in it, could not be read.
func (s spot) spoilt() bool {
	for path := range s.doc.broken {
		if within(path, s.path) || within(s.path, path) {
			return true
		}
	}
	return false
}

// within reports whether path stands at or below another.
func within(path, above string) bool {
	for path != above && path != "" {
		path = parent(path)
	}
	return path == above
}

// join is the path of something below the spot.
func (s spot) join(path string) string {
	if s.path == "" || path == "" || path[0] == '[' {
		return s.path + path
	}
	return s.path + "." + path
}

// item is the spot of the i-th element below path.
func (s spot) item(path string, i int) spot {
	return spot{s.doc, fmt.Sprintf("%s[%d]", s.join(path), i)}
}

// below is the spot of what stands at path below this one.
func (s spot) below(path string) spot { return spot{s.doc, s.join(path)} }
