package intents

import (
	"time"

	"github.com/guichet-desk/guichet/bot/lang"
)

// Catalog is everything a desk can be asked, and how sure it must be to act.
// It never changes once it is built; Check says whether it may be used.
type Catalog struct {
	Intents []Intent
	Words   *lang.Words // must not be nil
	Name    Text        // what the desk calls itself
	Options Options
}

// Options are certainties between 0 and 1, compared with Guess.P, and waits.
// Zero takes the default.
type Options struct {
	Sure   float64       // to act on an intent that sets no bound itself; 0.6
	Choose float64       // to be one of the two or three offered; 0.15
	Switch float64       // to leave what is being talked about; 0.75
	Start  float64       // to start an automation without asking; 0.85
	Wait   time.Duration // silence after an article that counts as help; 30 minutes
}

func (o Options) withDefaults() Options {
	fill := func(p *float64, v float64) {
		if *p == 0 {
			*p = v
		}
	}
	fill(&o.Sure, 0.6)
	fill(&o.Choose, 0.15)
	fill(&o.Switch, 0.75)
	fill(&o.Start, 0.85)
	if o.Wait == 0 {
		o.Wait = 30 * time.Minute
	}
	return o
}

// intent is the one called name, or nil.
func (c Catalog) intent(name string) *Intent {
	for i := range c.Intents {
		if c.Intents[i].Name == name {
			return &c.Intents[i]
		}
	}
	return nil
}

// sure is the least certainty to act on an intent.
func (c Catalog) sure(i *Intent) float64 {
	if i.Sure > 0 {
		return i.Sure
	}
	return c.Options.Sure
}

// slot is the one called name, or nil. A nil intent has none.
func (i *Intent) slot(name string) *Slot {
	if i == nil {
		return nil
	}
	for k := range i.Slots {
		if i.Slots[k].Name == name {
			return &i.Slots[k]
		}
	}
	return nil
}

// option is the one with that value, or nil.
func (s *Slot) option(value string) *Option {
	for k := range s.Options {
		if s.Options[k].Value == value {
			return &s.Options[k]
		}
	}
	return nil
}

// name is what the slot is called in forms and on tickets.
func (s *Slot) name(l string) string {
	if t := lang.Pick(s.Label, l); t != "" {
		return t
	}
	return lang.Pick(s.Ask, l)
}

// Articles names the articles that the desk's owner attached to what this
// event is about. Whoever fills Input.Hits puts their passages there too.
func (c Catalog) Articles(s State, e Event, guesses []Guess) []string {
	var names []string
	if chose, ok := e.(Chose); ok && chose.Act.Do == ActIntent {
		guesses = []Guess{{Intent: chose.Act.On, P: 1}}
	} else if s.Task != nil && len(guesses) == 0 {
		guesses = []Guess{{Intent: s.Task.Intent, P: 1}}
	}
	o := c.Options.withDefaults()
	for _, g := range guesses {
		if i := c.intent(g.Intent); i != nil && g.P >= o.Choose {
			names = append(names, i.Articles...)
		}
	}
	return names
}
