package talk

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var update = flag.Bool("update", false, "record the replies of the transcripts anew")

// prepared is a database that knows the demo desk already, its trained model
// included: opening it is then quick.
func prepared(ctx context.Context, url string) error {
	if _, err := store.Migrate(ctx, url); err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Database: url})
	if err != nil {
		return err
	}
	return a.Close()
}

// TestTalks plays every transcript of the program on every platform.
func TestTalks(t *testing.T) {
	files, err := filepath.Glob("../testdata/talks/*.talk")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".talk"), func(t *testing.T) {
			for _, platform := range Platforms {
				if *update && t.Failed() {
					return // what one platform could not record misleads the next
				}
				t.Run(platform, func(t *testing.T) {
					if !*update {
						t.Parallel()
					}
					playFile(t, file, platform)
				})
			}
		})
	}
}

func playFile(t *testing.T, file, platform string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(filepath.Base(file), string(text))
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Database: storetest.Open(t, prepared), Platform: platform}
	if !*update {
		if err := Run(t.Context(), s, o); err != nil {
			t.Fatal(err)
		}
		return
	}
	recorded, err := Record(t.Context(), s, o)
	if err != nil {
		t.Error(err)
	}
	if recorded != "" && recorded != string(text) {
		if err := os.WriteFile(file, []byte(recorded), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
