// Package sources reads knowledge bases kept elsewhere into articles. It
// reports everything that is wrong at once and by line, and never guesses who
// may read an article: one whose audience cannot be read is left out.
package sources

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/kb"
)

// Problem is something wrong in a file. Line and Col count from 1; 0 means the
// file as a whole.
type Problem struct {
	File      string
	Line, Col int
	Message   string
	// Warning says that the article was read all the same.
	Warning bool
}

func (p Problem) Error() string {
	if p.Line == 0 {
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
}

// maxFile is the size in bytes beyond which a file is not taken for an article.
const maxFile = 1 << 20

// Markdown reads the Markdown files of a folder, in the order of their paths.
// An article's ID, unless its front matter names one, is its path below the
// language folder without ".md"; its language that folder ("en", "fr").
// Hidden files and folders, README and LICENSE files are passed over.
func Markdown(fsys fs.FS) ([]kb.Article, []Problem) { return Folder{}.Read(fsys) }

// Folder says how to read a folder that was not written for this desk.
type Folder struct {
	// Lang is the language of files that neither name one nor lie in a folder
	// of a language.
	Lang string
	// Ignore are front matter fields that mean something to other programs,
	// such as "redirect_from" or, for all that begin so, "ms.*". A field that is
	// ignored is not read even if it has the name of one of ours.
	Ignore []string
}

// Read reads the folder as [Markdown] does.
func (o Folder) Read(fsys fs.FS) ([]kb.Article, []Problem) {
	f := folder{Folder: o, fsys: fsys, files: make(map[string]bool), foreign: make(map[string]int)}
	f.walk()
	for _, name := range f.names {
		f.read(name)
	}
	f.checkLinks()
	for i := range f.problems {
		if n := f.foreign[f.problems[i].Message]; n > 1 {
			f.problems[i].Message += fmt.Sprintf(" (in %d files)", n)
		}
	}
	slices.SortStableFunc(f.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	articles := make([]kb.Article, len(f.pages))
	for i, p := range f.pages {
		articles[i] = p.article
	}
	return articles, f.problems
}

// folder is a folder being read.
type folder struct {
	Folder
	fsys     fs.FS
	names    []string        // of Markdown files
	files    map[string]bool // all files, for links
	pages    []page
	foreign  map[string]int // how many files have a warning of an unknown field
	problems []Problem
}

// page is an article and where it came from.
type page struct {
	article kb.Article
	file    string
	text    string // the file's text from the body on
	line    int    // where that begins
}

func (f *folder) problem(file string, line, col int, format string, args ...any) {
	f.problems = append(f.problems, Problem{File: file, Line: line, Col: col, Message: fmt.Sprintf(format, args...)})
}

func (f *folder) walk() {
	err := fs.WalkDir(f.fsys, ".", func(name string, e fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case err != nil:
			f.problem(name, 0, 0, "%v", unwrap(err))
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
		case strings.HasPrefix(base, ".") && base != ".":
			if e.IsDir() {
				return fs.SkipDir
			}
		case !e.IsDir():
			f.files[name] = true
			if strings.EqualFold(path.Ext(name), ".md") && !isNotice(base) {
				f.names = append(f.names, name)
			}
		}
		return nil
	})
	if err != nil {
		f.problem(".", 0, 0, "%v", err)
	}
}

// isNotice reports whether a file speaks of the folder instead of being part
// of the knowledge base.
func isNotice(base string) bool {
	name := strings.ToUpper(base)
	return base[0] == name[0] && (strings.HasPrefix(base, "README") || strings.HasPrefix(base, "LICENSE") ||
		strings.HasPrefix(base, "LICENCE") || strings.HasPrefix(base, "CONTRIBUTING") || strings.HasPrefix(base, "CHANGELOG"))
}

// unwrap drops the path that an error repeats.
func unwrap(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}

// read reads one file and keeps its article if nothing is wrong with it.
func (f *folder) read(name string) {
	data, err := fs.ReadFile(f.fsys, name)
	switch {
	case err != nil:
		f.problem(name, 0, 0, "%v", unwrap(err))
		return
	case len(data) > maxFile:
		f.problem(name, 0, 0, "larger than %d MiB", maxFile>>20)
		return
	case !utf8.Valid(data):
		line, col := firstInvalid(data)
		f.problem(name, line, col, "not UTF-8")
		return
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	before := len(f.problems)
	a := kb.Article{Status: kb.Published}
	if a.ID, a.Lang = fromPath(name); a.Lang == "" {
		a.Lang = f.Lang
	}
	m := matter{folder: f, file: name, article: &a}
	body, line := m.read(text)
	a.Body = strings.TrimSpace(body)
	m.finish()
	for _, other := range f.pages {
		if other.article.ID == a.ID && other.article.Lang == a.Lang {
			f.problem(name, m.at["id"].line, m.at["id"].col, "the article %q (%s) is already in %s; give it another id", a.ID, a.Lang, other.file)
		}
	}
	for _, p := range f.problems[before:] {
		if !p.Warning {
			return
		}
	}
	f.pages = append(f.pages, page{article: a, file: name, text: body, line: line})
}

// fromPath returns the ID and the language that a file's place gives it.
func fromPath(name string) (id, lang string) {
	dirs := strings.Split(strings.TrimSuffix(name, path.Ext(name)), "/")
	for i := len(dirs) - 2; i >= 0; i-- {
		if isLanguage(dirs[i]) {
			return strings.Join(dirs[i+1:], "/"), dirs[i]
		}
	}
	return strings.Join(dirs, "/"), ""
}

// isLanguage reports whether s is one of the languages of the desk.
func isLanguage(s string) bool { return s == "en" || s == "fr" }

func firstInvalid(data []byte) (line, col int) {
	line, col = 1, 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			break
		}
		if col++; r == '\n' {
			line, col = line+1, 1
		}
		data = data[n:]
	}
	return line, col
}
