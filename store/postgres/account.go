package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the operating system's user that runs the server and owns its files.
type account struct {
	uid, gid uint32
	foreign  bool // not the user who runs this process: only root can act for it
}

// accountFor chooses who runs the server in the folder home, which need not exist.
func accountFor(home string) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	if uid, gid, _, err := ownership(home); err == nil && uid != 0 {
		return account{uid: uid, gid: gid, foreign: true}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return account{}, fmt.Errorf("user %s: %w", name, err)
		}
		return account{uid: uint32(uid), gid: uint32(gid), foreign: true}, nil
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it: useradd --system postgres")
}

// process is how the account's programs are started: in a process group of their own, so that a terminal's signals
// do not reach them, and without root's rights.
func (a account) process() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.foreign {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// own makes the account the owner of a file or folder that this process has made.
func (a account) own(path string) error {
	if !a.foreign {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// mkdir makes a folder of the account's that is closed to everybody else.
func (a account) mkdir(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	return a.own(path)
}

// openFile opens or makes a file of the account's. It follows no link, so that an account cannot make root write
// somewhere else.
func (a account) openFile(path string, flag int) (*os.File, error) {
	f, err := os.OpenFile(path, flag|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil || !a.foreign {
		return f, err
	}
	if err := f.Chown(int(a.uid), int(a.gid)); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// reaches says whether the account may pass through every folder of path that exists. It reads permission bits only;
// an access list that grants more goes unseen, which costs a detour and no more.
func (a account) reaches(path string) bool {
	for dir := path; ; dir = filepath.Dir(dir) {
		if uid, gid, mode, err := ownership(dir); err == nil {
			pass := os.FileMode(0o001)
			switch {
			case uid == a.uid:
				pass = 0o100
			case gid == a.gid:
				pass = 0o010
			}
			if mode&pass == 0 {
				return false
			}
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

func ownership(path string) (uid, gid uint32, mode os.FileMode, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, 0, 0, err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, 0, fmt.Errorf("%s: no owner known", path)
	}
	return st.Uid, st.Gid, info.Mode(), nil
}
