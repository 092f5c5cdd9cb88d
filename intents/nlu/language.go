package nlu

import (
	"slices"

	"github.com/guichet-desk/guichet/intents/nlu/internal/language"
)

// languageDoubt is the probability below which no language is named.
const languageDoubt = 0.5

// Language names the language of a short message ("en", "fr", "de", "es" or
// "it") and the probability that it is right, or "" when the text has nothing
// to go by, as "INC-12" or "ok".
func Language(text string) (lang string, sure float64) {
	p, ok := language.Detect(text)
	if !ok {
		return "", 0
	}
	sure = slices.Max(p[:])
	if sure < languageDoubt {
		return "", sure
	}
	return language.Names()[slices.Index(p[:], sure)], sure
}

// languageAmong returns which of the given languages a text is most probably
// in; the first when nothing tells.
func languageAmong(langs []string, text string) int {
	if len(langs) < 2 {
		return 0
	}
	p, ok := language.Detect(text)
	if !ok {
		return 0
	}
	best, most := 0, -1.0
	for i, lang := range langs {
		if k := slices.Index(language.Names(), lang); k >= 0 && p[k] > most {
			best, most = i, p[k]
		}
	}
	return best
}
