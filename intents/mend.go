package intents

import (
	"slices"
	"time"
)

// mend fits a state to the catalog, which may have changed since: a task whose
// intent or question is gone is forgotten, except for what was said.
func (c Catalog) mend(s State) State {
	if s.Task != nil && !c.fits(s.Task) {
		s.Said = join(s.Said, s.Task.Said)
		s.Task, s.Shown, s.Wake = nil, nil, time.Time{}
	}
	s.Later = slices.DeleteFunc(s.Later, func(k Task) bool { return !c.fits(&k) || k.Ask.What == "" })
	gone := false
	switch s.Side.What {
	case askAbout:
		gone = s.Held == nil || !c.fits(&s.Held.Task)
	case askNew:
		gone = s.Held == nil || !c.fits(&s.Held.Task) || s.Task == nil
	}
	if gone {
		s.Side, s.Held, s.Shown = Ask{}, nil, nil
	}
	return s
}

// fits reports whether the task's intent exists and its question can be asked.
func (c Catalog) fits(k *Task) bool {
	i := c.intent(k.Intent)
	known := func(name string) bool { return c.intent(name) != nil }
	if i == nil && k.Intent != "" || slices.ContainsFunc(k.Maybe, func(name string) bool { return !known(name) }) {
		return false
	}
	switch k.Ask.What {
	case "", askOpen:
		return true
	case askSlot:
		return i.slot(k.Ask.On) != nil
	case askForm:
		return i != nil && len(i.missing(k)) > 0
	case askHelped:
		return k.Offer != ""
	case askArticles:
		return len(k.Hits) > 0
	case askIntent:
		return len(k.Maybe) > 0
	case askOutage:
		return k.Outage != nil
	case askStart:
		return i != nil && i.Do != ""
	}
	return false
}
