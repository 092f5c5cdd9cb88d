// Package nlu understands short messages to a service desk: which intent they
// carry, which language they are written in, which people, services and times
// they name, and which secrets should never have been typed.
//
// Everything is local, runs on CPU and is learned from the desk's own
// examples. An intent classifier is a linear support vector machine per intent
// over stemmed words, word pairs, the character n-grams inside words and what
// the words stand for in a bilingual thesaurus, with probabilities calibrated
// on examples held out during training. Misspelt words are read as the known
// word one edit away, generic questions are negatives of every intent.
// Because the score of a message is a sum over its words, each decision can be
// explained by the words that made it.
//
// The package is pure: it reads no clock and no file, keeps no state between
// calls, and trains the same model from the same examples and seed.
package nlu

//go:generate go run ./internal/gen -seeds internal/gen/seeds.txt -en ../../../shared/data/kb/bench-en/docs.jsonl.gz -en ../../../shared/data/nlu -fr ../../../shared/data/kb/bench-fr/docs.jsonl.gz -fr ../../../shared/data/kb/helpdesk/docs-fr.jsonl.gz -language internal/language/table.bin -words internal/dictionary/words.bin
