package web

import (
	"embed"
	"html/template"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
)

//go:embed templates/*.html
var templateFiles embed.FS

// few is how many options of a menu are drawn as buttons.
const few = 5

// emojis that people may react with, by short name.
var emojis = []struct{ Name, Glyph string }{
	{"eyes", "👀"}, {"white_check_mark", "✅"}, {"+1", "👍"}, {"-1", "👎"},
}

func glyph(emoji string) string {
	for _, e := range emojis {
		if e.Name == emoji {
			return e.Glyph
		}
	}
	return ""
}

// drawn is what the template of one block is given.
type drawn struct {
	view
	B chat.Block
}

func readTemplates(files assets) (*template.Template, error) {
	t := template.New("web")
	t.Funcs(template.FuncMap{
		"mark":     markup,
		"plain":    chat.Unmark,
		"typed":    typed,
		"safe":     safe,
		"local":    local,
		"glyph":    glyph,
		"initials": initials,
		"few":      func(o []chat.Option) bool { return len(o) <= few },
		"emojis":   func() any { return emojis },
		"asset":    func(name string) string { return files.path[name] },
		"draw":     func(v view, b chat.Block) (template.HTML, error) { return draw(t, v, b) },
	})
	return t.ParseFS(templateFiles, "templates/*.html")
}

// draw renders one block with the template of its kind.
func draw(t *template.Template, v view, b chat.Block) (template.HTML, error) {
	kind, err := kindOf(b)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = t.ExecuteTemplate(&out, "block-"+kind, drawn{v, b})
	return template.HTML(strings.TrimSpace(out.String())), err
}
