package lang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// source is what the program itself says of words: its files are read as the
// compiler would read them, without the tests.
type source struct {
	strings map[string]bool // every string in it, in lower case
	asked   map[string]bool // those that must be keys
	pages   string          // the templates, in one piece
}

// shells are the packages whose strings of these forms are keys.
var (
	shells = regexp.MustCompile(`^(bot|workflows)$`)
	key    = regexp.MustCompile(`^(thread|told|page|press|vote|staff|status|due|clock|refused|do|dialogue)_[a-z0-9_-]*[a-z0-9]$`)
)

func read(t *testing.T) source {
	t.Helper()
	s := source{strings: map[string]bool{}, asked: map[string]bool{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".html"):
			page, err := os.ReadFile(path)
			s.pages += string(page)
			return err
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		ast.Inspect(file, func(n ast.Node) bool { s.look(folder, n); return true })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s source) look(folder string, n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit:
		text, ok := literal(n)
		s.strings[strings.ToLower(text)] = ok
		if shells.MatchString(folder) && key.MatchString(text) {
			s.asked[text] = true
		}
	case *ast.CallExpr: // refuse("ended")
		if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "refuse" && folder == "workflows/ticket" {
			if text, ok := literal(n.Args[0]); ok {
				s.asked["refused_"+text] = true
			}
		}
	case *ast.KeyValueExpr: // Refusal{Key: "ended"}
		if f, ok := n.Key.(*ast.Ident); ok && f.Name == "Key" && strings.HasPrefix(folder, "workflows") {
			if text, ok := literal(n.Value); ok {
				s.asked["refused_"+text] = true
			}
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// uses reports whether a key stands in the source, whole or in pieces: as
// "dialogue_" + "status_" + "held", or "staff_form_" + "hold" + "_words".
func (s source) uses(key string) bool {
	if s.strings[key] || strings.Contains(s.pages, `"`+key+`"`) {
		return true
	}
	for i := range key {
		if key[i] != '_' || !s.strings[key[:i+1]] {
			continue
		}
		rest := key[i+1:]
		if s.uses(rest) {
			return true
		}
		if j := strings.LastIndexByte(rest, '_'); j > 0 && s.strings[rest[:j]] && s.strings[rest[j:]] {
			return true
		}
	}
	return false
}

func TestEveryKeyIsUsed(t *testing.T) {
	s := read(t)
	for _, topic := range topics(t) {
		for key := range load(t, topic+"."+Languages[0]+".yaml") {
			if !s.uses(key) {
				t.Errorf("%s: nothing says %q", topic, key)
			}
		}
	}
}

func TestEveryUsedKeyExists(t *testing.T) {
	keys := map[string]bool{}
	for _, topic := range topics(t) {
		for key := range load(t, topic+"."+Languages[0]+".yaml") {
			keys[key] = true
		}
	}
	s := read(t)
	if len(s.asked) < 100 {
		t.Errorf("only %d keys were found in the source: is it read at all?", len(s.asked))
	}
	for key := range s.asked {
		if !keys[key] {
			t.Errorf("the source says %q, which has no words", key)
		}
	}
}
