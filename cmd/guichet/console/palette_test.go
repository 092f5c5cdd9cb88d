package console

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var colour = regexp.MustCompile(`--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`)

func palette(t *testing.T, file string) map[string][2]string {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][2]string)
	for _, m := range colour.FindAllStringSubmatch(string(raw), -1) {
		all[m[1]] = [2]string{m[2], m[3]}
	}
	if len(all) == 0 {
		t.Fatalf("%s has no colours", file)
	}
	return all
}

// TestPaletteOfTheChat wants chat and console to wear the same colours.
func TestPaletteOfTheChat(t *testing.T) {
	ours := palette(t, "static/console.css")
	for name, theirs := range palette(t, "../../../bot/web/static/chat.css") {
		if got, ok := ours[name]; ok && got != theirs {
			t.Errorf("--%s is %v here and %v in the chat", name, got, theirs)
		}
	}
}

// TestContrast computes the contrast of the pairs of colours that text and
// marks are set in (WCAG 2.2, 1.4.3 and 1.4.11).
func TestContrast(t *testing.T) {
	colours := palette(t, "static/console.css")
	for _, c := range []struct {
		least float64
		on    string
		of    string
	}{
		{4.5, "paper", "ink soft accent danger"}, {4.5, "card", "ink soft accent danger on-note"}, {4.5, "sunk", "ink soft"},
		{4.5, "accent", "on-accent"}, {4.5, "mine", "on-mine"}, {4.5, "note", "ink on-note"}, {4.5, "alarm", "danger"},
		{4.5, "danger", "card"}, {4.5, "p1", "card"},
		{4.5, "c0", "ink"}, {4.5, "c1", "ink"}, {4.5, "c2", "ink"}, {4.5, "c3", "ink"}, {4.5, "c4", "ink"}, {4.5, "c5", "ink"}, {4.5, "c6", "ink"}, {4.5, "c7", "ink"},
		{3, "card", "edge accent p1 p2 p3 p4"}, {3, "paper", "danger"},
	} {
		for _, of := range strings.Fields(c.of) {
			for mode := range 2 {
				if got := contrast(t, colours[of][mode], colours[c.on][mode]); got < c.least {
					t.Errorf("%s on %s (%d): %.2f, want %.1f", of, c.on, mode, got, c.least)
				}
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// luminance is the relative luminance of an sRGB colour (WCAG 2.2).
func luminance(t *testing.T, hex string) (sum float64) {
	if len(hex) != 7 {
		t.Fatalf("%q is not a colour", hex)
	}
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		s := float64(n) / 255
		if s <= .04045 {
			s /= 12.92
		} else {
			s = math.Pow((s+.055)/1.055, 2.4)
		}
		sum += weight * s
	}
	return sum
}
