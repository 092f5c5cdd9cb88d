package config_test

import (
	"flag"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/cmd/guichet/config"
)

var update = flag.Bool("update", false, "write what Load reports into testdata")

// TestMistakes loads the desk of base.txtar with one mistake in it, for each
// other file of testdata. Their sections are
//
//	-- file NAME --     the whole text of a file
//	-- change NAME --   lines to replace: "-" before, "+" after, "@@" between two places
//	-- remove NAME --   a file that is not there
//	-- want --          what the problems read
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, file := range files {
		if filepath.Base(file) == "base.txtar" {
			continue
		}
		count++
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			comment, sections := readArchive(t, file)
			desk := base(t)
			var want *section
			for i, s := range sections {
				switch what, name, _ := strings.Cut(s.name, " "); what {
				case "file":
					desk[name] = &fstest.MapFile{Data: []byte(s.text)}
				case "change":
					desk[name] = &fstest.MapFile{Data: change(t, string(desk[name].Data), s.text)}
				case "remove":
					delete(desk, name)
				case "want":
					want = &sections[i]
				default:
					t.Fatalf("unknown section %q", s.name)
				}
			}
			loaded, problems := config.Load(desk, nil)
			if loaded != nil {
				t.Error("a desk with a mistake was loaded")
			}
			got := problems.Error() + "\n"
			if *update {
				want.text = got
				writeArchive(t, file, comment, sections)
			}
			if diff := cmp.Diff(want.text, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
	if count < 30 {
		t.Errorf("only %d mistakes are tested", count)
	}
}

// base is the desk without a mistake.
func base(t testing.TB) fstest.MapFS {
	t.Helper()
	_, sections := readArchive(t, "testdata/base.txtar")
	desk := fstest.MapFS{}
	for _, s := range sections {
		desk[s.name] = &fstest.MapFile{Data: []byte(s.text)}
	}
	return desk
}

// change replaces the lines that a diff names.
func change(t testing.TB, text, diff string) []byte {
	t.Helper()
	for _, hunk := range strings.Split(diff, "@@\n") {
		var before, after strings.Builder
		for _, line := range strings.SplitAfter(hunk, "\n") {
			switch {
			case strings.HasPrefix(line, "-"):
				before.WriteString(line[1:])
			case strings.HasPrefix(line, "+"):
				after.WriteString(line[1:])
			case line != "":
				t.Fatalf("a line of a change begins with neither - nor +: %q", line)
			}
		}
		if strings.Count(text, before.String()) != 1 {
			t.Fatalf("%q stands there %d times", before.String(), strings.Count(text, before.String()))
		}
		text = strings.Replace(text, before.String(), after.String(), 1)
	}
	return []byte(text)
}

func TestBaseHasNoProblem(t *testing.T) {
	_, problems := config.Load(base(t), nil)
	if err := problems.Err(); err != nil {
		t.Fatal("\n" + err.Error())
	}
}

// TestBytes is about files that are no text, which a txtar cannot hold.
func TestBytes(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"invalid UTF-8": {
			[]byte("# ok\n- id: mari\xe9\n"),
			"people.yaml:2:11: this is not UTF-8; save the file as UTF-8\n  2 | - id: mari\ufffd\n    |           ^",
		},
		"NUL": {
			[]byte("- id: a\x00b\n"),
			"people.yaml:1:8: a NUL byte stands here; save the file as plain text\n  1 | - id: a\ufffdb\n    |        ^",
		},
		"too large": {
			[]byte(strings.Repeat("# padding\n", 1<<17)),
			fmt.Sprintf("people.yaml: the file has %d bytes, more than the %d that are read; split it", 10<<17, 1<<20),
		},
		"UTF-16": {
			[]byte("\xff\xfe-\x00 \x00"),
			"people.yaml:1:1: this is not UTF-8; save the file as UTF-8\n  1 | \ufffd-\ufffd \ufffd\n    | ^",
		},
	} {
		t.Run(name, func(t *testing.T) {
			desk := base(t)
			desk["people.yaml"] = &fstest.MapFile{Data: c.data}
			_, problems := config.Load(desk, nil)
			if diff := cmp.Diff(c.want, problems.Error()); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWindows says that a desk saved with a byte order mark and CRLF is the
// same desk, and that its mistakes are found at the same places.
func TestWindows(t *testing.T) {
	desk := base(t)
	for name, f := range desk {
		desk[name] = &fstest.MapFile{Data: []byte("\ufeff" + strings.ReplaceAll(string(f.Data), "\n", "\r\n"))}
	}
	if _, problems := config.Load(desk, nil); len(problems) > 0 {
		t.Fatal("\n" + problems.Error())
	}
	desk["people.yaml"] = &fstest.MapFile{Data: []byte("\ufeff- id: marie\r\n  nam: Marie\r\n")}
	_, problems := config.Load(desk, nil)
	want := "people.yaml:2:3: unknown key \"nam\"; did you mean \"name\"?\n  2 |   nam: Marie\n    |   ^"
	if !strings.Contains(problems.Error(), want) {
		t.Errorf("got:\n%s\nwant in it:\n%s", problems, want)
	}
}

func TestEmptyFolder(t *testing.T) {
	_, problems := config.Load(fstest.MapFS{}, nil)
	var files []string
	for _, p := range problems {
		files = append(files, p.File)
	}
	if diff := cmp.Diff([]string{"desk.yaml", "people.yaml", "routes.yaml"}, files); diff != "" {
		t.Errorf("files (-want +got):\n%s\n%s", diff, problems)
	}
}

// FuzzLoad says that whatever stands in a file, Load returns, and points only
// at places that exist.
func FuzzLoad(f *testing.F) {
	desk := base(f)
	for name, file := range desk {
		f.Add(name, file.Data)
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		_, sections := readArchive(f, file)
		for _, s := range sections {
			f.Add("desk.yaml", []byte(s.text))
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if !fs.ValidPath(name) || name == "." {
			return
		}
		desk := base(t)
		desk[name] = &fstest.MapFile{Data: data}
		loaded, problems := config.Load(desk, nil)
		if (loaded == nil) != (len(problems) > 0) {
			t.Errorf("a desk with %d problems: %v", len(problems), loaded)
		}
		for _, p := range problems {
			if p.Line == 0 {
				continue
			}
			file, ok := desk[p.File]
			if !ok {
				t.Fatalf("a problem of line %d in a file that does not exist: %s", p.Line, p)
			}
			text := strings.ReplaceAll(string(file.Data), "\r\n", "\n")
			if lines := strings.Count(text, "\n") + 1; p.Line > lines || p.Column < 1 || p.Column > len([]rune(p.Source))+1 {
				t.Errorf("the place %d:%d is not in %s, which has %d lines: %s", p.Line, p.Column, p.File, lines, p)
			}
		}
	})
}
