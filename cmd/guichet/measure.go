package main

import (
	"os"

	nlubench "github.com/guichet-desk/guichet/intents/nlu/bench"
	kbbench "github.com/guichet-desk/guichet/kb/bench"
)

// intentsCmd is about how the desk understands.
type intentsCmd struct {
	Bench intentsBenchCmd `cmd:"" help:"Measure recognition on labelled files: text, tab, intent (oos: out of scope)."`
}

type intentsBenchCmd struct {
	Train string `required:"" type:"existingfile" placeholder:"FILE" help:"Sentences to learn from."`
	Test  string `type:"existingfile" placeholder:"FILE" help:"Sentences to measure on; --val, or cross-validation, when absent."`
	Val   string `type:"existingfile" placeholder:"FILE" help:"Sentences on which the threshold of rejection is chosen."`
	Lang  string `placeholder:"LANG" help:"Language of the files; recognised line by line when absent."`
}

// Run implements the command.
func (c intentsBenchCmd) Run() error {
	return nlubench.Run(os.Stdout, nlubench.Options{Train: c.Train, Test: c.Test, Val: c.Val, Lang: c.Lang})
}

// kbCmd is about what the desk knows.
type kbCmd struct {
	Bench kbBenchCmd `cmd:"" help:"Measure search on documents and queries with known answers (JSON lines, gzipped)."`
}

type kbBenchCmd struct {
	Docs     string `required:"" type:"existingfile" placeholder:"FILE" help:"Documents."`
	Queries  string `required:"" type:"existingfile" placeholder:"FILE" help:"Queries and the documents that answer them."`
	Lang     string `default:"en" help:"Language of both."`
	Typo     bool   `help:"Ask the mistyped questions."`
	NoAccent bool   `name:"noaccent" help:"Ask the questions without accents."`
	Aliases  int    `placeholder:"N" help:"Confirmed questions per document learned first."`
	Blank    bool   `help:"Leave the titles out of the index, for queries that are titles."`
	Set      string `placeholder:"NAME" help:"Only queries of this set."`
}

// Run implements the command.
func (c kbBenchCmd) Run() error {
	return kbbench.Run(os.Stdout, kbbench.Options{
		Docs: c.Docs, Queries: c.Queries, Lang: c.Lang, Typo: c.Typo, Plain: c.NoAccent, Aliases: c.Aliases, Blank: c.Blank, Set: c.Set,
	})
}
