// Package config reads a desk folder into one checked value.
//
// A desk is a folder of YAML and Markdown that a service owner can read and
// review:
//
//	desk.yaml            name, queues, calendars, plans, permissions, adapters
//	people.yaml          who works here, and who may do what
//	services.yaml        what people ask about; sites, devices and shared folders
//	synonyms.yaml        words that mean the same when somebody searches
//	routes.yaml          the routing tree
//	rotas.yaml           on-call rotas and escalation chains
//	intents/*.yaml       what people ask for, one file per topic
//	automations/*.yaml   what the desk does by itself
//	articles/**/LANG/*.md   the knowledge base, one folder per language
//
// [Load] reports every mistake of every file at once, each with the line, a
// caret, and what to do about it, as a compiler does. The rule packages own
// the types and check each definition by itself; this package knows where in
// the files a value stands, and checks what refers to something else.
//
// Nothing here reads the environment: a [Secret] only names where it is kept,
// and is opened by [Secret.Open].
package config
