package bot

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/guichet-desk/guichet/workflows/ticket"
)

// verb is what an agent can type behind a slash.
type verb string

const (
	verbClaim    verb = "claim"
	verbAssign   verb = "assign"
	verbRelease  verb = "release"
	verbPriority verb = "priority"
	verbMove     verb = "move"
	verbReply    verb = "reply"
	verbUndo     verb = "undo"
	verbNote     verb = "note"
	verbHold     verb = "hold"
	verbResume   verb = "resume"
	verbResolve  verb = "resolve"
	verbMajor    verb = "major"
	verbMinor    verb = "not-major"
	verbAck      verb = "ack"
	verbApprove  verb = "approve"
	verbRefuse   verb = "refuse"
	verbQueue    verb = "queue"
	verbOnCall   verb = "oncall"
	verbHelp     verb = "help"
)

// verbs are the words behind the slash, in both languages, folded.
var verbs = map[string]verb{
	"claim": verbClaim, "take": verbClaim, "prendre": verbClaim,
	"assign": verbAssign, "give": verbAssign, "confier": verbAssign, "affecter": verbAssign,
	"release": verbRelease, "rendre": verbRelease,
	"priority": verbPriority, "prio": verbPriority, "priorite": verbPriority,
	"move": verbMove, "deplacer": verbMove,
	"reply": verbReply, "repondre": verbReply,
	"undo": verbUndo, "retirer": verbUndo,
	"note": verbNote, "noter": verbNote,
	"hold": verbHold, "pend": verbHold, "attente": verbHold,
	"resume": verbResume, "reprendre": verbResume, "continuer": verbResume,
	"resolve": verbResolve, "solve": verbResolve, "resoudre": verbResolve,
	"major": verbMajor, "majeur": verbMajor,
	"not-major": verbMinor, "plus-majeur": verbMinor,
	"ack": verbAck, "acknowledge": verbAck, "vu": verbAck,
	"approve": verbApprove, "approuver": verbApprove, "accord": verbApprove,
	"refuse": verbRefuse, "decline": verbRefuse, "refuser": verbRefuse,
	"queue": verbQueue, "file": verbQueue,
	"oncall": verbOnCall, "on-call": verbOnCall, "astreinte": verbOnCall,
	"help": verbHelp, "aide": verbHelp,
}

// Commands are the words behind the slash with it, in both languages, sorted:
// what a place to type in may complete.
func Commands() []string {
	out := make([]string, 0, len(verbs))
	for word := range verbs {
		out = append(out, "/"+word)
	}
	slices.Sort(out)
	return out
}

// mine are the plain words with which somebody takes the ticket of a thread,
// and seen those with which they acknowledge a page; folded.
var (
	mine = []string{
		"mine", "i'll take it", "ill take it", "i take it", "i'm on it", "im on it", "on it", "taking it", "i've got it", "i got it", "got it",
		"je le prends", "je prends", "je m'en occupe", "je men occupe", "c'est pour moi", "pour moi", "je suis dessus",
	}
	seen = []string{"ack", "acknowledged", "seen", "i see it", "looking", "on it", "vu", "j'ai vu", "jai vu", "recu", "bien recu", "je regarde", "je m'en occupe"}
)

// typed is a command as it was typed.
type typed struct {
	Verb   verb   // "" when the word behind the slash is none
	Word   string // that word
	Ticket int64  // 0 when none was named
	Rest   string // what follows
}

// parseCommand reads "/claim INC-12 …". ok is false for words that are no
// command at all.
func parseCommand(text string) (c typed, ok bool) {
	text = strings.TrimSpace(text)
	word, rest, _ := cutSpace(text)
	name, slash := strings.CutPrefix(word, "/")
	if !slash || name == "" || strings.ContainsRune(name, '/') {
		return typed{}, false
	}
	c = typed{Verb: verbs[fold(name)], Word: word, Rest: rest}
	if first, after, _ := cutSpace(rest); first != "" {
		if id, ok := namedTicket(first); ok {
			c.Ticket, c.Rest = id, after
		}
	}
	return c, true
}

// anyones reports whether a command is not for the desk's staff alone: anybody
// may be paged, and anybody's approval asked for.
func (c typed) anyones() bool {
	return c.Verb == verbAck || c.Verb == verbApprove || c.Verb == verbRefuse
}

// namedTicket reads INC-12, REQ-12 or #12: a bare number may be anything.
func namedTicket(word string) (int64, bool) {
	if unicode.IsDigit(rune(word[0])) {
		return 0, false
	}
	return ticket.ParseNumber(strings.TrimRight(word, ":,.;"))
}

func cutSpace(s string) (first, rest string, found bool) {
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, "", false
	}
	return s[:i], strings.TrimSpace(s[i:]), true
}

// says reports whether the words are one of those, whatever their case,
// accents and final stops.
func says(text string, words []string) bool {
	text = strings.TrimRight(fold(text), " .!…")
	for _, w := range words {
		if text == w {
			return true
		}
	}
	return false
}

// fold takes case, accents and typographic apostrophes away.
func fold(s string) string {
	strip := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	out, _, err := transform.String(strip, strings.ToLower(strings.TrimSpace(s)))
	if err != nil {
		return strings.ToLower(s)
	}
	return strings.ReplaceAll(out, "’", "'")
}
