package intents

// What a button does: the values of Act.Do. On and Value say what with.
const (
	ActHelped   = "helped"        // On: the article that solved it
	ActNot      = "not_helped"    // On: the article that did not, "" for a list of titles
	ActArticle  = "article"       // On: the article to show
	ActIntent   = "intent"        // On: the intent that was meant
	ActNone     = "none_of_these" // none of the intents that were shown
	ActSlot     = "slot"          // On: the slot; Value: the option
	ActYes      = "yes"           // On: the question, see Ask.What
	ActNo       = "no"            // On: the question
	ActSkip     = "skip"          // On: the slot to do without
	ActHuman    = "human"         // a ticket at once, with what is known
	ActCancel   = "cancel"        // On: the ticket, "" for what is being filled in
	ActConfirm  = "confirm"       // On: the resolved ticket that is indeed solved
	ActReopen   = "reopen"        // On: the resolved ticket that is not
	ActRate     = "rate"          // On: the ticket; Value: 1 to 5
	ActJoin     = "join"          // On: the ticket of the outage
	ActAbout    = "about_ticket"  // On: the ticket that the words held back are about
	ActNew      = "something_new" // they are about something else
	ActAnswer   = "answer"        // On: run/step of an automation; Value: the answer
	answerParts = "/"             // between run and step in On
)
