// Package terminal is the chat platform of one person at a terminal. Each
// person's terminal is a platform of its own, "terminal/<person>", with one
// direct talk in it: there are no channels, no threads, no buttons to press
// and no forms, so choices are numbered and forms asked entry by entry.
//
// On a TTY lines are edited and completed, and answers appear above what is
// being typed. On pipes every reply is written as transcripts write it: "< "
// before its first line, two spaces before the others.
package terminal
