// Package lang holds the desk's own words, in every language it speaks. One
// file per topic and language, words/<topic>.<lang>.yaml; a test names every
// key that one language has and another lacks.
package lang

import (
	"embed"
	"fmt"
	"path"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed words/*.yaml
var files embed.FS

// Languages the desk speaks, the default first.
var Languages = []string{"en", "fr"}

// Args fill the {{.Name}} places of a text. The key Count, an int, also chooses
// the plural form.
type Args map[string]any

// Words answers with texts. It is safe for concurrent use and never changes.
type Words struct{ by map[string]*i18n.Localizer }

// New reads the embedded words.
func New() (*Words, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	names, err := files.ReadDir("words")
	if err != nil {
		return nil, err
	}
	for _, f := range names {
		if _, err := bundle.LoadMessageFileFS(files, path.Join("words", f.Name())); err != nil {
			return nil, fmt.Errorf("words/%s: %w", f.Name(), err)
		}
	}
	w := &Words{by: make(map[string]*i18n.Localizer)}
	for _, l := range Languages {
		w.by[l] = i18n.NewLocalizer(bundle, l)
	}
	return w, nil
}

// Text is the text of key in lang, or in the default language when the desk
// does not speak lang. A key that does not exist reads ⟦key⟧, so that a reader
// sees where a word is missing and a test can look for it.
func (w *Words) Text(lang, key string, args Args) string {
	loc, ok := w.by[lang]
	if !ok {
		loc = w.by[Languages[0]]
	}
	c := &i18n.LocalizeConfig{MessageID: key, TemplateData: args}
	if n, ok := args["Count"]; ok {
		c.PluralCount = n
	}
	s, err := loc.Localize(c)
	if err != nil {
		return "⟦" + key + "⟧"
	}
	return s
}

// Pick takes the text of lang out of a definition's own {en: …, fr: …}: the
// default language when lang is missing, and any when that is missing too.
func Pick(texts map[string]string, lang string) string {
	if s, ok := texts[lang]; ok {
		return s
	}
	for _, l := range Languages {
		if s, ok := texts[l]; ok {
			return s
		}
	}
	return ""
}
