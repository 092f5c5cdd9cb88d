package escalation

import (
	"fmt"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/workflows/sla"
)

// parse reads the rota, reports every mistake by YAML path, and leaves out the
// layers and covers that have one.
func (r Rota) parse(report func(path, message string)) schedule {
	var s schedule
	if r.Name == "" {
		report("name", "a rota needs a name")
	}
	sla.CheckTitle(r.Title, report)
	zone, err := sla.LoadZone(r.Zone)
	if err != nil {
		report("zone", err.Error())
	}
	if len(r.Layers) == 0 {
		report("layers", "a rota needs at least one layer")
	}
	for i, l := range r.Layers {
		f := faults{at: fmt.Sprintf("layers[%d]", i), report: report}
		if read := l.parse(zone, &f); !f.found {
			s.layers = append(s.layers, read)
		}
	}
	for i, c := range r.Covers {
		f := faults{at: fmt.Sprintf("covers[%d]", i), report: report}
		if read := c.parse(zone, &f); !f.found {
			s.covers = append(s.covers, read)
		}
	}
	return s
}

// faults reports the mistakes of one part and remembers that there were some.
type faults struct {
	at     string
	report func(path, message string)
	found  bool
}

func (f *faults) add(path, message string) {
	f.found = true
	f.report(f.at+"."+path, message)
}

func (l Layer) parse(zone *time.Location, f *faults) layer {
	read := layer{members: l.Members, zone: zone}
	if len(l.Members) == 0 {
		f.add("members", "a layer needs at least one member")
	}
	for i, id := range l.Members {
		if id == "" {
			f.add(fmt.Sprintf("members[%d]", i), "an empty name")
		}
	}
	if l.Zone != "" {
		own, err := sla.LoadZone(l.Zone)
		if err != nil {
			f.add("zone", err.Error())
		}
		read.zone = own
	}
	l.parseRotation(&read, f)
	if read.zone == nil { // reported, for the layer or the rota
		f.found = true
		read.zone = time.UTC
	}
	if len(l.Hours) > 0 {
		hours := sla.Hours{Zone: read.zone.String(), Week: l.Hours}
		hours.Check(func(path, message string) { f.add("hours"+strings.TrimPrefix(path, "week"), message) })
		read.hours, _ = hours.Compile()
	}
	return read
}

// parseRotation reads how long a turn lasts, when it ends and when the first begins.
func (l Layer) parseRotation(read *layer, f *faults) {
	read.days = sla.Date(max(l.Every, 1))
	switch l.Rotate {
	case "daily":
	case "weekly", "":
		read.days *= 7
	default:
		f.add("rotate", fmt.Sprintf("%q: write daily or weekly", l.Rotate))
	}
	if l.Every < 0 {
		f.add("every", "a turn lasts at least one day or week")
	}
	start, err := sla.ParseDate(l.Start)
	if err != nil {
		f.add("start", fmt.Sprintf("%q is not a day; write such as 2026-01-05", l.Start))
	}
	read.first = start
	day, clock, named := strings.Cut(l.Handoff, " ")
	if !named {
		clock = l.Handoff
	}
	if read.minute, err = sla.ParseMinute(clock); err != nil || clock == "24:00" {
		f.add("handoff", fmt.Sprintf("%q: write such as mon 09:00, or 09:00", l.Handoff))
	}
	if !named {
		return
	}
	weekday, err := sla.ParseWeekday(day)
	if err != nil {
		f.add("handoff", err.Error())
	}
	if l.Rotate == "daily" {
		f.add("handoff", "a daily rotation hands over on any day; write the time alone")
	}
	for read.first.Weekday() != weekday {
		read.first++
	}
}

func (c Cover) parse(zone *time.Location, f *faults) cover {
	read := cover{who: c.Who, instead: c.Instead}
	if c.Who == "" || c.Who == c.Instead {
		f.add("who", "a cover needs somebody else to be on call")
	}
	read.from = parseInstant(c.From, "from", zone, f)
	read.to = parseInstant(c.To, "to", zone, f)
	if !f.found && !read.from.Before(read.to) {
		f.add("to", "the cover ends before it begins")
	}
	return read
}

func parseInstant(text, path string, zone *time.Location, f *faults) time.Time {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at
	}
	day, clock, _ := strings.Cut(text, " ")
	date, err1 := sla.ParseDate(day)
	minute, err2 := sla.ParseMinute(clock)
	if err1 != nil || err2 != nil {
		f.add(path, fmt.Sprintf("%q is not a moment; write such as 2026-08-03 09:00", text))
		return time.Time{}
	}
	if zone == nil { // reported for the rota
		f.found = true
		return time.Time{}
	}
	return date.At(minute, zone)
}
