package console

import (
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/lang"
)

// What templates ask of a visit beside the texts.

// bound is one thing on a page together with who looks at it.
type bound struct {
	*visit
	Visit  *visit
	Page   openPage
	Said   said
	Number string
}

// In is the page sent, as the reader sees it.
func (p openPage) In(of page) bound { return bound{visit: of.visit, Visit: of.visit, Page: p} }

// Of is one thing said about the page's ticket, as the reader sees it.
func (p page) Of(s said) bound {
	f, _ := p.Body.(file)
	return bound{visit: p.visit, Visit: p.visit, Said: s, Number: f.Number()}
}

// Visit is the page's own.
func (p page) Visit() *visit { return p.visit }

// Zone is the reader's: Paris, and what its clocks show.
func (v *visit) Zone() string {
	name := v.Now.Location().String()
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = strings.ReplaceAll(name[i+1:], "_", " ")
	}
	return name
}

// Moment is a time of day today, and a date with it on other days.
func (v *visit) Moment(t time.Time) string {
	t = t.In(v.Now.Location())
	if t.Format(time.DateOnly) == v.Now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	if t.Year() != v.Now.Year() {
		return lang.When(v.Lang, t, v.Now)
	}
	return v.Day(t) + " " + t.Format("15:04")
}

// Initials are the reader's.
func (v *visit) Initials() string { return initials(v.Me.Name) }

// Since is how long ago something was.
func (v *visit) Since(t time.Time) time.Duration { return v.Now.Sub(t) }

// Level words an impact or an urgency; a desk's own levels read as they are.
func (v *visit) Level(kind, level string) string {
	if key := kind + "." + level; v.Has(key) {
		return v.T(key)
	}
	return level
}

// Scores are the marks that one can give.
func (v *visit) Scores() []int { return []int{1, 2, 3, 4, 5} }

// Stars draws a mark.
func (v *visit) Stars(n int) string { return strings.Repeat("★", n) + strings.Repeat("☆", 5-n) }
