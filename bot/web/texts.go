package web

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// languages that the pages speak, the default first, by the name that their
// speakers give them.
var languages = []language{{"en", "English"}, {"fr", "Français"}}

type language struct{ Code, Name string }

// Short is for narrow screens.
func (l language) Short() string { return strings.ToUpper(l.Code) }

// texts are what the pages say in one language.
type texts struct {
	Lang  string
	words map[string]string
}

// readTexts reads the embedded words of every language.
func readTexts() (map[string]texts, error) {
	all := make(map[string]texts)
	for _, l := range languages {
		raw, err := wordFiles.ReadFile(path.Join("words", l.Code+".yaml"))
		if err != nil {
			return nil, err
		}
		words := make(map[string]string)
		if err := yaml.Unmarshal(raw, &words); err != nil {
			return nil, fmt.Errorf("words/%s.yaml: %w", l.Code, err)
		}
		all[l.Code] = texts{Lang: l.Code, words: words}
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

// Count is the text of key.one or key.many. French counts zero as one.
func (t texts) Count(key string, n int) string {
	if n == 1 || n == 0 && t.Lang == "fr" {
		return t.T(key+".one", n)
	}
	return t.T(key+".many", n)
}

// Pick takes this language out of a caller's own texts, or the default one.
func (t texts) Pick(of map[string]string) string {
	if s, ok := of[t.Lang]; ok {
		return s
	}
	return of[languages[0].Code]
}

// spoken is the language of the pages for a BCP 47 tag, "" if they do not
// speak it.
func spoken(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	for _, l := range languages {
		if l.Code == base {
			return base
		}
	}
	return ""
}
