package postgres

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAbsolute(t *testing.T) {
	t.Setenv("HOME", "/home/marie")
	for _, test := range []struct{ xdg, dir, want string }{
		{"", "/srv/desk", "/srv/desk"},
		{"/data", "", "/data/guichet"},
		{"/data", "/srv/desk", "/srv/desk"},
	} {
		t.Setenv("XDG_DATA_HOME", test.xdg)
		if got, err := absolute(test.dir); err != nil || got != test.want {
			t.Errorf("XDG_DATA_HOME=%s, %q: %s, %v; want %s", test.xdg, test.dir, got, err, test.want)
		}
	}
	for _, xdg := range []string{"", "relative"} {
		t.Setenv("XDG_DATA_HOME", xdg)
		got, err := absolute("")
		if err != nil || !strings.HasPrefix(got, "/home/marie/") || filepath.Base(got) != "guichet" {
			t.Errorf("XDG_DATA_HOME=%s: %s, %v; want guichet in the home folder", xdg, got, err)
		}
	}
}

func TestAbsoluteWithoutHome(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("HOME", "")
	dir, err := absolute("")
	if root := os.Geteuid() == 0; root && dir != systemDir || !root && err == nil {
		t.Errorf("%q, %v", dir, err)
	}
}

func TestStead(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", "/root/share")
	for dir, want := range map[string]string{
		"/root/share/guichet": "/var/lib/guichet",
		"/root/desk":          "/var/lib/guichet/root-desk",
	} {
		if got := stead(dir); got != want {
			t.Errorf("instead of %s: %s, want %s", dir, got, want)
		}
	}
}

func TestReaches(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	uid, gid, _, err := ownership(dir)
	if err != nil {
		t.Fatal(err)
	}
	owner, member, other := account{uid: uid, gid: gid}, account{uid: uid + 1, gid: gid}, account{uid: uid + 1, gid: gid + 1}
	for _, test := range []struct {
		mode                 os.FileMode
		owner, member, other bool
	}{
		{0o700, true, false, false},
		{0o750, true, true, false},
		{0o711, true, true, true},
		{0o071, false, true, true},
		{0o766, true, false, false}, // readable, yet closed
	} {
		if err := os.Chmod(dir, test.mode); err != nil {
			t.Fatal(err)
		}
		for _, who := range []struct {
			account account
			want    bool
		}{{owner, test.owner}, {member, test.member}, {other, test.other}} {
			if got := who.account.reaches(filepath.Join(dir, "to", "be", "made")); got != who.want {
				t.Errorf("mode %o, %+v: %t, want %t", test.mode, who.account, got, who.want)
			}
		}
	}
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
}

// A folder that the server's account cannot enter is replaced, the same one every time.
func TestServerDetour(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	if !thisAccount(t).foreign {
		return // only root's server runs as somebody else
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	detour := stead(dir)
	t.Cleanup(func() {
		if err := os.RemoveAll(detour); err != nil {
			t.Error(err)
		}
		os.Remove(systemDir) // unless it is in use
	})
	for range 2 {
		s := mustStart(t, Options{Dir: dir, Settings: quick})
		if got := s.cluster.home; got != filepath.Join(detour, "postgres") {
			t.Errorf("the server lives in %s, want %s", got, detour)
		}
		if got := ask(t, s.URL(), "select 'here'"); got != "here" {
			t.Errorf("got %q", got)
		}
		mustStop(t, s)
	}
}

// A folder in /tmp may be somebody else's trap.
func TestSocketFolderOfOthers(t *testing.T) {
	t.Parallel()
	f := folder{home: filepath.Join(testDir(t), strings.Repeat("long", 30)), account: thisAccount(t)}
	dir := f.socket()
	t.Cleanup(func() { os.Remove(dir) })
	if err := f.makeSocketFolder(); err != nil {
		t.Fatal(err)
	}
	if err := f.makeSocketFolder(); err != nil {
		t.Errorf("its own folder is refused: %v", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := f.makeSocketFolder(); err == nil {
		t.Error("an open folder is taken")
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(f.home, dir); err != nil {
		t.Fatal(err)
	}
	if err := f.makeSocketFolder(); err == nil {
		t.Error("a link is taken")
	}
}
