package automation

import (
	"fmt"

	"github.com/guichet-desk/guichet/bot/chat"
)

// What the engine itself says. A definition's own words are its Text fields.

func words(en, fr string) Text { return Text{"en": en, "fr": fr} }

// wordsf fills both languages; arguments are one text per language.
func wordsf(en, fr string, args ...Text) Text {
	t := words(en, fr)
	for l, format := range t {
		in := make([]any, len(args))
		for i, a := range args {
			in[i] = pick(a, l)
		}
		t[l] = fmt.Sprintf(format, in...)
	}
	return t
}

// typed is a text that somebody typed: it reads as it is, in any language.
func typed(s string) Text { return same(chat.Escape(s)) }

func saidApproved(who Person, why string) Text {
	return wordsf("%s approved: %s", "%s a approuvé : %s", typed(who.label()), typed(why))
}

func saidRefused(what Text, who Person, why string) Text {
	if why == "" {
		return wordsf("%s: refused by %s.", "%s : refusé par %s.", what, typed(who.label()))
	}
	return wordsf("%s: refused by %s: %s", "%s : refusé par %s : %s", what, typed(who.label()), typed(why))
}

func saidExpired(what Text) Text {
	return wordsf("%s: nobody approved in time, so this counts as refused.",
		"%s : personne n’a approuvé à temps, la demande est donc refusée.", what)
}

func saidFailed(what Text) Text {
	return wordsf("%s: I could not finish this. Somebody from the service desk will take over.",
		"%s : je n’ai pas pu aller au bout. Quelqu’un du centre de services va prendre le relais.", what)
}

func saidCancelled(what Text) Text {
	return wordsf("%s: cancelled.", "%s : annulé.", what)
}

func saidCancelledLeft(what Text) Text {
	return wordsf("%s: cancelled. Part of it had been done already; somebody from the service desk will look after that.",
		"%s : annulé. Une partie était déjà faite ; quelqu’un du centre de services va s’en occuper.", what)
}

func askedApproval(who Person, what Text) Text {
	return wordsf("%s asks for your approval: %s", "%s vous demande votre accord : %s", typed(who.label()), what)
}

func closedDecided() Text  { return words("Decided.", "Décidé.") }
func closedAnswered() Text { return words("Answered.", "Répondu.") }
func closedExpired() Text {
	return words("Too late: the time is over.", "Trop tard : le délai est passé.")
}
func closedEnded() Text   { return words("No longer needed.", "Plus nécessaire.") }
func closedChanged() Text { return words("The request has changed.", "La demande a changé.") }
func closedEscalated() Text {
	return words("Passed on to somebody else.", "Transmis à quelqu’un d’autre.")
}

// againText says why an answer was none.
func againText(k SlotKind) Text {
	switch k {
	case SlotChoice:
		return words("Please choose one of the answers.", "Veuillez choisir l’une des réponses.")
	case SlotNumber:
		return words("I need a number.", "Il me faut un nombre.")
	case SlotDate:
		return words("I need a date, such as 2026-03-31.", "Il me faut une date, par exemple 2026-03-31.")
	case SlotPerson:
		return words("I do not know this person.", "Je ne connais pas cette personne.")
	}
	return words("I need an answer.", "Il me faut une réponse.")
}

func titleFailed(what Text) Text {
	return wordsf("Automation not finished: %s", "Automatisation inachevée : %s", what)
}

func titleUnknown(what Text) Text {
	return wordsf("Was it done? %s", "Est-ce fait ? %s", what)
}

// The answers to a ticket about a step of unknown outcome.
const (
	wasDone    = "done"  // it was done: go on
	wasNotDone = "again" // it was not: do it again
	giveUp     = "stop"  // it was not: give up
)

func unknownChoices() []Option {
	return []Option{
		{Value: wasDone, Label: words("It was done", "C’est fait")},
		{Value: wasNotDone, Label: words("It was not: do it again", "Ce n’est pas fait : recommencer")},
		{Value: giveUp, Label: words("It was not: give up", "Ce n’est pas fait : abandonner")},
	}
}

func labelRequester() Text { return words("Asked by", "Demandé par") }
func labelDone() Text      { return words("Done", "Fait") }
func labelUndone() Text    { return words("Taken back", "Annulé") }
func labelLeft() Text {
	return words("Done, or perhaps done, and not taken back", "Fait, ou peut-être fait, et non annulé")
}
func labelFailed() Text { return words("Failed at", "Échec à l’étape") }
func labelOpen() Text   { return words("Not begun", "Non commencé") }
func labelStep() Text   { return words("Step", "Étape") }
func labelRun() Text    { return words("Run", "Exécution") }
