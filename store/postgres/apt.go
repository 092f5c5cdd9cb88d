package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// debianPackage is Debian's package of the server, 0 meaning the version that the release prefers.
func debianPackage(major int) string {
	if major == 0 {
		return "postgresql"
	}
	return "postgresql-" + strconv.Itoa(major)
}

// fromApt installs Debian's package, which must make no cluster of its own and start none.
func (f finder) fromApt(ctx context.Context, _ account, major int, progress func(string, ...any)) (err error) {
	if f.apt == "" {
		return nil
	}
	restore, err := f.withoutCluster()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, restore()) }()
	name := debianPackage(major)
	progress("installing Debian's package %s", name)
	for _, args := range [][]string{
		{"update", "-q"},
		{"install", "-q", "-y", "--no-install-recommends", name},
	} {
		cmd := exec.CommandContext(ctx, f.apt, args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive", "UCF_FORCE_CONFFOLD=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s %s: %w; %s", f.apt, args[0], err, quote("it said", string(out)))
		}
	}
	return nil
}

// withoutCluster tells postgresql-common that installing a server makes no cluster, until restore is called.
func (f finder) withoutCluster() (restore func() error, err error) {
	before, err := os.ReadFile(f.clusters)
	missing := errors.Is(err, os.ErrNotExist)
	if err != nil && !missing {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(f.clusters), 0o755); err != nil {
		return nil, err
	}
	with := string(before) + "\n# while Guichet installs the server's programs\ncreate_main_cluster = false\n"
	if err := os.WriteFile(f.clusters, []byte(with), 0o644); err != nil {
		return nil, err
	}
	return func() error {
		if missing {
			return os.Remove(f.clusters)
		}
		return os.WriteFile(f.clusters, before, 0o644)
	}, nil
}
