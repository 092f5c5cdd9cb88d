package kb

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func scanAll(lang *language, text string) (words []string) {
	var s scanner
	s.reset(lang, text)
	for {
		w, ok := s.next()
		if !ok {
			return words
		}
		words = append(words, string(w.form))
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "Wi-Fi drops!", "wifi wi fi drops"},
		{"en", "Tom's PC, the users' files", "tom pc the users files"},
		{"en", "it doesn’t sign-in", "it doesnt signin sign in"},
		{"en", "error 0x80070005 in v10.2", "error 0x80070005 in v10 2"},
		{"en", "- dash -- dash-", "dash dash"},
		{"fr", "L’écran s'éteint", "ecran eteint"},
		{"fr", "Connectez-vous à l'imprimante", "connectez vous a imprimante"},
		{"fr", "aujourd'hui, jusqu’à Noël", "aujourdhui a noel"},
		{"fr", "œuvre cœur e\u0301te\u0301", "oeuvre coeur ete"},
		{"fr", "clé-usb", "cleusb cle usb"},
		{"de", "Größe Über", "grosse uber"},
		{"ru", "Пароль", "пароль"},
	} {
		got := strings.Join(scanAll(languageOf(c.lang), c.text), " ")
		if got != c.want {
			t.Errorf("%s %q: %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}

// Words of a family share a stem; words that only look alike do not.
func TestStems(t *testing.T) {
	for _, c := range []struct {
		lang, a, b string
		same       bool
	}{
		{"en", "printers", "printer", true},
		{"en", "authentication", "authenticator", true},
		{"en", "internet", "internal", false},
		{"fr", "configurer", "configuration", true},
		{"fr", "reseaux", "reseau", true},
		{"fr", "message", "messagerie", false},
	} {
		l := languageOf(c.lang)
		if got := l.stem(c.a) == l.stem(c.b); got != c.same {
			t.Errorf("%s: %s and %s share a stem: %v", c.lang, c.a, c.b, got)
		}
	}
}

func FuzzScanner(f *testing.F) {
	for _, text := range []string{"l'e-mail de Tom's PC", "a-b-c-d-e-f-g", "é\u0301’-’", "\xff-\xfe'a", "x--'y", "connectez-vous-y"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, code := range []string{"en", "fr", "xx"} {
			var s scanner
			s.reset(languageOf(code), text)
			last := 0
			for {
				w, ok := s.next()
				if !ok {
					break
				}
				if w.start > w.end || w.end > len(text) || w.start < last {
					t.Fatalf("%s %q: the word %q stands at %v after %d", code, text, w.form, w.span, last)
				}
				last = w.start
				if len(w.form) == 0 || len(w.form) > maxWord || utf8.ValidString(text) && !utf8.Valid(w.form) {
					t.Fatalf("%s %q: the word %q", code, text, w.form)
				}
			}
			if a, b := scanAll(languageOf(code), text), scanAll(languageOf(code), strings.ToUpper(text)); isASCII(text) && !cmp.Equal(a, b) {
				t.Fatalf("%s %q: capitals change the words: %v, %v", code, text, a, b)
			}
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
