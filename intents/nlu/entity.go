package nlu

import (
	"slices"
	"strings"
	"time"
)

// Entity is something a message names.
type Entity struct {
	Kind     string // one of the Kind constants
	Text     string // as written
	Value    string // what it stands for; its form depends on the kind
	From, To int    // byte offsets in the message
}

// Kinds of entities and what their values are.
const (
	KindPerson   = "person"   // the value of the directory's entry, or "manager" or "me" of the author
	KindService  = "service"  // the value of the catalogue's entry, also for applications
	KindDevice   = "device"   // the same
	KindSite     = "site"     // the same
	KindTime     = "time"     // RFC 3339 in the person's zone; the beginning of a day for a date alone
	KindError    = "error"    // the code in upper case: "0X80070005", "ERR_NAME_NOT_RESOLVED", "809"
	KindTicket   = "ticket"   // "INC-1042"
	KindEmail    = "email"    // in lower case
	KindURL      = "url"      // as written
	KindIP       = "ip"       // as written
	KindUrgency  = "urgency"  // "high" or "low"
	KindAffected = "affected" // a number of people, "team" or "site"
)

// Entry is one thing people may name: a person of the directory, a service,
// application, device or site of the catalogue.
type Entry struct {
	Kind  string   // KindPerson, KindService, KindDevice or KindSite
	Value string   // what an Entity found by it carries
	Names []string // its name and synonyms, in any language
}

// Lexicon finds entities. Built once from the directory and the catalogue, it
// is immutable and safe for concurrent use.
type Lexicon struct {
	terms  map[string][]int // folded words joined by spaces → entries
	starts map[string]int   // first word of terms → most words of one
	all    []Entry
	near   speller
	known  map[string]int32
}

// NewLexicon builds a lexicon. People are also found by their first or last
// name alone; where several share it, Find returns them all.
func NewLexicon(entries []Entry) *Lexicon {
	x := &Lexicon{terms: map[string][]int{}, starts: map[string]int{}, all: entries, known: map[string]int32{}}
	var spelled []string
	for i, e := range entries {
		names := slices.Clone(e.Names)
		if e.Kind == KindPerson {
			names = append(names, shortNames(e.Names)...)
		}
		for _, name := range names {
			ws := rawWords(name)
			if len(ws) == 0 {
				continue
			}
			k := strings.Join(ws, " ")
			if !slices.Contains(x.terms[k], i) {
				x.terms[k] = append(x.terms[k], i)
			}
			x.starts[ws[0]] = max(x.starts[ws[0]], len(ws))
			for _, w := range ws {
				if _, ok := x.known[w]; !ok && len(w) > minSpelled {
					x.known[w] = int32(len(spelled))
					spelled = append(spelled, w)
				}
			}
		}
	}
	x.near = newSpeller(spelled)
	return x
}

// shortNames returns the parts of full names and their reversal.
func shortNames(names []string) []string {
	var out []string
	for _, name := range names {
		parts := strings.Fields(name)
		if len(parts) < 2 {
			continue
		}
		first, last := parts[0], strings.Join(parts[1:], " ")
		out = append(out, last+" "+first, first, last)
	}
	return out
}

// maxFind is how many bytes of a message are searched for entities.
const maxFind = 2000

// Find returns the entities of a message in their order. lang decides how
// dates are read ("en", "fr"; anything else tries both); now is the present in
// the person's zone, from which "tomorrow" counts.
func (x *Lexicon) Find(text, lang string, now time.Time) []Entity {
	if len(text) > maxFind {
		text = clip(text, maxFind)
	}
	ts := tokens(text)
	found := formal(text)
	found = append(found, x.named(text, lettered(ts))...)
	found = append(found, times(text, ts, lang, now)...)
	found = append(found, cues(text, ts)...)
	return settle(found)
}

// settle orders entities and drops those that lie within or across an earlier
// found one of another span; the same span may stand for several people.
func settle(found []Entity) []Entity {
	var out []Entity
	for _, e := range found {
		clash := slices.ContainsFunc(out, func(o Entity) bool {
			same := o.From == e.From && o.To == e.To && o.Kind == e.Kind && o.Value != e.Value
			return e.From < o.To && o.From < e.To && !same
		})
		if !clash {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b Entity) int { return a.From - b.From })
	return out
}

