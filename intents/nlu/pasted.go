package nlu

import (
	"regexp"
	"strings"
)

// quotedFrom begins what a mail pasted into chat carries along: the message it
// answers, a signature, a footer.
var quotedFrom = regexp.MustCompile(`(?im)^\s*(?:-{2,}\s*$|_{5,}|-{3,}\s*(?:original message|message d'origine|forwarded message|message transféré)|` +
	`(?:from|de|expéditeur)\s?:\s.*@|on .{5,80} wrote\s?:|le .{5,80} a écrit\s?:|sent from my |envoyé de(?:puis)? mon |` +
	`(?:kind |best |warm )?regards\b|cordialement\b|bien cordialement\b|sincerely\b|salutations\b)`)

// header matches the lines before the text of a mail; the subject's own words
// are part of the request.
var (
	header  = regexp.MustCompile(`(?im)^\s*(?:to|cc|bcc|date|sent|from|à|de|envoyé|copie)\s?:.*$`)
	subject = regexp.MustCompile(`(?im)^\s*(?:subject|objet|re|fwd?|tr)\s?:\s*(?:(?:re|fwd?|tr)\s?:\s*)*`)
	quoted  = regexp.MustCompile(`(?m)^\s*>.*$`)
)

// request returns the part of a message that its author wrote now. A message of
// one line is returned as it is.
func request(text string) string {
	if len(text) > maxText {
		text = clip(text, maxText)
	}
	if !strings.Contains(text, "\n") {
		return text
	}
	own := quoted.ReplaceAllString(text, "")
	own = header.ReplaceAllString(own, "")
	own = subject.ReplaceAllString(own, "")
	if cut := quotedFrom.FindStringIndex(own); cut != nil {
		own = own[:cut[0]]
	}
	if own = strings.TrimSpace(own); len(own) < 3 {
		return text
	}
	return own
}

// Sentences cuts a message into the sentences its author wrote, without what a
// pasted mail carries along, so that two requests in one message can each be
// classified.
func Sentences(text string) []string {
	var out []string
	from := 0
	text = request(text)
	add := func(to int) {
		if s := strings.TrimSpace(text[from:to]); len(words(s)) > 0 {
			out = append(out, s)
		}
		from = to
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n', '?', '!', ';':
			add(i + 1)
		case '.':
			if i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n' {
				add(i + 1)
			}
		}
	}
	add(len(text))
	return out
}
