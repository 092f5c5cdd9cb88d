package nlu

import (
	"slices"
	"strings"
	"unicode"
)

// What people call a password, and how they hand it over.
const (
	passwordHints = "pass pwd mdp kennwort code secret"
	passwordNames = `(?:pass ?word|pass ?phrase|pass ?code|passwd|pwd|mot de ?passe|motdepasse|mdp|phrase secr[èe]te|kennwort|passwort)`

	passwordQuoted   = `(?i)\b` + passwordNames + `(?:\s+\S+){0,4}?\s*(?:is|was|est|c['’]est|[:=])\s*["“«'‘]\s*([^"”»'’\n]{4,64}?)\s*["”»'’]`
	passwordAssigned = `(?i)\b` + passwordNames + `(?:\s+[\p{L}'’]+){0,3}?\s*[:=]+>?\s*(\S{3,}[^\s.,;:)\]»"'’])`
	passwordSaid     = `(?i)\b` + passwordNames + `(?:\s+(?:for|to|of|on|de|du|pour|sur)\s+(?:[\p{L}'’-]+\s+){1,3}?|\s+)(?:is now|is|was|will be|should be|est maintenant|est|c['’]est|cest|etait|était|sera)\s*:?\s+(?:now\s+|maintenant\s+|still\s+|toujours\s+)?(\S{3,}[^\s.,;:)\]»"'’])`
)

// isSecretWord reports whether a word after "password:" can be one.
func isSecretWord(word, _ string) bool {
	w := strings.ToLower(strings.Trim(word, ".,;:!?)(\"'«»“”…"))
	return len(w) >= 4 && !strings.HasPrefix(word, "●") && (mixed(w) || !aboutPassword(w))
}

// isSaidPassword reports whether a word after "my password is" is the password
// and not what is wrong with it: it is mixed of letters and figures or signs,
// or ends the sentence without being an adjective.
func isSaidPassword(word, after string) bool {
	if !isSecretWord(word, after) {
		return false
	}
	if mixed(strings.TrimRight(word, ".,;:!?)…'\"")) {
		return true
	}
	rest := strings.TrimLeft(after, " ")
	ends := rest == "" || strings.ContainsRune(".,;!\n(", rune(rest[0])) || strings.ContainsAny(word[len(word)-1:], ".,;!")
	return ends && !adjectival(strings.ToLower(strings.Trim(word, ".,;:!?")))
}

// mixed reports whether a word holds a figure or a sign, or capitals after
// small letters, as few ordinary words do.
func mixed(w string) bool {
	var letter, digit, sign, inner bool
	for i, r := range w {
		switch {
		case unicode.IsDigit(r):
			digit = true
		case r == '\'' || r == '’' || r == '-':
		case unicode.IsLetter(r):
			letter = true
			inner = inner || i > 0 && unicode.IsUpper(r) && strings.ToUpper(w) != w
		default:
			sign = true
		}
	}
	return letter && (digit || sign || inner) || digit && !letter && len(w) >= 4
}

// adjectival reports whether a word ends as the state of a password does.
func adjectival(w string) bool {
	for _, end := range []string{"ed", "ing", "en", "able", "ible", "ect", "é", "ée", "ées", "és", "iré", "eux", "ly", "ment", "ant"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// aboutPassword reports whether a word follows "password is" or "password:"
// because it says something about the password.
func aboutPassword(w string) bool {
	_, found := slices.BinarySearch(passwordTalk, w)
	return found
}

// passwordTalk are the words, sorted, that tell what is wrong with a password
// rather than what it is.
var passwordTalk = sortedWords(`
	aaaa about above again already also always and another any apparently asked asking because been being below blank blocked
	broken cancelled case causing changed comment compromised correct corrupted declined denied different does doing done
	during easy either empty enough ever exactly expire expired expires expiring failed failing fine forgot forgotten from
	getting gone good hacked have help here hidden how human impossible incorrect invalid keeps known least lengthy like
	locked login long longer lost merci mine missing must need needed needs never none nope nothing obsolete okay only outdated password
	please pour problem recognised recognized refused rejected required requis reset resetting right safe same secret secure
	send sent shared short since some something still stolen stuck such super than thank thanks that their them then there
	these they this those though through today tomorrow unable unknown unsafe until used using valid visible weak what when where
	which while whom with without working wrong your yours
	aussi aucun avec bien bloqué bloque bloquée bonne celui cela cette changé change changer chez correct complexe dans
	demandé demande depuis devenu différent different difficile donc encore erroné errone erronée expiré expire expirée
	faux faible faut fort identique impossible inconnu incorrect incorrecte introuvable invalide jamais juste long lequel
	mais mauvais mauvaise merci même meme modifié modifie modifier moins nécessaire non obligatoire obsolète oublie oublié oubliée ouvert
	pareil parfois pas passe périmé perime perdu perdue plus pour pourquoi pouvez quel quelle quoi rejeté rejete refusé
	refuse refusée requis réinitialisé reinitialise sans simple solide soit souvent toujours toute très tres trop urgent vide visible
	visiblement volé vole votre vous valable valide
`)

func sortedWords(list string) []string {
	ws := strings.Fields(list)
	slices.Sort(ws)
	return slices.Compact(ws)
}
