package nlu

// minCore is how many words a request must keep for its greeting to be cut:
// "hello" alone is a message, not a wrapping.
const minCore = 2

// greetings and thanks, as folded words. Longer phrases stand before their beginnings.
var (
	openings = [][]string{
		{"good", "morning"}, {"good", "afternoon"}, {"good", "evening"}, {"good", "day"},
		{"hi", "there"}, {"hello", "there"}, {"hey", "there"}, {"hello", "everyone"}, {"hi", "all"}, {"hi", "team"},
		{"hello", "team"}, {"hi"}, {"hello"}, {"hey"}, {"dear", "team"}, {"dear", "all"}, {"please"}, {"excuse", "me"},
		{"bonjour", "a", "tous"}, {"bonjour", "madame"}, {"bonjour", "monsieur"}, {"bonjour"}, {"bonsoir"},
		{"salut"}, {"coucou"}, {"hello"}, {"s", "il", "vous", "plait"}, {"s", "il", "te", "plait"},
	}
	closings = [][]string{
		{"thanks", "in", "advance"}, {"thank", "you", "in", "advance"}, {"thank", "you", "very", "much"},
		{"many", "thanks"}, {"thank", "you"}, {"thanks"}, {"please"}, {"kind", "regards"}, {"best", "regards"}, {"regards"},
		{"merci", "d", "avance"}, {"merci", "par", "avance"}, {"merci", "beaucoup"}, {"merci", "bien"},
		{"merci", "de", "votre", "aide"}, {"merci", "pour", "votre", "aide"}, {"merci"}, {"cordialement"}, {"bien", "a", "vous"},
		{"bonne", "journee"}, {"s", "il", "vous", "plait"}, {"s", "il", "te", "plait"},
	}
)

// core cuts greetings before and thanks after a request.
func core(ws []string) []string {
	for again := true; again; {
		again = false
		for _, p := range openings {
			if len(ws) >= len(p)+minCore && hasPrefix(ws, p) {
				ws, again = ws[len(p):], true
				break
			}
		}
		for _, p := range closings {
			if len(ws) >= len(p)+minCore && hasPrefix(ws[len(ws)-len(p):], p) {
				ws, again = ws[:len(ws)-len(p)], true
				break
			}
		}
	}
	return ws
}

func hasPrefix(ws, p []string) bool {
	for i, w := range p {
		if ws[i] != w {
			return false
		}
	}
	return true
}
