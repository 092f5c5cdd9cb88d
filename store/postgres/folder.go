package postgres

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// systemDir replaces a folder that the account of a root-started server cannot reach.
const systemDir = "/var/lib/guichet"

// socketDirMax keeps folder + "/.s.PGSQL.5432" below 100 bytes: socket addresses end at 104 (macOS) or 108 (Linux).
const socketDirMax = 85

// folder is the server's place on disk (see the package comment) and the account it belongs to.
type folder struct {
	home    string
	account account
}

func (f folder) data() string  { return filepath.Join(f.home, "data") }
func (f folder) log() string   { return filepath.Join(f.home, "server.log") }
func (f folder) tmpSock() bool { return f.socket() != filepath.Join(f.home, "run") }
func (f folder) lock(name string) (lock, error) {
	return openLock(filepath.Join(f.home, name+".lock"), f.account)
}

// socket is the folder of the server's socket.
func (f folder) socket() string {
	run := filepath.Join(f.home, "run")
	// PostgreSQL and its clients read a comma as the end of a path.
	if len(run) <= socketDirMax && !strings.ContainsAny(run, `,"`) {
		return run
	}
	sum := sha256.Sum256([]byte(f.home))
	return fmt.Sprintf("/tmp/guichet-%d-%x", f.account.uid, sum[:8])
}

// openFolder finds or makes the server's folder inside dir, "" meaning the user's data folder.
func openFolder(dir string, progress func(string, ...any)) (folder, error) {
	dir, err := absolute(dir)
	if err != nil {
		return folder{}, err
	}
	home := filepath.Join(dir, "postgres")
	acct, err := accountFor(home)
	if err != nil {
		return folder{}, err
	}
	if acct.foreign && !acct.reaches(dir) {
		moved := stead(dir)
		progress("the account that runs PostgreSQL cannot enter %s; using %s", dir, moved)
		dir, home = moved, filepath.Join(moved, "postgres")
		if acct, err = accountFor(home); err != nil {
			return folder{}, err
		}
	}
	if err := makePath(dir, acct); err != nil {
		return folder{}, fmt.Errorf("data folder: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return folder{}, err
	}
	f := folder{home: filepath.Join(dir, "postgres"), account: acct}
	if err := acct.mkdir(f.home); err != nil && !errors.Is(err, os.ErrExist) {
		return folder{}, fmt.Errorf("data folder: %w", err)
	}
	return f, nil
}

// absolute resolves Options.Dir: the XDG Base Directory rule, and Apple's folder on macOS.
func absolute(dir string) (string, error) {
	if dir != "" {
		return filepath.Abs(dir)
	}
	// The rule tells to ignore a relative path.
	if xdg := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(xdg) {
		return filepath.Join(xdg, "guichet"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil && os.Geteuid() == 0 {
		return systemDir, nil // a system service has no home
	}
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "guichet"), nil
	}
	return filepath.Join(home, ".local", "share", "guichet"), nil
}

// stead is the folder below systemDir that takes the place of dir: systemDir itself for the user's own folder, a
// folder with a telling name for any other.
func stead(dir string) string {
	if own, err := absolute(""); err == nil && own == dir {
		return systemDir
	}
	return filepath.Join(systemDir, strings.ReplaceAll(strings.Trim(dir, "/"), "/", "-"))
}

// makePath makes dir and its missing parents: passable for the account if it is not our own, otherwise closed.
func makePath(dir string, a account) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := makePath(filepath.Dir(dir), a); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if !a.foreign {
		return nil
	}
	return os.Chmod(dir, 0o711)
}

// makeSocketFolder makes the socket's folder, or makes sure that the one that is there is the account's alone: anybody
// may make a folder in /tmp.
func (f folder) makeSocketFolder() error {
	dir := f.socket()
	err := f.account.mkdir(dir)
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	uid, _, _, err := ownership(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || info.Mode().Perm() != 0o700 || uid != f.account.uid {
		return fmt.Errorf("%s is not a folder of the server's own (mode 0700, owner %d): remove it", dir, f.account.uid)
	}
	return nil
}
