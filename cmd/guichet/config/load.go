package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/kb/sources"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/escalation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
)

// The files of a desk folder.
const (
	deskFile     = "desk.yaml"
	peopleFile   = "people.yaml"
	servicesFile = "services.yaml"
	routesFile   = "routes.yaml"
	rotasFile    = "rotas.yaml"
	synonymsFile = "synonyms.yaml"

	intentsDir     = "intents"
	automationsDir = "automations"
	articlesDir    = "articles"
	talksDir       = "talks"
)

// Load reads a desk folder for a program that knows these step kinds. The desk
// is nil when there is any problem, and the problems are then all there are.
func Load(fsys fs.FS, kinds map[string]automation.Kind) (*Desk, Problems) {
	l := loader{fsys: fsys, kinds: kinds, torn: map[string]bool{}, spots: map[string]spot{}}
	l.defaults()
	l.read()
	l.check()
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	return &l.desk, nil
}

// loader holds what is known of a folder while it is read.
type loader struct {
	fsys     fs.FS
	kinds    map[string]automation.Kind
	desk     Desk
	problems Problems

	spots       map[string]spot // of the files read once, by name
	intents     []spot          // of each
	automations []spot
	torn        map[string]bool     // kinds of names of which some could not be read
	names       map[string][]string // kind → those that exist
}

// defaults are what a desk that says nothing gets.
func (l *loader) defaults() {
	l.desk = Desk{
		Zone:    "UTC",
		Undo:    10 * time.Second,
		Matrix:  sla.DefaultMatrix(),
		Closing: Closing{After: "24h", RemindRating: "72h"},
	}
}

// read reads every file of the folder.
func (l *loader) read() {
	l.readDesk()
	l.readPeople()
	l.readThings()
	l.readRoutes()
	l.readRotas()
	l.readSynonyms()
	l.readIntents()
	l.readAutomations()
	l.readArticles()
	l.strangers()
}

func (l *loader) readDesk() {
	var file struct {
		Name       intents.Text         `yaml:"name"`
		Zone       string               `yaml:"zone"`
		Languages  []string             `yaml:"languages"`
		Undo       time.Duration        `yaml:"undo"`
		Queues     []Queue              `yaml:"queues"`
		Policy     people.Policy        `yaml:"policy"`
		Calendars  map[string]sla.Hours `yaml:"calendars"`
		Plans      []sla.Plan           `yaml:"plans"`
		Priorities sla.Matrix           `yaml:"priorities"`
		Closing    Closing              `yaml:"closing"`
		Adapters   map[string]Section   `yaml:"adapters"`
		Suggest    map[string][]string  `yaml:"suggest"`
	}
	file.Zone, file.Undo, file.Closing = l.desk.Zone, l.desk.Undo, l.desk.Closing
	file.Priorities = l.desk.Matrix
	l.once(deskFile, true, &file)
	for key, kind := range map[string]string{"queues": "queue", "calendars": "calendar", "plans": "plan", "languages": "language"} {
		l.tear(l.spots[deskFile].below(key), kind)
	}
	d := &l.desk
	d.Name, d.Zone, d.Languages, d.Undo = file.Name, file.Zone, file.Languages, file.Undo
	d.Queues, d.Policy, d.Calendars, d.Plans = file.Queues, file.Policy, file.Calendars, file.Plans
	d.Matrix, d.Closing, d.Adapters, d.Suggest = file.Priorities, file.Closing, file.Adapters, file.Suggest
}

func (l *loader) readPeople() {
	l.once(peopleFile, true, &l.desk.People)
	l.tear(l.spots[peopleFile], "person", "group")
}

func (l *loader) readThings() {
	var file struct {
		Services []Thing `yaml:"services"`
		Sites    []Thing `yaml:"sites"`
		Devices  []Thing `yaml:"devices"`
		Folders  []Thing `yaml:"folders"`
	}
	l.once(servicesFile, false, &file)
	l.tear(l.spots[servicesFile], "service", "site", "device", "folder")
	l.desk.Services, l.desk.Sites = file.Services, file.Sites
	l.desk.Devices, l.desk.Folders = file.Devices, file.Folders
}

func (l *loader) readRoutes() {
	l.once(routesFile, true, &l.desk.Route)
}

func (l *loader) readRotas() {
	var file struct {
		Rotas  []escalation.Rota  `yaml:"rotas"`
		Chains []escalation.Chain `yaml:"chains"`
	}
	l.once(rotasFile, false, &file)
	l.tear(l.spots[rotasFile], "rota", "chain")
	l.desk.Rotas, l.desk.Chains = file.Rotas, file.Chains
}

func (l *loader) readSynonyms() {
	l.once(synonymsFile, false, &l.desk.Synonyms)
}

func (l *loader) readIntents() {
	for _, name := range l.files(intentsDir, ".yaml") {
		var list []intents.Intent
		at := l.file(name, true, &list)
		l.tear(at, "intent", "field")
		for i := range list {
			l.intents = append(l.intents, at.item("", i))
		}
		l.desk.Intents = append(l.desk.Intents, list...)
	}
}

