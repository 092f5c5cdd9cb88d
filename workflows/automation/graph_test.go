package automation

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files again")

func TestGraph(t *testing.T) {
	for _, c := range []struct{ name, lang string }{
		{"reset-password", "en"}, {"reset-password", "fr"}, {"group-access", "fr"},
	} {
		got := Graph(load(t, c.name), c.lang)
		golden := filepath.Join("testdata", c.name+"."+c.lang+".svg")
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s: %s", golden, diff)
		}
	}
}

func TestGraphEscapes(t *testing.T) {
	evil := `</text><script>alert("x")</script>` + "\x00&"
	d := Definition{
		Name: evil, Title: Text{"en": evil}, OnFailure: Failure{Ticket: Ticket{Queue: evil}},
		Steps: []Step{{ID: evil, Use: evil, If: evil, With: map[string]any{evil: evil}},
			{ID: "b", Use: useSay, With: map[string]any{"text": map[string]any{"en": evil}}}},
	}
	got := Graph(d, evil)
	if bytes.Contains(got, []byte("<script")) {
		t.Error("markup got through")
	}
	wellFormed(t, got)
}

func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
	}
}
