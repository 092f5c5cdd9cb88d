package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/workflows"
)

// askWords are the headings of an explanation.
var askWords = map[string]map[string]string{
	"en": {
		"language": "Language", "intent": "Intent", "nothing": "nothing recognised", "named": "Names", "secret": "Masked",
		"article": "Articles", "none": "none found", "offered": "offered", "decides": "Decides", "answers": "Answers",
		"ticket": "Ticket", "path": "Route", "promise": "Promise", "reply": "first reply %s", "solved": "solution %s",
		"nopromise": "none", "chain": "Chain", "nochain": "nobody is paged", "oncall": "On call", "queue": "the whole of %s",
		"nobody": "nobody", "en": "English", "fr": "French", "as": "as %s", "impact": "impact %s, urgency %s",
	},
	"fr": {
		"language": "Langue", "intent": "Intention", "nothing": "rien de reconnu", "named": "Nomme", "secret": "Masqué",
		"article": "Articles", "none": "aucun", "offered": "proposé", "decides": "Décide", "answers": "Répond",
		"ticket": "Ticket", "path": "Chemin", "promise": "Promesse", "reply": "première réponse %s", "solved": "solution %s",
		"nopromise": "aucune", "chain": "Escalade", "nochain": "personne n’est alerté", "oncall": "Astreinte", "queue": "toute l’équipe %s",
		"nobody": "personne", "en": "anglais", "fr": "français", "as": "pour %s", "impact": "impact %s, urgence %s",
	},
}

func title(c intents.Catalog, intent, l string) string {
	for _, i := range c.Intents {
		if i.Name == intent {
			return lang.Pick(i.Title, l)
		}
	}
	return ""
}

// sheet is an explanation in the making: headings on the left, facts aligned
// beside them.
type sheet struct {
	words map[string]string
	rows  [][2]string
}

// put adds lines under one heading.
func (s *sheet) put(heading string, lines ...string) {
	for i, line := range lines {
		name := ""
		if i == 0 {
			name = s.words[heading]
		}
		s.rows = append(s.rows, [2]string{name, line})
	}
}

func (s *sheet) String() string {
	wide := 0
	for _, r := range s.rows {
		wide = max(wide, utf8.RuneCountInString(r[0]))
	}
	var b strings.Builder
	for _, r := range s.rows {
		gap := strings.Repeat(" ", wide-utf8.RuneCountInString(r[0])+2)
		b.WriteString(strings.TrimRight(r[0]+gap+r[1], " ") + "\n")
	}
	return b.String()
}

// columns pads the cells of a table, all but the last of a row.
func columns(table [][]string) []string {
	var wide []int
	for _, row := range table {
		for i, cell := range row {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], utf8.RuneCountInString(cell))
		}
	}
	out := make([]string, len(table))
	for n, row := range table {
		for i, cell := range row {
			out[n] += cell + strings.Repeat(" ", wide[i]-utf8.RuneCountInString(cell)+2)
		}
		out[n] = strings.TrimRight(out[n], " ")
	}
	return out
}

// draw is the explanation for people.
func (a asked) draw(rules *workflows.Rules) string {
	s := &sheet{words: askWords[a.in]}
	head := "« " + a.Text + " »"
	if a.in == "en" {
		head = "“" + a.Text + "”"
	}
	if a.Person != "" {
		head += "  " + fmt.Sprintf(s.words["as"], a.Person)
	}
	s.put("language", fmt.Sprintf("%s  %.2f", s.words[a.Lang], a.LangSure))
	s.put("intent", a.intentLines(s)...)
	var named [][]string
	for _, e := range a.Named {
		named = append(named, []string{e.Kind, e.Text, e.Value})
	}
	s.put("named", columns(named)...)
	if len(a.Secrets) > 0 {
		s.put("secret", strings.Join(a.Secrets, ", "))
	}
	s.put("article", a.articleLines(s)...)
	s.put("decides", a.Decision)
	s.put("answers", strings.Split(cmp.Or(a.Reply, "—"), "\n")...)
	a.drawTicket(s, rules)
	return head + "\n\n" + s.String()
}

func (a asked) intentLines(s *sheet) []string {
	if len(a.Intents) == 0 {
		return []string{s.words["nothing"]}
	}
	var table [][]string
	for _, i := range a.Intents {
		table = append(table, []string{fmt.Sprintf("%.2f", i.P), i.Name, i.Title, i.Why})
	}
	return columns(table)
}

func (a asked) articleLines(s *sheet) []string {
	if len(a.Articles) == 0 {
		return []string{s.words["none"]}
	}
	var table [][]string
	for _, p := range a.Articles {
		offered := ""
		if p.Offered {
			offered = s.words["offered"]
		}
		table = append(table, []string{fmt.Sprintf("%.2f", p.Confidence), p.Article, p.Title, offered, p.Why})
	}
	return columns(table)
}

func (a asked) drawTicket(s *sheet, rules *workflows.Rules) {
	k := a.Ticket
	queue := lang.Pick(rules.Queues[k.Queue].Title, a.in)
	s.put("ticket", k.Priority+"  "+queue+"  ("+fmt.Sprintf(s.words["impact"], k.Impact, k.Urgency)+")")
	s.put("path", k.Path...)
	var promise []string
	if !k.Response.IsZero() {
		promise = append(promise, fmt.Sprintf(s.words["reply"], lang.When(a.in, k.Response, a.now)))
	}
	if !k.Resolution.IsZero() {
		promise = append(promise, fmt.Sprintf(s.words["solved"], lang.When(a.in, k.Resolution, a.now)))
	}
	s.put("promise", cmp.Or(strings.Join(promise, ", "), s.words["nopromise"]))
	if k.Chain == "" {
		s.put("chain", s.words["nochain"])
	} else {
		s.put("chain", lang.Pick(rules.Chains[k.Chain].Title, a.in))
	}
	var pages [][]string
	for _, p := range k.OnCall {
		pages = append(pages, []string{lang.When(a.in, p.At, a.now), a.whom(s, rules, p, queue), p.Why})
	}
	s.put("oncall", columns(pages)...)
}

// whom names who a page would reach, and by which rota.
func (a asked) whom(s *sheet, rules *workflows.Rules, p askedOn, queue string) string {
	if p.Queue != "" {
		return fmt.Sprintf(s.words["queue"], queue)
	}
	who, _ := rules.Directory.Get(p.Whom)
	words := []string{cmp.Or(who.Name, s.words["nobody"])}
	if p.Rota != "" {
		words = append(words, "("+lang.Pick(rules.Rotas[p.Rota].Title, a.in)+")")
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}
