package kb

import (
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
)

// language knows how the words of one language are read.
type language struct {
	code   string
	stop   map[string]bool
	elided map[string]bool // what may stand before an apostrophe: l', qu'
	clitic bool            // pronouns are hyphenated to verbs: "connectez-vous"
	stem   func(folded string) string
}

// languageOf returns how to read texts of the language with this code. An
// unknown language is read without stop words and stemming.
func languageOf(code string) *language {
	switch code {
	case "en":
		return &language{code: code, stop: wordSet(stopEnglish), stem: stemEnglish}
	case "fr":
		return &language{code: code, stop: wordSet(stopFrench), elided: wordSet(elidedFrench), clitic: true, stem: stemFrench}
	}
	return &language{code: code, stem: func(w string) string { return w }}
}

func stemEnglish(w string) string { return short(english.Stem(w, true)) }

func stemFrench(w string) string { return short(french.Stem(w, true)) }

// short cuts a stem of a long word, which brings its family together:
// "authentication" and "authenticator", "configurer" and "configuration".
// Shorter cuts make strangers of a kind: "internet", "internal".
func short(stem string) string {
	if len(stem) > 7 && plain[stem[7]] != 0 {
		return stem[:7]
	}
	return stem
}

// maxWord is the length in bytes beyond which a word is not indexed: longer
// runs are encoded data that nobody types.
const maxWord = 40

// joint says how a word came out of a hyphenated one.
type joint uint8

const (
	whole  joint = iota // not hyphenated
	joined              // "wifi" of "wi-fi", followed by its parts
	part                // "wi" of "wi-fi"
)

// scanner reads the words of a text one after the other, without allocating.
type scanner struct {
	lang *language
	text string
	pos  int
	buf  []byte
	// After a hyphenated word its parts are still to be given.
	parts    []span // of partText
	partText []byte
	at       span // of the hyphenated word
	joint    joint
}

// span is a byte range.
type span struct{ start, end int }

// word is one word of a text. The bytes of form are valid until the next one.
type word struct {
	form []byte // folded: lower case, no accents
	span        // where in the text
	joint
}

func (s *scanner) reset(lang *language, text string) {
	s.lang, s.text, s.pos = lang, text, 0
	s.parts = s.parts[:0]
}

// next returns the next word, stop words included; ok is false at the end.
func (s *scanner) next() (w word, ok bool) {
	for {
		if len(s.parts) > 0 {
			p := s.parts[0]
			s.parts = s.parts[1:]
			return word{s.partText[p.start:p.end], s.at, s.joint}, true
		}
		if s.pos >= len(s.text) {
			return word{}, false
		}
		if c := s.text[s.pos]; c < utf8.RuneSelf && plain[c] == 0 {
			s.pos++
			continue
		}
		if w, ok = s.read(); ok {
			return w, true
		}
	}
}

// read reads one word at s.pos or skips what is not one.
func (s *scanner) read() (word, bool) {
	s.buf = s.buf[:0]
	start, hyphens, cut := s.pos, 0, 0
	var cuts [4]int
	i := s.pos
	for i < len(s.text) {
		if c := plain[s.text[i]]; c != 0 { // nearly always
			s.buf = append(s.buf, c)
			i++
			continue
		}
		n, c := foldAt(&s.buf, s.text, i)
		if c == letter {
			i += n
			continue
		}
		if len(s.buf) == cut || !letterAt(s.text, i+n) {
			break
		}
		if c == apostrophe {
			if s.lang.elided[string(s.buf[cut:])] {
				s.buf = s.buf[:cut]
				if cut == 0 {
					start = i + n
				}
			} else if s.lang.code == "en" && possessive(s.text, i+n) {
				i += n + 1
				break
			}
			i += n
			continue
		}
		if c == hyphen && hyphens < len(cuts) {
			cut = len(s.buf)
			cuts[hyphens] = cut
			hyphens++
			i += n
			continue
		}
		break
	}
	if len(s.buf) == 0 {
		_, n := utf8.DecodeRuneInString(s.text[i:])
		s.pos = i + n
		return word{}, false
	}
	s.pos = i
	if len(s.buf) > maxWord {
		return word{}, false
	}
	w := word{form: s.buf, span: span{start, i}}
	if hyphens > 0 {
		w.joint, s.joint, s.at = joined, part, w.span
		s.partText = append(s.partText[:0], s.buf...)
		s.parts = s.parts[:0]
		from := 0
		for _, c := range append(cuts[:hyphens:hyphens], len(s.buf)) {
			if c > from {
				s.parts = append(s.parts, span{from, c})
			}
			from = c
		}
		if s.lang.clitic && s.stopPart() {
			s.joint = whole
			return word{}, false
		}
	}
	return w, true
}

// stopPart reports whether a part of the hyphenated word just read is a stop
// word. The parts then count as words of their own.
func (s *scanner) stopPart() bool {
	for _, p := range s.parts {
		if s.lang.stop[string(s.partText[p.start:p.end])] {
			return true
		}
	}
	return false
}

// possessive reports whether the English text at i is the "s" of "Tom's".
func possessive(text string, i int) bool {
	return (text[i] == 's' || text[i] == 'S') && !letterAt(text, i+1)
}

// Kinds of characters inside a word.
const (
	other = iota
	letter
	apostrophe
	hyphen
)

// foldAt appends the folded character at text[i:] to buf if it is a letter or
// a digit, and returns its size in text and its kind. Combining accents are
// letters that append nothing.
func foldAt(buf *[]byte, text string, i int) (size, kind int) {
	if i >= len(text) {
		return 0, other
	}
	c := text[i]
	switch {
	case plain[c] != 0:
		*buf = append(*buf, plain[c])
		return 1, letter
	case c == '\'':
		return 1, apostrophe
	case c == '-':
		return 1, hyphen
	case c < utf8.RuneSelf:
		return 1, other
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	switch {
	case r >= 0x300 && r <= 0x36f: // combining accents
		return n, letter
	case r == '’' || r == 'ʼ':
		return n, apostrophe
	case r == '\u2010' || r == '\u2011' || r == '\u00ad':
		return n, hyphen
	case r >= 0xc0 && r < 0xc0+rune(len(latinFold)) && latinFold[r-0xc0] != "":
		*buf = append(*buf, latinFold[r-0xc0]...)
		return n, letter
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		*buf = utf8.AppendRune(*buf, unicode.ToLower(r))
		return n, letter
	}
	return n, other
}

// letterAt reports whether a letter or a digit stands at text[i:].
func letterAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	if c := text[i]; c < utf8.RuneSelf {
		return plain[c] != 0
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// plain maps the ASCII letters and digits to their lower case, the rest to 0.
var plain = func() (table [256]byte) {
	for c := range table {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			table[c] = byte(c)
		case c >= 'A' && c <= 'Z':
			table[c] = byte(c + 'a' - 'A')
		}
	}
	return table
}()

// latinFold maps the letters U+00C0 to U+017F to their base letters.
var latinFold = [...]string{
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss",
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
	"d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
	"g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
	"i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
	"l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
	"o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
	"s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
}
