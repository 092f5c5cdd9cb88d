// Package law holds the tests of the source itself: who may import whom, what
// rules may not touch, how large files may grow. They open the files
// themselves, because `go test` caches what `go list` said.
package law

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	root   = "../../.."
	module = "github.com/guichet-desk/guichet/"
)

// file is one parsed source file of ours.
type file struct {
	name string // slash-separated, from the root
	pkg  string // folder
	test bool
	ast  *ast.File
	set  *token.FileSet
}

func files(t *testing.T) []file {
	t.Helper()
	var out []file
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); base == ".git" || base == "bin" || base == "testdata" || base == "peers" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		out = append(out, file{name: rel, pkg: path.Dir(rel), test: strings.HasSuffix(rel, "_test.go"), ast: f, set: set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("found only %d files", len(out))
	}
	return out
}

// law reads the table in ARCHITECTURE.md: folder → what it may import of ours.
func law(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	row := regexp.MustCompile("^\\| `([a-z/*]+)` \\|[^|]*\\| (.*) \\|$")
	name := regexp.MustCompile("`([a-z/*]+)`")
	table := make(map[string][]string)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		m := row.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		table[m[1]] = nil
		for _, n := range name.FindAllStringSubmatch(m[2], -1) {
			table[m[1]] = append(table[m[1]], n[1])
		}
	}
	return table
}

// allowed reports whether the law lets a folder import another; known is false
// when the law has no row for the folder.
func allowed(table map[string][]string, from, to string) (ok, known bool) {
	for pattern, may := range table {
		if !covers(pattern, from) {
			continue
		}
		known = true
		if covers(pattern, to) && strings.HasSuffix(pattern, "/*") && within(from, to) {
			ok = true // a folder's own parts
		}
		for _, m := range may {
			ok = ok || covers(m, to)
		}
	}
	return ok, known
}

func covers(pattern, pkg string) bool {
	if prefix, all := strings.CutSuffix(pattern, "/*"); all {
		return strings.HasPrefix(pkg, prefix+"/")
	}
	return pattern == pkg
}

// within reports whether one folder lies inside the other.
func within(a, b string) bool {
	return strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/")
}

func TestImports(t *testing.T) {
	table := law(t)
	if len(table) < 15 {
		t.Fatalf("the table of ARCHITECTURE.md has only %d rows that read", len(table))
	}
	for _, f := range files(t) {
		if f.test {
			continue // tests may reach for the real thing
		}
		for _, i := range f.ast.Imports {
			to, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			to, ours := strings.CutPrefix(to, module)
			if !ours {
				continue
			}
			switch ok, known := allowed(table, f.pkg, to); {
			case !known:
				t.Errorf("%s: ARCHITECTURE.md has no row for %s", f.name, f.pkg)
			case !ok:
				t.Errorf("%s imports %s, which the table of ARCHITECTURE.md does not allow", f.name, to)
			}
		}
	}
}

// pure are the folders whose code decides and does nothing else.
var pure = []string{
	"bot/chat", "bot/lang", "intents", "intents/nlu", "kb",
	"workflows/automation", "workflows/ticket", "workflows/sla", "workflows/escalation", "workflows/people",
}

// impure are what pure code may not import. bot/chat names contexts and HTTP
// handlers in the contracts of adapters, and bot/lang embeds its words.
var impure = map[string][]string{
	"context": {"bot/chat"}, "net/http": {"bot/chat"}, "embed": {"bot/lang", "intents", "intents/nlu", "kb", "workflows/automation"},
	"log": nil, "log/slog": nil, "os": nil, "net": nil, "database/sql": nil, "math/rand": nil, "crypto/rand": nil,
}

func TestRulesArePure(t *testing.T) {
	for _, f := range files(t) {
		if f.test || !slices.Contains(pure, f.pkg) {
			continue
		}
		for _, i := range f.ast.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			if but, bad := impure[name]; bad && !slices.Contains(but, f.pkg) {
				t.Errorf("%s imports %q", f.name, name)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since") {
				t.Errorf("%s: time.%s: rules are given the time", f.set.Position(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

func TestNoInit(t *testing.T) {
	for _, f := range files(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: init()", f.set.Position(fn.Pos()))
			}
		}
	}
}

var sqlWords = regexp.MustCompile(`(?i)^\s*(select\s.+\sfrom|insert\s+into|update\s+\S+\s+set|delete\s+from)\s`)

func TestSQLOnlyInStore(t *testing.T) {
	for _, f := range files(t) {
		if f.test || f.pkg == "store" || strings.HasPrefix(f.pkg, "store/") || strings.HasPrefix(f.pkg, "cmd/guichet/bench") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && sqlWords.MatchString(strings.Trim(lit.Value, "`\"")) {
				t.Errorf("%s: SQL outside store", f.set.Position(n.Pos()))
			}
			return true
		})
	}
}

func TestStoreTakesTheTimeAsAParameter(t *testing.T) {
	clock := regexp.MustCompile(`(?i)\b(now\(\)|current_timestamp|clock_timestamp|statement_timestamp)`)
	for _, f := range files(t) {
		if f.test || f.pkg != "store" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && clock.MatchString(lit.Value) {
				t.Errorf("%s: the database's clock", f.set.Position(n.Pos()))
			}
			return true
		})
	}
}

func TestEveryPackageSaysWhatItKnows(t *testing.T) {
	said := map[string]bool{}
	seen := map[string]bool{}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		seen[f.pkg] = true
		said[f.pkg] = said[f.pkg] || f.ast.Doc != nil && len(f.ast.Doc.Text()) > 40
	}
	for pkg := range seen {
		if !said[pkg] {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

// longest is how many lines a source file may have.
const longest = 400

func TestFilesAreShort(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue
		}
		if n := f.set.File(f.ast.Pos()).LineCount(); n > longest {
			t.Errorf("%s has %d lines; divide it by what it knows", f.name, n)
		}
	}
}
