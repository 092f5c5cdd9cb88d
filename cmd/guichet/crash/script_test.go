package crash

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/web"
)

// kind is what a message of the script is for.
type kind int

const (
	opens    kind = iota // a ticket
	asks                 // how it stands
	comments             // on it
	leaves               // it, for the next
)

// cycle is what one talk says about one ticket.
var cycle = [...]kind{opens, asks, comments, asks, comments, leaves}

// said is one message of the script. Its words are such that the dialogue
// knows what to do whatever its model makes of them.
type said struct {
	Adapter, Talk, Person string
	N                     int    // in its talk, from 0
	ID                    string // the platform's
	Kind                  kind
	Text                  string
}

func person(talk int) string { return fmt.Sprintf("p%02d", talk) }

// script is what everybody says: talk by talk, each in order. The first talks
// are on the platform, the last ones in the web chat.
func script(talks, onWeb, messages int) (all [][]said) {
	for talk := range talks {
		who := person(talk)
		s := said{Adapter: adapterName, Talk: direct(who), Person: who}
		if talk >= talks-onWeb {
			s.Adapter = web.Name
		}
		var lines []said
		for s.N = range messages {
			s.ID = fmt.Sprintf("talk-%02d-line-%02d", talk, s.N)
			s.Kind = cycle[s.N%len(cycle)]
			switch s.Kind {
			case opens:
				s.Text = "I want to talk to a human: " + s.ID
			case asks:
				s.Text = "What is the status of my ticket?"
			case comments:
				s.Text = s.ID + " happened beside the window."
			case leaves:
				s.Text = "start over"
			}
			lines = append(lines, s)
		}
		all = append(all, lines)
	}
	return all
}

// message is the id under which the desk keeps it.
func (s said) message() string {
	if s.Adapter == web.Name {
		return s.Person + ":" + s.ID
	}
	return s.ID
}

// on are the talks of one platform.
func on(adapter string, all [][]said) (out [][]said) {
	for _, lines := range all {
		if lines[0].Adapter == adapter {
			out = append(out, lines)
		}
	}
	return out
}

// events are the script as the platform delivers it.
func events(all [][]said) [][]event {
	var lanes [][]event
	for _, lines := range on(adapterName, all) {
		var lane []event
		for _, s := range lines {
			lane = append(lane, event{ID: s.ID, Channel: s.Talk, From: s.Person, Text: s.Text, At: time.Now()})
		}
		lanes = append(lanes, lane)
	}
	return lanes
}

// onCall is who is paged when nobody takes a ticket.
const onCall = "oncall"

// deskFolder writes a desk in which everybody of the script is known.
func deskFolder(dir string, talks int) error {
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "desk"))); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "- {id: %s, name: On Call, lang: en, groups: [agents], accounts: {%s: %[1]s}}\n", onCall, adapterName)
	for talk := range talks {
		who := person(talk)
		fmt.Fprintf(&b, "- {id: %s, name: Person %[1]s, lang: en, accounts: {%s: %[1]s}}\n", who, adapterName)
	}
	return os.WriteFile(filepath.Join(dir, "people.yaml"), []byte(b.String()), 0o600)
}
