package kb

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// desk is a small knowledge base in two languages.
func desk() *Index {
	x := NewIndex(Options{Synonyms: map[string][][]string{"en": {{"falcon", "expense tool"}}}})
	x.Put(
		Article{ID: "vpn-drops", Lang: "en", Title: "The VPN keeps disconnecting", Status: Published, URL: "https://desk.example/vpn", Credit: "CC BY 4.0",
			Body: "The VPN needs a stable line.\n\n## On wifi\n\nTo keep it up:\n\n1. Move closer to the access point.\n2. Turn off **power saving** of the wireless card.\n3. Reconnect the VPN.\n\n## On mobile\n\nUse the app."},
		Article{ID: "password", Lang: "en", Title: "Reset your password", Status: Published, Body: "Open the portal and choose Forgotten password. A code is sent to your phone."},
		Article{ID: "printer", Lang: "en", Title: "Add a printer", Status: Published, Body: "Open Settings, then Printers. Choose the floor you are on."},
		Article{ID: "outlook", Lang: "en", Title: "Outlook does not send mail", Status: Published, Body: "Check the outbox. Large attachments wait there."},
		Article{ID: "expenses", Lang: "en", Title: "Claiming expenses in Falcon", Status: Published, Body: "Falcon opens in the browser."},
		Article{ID: "vpn-drops", Lang: "fr", Title: "Le VPN se déconnecte sans cesse", Status: Published, Body: "Rapprochez-vous de la borne, puis reconnectez le VPN."},
		Article{ID: "password", Lang: "fr", Title: "Réinitialiser son mot de passe", Status: Published, Body: "Ouvrez le portail et choisissez « Mot de passe oublié »."},
		Article{ID: "ecran", Lang: "fr", Title: "Brancher un deuxième écran", Status: Published, Body: "Utilisez l’adaptateur fourni."},
		Article{ID: "imprimante", Lang: "fr", Title: "Ajouter une imprimante", Status: Published, Body: "Ouvrez les paramètres."},
	)
	return x
}

func TestSearchUnderstandsClumsyQuestions(t *testing.T) {
	x := desk()
	for _, c := range []struct{ name, lang, text, want string }{
		{"plain", "en", "vpn keeps dropping on wifi", "vpn-drops"},
		{"inflected", "en", "adding printers", "printer"},
		{"mistyped", "en", "how do i reste my pasword", "password"},
		{"synonym", "en", "i forgot my passphrase", "password"},
		{"split", "en", "out look is not sending", "outlook"},
		{"joined", "en", "addprinter", "printer"},
		{"words of the desk", "en", "where is the expense tool", "expenses"},
		{"French", "fr", "mon VPN n’arrête pas de se déconnecter", "vpn-drops"},
		{"elision and accents", "fr", "brancher l'ecran", "ecran"},
		{"capitals", "fr", "MOT DE PASSE OUBLIÉ", "password"},
		{"abbreviation", "fr", "changer mon mdp", "password"},
		{"French mistyped", "fr", "ajoutre une imprimnate", "imprimante"},
	} {
		hits := x.Search(Query{Text: c.text, Lang: c.lang})
		if len(hits) == 0 || hits[0].Article != c.want || hits[0].Lang != c.lang {
			t.Errorf("%s: %q finds %v, want %s first", c.name, c.text, hits, c.want)
		}
	}
}

func TestHitShowsThePassage(t *testing.T) {
	hits := desk().Search(Query{Text: "turn off power saving for vpn", Lang: "en"})
	if len(hits) == 0 {
		t.Fatal("nothing found")
	}
	h := hits[0]
	want := "1. Move closer to the access point.\n2. Turn off **power saving** of the wireless card.\n3. Reconnect the VPN."
	if h.Passage != want || h.Section != "On wifi" || h.URL != "https://desk.example/vpn#on-wifi" || h.Credit != "CC BY 4.0" {
		t.Errorf("%+v", h)
	}
	var marked []string
	for _, r := range h.Highlights {
		marked = append(marked, h.Passage[r[0]:r[1]])
	}
	if !slices.Contains(marked, "power") || !slices.Contains(marked, "saving") || slices.Contains(marked, "closer") {
		t.Errorf("highlighted: %q", marked)
	}
	if !strings.Contains(h.Why, "saving") {
		t.Errorf("why: %q", h.Why)
	}
}

func TestExcerptIsComplete(t *testing.T) {
	rows := ""
	for _, city := range []string{"Lyon", "Paris", "Nantes", "Lille"} {
		rows += "| " + city + " | " + strings.Repeat("long ", 40) + "|\n"
	}
	body := "| Site | Number |\n|------|--------|\n" + rows + "\n```sh\n" + strings.Repeat("run it again ", 60) + "\n```\n"
	x := NewIndex(Options{})
	x.Put(Article{ID: "x", Lang: "en", Title: "Sites", Body: body, Status: Published})
	hit := func(text string) string { return x.Search(Query{Text: text, Lang: "en"})[0].Passage }
	if p := hit("Nantes"); !strings.HasPrefix(p, "| Site | Number |\n|------|--------|\n") || !strings.Contains(p, "Nantes") {
		t.Errorf("a row without its header:\n%s", p)
	}
	if p := hit("run again"); !strings.HasPrefix(p, "```sh\n") || !strings.HasSuffix(p, "…\n```") {
		t.Errorf("a fence is open:\n%s", p)
	}
}

