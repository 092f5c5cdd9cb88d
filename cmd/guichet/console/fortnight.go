package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
)

// days that are drawn.
const ahead = 14

// fortnight is a rota drawn as one bar for each day, on the reader's own watch.
type fortnight struct {
	Title  string
	Legend []member
	Days   []dayBar
}

// member is somebody of the rota and the colour that stands for them.
type member struct {
	Who      people.ID
	Name     string
	Initials string
	Colour   int // of the style sheet, from 0
	Mine     bool
}

// colours of the style sheet; more people than that share them, and are told
// apart by their initials.
const colours = 8

type dayBar struct {
	Date   string
	Today  bool
	Now    string // where the present is, as a percentage
	Says   string // the whole bar in words
	Blocks []block
}

// block is a stretch of a day; X and W are percentages of its width.
type block struct {
	X, W, Middle string
	Wide         bool // there is room for the initials
	Of           member
	Says         string
}

func (v *visit) fortnight(r escalation.Rota) fortnight {
	first := midnight(v.Now, 0)
	shifts := r.Shifts(first, midnight(first, ahead))
	f := fortnight{Title: cmp.Or(v.Pick(r.Title), r.Name)}
	for _, s := range shifts {
		if i := slices.IndexFunc(f.Legend, func(m member) bool { return m.Who == s.Who }); i < 0 && s.Who != "" {
			f.Legend = append(f.Legend, v.member(s.Who, len(f.Legend)))
		}
	}
	for n := range ahead {
		f.Days = append(f.Days, v.dayBar(shifts, f.Legend, midnight(first, n), midnight(first, n+1)))
	}
	return f
}

func (v *visit) member(id people.ID, n int) member {
	name := v.Name(id)
	return member{Who: id, Name: name, Initials: initials(name), Colour: n % colours, Mine: id == v.Me.ID}
}

func initials(name string) string {
	var s []rune
	for _, word := range strings.Fields(name) {
		if len(s) < 2 {
			s = append(s, []rune(word)[0])
		}
	}
	return strings.ToUpper(string(s))
}

// midnight is the beginning of the day that lies n days after t.
func midnight(t time.Time, n int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+n, 0, 0, 0, 0, t.Location())
}

func (v *visit) dayBar(shifts []escalation.Shift, legend []member, from, to time.Time) dayBar {
	share := func(t time.Time) float64 { return 100 * t.Sub(from).Hours() / to.Sub(from).Hours() }
	percent := func(x float64) string { return fmt.Sprintf("%.2f%%", x) }
	d := dayBar{Date: v.Day(from)}
	if d.Today = !v.Now.Before(from) && v.Now.Before(to); d.Today {
		d.Now = percent(share(v.Now))
	}
	var says []string
	for _, s := range shifts {
		begin, end := later(s.From, from), earlier(s.To, to)
		if !begin.Before(end) {
			continue
		}
		b := block{X: percent(share(begin)), W: percent(share(end) - share(begin)), Middle: percent((share(begin) + share(end)) / 2), Wide: share(end)-share(begin) >= 8}
		name := v.T("oncall.nobody")
		if i := slices.IndexFunc(legend, func(m member) bool { return m.Who == s.Who }); i >= 0 {
			b.Of, name = legend[i], legend[i].Name
		}
		b.Says = v.T("oncall.block", name, clock(begin, from), clock(end, from))
		says = append(says, b.Says)
		d.Blocks = append(d.Blocks, b)
	}
	d.Says = d.Date + ", " + strings.Join(says, "; ")
	return d
}

// clock is a time of the day that began at from; its end is 24:00.
func clock(t, from time.Time) string {
	if t = t.In(from.Location()); t.After(from) && t.Hour()+t.Minute() == 0 {
		return "24:00"
	}
	return t.Format("15:04")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Day is a date in few letters: Mon 23 Nov, lun. 23 nov.
func (v *visit) Day(t time.Time) string {
	days := strings.Fields(v.T("days"))
	months := strings.Fields(v.T("months"))
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = v.T("first")
	}
	return days[t.Weekday()] + " " + day + " " + months[t.Month()-1]
}
