package nlu

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is how many bytes of a message are read; what follows is a pasted
// log or mail history and would only cost time.
const maxText = 4096

// maxWord is how many bytes of a word are read.
const maxWord = 40

// words splits text into folded words: lower case, without accents, French
// elisions and English contractions cut or joined, SMS spellings written out.
func words(text string) []string {
	var out []string
	for _, raw := range rawWords(text) {
		if full, ok := shorthand[raw]; ok {
			out = append(out, strings.Fields(full)...)
			continue
		}
		out = append(out, raw)
	}
	return out
}

// rawWords splits and folds without writing SMS spellings out.
func rawWords(text string) []string {
	if len(text) > maxText {
		text = text[:maxText]
	}
	out := make([]string, 0, len(text)/5+1)
	var buf [maxWord + 8]byte
	word := buf[:0]
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = word[:0]
		}
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case r == '\'' || r == '’' || r == 'ʼ' || r == '´':
			if elided(word) {
				flush()
			}
			// Otherwise the apostrophe of "can't" or "what's": joined.
		case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
			word = appendShort(word, byte(r))
		case r >= 'A' && r <= 'Z':
			word = appendShort(word, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			flush()
		case unicode.Is(unicode.Mn, r), r == '\u200d', r == '\ufe0f', r == '\u00ad':
			// A combining accent or joiner leaves its letter as it is.
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			for _, c := range []byte(foldRune(r)) {
				word = appendShort(word, c)
			}
		default:
			flush()
		}
	}
	flush()
	return out
}

func appendShort(word []byte, c byte) []byte {
	if len(word) >= maxWord {
		return word
	}
	return append(word, c)
}

// elided reports whether the letters before an apostrophe are a French
// article or pronoun that lost its vowel.
func elided(word []byte) bool {
	switch string(word) {
	case "l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "aujourd":
		return true
	}
	return false
}

// foldRune returns r in lower case without its accent, as UTF-8.
func foldRune(r rune) string {
	r = unicode.ToLower(r)
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	}
	if base := unaccent(r); base != 0 {
		return string(base)
	}
	return string(r)
}

// unaccent returns the ASCII letter under a Latin letter's accent, or 0.
func unaccent(r rune) rune {
	const from = "àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłñńňòóôõöøōőřśşšșťţțùúûüūůűýÿžźż"
	const to = "aaaaaaaaacccddeeeeeeeegiiiiiiilnnnoooooooorsssstttuuuuuuuyyzzz"
	if r < 0xc0 || r > 0x21b {
		return 0
	}
	k := 0
	for _, c := range from {
		if c == r {
			return rune(to[k])
		}
		k++
	}
	return 0
}

// shorthand writes out what people abbreviate in chat, folded, in both languages.
// A key must not be a word of the other language.
var shorthand = map[string]string{
	"pls": "please", "plz": "please", "thx": "thanks", "tks": "thanks", "thnx": "thanks",
	"u": "you", "ur": "your", "r": "are", "cant": "can not", "cannot": "can not", "dont": "do not",
	"doesnt": "does not", "didnt": "did not", "isnt": "is not", "wont": "will not", "wasnt": "was not",
	"arent": "are not", "havent": "have not", "hasnt": "has not", "couldnt": "could not",
	"wouldnt": "would not", "shouldnt": "should not", "im": "i am", "ive": "i have",
	"whats": "what is", "wats": "what is", "hows": "how is", "wheres": "where is",
	"whos": "who is", "thats": "that is", "theres": "there is", "its": "it is", "lets": "let us",
	"youre": "you are", "wanna": "want to", "gonna": "going to", "gotta": "got to", "gimme": "give me",
	"pwd": "password", "passwd": "password", "pw": "password", "acct": "account", "asap": "urgent",
	"msg": "message", "tmrw": "tomorrow", "tmr": "tomorrow",
	"mdp": "mot de passe", "motdepasse": "mot de passe", "pb": "probleme", "pbm": "probleme",
	"pbs": "problemes", "bjr": "bonjour", "slt": "salut", "bsr": "bonsoir", "svp": "s il vous plait",
	"stp": "s il te plait", "cdt": "cordialement", "qd": "quand", "qqn": "quelqu un",
	"qqch": "quelque chose", "tjs": "toujours", "tjrs": "toujours", "bcp": "beaucoup", "rdv": "rendez vous",
	"ordi": "ordinateur", "pk": "pourquoi", "pkoi": "pourquoi", "koi": "quoi", "keske": "qu est ce que",
	"jai": "j ai", "jarrive": "j arrive", "jpeux": "je peux", "jveux": "je veux", "chui": "je suis",
	"chuis": "je suis", "jsuis": "je suis", "cest": "c est",
	"jattends": "j attends", "nvx": "nouveau", "nveau": "nouveau", "nvelle": "nouvelle",
	"mtn": "maintenant", "ajd": "aujourd hui", "auj": "aujourd hui",
	"tel": "telephone", "impr": "imprimante", "appli": "application", "applis": "applications",
}
