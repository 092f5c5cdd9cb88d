package intents

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/guichet-desk/guichet/bot/lang"
)

// A sense is something people say in set phrases. The phrases are words of the
// desk, heard_<sense> in each language, written as fold writes them and
// separated by "|"; all languages are listened to at once. Those of
// within_<sense> also count in the middle of a sentence.
type sense string

const (
	sayCancel  sense = "cancel"
	sayRestart sense = "restart"
	sayHuman   sense = "human"
	sayHelp    sense = "help"
	sayStatus  sense = "status"
	sayYes     sense = "yes"
	sayNo      sense = "no"
	saySkip    sense = "skip"
	sayWorks   sense = "works"
	sayFails   sense = "fails"
	sayWait    sense = "wait"
	sayMeToo   sense = "me_too"
	sayReopen  sense = "reopen"
	sayNew     sense = "something_new"
	sayThanks  sense = "thanks"
	sayHello   sense = "hello"
	sayPlease  sense = "please"
	sayMe      sense = "me"
	sayToday   sense = "today"
	sayMorrow  sense = "tomorrow"
	sayRather  sense = "rather" // begins a correction
	sayAside   sense = "aside"  // begins a question beside the matter
)

// phrases are all ways to say something, in every language.
func (c Catalog) phrases(prefix string, s sense) []string {
	var out []string
	for _, l := range lang.Languages {
		for p := range strings.SplitSeq(c.Words.Text(l, prefix+string(s), nil), "|") {
			out = append(out, strings.TrimSpace(p))
		}
	}
	return out
}

// says reports whether the folded words are one of the phrases of a sense.
func (c Catalog) says(folded string, senses ...sense) bool {
	for _, s := range senses {
		if slices.Contains(c.phrases("heard_", s), folded) {
			return true
		}
	}
	return false
}

// mentions reports whether the folded words say it, alone or in a sentence.
func (c Catalog) mentions(folded string, s sense) bool {
	return c.says(folded, s) || c.within(folded, s)
}

// within reports whether the folded words say it in a sentence.
func (c Catalog) within(folded string, s sense) bool {
	return slices.ContainsFunc(c.phrases("within_", s), func(p string) bool { return contains(folded, p) })
}

// holds reports whether any of the phrases stands in the folded words.
func (c Catalog) holds(folded string, s sense) bool {
	return slices.ContainsFunc(c.phrases("heard_", s), func(p string) bool { return contains(folded, p) })
}

// only reports whether the folded words are phrases of those senses and
// nothing else: "yes it did".
func (c Catalog) only(folded string, senses ...sense) bool {
	if c.says(folded, senses...) {
		return true
	}
	for _, s := range senses {
		if rest, ok := c.after(folded, s); ok && rest != "" && c.only(rest, senses...) {
			return true
		}
	}
	return false
}

// after is what follows the longest phrase of the sense that begins the
// folded words.
func (c Catalog) after(folded string, s sense) (rest string, ok bool) {
	best := -1
	for _, p := range c.phrases("heard_", s) {
		if r, found := strings.CutPrefix(folded+" ", p+" "); found && len(p) > best {
			best, rest = len(p), strings.TrimSpace(r)
		}
	}
	return rest, best >= 0
}

// bare takes greetings, thanks and please off both ends of folded words.
func (c Catalog) bare(folded string) string {
	polite := slices.Concat(c.phrases("heard_", sayPlease), c.phrases("heard_", sayThanks), c.phrases("heard_", sayHello))
	slices.SortFunc(polite, func(a, b string) int { return len(b) - len(a) })
	for again := true; again; {
		again = false
		for _, p := range polite {
			rest := strings.TrimPrefix(folded+" ", p+" ")
			rest = strings.TrimSuffix(" "+strings.TrimSpace(rest), " "+p)
			if rest = strings.TrimSpace(rest); rest != folded {
				folded, again = rest, true
			}
		}
	}
	return folded
}

// everywhere reports whether folded words are said in every language, such as
// "ok" or a number: then they do not tell which one is spoken.
func (c Catalog) everywhere(folded string) bool {
	if strings.IndexFunc(folded, unicode.IsLetter) < 0 {
		return true
	}
	for _, l := range lang.Languages {
		said := false
		for _, s := range []sense{sayYes, sayNo, sayCancel, saySkip, sayHelp} {
			for p := range strings.SplitSeq(c.Words.Text(l, "heard_"+string(s), nil), "|") {
				said = said || strings.TrimSpace(p) == folded
			}
		}
		if !said {
			return false
		}
	}
	return true
}

// contains reports whether words stand in text as whole words; both folded.
func contains(text, words string) bool {
	for words != "" {
		i := strings.Index(text, words)
		if i < 0 {
			return false
		}
		end := i + len(words)
		if (i == 0 || text[i-1] == ' ') && (end == len(text) || text[end] == ' ') {
			return true
		}
		text = text[i+1:]
	}
	return false
}

// fold writes text as its words alone: lower case, no accents, no punctuation,
// one space between them. French elisions are split (l'écran: "l ecran"),
// English contractions joined (doesn't: "doesnt"). A picture is a word.
func fold(text string) string {
	var out strings.Builder
	word := 0 // where the current word begins
	split := func() {
		if out.Len() > word {
			out.WriteByte(' ')
			word = out.Len()
		}
	}
	for _, r := range norm.NFKD.String(clip(text, maxRead)) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Sk) || r == '\u200d':
			// An accent, or the tone of a picture.
		case r == '\'' || r == '’' || r == 'ʼ':
			if elisions[out.String()[word:]] {
				split()
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			out.WriteString(ligature(unicode.ToLower(r)))
		case unicode.Is(unicode.So, r):
			split()
			out.WriteRune(r)
			split()
		default:
			split()
		}
	}
	return strings.TrimSpace(out.String())
}

// elisions are the French words that lose their vowel before another.
var elisions = map[string]bool{
	"l": true, "d": true, "j": true, "m": true, "t": true, "s": true, "c": true, "n": true, "qu": true, "jusqu": true, "quelqu": true, "lorsqu": true, "puisqu": true,
}

func ligature(r rune) string {
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	}
	return string(r)
}

// tail is the end of text that folds to rest: what the person wrote after
// words that were recognised.
func tail(text, rest string) string {
	for i, r := range text {
		if (i == 0 || !unicode.IsLetter(r)) && fold(text[i:]) == rest {
			return strings.TrimLeftFunc(text[i:], func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
		}
	}
	return rest
}
