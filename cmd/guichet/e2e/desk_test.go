package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
)

// urgent has one person on call at any time, and pages them at once.
const urgent = `
rotas:
  - name: network
    title: {en: Network on-call, fr: Astreinte réseau}
    zone: Europe/Paris
    layers:
      - {name: always, members: [nadia], rotate: weekly, handoff: mon 09:00, start: 2026-01-05}
chains:
  - name: network-p1
    title: {en: Network down, fr: Panne réseau}
    priorities: [P1]
    start: 1s
    steps:
      - {page: {rota: network}, wait: 5m}
      - {page: {person: mehdi}, wait: 5m}
`

// ordinary are the chains that the demo's routes name, too slow to be heard of.
const ordinary = `
  - name: %s
    start: 4h
    steps:
      - {page: {queue: own}, wait: 4h}
`

// hastyDesk is the demo's desk, written out as a customer would have it, with
// people on call who are paged at once.
func hastyDesk(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "desk")
	if err := config.Write(demo.FS(), dir); err != nil {
		t.Fatal(err)
	}
	text := urgent
	for _, name := range []string{"network-p2", "systems-p1", "systems-p2", "reminder"} {
		text += fmt.Sprintf(ordinary, name)
	}
	if err := os.WriteFile(filepath.Join(dir, "rotas.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}
