package postgres

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// nowhere is a finder that finds and fetches nothing.
func nowhere(t *testing.T) finder {
	return finder{
		lookPath: func(string) (string, error) { return "", exec.ErrNotFound },
		cache:    filepath.Join(testDir(t), "cache"),
		release:  os.DevNull,
	}
}

// install writes programs that answer --version, "" making one that fails, and returns their folder.
func install(t *testing.T, dir, version string) string {
	t.Helper()
	script := "#!/bin/sh\nexit 1\n"
	if version != "" {
		script = "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb"} {
		writeProgram(t, filepath.Join(dir, name), script)
	}
	return dir
}

func thisAccount(t *testing.T) account {
	t.Helper()
	a, err := accountFor("/nonexistent")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFind(t *testing.T) {
	t.Parallel()
	type installed map[string]string // folder → version
	for _, test := range []struct {
		name  string
		here  installed
		path  string // the folder that PATH leads to, through a link
		major int
		want  string // folder; "" = none
	}{
		{name: "none"},
		{name: "one", here: installed{"lib/15/bin": "15.18 (Debian 15.18-0+deb12u1)"}, want: "lib/15/bin"},
		{name: "newest by number", here: installed{"lib/9.6/bin": "9.6.2", "lib/15/bin": "15.1", "lib/17/bin": "17.2"}, want: "lib/17/bin"},
		{name: "too old", here: installed{"lib/13/bin": "13.9"}},
		{name: "old enough", here: installed{"lib/13/bin": "13.9", "lib/14/bin": "14.0"}, want: "lib/14/bin"},
		{name: "PATH first", here: installed{"lib/17/bin": "17.2", "opt/bin": "15.1"}, path: "opt/bin", want: "opt/bin"},
		{name: "PATH too old", here: installed{"lib/17/bin": "17.2", "opt/bin": "12.1"}, path: "opt/bin", want: "lib/17/bin"},
		{name: "broken", here: installed{"lib/17/bin": "", "lib/16/bin": "16.1"}, want: "lib/16/bin"},
		{name: "as the data", here: installed{"lib/15/bin": "15.1", "lib/17/bin": "17.2"}, major: 15, want: "lib/15/bin"},
		{name: "as the data, none", here: installed{"lib/15/bin": "15.1", "lib/17/bin": "17.2"}, major: 16},
		{name: "beta", here: installed{"lib/19/bin": "19beta1"}, want: "lib/19/bin"},
		{name: "fetched earlier", here: installed{"cache/18.4.0-beta.9/bin": "18.4", "cache/18.4.0-beta.17/bin": "18.4"}, want: "cache/18.4.0-beta.17/bin"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := nowhere(t)
			dir := filepath.Dir(f.cache)
			f.installed = []string{filepath.Join(dir, "lib", "*", "bin")}
			for folder, version := range test.here {
				install(t, filepath.Join(dir, folder), version)
			}
			if test.path != "" {
				link := filepath.Join(dir, "link")
				if err := os.Symlink(filepath.Join(dir, test.path, "postgres"), link); err != nil {
					t.Fatal(err)
				}
				f.lookPath = func(string) (string, error) { return link, nil }
			}
			b, err := f.find(t.Context(), thisAccount(t), test.major, t.Logf)
			if test.want == "" {
				if !errors.Is(err, errNotFound) || !strings.Contains(err.Error(), "Get it with: ") {
					t.Errorf("find = %v, %v; want none, and advice", b, err)
				}
				for _, version := range test.here {
					if !strings.Contains(err.Error(), version) {
						t.Errorf("%q does not tell that %s is here", err, version)
					}
				}
				return
			}
			if err != nil || b.dir != filepath.Join(dir, test.want) {
				t.Errorf("find = %v, %v; want %s", b, err, test.want)
			}
		})
	}
}

func TestFindHere(t *testing.T) {
	t.Parallel()
	b, err := systemFinder().find(t.Context(), thisAccount(t), 0, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	if b.major < oldest || b.version == "" {
		t.Errorf("found %+v", b)
	}
}

// A program below a closed folder is useless to another account.
func TestFindUnreachable(t *testing.T) {
	t.Parallel()
	a := thisAccount(t)
	if !a.foreign {
		return // reaches what it sees
	}
	f := nowhere(t)
	closed := filepath.Join(filepath.Dir(f.cache), "closed")
	dir := install(t, filepath.Join(closed, "16", "bin"), "16.1")
	f.installed = []string{dir}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if b, err := f.find(t.Context(), a, 0, t.Logf); !errors.Is(err, errNotFound) {
		t.Errorf("find = %v, %v; want none", b, err)
	}
}

func TestFindCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := nowhere(t).find(ctx, thisAccount(t), 0, t.Logf); !errors.Is(err, context.Canceled) {
		t.Errorf("find = %v, want %v", err, context.Canceled)
	}
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		release string
		major   int
		want    string
	}{
		{"ID=debian\n", 0, "sudo apt-get install -y postgresql"},
		{"NAME=Mint\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", 16, "sudo apt-get install -y postgresql-16"},
		{"ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", 0, "sudo dnf install -y postgresql-server"},
		{"ID=alpine\n", 16, "sudo apk add postgresql16"},
		{"ID=opensuse-leap\nID_LIKE=\"suse opensuse\"\n", 0, "sudo zypper install postgresql-server"},
		{"", 0, "the package manager of this system, or point GUICHET_DATABASE_URL to a server"},
	} {
		file := filepath.Join(t.TempDir(), "os-release")
		if err := os.WriteFile(file, []byte(test.release), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := (finder{release: file}).advice("linux", test.major); got != test.want {
			t.Errorf("%q, %d: %s, want %s", test.release, test.major, got, test.want)
		}
	}
	if got := (finder{release: os.DevNull}).advice("darwin", 0); got != "brew install postgresql@18" {
		t.Errorf("on macOS: %s", got)
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	versions := []string{"18.4.0-beta.17", "9.6", "18.4.0-beta.9", "14.3.0-beta.6", "18.10.0-beta.1"}
	slices.SortFunc(versions, func(x, y string) int { return slices.Compare(numbers(x), numbers(y)) })
	want := []string{"9.6", "14.3.0-beta.6", "18.4.0-beta.9", "18.4.0-beta.17", "18.10.0-beta.1"}
	if diff := cmp.Diff(want, versions); diff != "" {
		t.Error(diff)
	}
}
