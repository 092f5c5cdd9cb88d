// Package demo is the desk of an invented company, Maison Lumen, embedded so
// that the program has something to run before anybody wrote a desk of their
// own, and so that there is something to copy when they do.
package demo

import (
	"embed"
	"io/fs"
)

//go:embed desk
var files embed.FS

// FS is the demo desk's folder.
func FS() fs.FS {
	sub, err := fs.Sub(files, "desk")
	if err != nil {
		panic(err) // the name is a valid path, so this cannot be
	}
	return sub
}
