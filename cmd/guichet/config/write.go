package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Write copies a desk folder to dir, to be edited. It refuses a dir that holds
// anything already, and then changes nothing.
func Write(fsys fs.FS, dir string) error {
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty; name a folder that does not exist yet, or empty it first", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("writing the desk: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("writing the desk: %w", err)
	}
	if err := os.CopyFS(dir, fsys); err != nil {
		return fmt.Errorf("writing the desk: %w", err)
	}
	return nil
}
