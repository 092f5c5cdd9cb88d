package sources

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/kb"
)

func files(pairs ...string) fstest.MapFS {
	fsys := make(fstest.MapFS)
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func TestMarkdown(t *testing.T) {
	got, problems := Markdown(files(
		"README.md", "# About this folder",
		".git/x.md", "# Hidden",
		"en/vpn-drops.md", "\ufeff---\r\ntitle: VPN drops\r\nkeywords: [tunnel, remote access]\r\naudience: [staff, board]\r\nowner: aicha\r\nreview_by: 2027-01-31\r\nurl: https://kb.example/vpn\r\nstatus: review\r\n---\r\n\r\nRestart it.\r\n",
		"fr/network/wifi.md", "# Le Wi-Fi\n\nVoir [le VPN](../vpn.md).\n",
		"fr/vpn.md", "---\nid: vpn-drops\ntitle: \"Le VPN\"\nsummary: En bref.\ntags: vpn\nsource: Manual 4\nlicense: CC-BY-4.0\naudience: {agents: true, groups: [hr]}\n---\n# Le VPN\n\nRelancez-le.",
		"notes.md", "---\nlang: en\ncredit: By us\naudience: agents\nupdated: 2026-02-03\n---\n# Notes\n\nText.",
	))
	if len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	want := []kb.Article{
		{ID: "vpn-drops", Lang: "en", Title: "VPN drops", Body: "Restart it.", Keywords: []string{"tunnel", "remote access"},
			Audience: kb.Audience{Groups: []string{"staff", "board"}}, Owner: "aicha", ReviewBy: day(2027, 1, 31), URL: "https://kb.example/vpn", Status: kb.InReview},
		{ID: "network/wifi", Lang: "fr", Title: "Le Wi-Fi", Body: "Voir [le VPN](../vpn.md).", Status: kb.Published},
		{ID: "vpn-drops", Lang: "fr", Title: "Le VPN", Body: "En bref.\n\nRelancez-le.", Keywords: []string{"vpn"},
			Audience: kb.Audience{Agents: true, Groups: []string{"hr"}}, Credit: "Manual 4 · CC-BY-4.0", Status: kb.Published},
		{ID: "notes", Lang: "en", Title: "Notes", Body: "Text.", Audience: kb.Audience{Agents: true}, Credit: "By us", Updated: day(2026, 2, 3), Status: kb.Published},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Everything wrong is reported, with its place, and only what is right is read.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
		kept       bool
	}{
		{"fields", "---\ntitle: T\naudience: staff\nreview_by: soon\nstatus: live\n---\nText.", []string{
			`en/a.md:3:11: audience: "staff" is neither everyone nor agents; groups are written as a list`,
			`en/a.md:4:12: review_by: "soon" is not a date like 2026-01-31`,
			`en/a.md:5:9: status: "live" is none of draft, review, published, retired`}, false},
		{"unknown field", "---\ntitle: T\ncolour: red\n---\nText.", []string{`en/a.md:3:1: the field "colour" is not known`}, true},
		{"nearly audience", "---\ntitle: T\nAudience: agents\n---\nText.", []string{`en/a.md:3:1: the field "Audience" is not known; is it "audience"?`}, false},
		{"merge key", "---\ntitle: T\n<<: {audience: agents}\n---\nText.", []string{`en/a.md:3:1: << is not the name of a field`}, false},
		{"no group", "---\ntitle: T\naudience: []\n---\nText.", []string{
			"en/a.md:3:11: audience: no group: write everyone, agents or a list of groups"}, false},
		{"empty audience", "---\ntitle: T\naudience: {agents: false}\n---\nText.", []string{
			"en/a.md:3:11: audience: neither agents nor a group: write everyone if that is meant"}, false},
		{"null audience", "---\ntitle: T\naudience:\n---\nText.", []string{
			`en/a.md:3:11: audience: "" is neither everyone nor agents; groups are written as a list`}, false},
		{"audience twice", "---\ntitle: T\naudience: agents\naudience: everyone\n---\nText.", []string{
			`en/a.md:4:1: mapping key "audience" already defined at [3:1]`}, false},
		{"open front matter", "---\ntitle: T\n", []string{
			`en/a.md:1:1: the front matter that begins here has no end: a line "---" is missing`}, false},
		{"a list", "---\n- a\n---\n# T\n\nText.", []string{`en/a.md:2:1: the front matter is not a list of fields like "title: …"`}, false},
		{"language", "---\ntitle: T\nlang: de\n---\nText.", []string{
			`en/a.md:3:7: the language is "de": write lang: en or lang: fr, or use a folder of that name`}, false},
		{"empty", "", []string{"en/a.md:1:1: no title: write one in the front matter or as the first heading", "en/a.md:1:1: no text"}, false},
		{"bytes", "# T\n\nab\xff", []string{"en/a.md:3:3: not UTF-8"}, false},
		{"links", "# T\n\n[a](b.md) [c](https://x.example/d.md) [e](#f)\n\n```\n[g](h.md)\n```\n![i](j.png)", []string{
			"en/a.md:3:5: the link leads to b.md, which does not exist", "en/a.md:8:6: the link leads to j.png, which does not exist"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			articles, problems := Markdown(files("en/a.md", c.text))
			var got []string
			for _, p := range problems {
				got = append(got, p.Error())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if (len(articles) == 1) != c.kept {
				t.Errorf("read %d articles", len(articles))
			}
		})
	}
}

func TestSameArticleTwice(t *testing.T) {
	articles, problems := Markdown(files("it/en/vpn.md", "# A\n\nText.", "hr/en/vpn.md", "# B\n\nText."))
	if len(articles) != 1 || len(problems) != 1 || problems[0].File != "it/en/vpn.md" {
		t.Errorf("%v, %v", articles, problems)
	}
}

func TestForeignFolder(t *testing.T) {
	fsys := files(
		"a/one.md", "---\ntitle: Un\nms.date: 1\naudience: ITPro\nmanager: x\n---\nTexte.",
		"a/two.md", "---\ntitle: Deux\nmanager: y\n---\nTexte.")
	articles, problems := Folder{Lang: "fr", Ignore: []string{"ms.*", "audience"}}.Read(fsys)
	if len(articles) != 2 || articles[0].ID != "a/one" || articles[0].Lang != "fr" {
		t.Errorf("%+v", articles)
	}
	if len(problems) != 1 || problems[0].Message != `the field "manager" is not known (in 2 files)` || !problems[0].Warning {
		t.Errorf("%v", problems)
	}
}

// No front matter opens an article by accident: whatever stands in the field
// audience, it is read as written or the article is left out.
func FuzzMarkdown(f *testing.F) {
	for _, text := range []string{
		"---\ntitle: T\naudience: [hr]\n---\nText.", "---\naudience: {agents: true}\ntitle: T\n---\nx", "---\n? a\n: b\n---\n# T\nx",
		"---\ntitle: &a [*a]\n---\n", "---\n\"audience\": agents\n---\n# T\n\nx", "# T\n\n[a](<b c)",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		articles, problems := Markdown(files("en/a.md", text))
		for _, a := range articles {
			if a.ID == "" || a.Title == "" || a.Body == "" || a.Lang != "en" && a.Lang != "fr" {
				t.Fatalf("%q gives %+v", text, a)
			}
		}
		failed := false
		for _, p := range problems {
			failed = failed || !p.Warning
			if p.Line < 0 || p.Col < 0 || p.Message == "" {
				t.Fatalf("%q: %+v", text, p)
			}
		}
		if failed == (len(articles) == 1) {
			t.Fatalf("%q: %d articles, problems %v", text, len(articles), problems)
		}
	})
}