func (l *loader) readAutomations() {
	for _, name := range l.files(automationsDir, ".yaml") {
		var d automation.Definition
		at := l.file(name, true, &d)
		l.tear(at, "automation", "field")
		l.automations = append(l.automations, at)
		l.desk.Automations = append(l.desk.Automations, d)
	}
}

func (l *loader) readArticles() {
	if _, err := fs.Stat(l.fsys, articlesDir); errors.Is(err, fs.ErrNotExist) {
		return
	}
	sub, err := fs.Sub(l.fsys, articlesDir)
	if err != nil {
		l.whole(articlesDir, err.Error())
		return
	}
	articles, problems := sources.Markdown(sub)
	for _, p := range problems {
		name := path.Join(articlesDir, p.File)
		l.torn["article"] = l.torn["article"] || !p.Warning
		if doc := l.document(name); doc != nil {
			doc.report(place{p.Line, p.Col}, p.Message)
		}
	}
	l.desk.Articles = articles
}

// once reads a file that there is one of, and remembers where it is.
func (l *loader) once(name string, must bool, v any) {
	l.spots[name] = l.file(name, must, v)
}

// file reads one YAML file into v. When it cannot be parsed, or does not exist
// and must, its root is broken: nothing is said about what should be in it.
func (l *loader) file(name string, must bool, v any) spot {
	if _, err := fs.Stat(l.fsys, name); errors.Is(err, fs.ErrNotExist) {
		doc := blank(name, &l.problems)
		if must {
			l.whole(name, "this file is missing; guichet init writes a desk to start from")
			doc.broken[""] = true
		}
		return spot{doc: doc}
	}
	doc := l.document(name)
	if doc == nil {
		doc = blank(name, &l.problems)
		doc.broken[""] = true
	} else if !l.decode(doc, must, v) {
		doc.broken[""] = true
	}
	return spot{doc: doc}
}

// decode reads the YAML of a document into v.
func (l *loader) decode(doc *document, must bool, v any) (ok bool) {
	body, ok := doc.parse(0, len(doc.lines))
	if !ok {
		return false
	}
	if body == nil {
		if must {
			l.whole(doc.name, "this file is empty; fill it or remove it")
		}
		return !must
	}
	decoder{doc}.value(body, reflect.ValueOf(v).Elem(), "")
	return true
}

// document reads a file, or returns nil after reporting why not.
func (l *loader) document(name string) *document {
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		if e := (*fs.PathError)(nil); errors.As(err, &e) {
			err = e.Err
		}
		l.whole(name, fmt.Sprintf("this file cannot be read: %v", err))
		return nil
	}
	return newDocument(name, data, &l.problems)
}

// whole reports a problem of a file as a whole.
func (l *loader) whole(name, message string) {
	l.problems = append(l.problems, Problem{File: name, Message: message})
}

// tear remembers, when part of the spot could not be read, that names of these
// kinds may exist unread: nothing is then said about those that are missing.
func (l *loader) tear(at spot, kinds ...string) {
	for _, k := range kinds {
		l.torn[k] = l.torn[k] || at.spoilt()
	}
}

// files are the files of a folder with this ending, in order.
func (l *loader) files(dir, ext string) (names []string) {
	entries, err := fs.ReadDir(l.fsys, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.whole(dir, fmt.Sprintf("this folder cannot be read: %v", err))
	}
	for _, e := range entries {
		if !e.IsDir() && path.Ext(e.Name()) == ext && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, path.Join(dir, e.Name()))
		}
	}
	return names
}

// strangers reports files and folders that look like part of a desk but are
// not read: mostly misspelt names.
func (l *loader) strangers() {
	known := []string{deskFile, peopleFile, servicesFile, routesFile, rotasFile, synonymsFile}
	dirs := []string{intentsDir, automationsDir, articlesDir, talksDir}
	entries, err := fs.ReadDir(l.fsys, ".")
	if err != nil {
		l.whole(".", fmt.Sprintf("this folder cannot be read: %v", err))
		return
	}
	for _, e := range entries {
		name := e.Name()
		switch ext := path.Ext(name); {
		case strings.HasPrefix(name, "."):
		case e.IsDir() && !slices.Contains(dirs, name):
			l.whole(name, "this folder is not read"+suggest(name, dirs))
		case !e.IsDir() && (ext == ".yaml" || ext == ".yml") && !slices.Contains(known, name):
			l.whole(name, "this file is not read"+suggest(name, known))
		}
	}
	for _, dir := range []string{intentsDir, automationsDir} {
		entries, _ := fs.ReadDir(l.fsys, dir) // its error was reported by files
		for _, e := range entries {
			if name := e.Name(); !strings.HasPrefix(name, ".") && (e.IsDir() || path.Ext(name) != ".yaml") {
				l.whole(path.Join(dir, name), "this is not read; keep only files named *.yaml here")
			}
		}
	}
}
