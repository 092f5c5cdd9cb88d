package nlu

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// officeLexicon is the directory and catalogue the labelled sentences speak of.
func officeLexicon() *Lexicon {
	person := func(value string, names ...string) Entry { return Entry{KindPerson, value, names} }
	service := func(value string, names ...string) Entry { return Entry{KindService, value, names} }
	site := func(value string, names ...string) Entry { return Entry{KindSite, value, names} }
	return NewLexicon(append(DeviceEntries(),
		person("mdupont", "Marie Dupont"), person("pmartin", "Paul Martin"), person("smartin", "Sophie Martin"),
		person("jlefevre", "Jean-Pierre Lefèvre"), person("abenali", "Aïcha Benali"), person("tbaker", "Tom Baker"),
		service("vpn", "VPN", "remote access", "accès distant"), service("mail", "Outlook", "e-mail", "messagerie"),
		service("wifi", "wifi", "wi-fi"), service("sap", "SAP"), service("teams", "Teams", "Microsoft Teams"),
		service("crm", "Salesforce", "CRM"), service("intranet", "intranet"), service("sharepoint", "SharePoint"),
		site("paris", "Paris", "headquarters", "siège"), site("lyon", "Lyon", "agence de Lyon"), site("london", "London", "Londres"),
	))
}

func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

var label = regexp.MustCompile(`\[([^\]]*)\]\(([a-z]+):([^)]*)\)`)

// readLabelled returns the plain text of a labelled sentence and its entities.
func readLabelled(line string) (text string, want []Entity) {
	at := 0
	for _, m := range label.FindAllStringSubmatchIndex(line, -1) {
		text += line[at:m[0]]
		words := line[m[2]:m[3]]
		want = append(want, Entity{Kind: line[m[4]:m[5]], Text: words, Value: line[m[6]:m[7]], From: len(text), To: len(text) + len(words)})
		text += words
		at = m[1]
	}
	return text + line[at:], want
}

// tally counts right, superfluous and missed entities.
type tally struct{ right, wrong, missed int }

func (c tally) precision() float64 { return ratio(c.right, c.right+c.wrong) }
func (c tally) recall() float64    { return ratio(c.right, c.right+c.missed) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// TestEntities reads the labelled sentences and holds precision and recall of
// every kind; an entity is right when kind, words and value are.
func TestEntities(t *testing.T) {
	x, now := officeLexicon(), time.Date(2026, 3, 18, 10, 30, 0, 0, paris(t))
	for _, lang := range []string{"en", "fr"} {
		data, err := os.ReadFile(filepath.Join("testdata", "entities-"+lang+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(string(data)), "\n"), func(l string) bool { return strings.HasPrefix(l, "#") })
		if len(lines) < 400 {
			t.Errorf("%s: %d labelled sentences, want at least 400", lang, len(lines))
		}
		counts := map[string]*tally{}
		count := func(kind string) *tally {
			if counts[kind] == nil {
				counts[kind] = &tally{}
			}
			return counts[kind]
		}
		for _, line := range lines {
			text, want := readLabelled(line)
			got := x.Find(text, lang, now)
			for _, e := range got {
				if slices.Contains(want, e) {
					count(e.Kind).right++
				} else {
					count(e.Kind).wrong++
				}
			}
			for _, e := range want {
				if !slices.Contains(got, e) {
					count(e.Kind).missed++
				}
			}
			if testing.Verbose() && !cmp.Equal(got, want) {
				t.Logf("%q (-want +got):\n%s", text, cmp.Diff(want, got))
			}
		}
		kinds := make([]string, 0, len(counts))
		for kind := range counts {
			kinds = append(kinds, kind)
		}
		slices.Sort(kinds)
		for _, kind := range kinds {
			c := counts[kind]
			t.Log(fmt.Sprintf("%s %-9s precision %.3f recall %.3f of %d", lang, kind, c.precision(), c.recall(), c.right+c.missed))
			if c.precision() < 0.97 || c.recall() < 0.97 {
				t.Errorf("%s %s: precision %.3f, recall %.3f; want at least 0.97", lang, kind, c.precision(), c.recall())
			}
		}
	}
}
