package kb

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// world makes random articles, audiences and questions from few words, so that
// they often meet.
type world struct{ *rand.Rand }

func newWorld(seed uint64) world { return world{rand.New(rand.NewPCG(seed, 7))} }

var worldWords = strings.Fields(`vpn printer password laptop outlook wifi network drive account screen
	keyboard calendar meeting licence backup invoice firewall proxy token badge falcon zephyr quartz
	install reset connect share restore print lock update request the a my how`)

var worldGroups = []string{"hr", "finance", "it", "board"}

func (w world) words(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = worldWords[w.IntN(len(worldWords))]
	}
	return strings.Join(words, " ")
}

func (w world) groups() (groups []string) {
	for _, g := range worldGroups {
		if w.IntN(3) == 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func (w world) audience() Audience {
	a := Audience{Agents: w.IntN(4) == 0}
	if w.IntN(2) == 0 {
		a.Groups = w.groups()
	}
	return a
}

func (w world) reader() Reader { return Reader{Groups: w.groups(), Agent: w.IntN(3) == 0} }

func (w world) lang() string { return []string{"en", "en", "fr"}[w.IntN(3)] }

func (w world) article(ids int) Article {
	a := Article{
		ID: fmt.Sprintf("a%02d", w.IntN(ids)), Lang: w.lang(), Audience: w.audience(),
		Title: w.words(1 + w.IntN(5)), Status: Published, URL: "https://desk.example/a",
	}
	if w.IntN(8) == 0 {
		a.Status = Status(w.IntN(4))
	}
	for range w.IntN(4) {
		switch w.IntN(3) {
		case 0:
			a.Body += "## " + w.words(2) + "\n\n"
		case 1:
			a.Body += "1. " + w.words(5) + ".\n2. " + w.words(4) + ".\n\n"
		}
		a.Body += w.words(6) + ". " + strings.ToUpper(w.words(1)) + " " + w.words(8) + ".\n\n"
	}
	if w.IntN(4) == 0 {
		a.Keywords = []string{w.words(1), w.words(2)}
	}
	return a
}

// question is often mistyped.
func (w world) question() Query {
	text := w.words(1 + w.IntN(5))
	if w.IntN(2) == 0 {
		i := w.IntN(len(text))
		text = text[:i] + string(rune('a'+w.IntN(26))) + text[min(i+w.IntN(2), len(text)):]
	}
	return Query{Text: text, Lang: w.lang(), Reader: w.reader(), Max: 1 + w.IntN(12)}
}
