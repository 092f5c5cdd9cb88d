package web

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

var colour = regexp.MustCompile(`--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`)

// TestContrast computes the contrast of every pair of colours that the style
// sheet sets text in: at least 4.5 to 1 for words (WCAG 2.2, 1.4.3) and 3 to 1
// for the edges of controls and marks (1.4.11).
func TestContrast(t *testing.T) {
	palette := make(map[string][2]float64)
	for _, m := range colour.FindAllStringSubmatch(string(must(staticFiles.ReadFile("static/chat.css"))), -1) {
		palette[m[1]] = [2]float64{luminance(t, m[2]), luminance(t, m[3])}
	}
	for _, c := range []struct {
		least float64
		on    string
		of    []string
	}{
		{4.5, "paper", []string{"ink", "soft", "accent", "danger"}},
		{4.5, "card", []string{"ink", "soft", "accent", "danger", "on-note"}},
		{4.5, "sunk", []string{"ink", "soft", "accent"}},
		{4.5, "accent", []string{"on-accent"}},
		{4.5, "mine", []string{"on-mine"}},
		{4.5, "note", []string{"on-note", "ink", "soft"}},
		{4.5, "alarm", []string{"danger", "ink", "soft", "accent"}},
		{4.5, "danger", []string{"card"}},
		{4.5, "ink", []string{"paper"}},
		{3, "card", []string{"edge", "accent", "p1", "p2", "p3", "p4", "p5"}},
		{3, "paper", []string{"edge", "accent"}},
	} {
		for _, name := range c.of {
			for i, mode := range []string{"light", "dark"} {
				of, known := palette[name]
				on, knownToo := palette[c.on]
				if !known || !knownToo {
					t.Fatalf("the style sheet has no colour %s or %s", name, c.on)
				}
				if got := contrast(of[i], on[i]); got < c.least {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", mode, name, c.on, got, c.least)
				}
			}
		}
	}
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

// luminance is the relative luminance of an sRGB colour (WCAG 2.2).
func luminance(t *testing.T, hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
