package app

import (
	"fmt"

	"github.com/guichet-desk/guichet/bot"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/kb"
	"github.com/guichet-desk/guichet/workflows"
)

// Alone builds what a desk understands and decides by from its folder alone,
// in memory: without a database, and without what the desk has learned since.
func Alone(d *config.Desk) (*bot.Mind, *workflows.Rules, error) {
	words, err := lang.New()
	if err != nil {
		return nil, nil, err
	}
	rules, err := NewRules(d)
	if err != nil {
		return nil, nil, err
	}
	m, err := Train(d)
	if err != nil {
		return nil, nil, fmt.Errorf("train: %w", err)
	}
	x := kb.NewIndex(kb.Options{Synonyms: d.Synonyms})
	x.Put(d.Articles...)
	return &bot.Mind{Catalog: catalog(d, words), Model: m, Index: x, Lexicon: lexicon(d)}, rules, nil
}