// named finds the entries of the lexicon, the longest term first.
func (x *Lexicon) named(text string, ts []token) []Entity {
	var out []Entity
	ws := make([]string, len(ts))
	for i, t := range ts {
		ws[i] = t.word
		if _, ok := x.known[t.word]; !ok && len(t.word) > minSpelled {
			ws[i] = x.near.correct(t.word, x.known, anyFits)
		}
	}
	for i := 0; i < len(ts); i++ {
		if value, from, n := role(ws[i:]); n > 0 {
			at, to := ts[i+from].from, ts[i+n-1].to
			out = append(out, Entity{Kind: KindPerson, Text: text[at:to], Value: value, From: at, To: to})
			i += n - 1
			continue
		}
		n, ids := x.longest(ws[i:])
		if n == 0 {
			continue
		}
		from, to := ts[i].from, ts[i+n-1].to
		for _, id := range ids {
			e := x.all[id]
			if e.Kind == KindPerson && n == 1 && !personal(text, ts, i) {
				continue
			}
			out = append(out, Entity{Kind: e.Kind, Text: text[from:to], Value: e.Value, From: from, To: to})
		}
		i += n - 1
	}
	return out
}

// longest returns the number of words of the longest term at the beginning of
// ws, and its entries.
func (x *Lexicon) longest(ws []string) (n int, ids []int) {
	for n = min(x.starts[ws[0]], len(ws)); n > 0; n-- {
		if ids := x.terms[strings.Join(ws[:n], " ")]; ids != nil {
			return n, ids
		}
	}
	return 0, nil
}

// role reads people named by what they are to the author: "my manager" and,
// after "for", the author. The name begins with word from of n.
func role(ws []string) (value string, from, n int) {
	if len(ws) < 2 {
		return "", 0, 0
	}
	switch ws[0] {
	case "my", "mon", "ma", "our", "notre":
		switch ws[1] {
		case "manager", "boss", "supervisor", "superior", "chef", "cheffe", "responsable", "superieur", "superieure", "manageur", "manageuse", "n":
			if ws[1] == "n" && (len(ws) < 3 || ws[2] != "1") {
				return "", 0, 0
			}
			if ws[1] == "n" {
				return "manager", 0, 3
			}
			return "manager", 0, 2
		}
		if len(ws) > 2 && (ws[1] == "line" && ws[2] == "manager" || ws[1] == "team" && ws[2] == "lead") {
			return "manager", 0, 3
		}
	case "for", "pour":
		if ws[1] == "me" || ws[1] == "myself" || ws[1] == "moi" {
			return "me", 1, 2
		}
	}
	return "", 0, 0
}

// personal reports whether a single word is meant as a name: it has a capital
// letter, or stands after a word that people follow.
func personal(text string, ts []token, i int) bool {
	if c := text[ts[i].from]; c >= 'A' && c <= 'Z' || c == 0xc3 {
		return true
	}
	if i == 0 {
		return false
	}
	switch ts[i-1].word {
	case "for", "to", "with", "by", "from", "ask", "tell", "of", "and", "or", "pour", "a", "avec", "par", "de", "d", "chez", "et", "ou", "mr",
		"mrs", "ms", "monsieur", "madame", "mme", "m", "collegue", "colleague", "manager", "boss", "dear", "cher", "chere":
		return true
	}
	return false
}

// DeviceEntries returns the everyday names of devices in English and French,
// for catalogues that list none.
func DeviceEntries() []Entry {
	device := func(value string, names ...string) Entry {
		return Entry{Kind: KindDevice, Value: value, Names: names}
	}
	return []Entry{
		device("laptop", "laptop", "laptops", "notebook", "macbook", "portable", "portables", "pc portable", "ordinateur portable", "ordi portable"),
		device("computer", "computer", "computers", "pc", "desktop", "workstation", "ordinateur", "ordinateurs", "ordi", "poste de travail", "unité centrale", "station de travail"),
		device("phone", "phone", "phones", "smartphone", "mobile phone", "iphone", "cell phone", "desk phone", "téléphone", "téléphones", "téléphone portable", "portable pro", "tel"),
		device("tablet", "tablet", "ipad", "tablette"),
		device("printer", "printer", "printers", "copier", "imprimante", "imprimantes", "photocopieur", "photocopieuse", "copieur"),
		device("scanner", "scanner", "document scanner", "numériseur"),
		device("screen", "screen", "monitor", "external display", "second screen", "écran", "écrans", "moniteur", "second écran", "double écran"),
		device("keyboard", "keyboard", "clavier"),
		device("mouse", "mouse", "souris"),
		device("headset", "headset", "headphones", "earphones", "casque", "micro-casque", "écouteurs"),
		device("dock", "dock", "docking station", "station d'accueil"),
		device("webcam", "webcam", "caméra"),
		device("projector", "projector", "beamer", "vidéoprojecteur", "rétroprojecteur", "projecteur"),
		device("badge", "badge", "access card", "key fob", "carte d'accès"),
		device("charger", "charger", "power adapter", "power supply", "chargeur", "bloc d'alimentation"),
	}
}
