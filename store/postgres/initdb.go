package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// major is the version of PostgreSQL that wrote the data folder, 0 if there are no data yet.
func (f folder) major() (int, error) {
	text, err := os.ReadFile(filepath.Join(f.data(), "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		if entries, err := os.ReadDir(f.data()); err == nil && len(entries) > 0 {
			return 0, fmt.Errorf("%s is there but holds no PG_VERSION, so it is no database; move it away", f.data())
		}
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s/PG_VERSION says %q, which is no version of PostgreSQL", f.data(), text)
	}
	return major, nil
}

// initialise makes a new cluster beside its final place and moves it there when it is whole, so that one that was
// interrupted is never taken for data.
func (f folder) initialise(ctx context.Context, bin binaries) error {
	made := f.data() + ".new"
	if err := os.RemoveAll(made); err != nil {
		return err
	}
	var err error
	// Byte order is the fastest collation and the same everywhere. Upper and lower case of letters beyond ASCII need a
	// Unicode character type, which systems name differently and some do not have.
	for _, ctype := range []string{"C.UTF-8", "en_US.UTF-8", "C"} {
		if err = f.account.mkdir(made); err != nil {
			return err
		}
		if err = f.initdb(ctx, bin, made, ctype); err == nil {
			return os.Rename(made, f.data())
		}
		if err := os.RemoveAll(made); err != nil {
			return err
		}
		if !strings.Contains(err.Error(), "locale") {
			break
		}
	}
	return err
}

func (f folder) initdb(ctx context.Context, bin binaries, data, ctype string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(bin.dir, "initdb"),
		"--pgdata", data, "--username", superuser,
		"--encoding", "UTF8", "--no-locale", "--lc-ctype", ctype, "--data-checksums",
		"--auth-local", "trust", "--auth-host", "reject", "--no-instructions")
	cmd.Dir = "/"
	cmd.Env = environment()
	cmd.SysProcAttr = f.account.process()
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("initdb: %w; %s", err, quote("it said", out.String()))
	}
	return nil
}
