package people

// Reason says a key that May returned in the reader's language, "en" or "fr".
// Refusals are addressed to the person refused; a key it does not know is
// returned as it is.
func Reason(why, lang string) string {
	words, known := reasons[why]
	switch {
	case !known:
		return why
	case lang == "fr":
		return words.fr
	}
	return words.en
}

var reasons = map[string]struct{ en, fr string }{
	"requester": {"asked for it", "est à l’origine de la demande"},
	"assignee":  {"has the ticket", "a le ticket en charge"},
	"paged":     {"was paged for it", "a été appelé pour ce ticket"},
	"agent":     {"is an agent of its queue", "est agent de sa file"},
	"lead":      {"is a desk lead", "est responsable du support"},
	"admin":     {"is an administrator", "est administrateur"},
	"colleague": {"is an agent of another queue", "est agent d’une autre file"},
	"watcher":   {"follows the ticket", "suit le ticket"},

	"unknown_person": {"I do not know yet who you are.", "Je ne sais pas encore qui vous êtes."},
	"unknown_action": {"There is no such action.", "Cette action n’existe pas."},
	"requester_only": {"Only the person who asked can do that.", "Seule la personne à l’origine de la demande peut le faire."},
	"agents_only":    {"Only the desk’s agents can do that.", "Seuls les agents du support peuvent le faire."},
	"other_queue":    {"Only the agents of this ticket’s queue can do that.", "Seuls les agents de la file de ce ticket peuvent le faire."},
	"leads_only":     {"Only a desk lead can do that.", "Seul un responsable du support peut le faire."},
	"admins_only":    {"Only an administrator can do that.", "Seul un administrateur peut le faire."},
	"not_yours":      {"You neither opened this ticket nor follow it.", "Vous n’avez pas ouvert ce ticket et vous ne le suivez pas."},
}