func TestOtherLanguageIsTheLastResort(t *testing.T) {
	x := desk()
	hits := x.Search(Query{Text: "Falcon", Lang: "fr"})
	if len(hits) == 0 || hits[0].Lang != "en" || hits[0].Article != "expenses" {
		t.Fatalf("only English knows Falcon, found %v", hits)
	}
	if own := x.Search(Query{Text: "Falcon", Lang: "en"}); own[0].Confidence <= hits[0].Confidence {
		t.Errorf("confidence %.2f in the reader's language, %.2f in another", own[0].Confidence, hits[0].Confidence)
	}
	for _, h := range x.Search(Query{Text: "vpn", Lang: "fr"}) {
		if h.Lang != "fr" {
			t.Errorf("found in %s although French has an answer", h.Lang)
		}
	}
}

func TestNothingForNothing(t *testing.T) {
	x := desk()
	for _, text := range []string{"", "   ", "?!", "the of and", "🙂", "xqzwv kjhgf", "\xff\xfe"} {
		if hits := x.Search(Query{Text: text, Lang: "en"}); len(hits) > 0 {
			t.Errorf("%q finds %v", text, hits)
		}
	}
	if hits := NewIndex(Options{}).Search(Query{Text: "vpn", Lang: "en"}); len(hits) > 0 {
		t.Errorf("an empty index finds %v", hits)
	}
}

func TestOffer(t *testing.T) {
	hits := func(confidence ...float64) (hs []Hit) {
		for _, c := range confidence {
			hs = append(hs, Hit{Confidence: c})
		}
		return hs
	}
	for _, c := range []struct {
		hits []Hit
		want int
	}{
		{nil, 0}, {hits(0.1, 0.1), 0}, {hits(0.95, 0.5), 1}, {hits(0.4, 0.3, 0.05), 2}, {hits(0.4, 0.3, 0.3, 0.3), 3},
	} {
		if got := len(Offer(c.hits)); got != c.want {
			t.Errorf("%v: %d offered, want %d", c.hits, got, c.want)
		}
	}
}

func TestSuggest(t *testing.T) {
	x := desk()
	for _, c := range []struct {
		lang, text string
		want       []string
	}{
		{"en", "the vp", []string{"The VPN keeps disconnecting"}},
		{"en", "pass", []string{"Reset your password"}},
		{"en", "out", []string{"Outlook does not send mail"}},
		{"fr", "deuxieme ecr", []string{"Brancher un deuxième écran"}},
		{"fr", "", nil},
	} {
		if got := x.Suggest(Query{Text: c.text, Lang: c.lang}); !slices.Equal(got, c.want) {
			t.Errorf("%s %q: %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}

// Whatever is indexed and asked, hits keep their promises.
func checkHits(t *testing.T, q Query, hits []Hit) {
	t.Helper()
	for i, h := range hits {
		if i > 0 && h.Score > hits[i-1].Score || h.Confidence < 0 || h.Confidence > 1 {
			t.Fatalf("%+v: hit %d: %+v", q, i, h)
		}
		if len(h.Passage) > maxPassage+len(ellipsis+"\n```") {
			t.Fatalf("%+v: a passage of %d bytes", q, len(h.Passage))
		}
		end := 0
		for _, r := range h.Highlights {
			if r[0] < end || r[1] <= r[0] || r[1] > len(h.Passage) {
				t.Fatalf("%+v: highlights %v of %q", q, h.Highlights, h.Passage)
			}
			if marked := h.Passage[r[0]:r[1]]; utf8.ValidString(h.Passage) && !utf8.ValidString(marked) {
				t.Fatalf("%+v: highlights %q", q, marked)
			}
			end = r[1]
		}
	}
}

func TestHitsKeepTheirPromises(t *testing.T) {
	w := newWorld(5)
	x := NewIndex(Options{})
	for range 80 {
		a := w.article(60)
		a.Body += strings.Repeat(w.words(40)+" ", w.IntN(3)) + "\n\n" + strings.Repeat("- "+w.words(9)+"\n", w.IntN(20))
		x.Put(a)
	}
	for range 500 {
		q := w.question()
		hits := x.Search(q)
		if len(hits) > q.Max {
			t.Fatalf("%+v: %d hits", q, len(hits))
		}
		checkHits(t, q, hits)
	}
}

func FuzzSearch(f *testing.F) {
	f.Add("VPN drops", "# VPN\n\n1. Restart.\n2. Wait.", "vpn dorps", "en")
	f.Add("Écran", "L’écran s’éteint.\n\n```\ncode", "l'ecran", "fr")
	f.Add("", "| a | b |\n|---|---|\n| vpn | x |", "vpn a-b", "")
	f.Fuzz(func(t *testing.T, title, body, text, lang string) {
		x := NewIndex(Options{NoThesaurus: true})
		x.Put(Article{ID: "x", Lang: lang, Title: title, Body: body, Status: Published},
			Article{ID: "y", Lang: "en", Title: text, Body: title, Status: Published})
		x.Learn("x", lang, text)
		q := Query{Text: text, Lang: lang}
		checkHits(t, q, x.Search(q))
		x.Suggest(q)
		x.Remove("x", lang)
		x.Remove("y", "en")
		if hits := x.Search(q); len(hits) > 0 {
			t.Fatalf("removed articles are found: %v", hits)
		}
	})
}
