package terminal

// texts are the terminal's own words, by language: what is wrong with a line
// before the desk sees it, and how a session begins.
var texts = map[string]map[string]string{
	"en": {
		"greeting":    "Write what you need and press Enter. Tab completes a command, /quit leaves.",
		"too_long":    "That is too long for one message: please keep it under 64 KB, or send it in parts. Nothing was sent.",
		"not_utf8":    "That holds characters I cannot read: it is not UTF-8 text. Please type it again. Nothing was sent.",
		"nul":         "That holds a NUL character, which no message may. Please type it again without it. Nothing was sent.",
		"refused":     "The desk cannot take that message. Please write it another way. Nothing was sent.",
		"unreachable": "The desk does not answer at the moment, and your message was not taken. Please try again in a minute.",
		"urgent":      "Urgent",
	},
	"fr": {
		"greeting":    "Écrivez ce qu’il vous faut, puis Entrée. La touche Tab complète une commande, /quit termine.",
		"too_long":    "C’est trop long pour un seul message : restez sous 64 Ko, ou envoyez-le en plusieurs fois. Rien n’a été envoyé.",
		"not_utf8":    "Il y a là des caractères illisibles : ce n’est pas du texte UTF-8. Saisissez-le de nouveau, s’il vous plaît. Rien n’a été envoyé.",
		"nul":         "Il y a là un caractère nul, qu’aucun message ne peut contenir. Saisissez-le de nouveau sans lui. Rien n’a été envoyé.",
		"refused":     "Le guichet ne peut pas prendre ce message. Dites-le autrement, s’il vous plaît. Rien n’a été envoyé.",
		"unreachable": "Le guichet ne répond pas pour l’instant, et votre message n’a pas été pris. Réessayez dans une minute.",
		"urgent":      "Urgent",
	},
}

func textsOf(lang string) map[string]string {
	if t, ok := texts[lang]; ok {
		return t
	}
	return texts["en"]
}
