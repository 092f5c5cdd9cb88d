package automation

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// Measures of the drawing, in SVG units.
const (
	graphWidth  = 560
	graphAxis   = 230 // x of the middle of boxes and diamonds
	boxWidth    = 360
	boxHeight   = 52
	diamondWide = 300
	diamondHigh = 64
	graphGap    = 26
	bypass      = 520 // x of the line around a step that is skipped
	boxLetters  = 52  // that fit into a box
	ifLetters   = 34  // that fit into a diamond
)

// Graph draws the automation as an SVG picture in one language: boxes for
// steps, diamonds for conditions, a way around what is skipped. The same
// definition always gives the same bytes.
func Graph(d Definition, language string) []byte {
	g := &graph{lang: language, y: 16}
	g.box("ends", pick(d.Title, language), "")
	for _, s := range d.Steps {
		if s.If != "" {
			g.condition(s)
			continue
		}
		g.arrow("")
		g.step(s)
	}
	g.arrow("")
	g.box("ends", pick(graphDone(), language), "")
	g.failure(d)

	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" class="automation" role="img" lang="%s">`+"\n",
		graphWidth, g.y+16, graphWidth, g.y+16, escaped(language))
	fmt.Fprintf(&out, "<title>%s</title>\n", escaped(pick(d.Title, language)))
	out.WriteString(graphStyle)
	out.Write(g.body.Bytes())
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// graphStyle keeps to the picture, also inside a page.
const graphStyle = `<style>
.automation text{font:13px sans-serif;fill:#1c2733}.automation .name{font-weight:600}
.automation .note{fill:#51606f;font-size:12px}
.automation rect,.automation polygon,.automation path{stroke:#51606f}.automation path{fill:none}
.automation .people{fill:#e8f1fb}.automation .world{fill:#fdf0dc}.automation .ends{fill:#eceff2}
.automation .if{fill:#f6f0fb}.automation .failure{fill:#fbe9e7}
</style>
<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0,0 L8,4 L0,8" /></marker></defs>
`

type graph struct {
	lang string
	y    int // where the next thing begins
	body bytes.Buffer
}

// box draws a box of one or two lines at y.
func (g *graph) box(class, name, note string) {
	fmt.Fprintf(&g.body, `<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="6"/>`+"\n",
		class, graphAxis-boxWidth/2, g.y, boxWidth, boxHeight)
	if note == "" {
		g.text("name", graphAxis, g.y+boxHeight/2+5, boxLetters, name)
	} else {
		g.text("name", graphAxis, g.y+21, boxLetters, name)
		g.text("note", graphAxis, g.y+40, boxLetters, note)
	}
	g.y += boxHeight
}

// text is one line around x, of at most so many letters; the whole is then in
// its tooltip.
func (g *graph) text(class string, x, y, letters int, words string) {
	words = strings.Join(strings.Fields(words), " ")
	short, tip := words, ""
	if r := []rune(words); len(r) > letters {
		short = strings.TrimSpace(string(r[:letters-1])) + "…"
	}
	if short != words {
		tip = "<title>" + escaped(words) + "</title>"
	}
	fmt.Fprintf(&g.body, `<text class="%s" x="%d" y="%d" text-anchor="middle">%s%s</text>`+"\n", class, x, y, tip, escaped(short))
}

// arrow leads down to the next thing.
func (g *graph) arrow(label string) {
	fmt.Fprintf(&g.body, `<path d="M%d,%d V%d" marker-end="url(#tip)"/>`+"\n", graphAxis, g.y, g.y+graphGap)
	if label != "" {
		g.text("note", graphAxis+20, g.y+17, boxLetters, label)
	}
	g.y += graphGap
}

// condition draws a diamond, the step behind it, and the way around.
func (g *graph) condition(s Step) {
	g.arrow("")
	middle := g.y + diamondHigh/2
	fmt.Fprintf(&g.body, `<polygon class="if" points="%d,%d %d,%d %d,%d %d,%d"/>`+"\n",
		graphAxis, g.y, graphAxis+diamondWide/2, middle, graphAxis, g.y+diamondHigh, graphAxis-diamondWide/2, middle)
	g.text("note", graphAxis, middle+5, ifLetters, s.If)
	g.text("note", graphAxis+diamondWide/2+24, middle-6, boxLetters, pick(graphNo(), g.lang))
	g.y += diamondHigh
	g.arrow(pick(graphYes(), g.lang))
	g.step(s)
	fmt.Fprintf(&g.body, `<path d="M%d,%d H%d V%d H%d" marker-end="url(#tip)"/>`+"\n",
		graphAxis+diamondWide/2, middle, bypass, g.y+graphGap/2, graphAxis+2)
}

// step draws one step.
func (g *graph) step(s Step) {
	class := "people"
	if s.world() {
		class = "world"
	}
	g.box(class, s.ID+" · "+s.Use, g.note(s))
}

// failure draws where the run goes when a step fails.
func (g *graph) failure(d Definition) {
	if d.OnFailure.Ticket.Queue == "" {
		return
	}
	g.y += graphGap
	g.box("failure", pick(graphFailure(), g.lang), d.OnFailure.Ticket.Queue)
}

// note is the second line of a step's box.
func (g *graph) note(s Step) string {
	switch s.Use {
	case useSay:
		w, _ := decodeWith[sayWith](s.With)
		return pick(w.Text, g.lang)
	case useAsk:
		w, _ := decodeWith[askWith](s.With)
		return pick(w.Text, g.lang)
	case useApprove:
		w, _ := decodeWith[approveWith](s.With)
		note := strings.Join(w.By, ", ")
		if s.Wait > 0 {
			note += " · " + s.Wait.String()
		}
		return note
	case useWait:
		w, _ := decodeWith[waitWith](s.With)
		if w.Until != "" {
			return w.Until
		}
		return w.For.String()
	case useTicket:
		w, _ := decodeWith[ticketWith](s.With)
		return w.Queue + ": " + pick(w.Title, g.lang)
	}
	return strings.Join(sortedKeys(s.With), ", ")
}

func escaped(s string) string {
	var b bytes.Buffer
	// A bytes.Buffer takes every write.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func graphDone() Text { return words("Done", "Terminé") }
func graphYes() Text  { return words("yes", "oui") }
func graphNo() Text   { return words("no", "non") }
func graphFailure() Text {
	return words("When a step fails: a ticket for", "Si une étape échoue : un ticket pour")
}
