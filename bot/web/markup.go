package web

import (
	"html/template"
	"net/url"
	"regexp"
	"strings"
)

var (
	// The order matters: code first, since nothing inside it has a meaning.
	inline = regexp.MustCompile("`([^`\n]+)`" + `|\[([^\]\n]*)\]\(([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)|\*\*([^*\n]+(?:\*[^*\n]+\*[^*\n]*)*)\*\*|\*([^*\n]+)\*`)
	bare   = regexp.MustCompile(`https?://[^\s<>"]+`)
)

// markup is the desk's markup as HTML; see chat.Text for what it may hold.
// Everything that is not markup is escaped.
func markup(s string) template.HTML {
	var b strings.Builder
	writeInline(&b, s, 0)
	return template.HTML(b.String())
}

// nested bounds how deep markup inside markup is read: a link in bold italics.
const nested = 3

func writeInline(b *strings.Builder, s string, depth int) {
	if depth > nested {
		writePlain(b, s)
		return
	}
	at := 0
	for _, m := range inline.FindAllStringSubmatchIndex(s, -1) {
		part := func(i int) string { return s[m[2*i]:m[2*i+1]] }
		writePlain(b, s[at:m[0]])
		at = m[1]
		switch {
		case m[2] >= 0:
			b.WriteString("<code>" + template.HTMLEscapeString(part(1)) + "</code>")
		case m[4] >= 0:
			writeLink(b, part(2), part(3), depth)
		case m[8] >= 0:
			writeWrapped(b, "strong", part(4), depth)
		default:
			writeWrapped(b, "em", part(5), depth)
		}
	}
	writePlain(b, s[at:])
}

func writeWrapped(b *strings.Builder, tag, s string, depth int) {
	b.WriteString("<" + tag + ">")
	writeInline(b, s, depth+1)
	b.WriteString("</" + tag + ">")
}

func writePlain(b *strings.Builder, s string) {
	b.WriteString(strings.ReplaceAll(template.HTMLEscapeString(s), "\n", "<br>"))
}

// writeLink writes a link, or the label and the address as words when the
// address is none that a page may lead to.
func writeLink(b *strings.Builder, label, address string, depth int) {
	if !safe(address) {
		writeInline(b, label, depth+1)
		writePlain(b, " ("+address+")")
		return
	}
	if label == "" {
		label = address
	}
	b.WriteString(`<a href="` + template.HTMLEscapeString(address) + `"`)
	if !strings.HasPrefix(address, "/") {
		b.WriteString(` target="_blank" rel="noopener noreferrer"`)
	}
	b.WriteString(">")
	writeInline(b, label, depth+1) // a label cannot hold another link: it has no closing bracket
	b.WriteString("</a>")
}

// safe says whether an address may become a link: http, https, mailto, or a
// path of this site. A path does not start with // or /\, which browsers read
// as another host.
func safe(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != ""
	case "":
		return local(address)
	}
	return false
}

// local says whether an address is a path of this site.
func local(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") &&
		!strings.ContainsAny(address, "\\\t\r\n")
}

// typed is what a person typed, as HTML: no markup, but addresses of the web
// can be followed.
func typed(s string) template.HTML {
	var b strings.Builder
	at := 0
	for _, m := range bare.FindAllStringIndex(s, -1) {
		end := m[0] + len(strings.TrimRight(s[m[0]:m[1]], ".,;:!?)]}'»"))
		address := s[m[0]:end]
		if !safe(address) {
			continue
		}
		writePlain(&b, s[at:m[0]])
		at = end
		href := template.HTMLEscapeString(address)
		b.WriteString(`<a href="` + href + `" target="_blank" rel="noopener noreferrer nofollow">` + href + `</a>`)
	}
	writePlain(&b, s[at:])
	return template.HTML(b.String())
}
