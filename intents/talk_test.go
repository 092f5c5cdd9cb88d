package intents

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
)

var update = flag.Bool("update", false, "record testdata/*.talk anew")

// TestTalks plays the conversations of testdata. A line is an input, or what
// the shell knows about the next one; lines that begin with "<" (said), "+"
// (done) and "=" (why) are what Decide answered, and are recorded by -update.
func TestTalks(t *testing.T) {
	names, err := filepath.Glob("testdata/*.talk")
	if err != nil || len(names) == 0 {
		t.Fatal("no talks", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".talk"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(t, want)
			if *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func testCatalog(t testing.TB) Catalog {
	t.Helper()
	words, err := lang.New()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/intents.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := Catalog{Words: words, Name: Text{"en": "Guichet", "fr": "Guichet"}}
	if err := yaml.UnmarshalWithOptions(data, &c.Intents, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return c
}

var monday = time.Date(2026, 3, 2, 9, 10, 0, 0, time.FixedZone("CET", 3600))

// player is the shell's side of a talk.
type player struct {
	t     *testing.T
	c     Catalog
	state State
	in    Input // for the next event
	files []chat.File
	out   bytes.Buffer
}

func replay(t *testing.T, script []byte) []byte {
	p := &player{t: t, c: testCatalog(t)}
	p.reset()
	for sc := bufio.NewScanner(bytes.NewReader(script)); sc.Scan(); {
		line := sc.Text()
		if strings.HasPrefix(line, "<") || strings.HasPrefix(line, "+") || strings.HasPrefix(line, "=") {
			continue
		}
		fmt.Fprintln(&p.out, line)
		p.line(line)
	}
	return p.out.Bytes()
}

func (p *player) reset() {
	p.state = State{}
	p.in = Input{Now: monday, Lang: "en", Person: Person{ID: "tom", Name: "Tom", Known: true}}
}

func (p *player) line(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	f := strings.Fields(rest)
	arg := func(n int) string {
		if n < len(f) {
			return strings.ReplaceAll(f[n], "_", " ")
		}
		return ""
	}
	switch verb {
	case "", "#":
	case "talk": // name: a new talk
		p.reset()
	case "lang":
		p.in.Lang = arg(0)
	case "forms":
		p.in.Forms = true
	case "unknown":
		p.in.Person.Known = false
	case "guess": // intent certainty
		prob, err := strconv.ParseFloat(arg(1), 64)
		if err != nil {
			p.t.Fatalf("%s: %v", line, err)
		}
		p.in.Guesses = append(p.in.Guesses, Guess{Intent: arg(0), P: prob})
	case "entity": // kind value text
		p.in.Entities = append(p.in.Entities, Entity{Kind: arg(0), Value: arg(1), Text: arg(2)})
	case "hit": // article title, and "sure"
		p.in.Hits = append(p.in.Hits, Hit{
			Article: arg(0), Title: arg(1), URL: "https://desk.example/kb/" + arg(0),
			Passage: "How to: " + arg(1) + ".", Sure: arg(2) == "sure",
		})
	case "outage": // ticket title
		p.in.Outages = []Outage{{Ticket: arg(0), Title: arg(1), Since: p.in.Now.Add(-40 * time.Minute)}}
	case "ticket": // number status assignee title
		p.ticket(Ticket{Number: arg(0), Status: arg(1), Assignee: strings.Trim(arg(2), "-"), Title: arg(3), Here: true, Due: p.in.Now.Add(7 * time.Hour)})
	case "secret":
		p.in.Secrets = append(p.in.Secrets, arg(0))
	case "file":
		p.files = append(p.files, chat.File{Name: arg(0), Type: "image/png", Size: 10, URL: "https://files.example/" + arg(0)})
	case "after":
		d, err := time.ParseDuration(arg(0))
		if err != nil {
			p.t.Fatal(err)
		}
		p.in.Now = p.in.Now.Add(d)
	case "handed":
		p.state = p.state.Handed(arg(0))
	case "closed":
		p.state = p.state.Closed(arg(0))
	case "asked": // run step question choices…
		var cs []Choice
		for n := 3; n < len(f); n++ {
			cs = append(cs, Choice{Label: arg(n), Act: Act{Do: ActAnswer, On: arg(0) + "/" + arg(1), Value: f[n]}})
		}
		p.state = p.state.Asked(arg(0), arg(1), arg(2), cs)
	case "showed": // ticket: the shell's "it is resolved", with its buttons
		p.state = p.state.Showed([]Choice{
			{Label: "It works", Act: Act{Do: ActConfirm, On: arg(0)}}, {Label: "It does not", Act: Act{Do: ActReopen, On: arg(0)}},
		})
	case "ring":
		p.decide(Rang{})
	case "press": // do on value
		p.decide(Chose{Act{Do: f[0], On: strings.Trim(arg(1), "-"), Value: arg(2)}})
	case "form": // slot=value…
		values := make(map[string]string)
		for n := range f {
			k, v, _ := strings.Cut(arg(n), "=")
			values[k] = v
		}
		p.decide(Filled{values})
	case ">":
		p.decide(Words{Text: rest, Files: p.files})
	default:
		p.t.Fatalf("not a line of a talk: %q", line)
	}
}

func (p *player) ticket(k Ticket) {
	for i := range p.in.Tickets {
		if p.in.Tickets[i].Number == k.Number {
			p.in.Tickets[i] = k
			return
		}
	}
	p.in.Tickets = append(p.in.Tickets, k)
}

func (p *player) decide(e Event) {
	p.in.Event = e
	before, _ := json.Marshal(p.state)
	next, effects, why := p.c.Decide(p.state, p.in)
	if after, _ := json.Marshal(p.state); !bytes.Equal(before, after) {
		p.t.Errorf("Decide changed the state it was given: %s → %s", before, after)
	}
	p.state = travel(p.t, next)
	for _, x := range effects {
		fmt.Fprint(&p.out, show(x))
	}
	fmt.Fprintln(&p.out, "= "+why)
	p.in.Guesses, p.in.Entities, p.in.Hits, p.in.Outages, p.in.Secrets, p.files = nil, nil, nil, nil, nil, nil
}

// travel takes a state through JSON, as the shell does.
func travel(t testing.TB, s State) State {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back State
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(back); !bytes.Equal(data, again) {
		t.Fatalf("the state does not survive JSON: %s → %s", data, again)
	}
	return back
}

// show writes an effect as the talks do.
func show(x Effect) string {
	say, ok := x.(Say)
	if !ok {
		data, _ := json.Marshal(x)
		return fmt.Sprintf("+ %T %s\n", x, data)
	}
	var out strings.Builder
	for line := range strings.SplitSeq(chat.Plain(say.Reply), "\n") {
		fmt.Fprintln(&out, "< "+line)
	}
	var labels []string
	for _, c := range say.Choices {
		labels = append(labels, "["+c.Label+"]")
	}
	if len(labels) > 0 {
		fmt.Fprintln(&out, "<   "+strings.TrimSpace(say.Menu+" "+strings.Join(labels, " ")))
	}
	if say.Form != nil {
		for _, e := range say.Form.Entries {
			fmt.Fprintf(&out, "<   %s (%s) %s\n", e.Label, e.Input, e.Hint)
		}
	}
	return out.String()
}
