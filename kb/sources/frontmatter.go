package sources

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/guichet-desk/guichet/kb"
)

// matter reads the YAML front matter of one file into its article.
type matter struct {
	*folder
	file    string
	article *kb.Article

	summary, source, license string
	at                       map[string]position // of each field's value
	broken                   bool                // it could not be read at all
}

type position struct{ line, col int }

// fence is the line before and after the front matter.
const fence = "---"

// read reads the front matter of text, if there is one, and returns what
// follows and the line where that begins.
func (m *matter) read(text string) (body string, line int) {
	m.at = make(map[string]position)
	first, rest, _ := strings.Cut(text, "\n")
	if strings.TrimRight(first, " \t") != fence {
		return text, 1
	}
	var head strings.Builder
	line = 2
	for rest != "" {
		var l string
		l, rest, _ = strings.Cut(rest, "\n")
		line++
		if strings.TrimRight(l, " \t") == fence {
			m.yaml(head.String())
			return rest, line
		}
		head.WriteString(l + "\n")
	}
	m.broken = true
	m.problem(m.file, 1, 1, "the front matter that begins here has no end: a line %q is missing", fence)
	return "", line
}

// yaml reads the fields of head, which begins at the file's second line.
func (m *matter) yaml(head string) {
	file, err := parser.ParseBytes([]byte("\n"+head), 0) // its lines are the file's
	if err != nil {
		m.broken = true
		m.fail(position{1, 1}, err)
		return
	}
	for _, doc := range file.Docs {
		switch body := doc.Body.(type) {
		case nil:
		case *ast.MappingNode:
			for _, v := range body.Values {
				m.field(v)
			}
		case *ast.MappingValueNode:
			m.field(body)
		default:
			m.problem(m.file, 2, 1, "the front matter is not a list of fields like %q", "title: …")
		}
	}
}

// place is where a node stands in the file.
func place(n ast.Node) position {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return position{t.Position.Line, t.Position.Column}
	}
	return position{2, 1}
}

// fail reports err where it says it is, or else at p.
func (m *matter) fail(p position, err error) {
	message := err.Error()
	var at yaml.Error
	if errors.As(err, &at) {
		message = at.GetMessage()
		if t := at.GetToken(); t != nil && t.Position != nil {
			p = position{t.Position.Line, t.Position.Column}
		}
	}
	m.problem(m.file, p.line, p.col, "%s", message)
}

// field reads one field.
func (m *matter) field(v *ast.MappingValueNode) {
	key, ok := v.Key.(*ast.StringNode)
	if !ok {
		p := place(v.Key)
		m.problem(m.file, p.line, p.col, "%s is not the name of a field", v.Key)
		return
	}
	name := key.Value
	if m.ignored(name) {
		return
	}
	read, known := readers[name]
	if !known {
		m.unknown(name, place(v.Key))
		return
	}
	p := place(v.Value)
	m.at[name] = p
	if err := read(m, v.Value); err != nil {
		m.fail(p, fmt.Errorf("%s: %w", name, err))
	}
}

// ignored reports whether the folder's reader asked not to see the field.
func (m *matter) ignored(name string) bool {
	return slices.ContainsFunc(m.Ignore, func(pattern string) bool {
		prefix, wild := strings.CutSuffix(pattern, "*")
		return name == pattern || wild && strings.HasPrefix(name, prefix)
	})
}

// unknown warns of a field, once however many files have it. What may be meant
// to close the article is more than a warning.
func (m *matter) unknown(name string, p position) {
	if strings.HasPrefix(strings.ToLower(name), "aud") {
		m.problem(m.file, p.line, p.col, "the field %q is not known; is it %q?", name, "audience")
		return
	}
	message := fmt.Sprintf("the field %q is not known", name)
	if m.foreign[message]++; m.foreign[message] == 1 {
		m.problems = append(m.problems, Problem{File: m.file, Line: p.line, Col: p.col, Warning: true, Message: message})
	}
}

// readers reads each field there is.
var readers = map[string]func(*matter, ast.Node) error{
	"id":        text(func(m *matter) *string { return &m.article.ID }),
	"title":     text(func(m *matter) *string { return &m.article.Title }),
	"lang":      text(func(m *matter) *string { return &m.article.Lang }),
	"owner":     text(func(m *matter) *string { return &m.article.Owner }),
	"url":       text(func(m *matter) *string { return &m.article.URL }),
	"credit":    text(func(m *matter) *string { return &m.article.Credit }),
	"summary":   text(func(m *matter) *string { return &m.summary }),
	"source":    text(func(m *matter) *string { return &m.source }),
	"license":   text(func(m *matter) *string { return &m.license }),
	"keywords":  (*matter).keywords,
	"tags":      (*matter).keywords,
	"audience":  (*matter).audience,
	"status":    (*matter).status,
	"review_by": date(func(m *matter) *time.Time { return &m.article.ReviewBy }),
	"updated":   date(func(m *matter) *time.Time { return &m.article.Updated }),
}

