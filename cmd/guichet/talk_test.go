package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Transcripts are taken by name or by folder, and run on the desk they are in.
func TestTalkFiles(t *testing.T) {
	t.Parallel()
	desk := t.TempDir()
	talks := filepath.Join(desk, "talks")
	if err := os.Mkdir(talks, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"desk.yaml": "name: {en: Mine}", "talks/b.talk": "", "talks/a.talk": "", "talks/notes.txt": ""} {
		if err := os.WriteFile(filepath.Join(desk, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	a, b := filepath.Join(talks, "a.talk"), filepath.Join(talks, "b.talk")
	got, err := talkCmd{Paths: []string{talks, b}}.files()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{a, b, b}, got); d != "" {
		t.Error(d)
	}
	if _, err := (talkCmd{Paths: []string{desk}}).files(); err == nil || !strings.Contains(err.Error(), "no .talk file") {
		t.Errorf("a folder without transcripts: %v", err)
	}
	for _, path := range []string{talks, a} {
		folder, err := talkCmd{Paths: []string{path}}.folder()
		if err != nil {
			t.Fatal(err)
		}
		text, err := fs.ReadFile(folder, "desk.yaml")
		if err != nil || string(text) != "name: {en: Mine}" {
			t.Errorf("the desk of %s: %q, %v", path, text, err)
		}
	}
}
