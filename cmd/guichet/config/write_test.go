package config_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/cmd/guichet/config"
)

func TestWrite(t *testing.T) {
	desk := base(t)
	dir := filepath.Join(t.TempDir(), "new", "desk")
	if err := config.Write(desk, dir); err != nil {
		t.Fatal(err)
	}
	for name, f := range desk {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !cmp.Equal(f.Data, got) {
			t.Errorf("%s: %v", name, err)
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().Perm()&0o200 == 0 {
			t.Errorf("%s cannot be edited: %v", name, info.Mode())
		}
	}
	if _, problems := config.Load(os.DirFS(dir), nil); len(problems) > 0 {
		t.Error("\n" + problems.Error())
	}
}

func TestWriteRefusesWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	if err := config.Write(base(t), dir); err != nil {
		t.Fatalf("an empty folder: %v", err)
	}
	mine := filepath.Join(dir, "desk.yaml")
	if err := os.WriteFile(mine, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir)
	if err := config.Write(base(t), dir); err == nil {
		t.Error("a folder with a desk was written over")
	}
	if diff := cmp.Diff(before, listing(t, dir)); diff != "" {
		t.Errorf("the folder changed: %s", diff)
	}
	if got, _ := os.ReadFile(mine); string(got) != "mine" {
		t.Errorf("the file changed: %q", got)
	}
	if err := config.Write(base(t), mine); err == nil {
		t.Error("a file was written over")
	}
}

func listing(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, _ fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
