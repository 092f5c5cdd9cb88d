package nlu

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"j'ai oublié mon mot de passe": "fr", "jai oublie mon mdp": "fr", "bonjour": "fr", "et pour Paul ?": "fr", "imprimante": "fr",
		"c'est urgent": "fr", "mon laptop est cassé": "fr", "wifi ko depuis hier": "fr", "annuler": "fr", "oui": "fr", "merci": "fr",
		"i forgot my password": "en", "vpn keeps dropping on wifi": "en", "and for Paul?": "en", "my screen is black": "en", "hello": "en",
		"cancel": "en", "yes please": "en", "printer": "en", "the other laptop": "en",
		"mein drucker geht nicht": "de", "hola, no puedo imprimir": "es", "la stampante non funziona": "it",
		"INC-12": "", "ok": "", "vpn": "", "404": "", "": "", "🙂": "", "0x80070005": "",
	} {
		if got, sure := Language(text); got != want {
			t.Errorf("Language(%q) = %q (%.2f), want %q", text, got, sure, want)
		}
	}
}

// TestLanguageOfRequests holds the share of employees' requests, in parallel
// English and French, whose language is recognised.
func TestLanguageOfRequests(t *testing.T) {
	f, err := os.Open("../../../shared/data/kb/helpdesk/queries.tsv")
	if err != nil {
		t.Skip("the public requests are not beside the project")
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Scan() // the names of the columns
	right, all := 0, 0
	for s.Scan() {
		for column, want := range map[int]string{3: "en", 4: "fr", 5: "en", 6: "fr"} {
			all++
			text := strings.Split(s.Text(), "\t")[column]
			if got, sure := Language(text); got == want {
				right++
			} else {
				t.Logf("%q taken for %q (%.2f)", text, got, sure)
			}
		}
	}
	t.Logf("%d of %d", right, all)
	if right*100 < all*98 {
		t.Errorf("%d of %d languages recognised, want at least 98 %%", right, all)
	}
}
