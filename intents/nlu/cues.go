package nlu

import (
	"slices"
	"strconv"
	"strings"
)

// cue is a phrase that tells how urgent a matter is or how many it stops.
// Phrases are folded words; "#" stands for a number of people.
type cue struct{ kind, value, phrases string }

// cueTable lists longer phrases before those they contain.
var cueTable = []cue{
	{KindUrgency, "low", `not urgent|no rush|no hurry|isn t urgent|is not urgent|whenever you can|whenever you have time|when you have time|when you have a moment|
		when you get a chance|low priority|can wait|at your convenience|nothing urgent|not a priority|
		pas urgent|rien d urgent|pas presse|pas pressant|aucune urgence|sans urgence|quand vous pouvez|quand vous pourrez|quand vous aurez le temps|
		quand vous avez le temps|quand tu peux|quand tu as le temps|ca peut attendre|cela peut attendre|peut attendre|a l occasion|pas prioritaire`},
	{KindUrgency, "high", `as soon as possible|asap|urgently|urgent|urgence|emergency|immediately|right away|right now|high priority|top priority|critical|
		production is down|production down|i can t work|can t work|cannot work|unable to work|we can t work|blocking|blocker|at once|without delay|
		au plus vite|le plus vite possible|des que possible|le plus tot possible|tres vite|immediatement|tout de suite|en urgence|d urgence|tres urgent|
		bloquant|bloquante|critique|prioritaire|je ne peux plus travailler|ne peux plus travailler|peux plus travailler|plus personne ne peut travailler|
		production arretee|production a l arret|sans delai|dans les plus brefs delais|urgente|urgemment`},
	{KindAffected, "site", `whole site|entire site|whole building|entire building|whole office|entire office|the whole company|entire company|whole company|all offices|
		everybody in the building|everyone in the office|everyone in the building|everyone on site|the whole floor|whole floor|entire floor|all users|all employees|
		tout le site|tout le batiment|tout l immeuble|toute l agence|toute l entreprise|toute la societe|toute l usine|tout l etage|tout le bureau|
		tous les utilisateurs|tous les salaries|tous les employes|tout le magasin|toute la boite|tout le siege|all of us in the office`},
	{KindAffected, "team", `whole team|entire team|my team|our team|the team|whole department|entire department|our department|all my colleagues|my colleagues|several colleagues|
		several of us|many of us|all of us|several people|several users|everyone|everybody|multiple users|multiple people|other colleagues|same for my colleagues|
		toute l equipe|mon equipe|notre equipe|l equipe|tout le service|tout mon service|notre service|tout le departement|mes collegues|nos collegues|
		plusieurs collegues|plusieurs personnes|plusieurs utilisateurs|on est plusieurs|nous sommes plusieurs|tout le monde|pour tous|d autres collegues|plusieurs d entre nous`},
	{KindAffected, "#", `# of us|# people|# users|# colleagues|# employees|# persons|# coworkers|# agents|# workstations|we are #|there are # of us|affects #|
		# personnes|# utilisateurs|# collegues|# salaries|# employes|# collaborateurs|# postes|nous sommes #|on est #|sommes #`},
}

// indexed is a phrase of the table, cut into words.
type indexed struct {
	kind, value string
	words       []string
	order       int // in the table
}

// cueIndex holds the phrases by their first word.
var cueIndex = indexCues()

func indexCues() map[string][]indexed {
	index := map[string][]indexed{}
	order := 0
	for _, c := range cueTable {
		for phrase := range strings.SplitSeq(c.phrases, "|") {
			ws := strings.Fields(phrase)
			index[ws[0]] = append(index[ws[0]], indexed{c.kind, c.value, ws, order})
			order++
		}
	}
	return index
}

// cues finds urgency and how many are affected.
func cues(text string, ts []token) []Entity {
	ws := lettered(ts)
	type hit struct {
		Entity
		order int
	}
	var hits []hit
	try := func(i int, list []indexed) {
		for _, c := range list {
			if i+len(c.words) > len(ws) {
				continue
			}
			if value, ok := matchCue(ws[i:i+len(c.words)], c.words, c.value); ok {
				from, to := ws[i].from, ws[i+len(c.words)-1].to
				hits = append(hits, hit{Entity{c.kind, text[from:to], value, from, to}, c.order})
			}
		}
	}
	for i, w := range ws {
		try(i, cueIndex[w.word])
		if _, ok := number(w.word); ok {
			try(i, cueIndex["#"])
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.order - b.order })
	out := make([]Entity, len(hits))
	for i, h := range hits {
		out[i] = h.Entity
	}
	return out
}

// matchCue compares words with a phrase and returns the value of the cue.
func matchCue(ws []token, want []string, value string) (string, bool) {
	for i, w := range want {
		if w != "#" {
			if ws[i].word != w {
				return "", false
			}
			continue
		}
		n, ok := number(ws[i].word)
		if !ok || n < 2 {
			return "", false
		}
		value = strconv.Itoa(n)
	}
	return value, true
}

// number reads figures and the numerals of both languages up to twenty, and
// the tens.
func number(w string) (int, bool) {
	if n, err := strconv.Atoi(w); err == nil && len(w) <= 6 {
		return n, true
	}
	switch w {
	case "one", "un", "une", "a", "an":
		return 1, true
	case "two", "deux", "couple":
		return 2, true
	case "three", "trois":
		return 3, true
	case "four", "quatre":
		return 4, true
	case "five", "cinq":
		return 5, true
	case "six":
		return 6, true
	case "seven", "sept":
		return 7, true
	case "eight", "huit":
		return 8, true
	case "nine", "neuf":
		return 9, true
	case "ten", "dix":
		return 10, true
	case "eleven", "onze":
		return 11, true
	case "twelve", "douze", "dozen", "douzaine":
		return 12, true
	case "fifteen", "quinze", "quinzaine":
		return 15, true
	case "twenty", "vingt", "vingtaine":
		return 20, true
	case "thirty", "trente", "trentaine":
		return 30, true
	case "forty", "quarante":
		return 40, true
	case "fifty", "cinquante", "cinquantaine":
		return 50, true
	case "hundred", "cent", "centaine":
		return 100, true
	}
	return 0, false
}
