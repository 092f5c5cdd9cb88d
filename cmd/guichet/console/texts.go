package console

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/language"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// tongue is a language that the pages speak, by the name its speakers give it.
type tongue struct{ Code, Name string }

// Short is for narrow screens.
func (t tongue) Short() string { return strings.ToUpper(t.Code) }

// tongues that the pages speak, the default first.
func tongues() []tongue { return []tongue{{"en", "English"}, {"fr", "Français"}} }

// texts are what the pages and the API say in one language.
type texts struct {
	Lang  string
	words map[string]string
}

func readTexts() (map[string]texts, error) {
	all := make(map[string]texts)
	for _, t := range tongues() {
		raw, err := wordFiles.ReadFile(path.Join("words", t.Code+".yaml"))
		if err != nil {
			return nil, err
		}
		words := make(map[string]string)
		if err := yaml.Unmarshal(raw, &words); err != nil {
			return nil, fmt.Errorf("words/%s.yaml: %w", t.Code, err)
		}
		all[t.Code] = texts{Lang: t.Code, words: words}
	}
	return all, nil
}

// T is the text of key, its verbs filled with args. A key that does not exist
// reads ⟦key⟧.
func (t texts) T(key string, args ...any) string {
	s, ok := t.words[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

// Has reports whether there is a text of key.
func (t texts) Has(key string) bool { return t.words[key] != "" }

// Count is the text of key.one or key.many. French counts zero as one.
func (t texts) Count(key string, n int) string {
	if n == 1 || n == 0 && t.Lang == "fr" {
		return t.T(key+".one", n)
	}
	return t.T(key+".many", n)
}

// spoken is the language of the pages that fits an Accept-Language header or
// a tag best (RFC 9110, 12.5.4), "" if none does.
func spoken(accept string) string {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return ""
	}
	for _, tag := range tags {
		base, _ := tag.Base()
		for _, t := range tongues() {
			if t.Code == base.String() {
				return t.Code
			}
		}
	}
	return ""
}