func text(field func(*matter) *string) func(*matter, ast.Node) error {
	return func(m *matter, n ast.Node) error {
		var s string
		if err := yaml.NodeToValue(n, &s); err != nil {
			return err
		}
		*field(m) = strings.TrimSpace(s)
		return nil
	}
}

func date(field func(*matter) *time.Time) func(*matter, ast.Node) error {
	return func(m *matter, n ast.Node) error {
		var s string
		if err := yaml.NodeToValue(n, &s); err != nil {
			return err
		}
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			return fmt.Errorf("%q is not a date like 2026-01-31", s)
		}
		*field(m) = t
		return nil
	}
}

// words reads one word or a list of them.
func words(n ast.Node) ([]string, error) {
	if _, list := n.(*ast.SequenceNode); !list {
		var s string
		if err := yaml.NodeToValue(n, &s); err != nil {
			return nil, err
		}
		return []string{s}, nil
	}
	var list []string
	err := yaml.NodeToValue(n, &list)
	return list, err
}

func (m *matter) keywords(n ast.Node) error {
	list, err := words(n)
	m.article.Keywords = append(m.article.Keywords, list...)
	return err
}

func (m *matter) status(n ast.Node) error {
	var s string
	if err := yaml.NodeToValue(n, &s); err != nil {
		return err
	}
	status, ok := map[string]kb.Status{
		"draft": kb.Draft, "review": kb.InReview, "published": kb.Published, "retired": kb.Retired,
	}[s]
	if !ok {
		return fmt.Errorf("%q is none of draft, review, published, retired", s)
	}
	m.article.Status = status
	return nil
}

// audience reads "everyone", "agents", a list of groups, or both conditions
// as {agents: true, groups: […]}.
func (m *matter) audience(n ast.Node) error {
	switch n.(type) {
	case *ast.SequenceNode:
		groups, err := words(n)
		if err == nil && len(groups) == 0 {
			err = errors.New("no group: write everyone, agents or a list of groups")
		}
		m.article.Audience.Groups = groups
		return err
	case *ast.MappingNode, *ast.MappingValueNode:
		var both struct {
			Agents bool     `yaml:"agents"`
			Groups []string `yaml:"groups"`
		}
		if err := yaml.NodeToValue(n, &both, yaml.DisallowUnknownField()); err != nil {
			return err
		}
		if !both.Agents && len(both.Groups) == 0 {
			return errors.New("neither agents nor a group: write everyone if that is meant")
		}
		m.article.Audience = kb.Audience{Agents: both.Agents, Groups: both.Groups}
		return nil
	}
	var s string
	if err := yaml.NodeToValue(n, &s); err != nil {
		return err
	}
	switch s {
	case "everyone":
	case "agents":
		m.article.Audience.Agents = true
	default:
		return fmt.Errorf("%q is neither everyone nor agents; groups are written as a list", s)
	}
	return nil
}

// finish completes the article from what the front matter left open, and
// reports what is missing.
func (m *matter) finish() {
	if m.broken {
		return
	}
	a := m.article
	if title, rest, ok := leadingTitle(a.Body); ok && (a.Title == "" || a.Title == title) {
		a.Title, a.Body = title, rest
	}
	if m.summary != "" {
		a.Body = strings.TrimSpace(m.summary + "\n\n" + a.Body)
	}
	if a.Credit == "" {
		a.Credit = strings.Trim(m.source+" · "+m.license, " ·")
	}
	if a.Title == "" {
		m.problem(m.file, 1, 1, "no title: write one in the front matter or as the first heading")
	}
	if a.Body == "" {
		m.problem(m.file, 1, 1, "no text")
	}
	if a.ID == "" {
		m.problem(m.file, m.at["id"].line, m.at["id"].col, "the id is empty")
	}
	if !isLanguage(a.Lang) {
		p := m.at["lang"]
		m.problem(m.file, p.line, p.col, "the language is %q: write lang: en or lang: fr, or use a folder of that name", a.Lang)
	}
}

// leadingTitle splits body after a first heading of the first level.
func leadingTitle(body string) (title, rest string, ok bool) {
	line, rest, _ := strings.Cut(body, "\n")
	title, ok = strings.CutPrefix(line, "# ")
	return strings.TrimSpace(title), strings.TrimSpace(rest), ok
}
