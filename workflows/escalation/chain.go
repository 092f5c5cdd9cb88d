package escalation

import (
	"fmt"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// OwnQueue, as the queue of a Page, is the queue the ticket is in.
const OwnQueue = "own"

// What holds for a chain that does not say otherwise, and what it may say.
const (
	defaultWait   = 5 * time.Minute
	shortestWait  = time.Minute
	defaultRepeat = 3
	maxRepeat     = 5
	maxSteps      = 10
)

// Chain is whom to page, one after the other, while nobody claims or
// acknowledges. A ticket keeps the copy it was given.
type Chain struct {
	Name       string            `yaml:"name" json:"name"`
	Title      map[string]string `yaml:"title" json:"title,omitempty"`
	Priorities []string          `yaml:"priorities" json:"priorities,omitempty"` // applies to these; empty: to all
	Start      sla.Duration      `yaml:"start" json:"start,omitempty"`           // unclaimed for this long before the first page
	Steps      []Step            `yaml:"steps" json:"steps"`
	Repeat     int               `yaml:"repeat" json:"repeat,omitempty"` // how often the steps are climbed in all, 1 to 5; 0 is 3
}

// Step pages somebody and waits for an answer.
type Step struct {
	Page Page         `yaml:"page" json:"page"`
	Wait sla.Duration `yaml:"wait" json:"wait,omitempty"` // before the next step; empty is 5m
}

// Page is whom to page: exactly one of a rota, a person and a queue.
type Page struct {
	Rota   string    `yaml:"rota" json:"rota,omitempty"`     // whoever is on call
	Next   int       `yaml:"next" json:"next,omitempty"`     // with Rota: that many persons further down its Line
	Person people.ID `yaml:"person" json:"person,omitempty"` // this person
	Queue  string    `yaml:"queue" json:"queue,omitempty"`   // its agents, in their channel; OwnQueue: the ticket's
}

// Link is one page of a chain, come due.
type Link struct {
	N    int // counts from 0 over all repeats
	Step Step
	At   time.Time
	Why  string // in English, for the log and the audit; Chain.Explain says it in either language
}

// For reports whether the chain applies to tickets of this priority.
func (c Chain) For(priority string) bool {
	return len(c.Priorities) == 0 || slices.Contains(c.Priorities, priority)
}

// Due returns the links of a chain started at start that are due at now, given
// how many were climbed before, and when to ask again (zero: the chain is at
// its end). Link n's instant depends on start and n alone, so a ring that comes
// late, twice or never changes no page.
func (c Chain) Due(start time.Time, climbed int, now time.Time) (due []Link, wake time.Time) {
	at := start.Add(c.Start.AsDuration())
	for n := range c.rounds() * len(c.Steps) {
		step := c.Steps[n%len(c.Steps)]
		if n >= climbed {
			if at.After(now) {
				return due, at
			}
			due = append(due, Link{N: n, Step: step, At: at, Why: c.Explain(n, "en")})
		}
		at = at.Add(step.wait())
	}
	return due, time.Time{}
}

func (c Chain) rounds() int {
	if c.Repeat == 0 {
		return defaultRepeat
	}
	return c.Repeat
}

func (s Step) wait() time.Duration {
	if s.Wait == "" {
		return defaultWait
	}
	return s.Wait.AsDuration()
}

// Explain says in the reader's language ("en" or "fr") why link n is climbed,
// n being one that Due returned.
func (c Chain) Explain(n int, lang string) string {
	place, reason := "Step %d of %d, round %d of %d: %s", "nobody answered the page before within %s."
	unclaimed, atOnce := "nobody claimed it within %s.", "paged at once."
	if lang == "fr" {
		place, reason = "Étape %d sur %d, tour %d sur %d\u00a0: %s", "l’appel précédent est resté sans réponse pendant %s."
		unclaimed, atOnce = "personne ne l’a pris en charge en %s.", "appel immédiat."
	}
	steps := len(c.Steps)
	waited := c.Steps[(n+steps-1)%steps].wait()
	if n == 0 {
		waited, reason = c.Start.AsDuration(), unclaimed
	}
	if waited > 0 {
		reason = fmt.Sprintf(reason, sla.Length(waited))
	} else {
		reason = atOnce
	}
	return fmt.Sprintf(place, n%steps+1, steps, n/steps+1, c.rounds(), reason)
}

// Check reports every mistake in the chain, by YAML path.
func (c Chain) Check(report func(path, message string)) {
	if c.Name == "" {
		report("name", "a chain needs a name")
	}
	sla.CheckTitle(c.Title, report)
	for i, p := range c.Priorities {
		sla.CheckPriority(fmt.Sprintf("priorities[%d]", i), p, report)
	}
	c.Start.Check(func(_, message string) { report("start", message) })
	if len(c.Steps) == 0 || len(c.Steps) > maxSteps {
		report("steps", fmt.Sprintf("a chain has 1 to %d steps", maxSteps))
	}
	for i, s := range c.Steps {
		at := fmt.Sprintf("steps[%d]", i)
		s.Page.check(at+".page", report)
		s.checkWait(at+".wait", report)
	}
	if c.Repeat < 0 || c.Repeat > maxRepeat {
		report("repeat", fmt.Sprintf("the steps are climbed 1 to %d times", maxRepeat))
	}
}

func (s Step) checkWait(path string, report func(path, message string)) {
	unread := false
	s.Wait.Check(func(_, message string) {
		unread = true
		report(path, message)
	})
	if !unread && s.wait() < shortestWait {
		report(path, fmt.Sprintf("nobody answers a page in less than %s", sla.Length(shortestWait)))
	}
}

func (p Page) check(path string, report func(path, message string)) {
	given := 0
	for _, name := range []string{p.Rota, string(p.Person), p.Queue} {
		if name != "" {
			given++
		}
	}
	if given != 1 {
		report(path, "name exactly one of rota, person and queue")
	}
	if p.Next < 0 || p.Next > 0 && p.Rota == "" {
		report(path+".next", "next counts persons of a rota, from 0")
	}
}

// Names calls each with every name the chain refers to: its YAML path, its kind
// ("rota", "person" or "queue") and the name, so that the caller can check that
// it exists.
func (c Chain) Names(each func(path, kind, name string)) {
	for i, s := range c.Steps {
		at := fmt.Sprintf("steps[%d].page.", i)
		switch p := s.Page; {
		case p.Rota != "":
			each(at+"rota", "rota", p.Rota)
		case p.Person != "":
			each(at+"person", "person", string(p.Person))
		case p.Queue != "" && p.Queue != OwnQueue:
			each(at+"queue", "queue", p.Queue)
		}
	}
}
