package console

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

const staticPath = "/console/"

// assets are the embedded files under names that hold a hash of what is in
// them, so browsers may keep each for ever.
type assets struct {
	path map[string]string // console.css → /console/console.0123456789ab.css
	file map[string][]byte // console.0123456789ab.css → content
}

func readAssets() (assets, error) {
	a := assets{path: make(map[string]string), file: make(map[string][]byte)}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return assets{}, err
	}
	for _, e := range entries {
		content, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return assets{}, err
		}
		sum := sha256.Sum256(content)
		ext := path.Ext(e.Name())
		name := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.path[e.Name()] = staticPath + name
		a.file[name] = content
	}
	return a, nil
}

func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	content, ok := a.file[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(content)
}
