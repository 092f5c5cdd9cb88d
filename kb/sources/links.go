package sources

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
)

var linkTarget = regexp.MustCompile(`\]\(<?([^)\s>]+)`)

// checkLinks warns of links to files that are not in the folder.
func (f *folder) checkLinks() {
	for _, p := range f.pages {
		fenced := false
		for i, line := range strings.Split(p.text, "\n") {
			if t := strings.TrimSpace(line); strings.HasPrefix(t, "```") || strings.HasPrefix(t, "~~~") {
				fenced = !fenced
			}
			if fenced {
				continue
			}
			for _, at := range linkTarget.FindAllStringSubmatchIndex(line, -1) {
				if target := line[at[2]:at[3]]; f.broken(p.file, target) {
					f.problems = append(f.problems, Problem{
						File: p.file, Line: p.line + i, Col: at[2] + 1, Warning: true,
						Message: fmt.Sprintf("the link leads to %s, which does not exist", target),
					})
				}
			}
		}
	}
}

// broken reports whether a link of file names a file of the folder that is
// not there. Links to other sites and to absolute paths are not followed.
func (f *folder) broken(file, target string) bool {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || path.IsAbs(u.Path) || strings.ContainsAny(target, "{}") {
		return false
	}
	name := path.Join(path.Dir(file), u.Path)
	return !f.files[name] && !f.files[name+".md"] && !f.files[path.Join(name, "index.md")]
}
