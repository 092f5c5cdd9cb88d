package main

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/people"
)

// automationCmd is about automations, without running any.
type automationCmd struct {
	Graph automationGraphCmd `cmd:"" help:"Draw an automation as SVG."`
	Try   automationTryCmd   `cmd:"" help:"Say what an automation would do, to whom, and do nothing."`
}

type deskFlag struct {
	Desk string `type:"existingdir" placeholder:"DIR" help:"Desk folder; the embedded demo desk when absent."`
}

func (f deskFlag) rules() (*workflows.Rules, error) {
	var folder fs.FS = demo.FS()
	if f.Desk != "" {
		folder = os.DirFS(f.Desk)
	}
	d, problems := config.Load(folder, app.StepKinds())
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return app.NewRules(d)
}

// findAutomation finds an automation, or says which there are.
func findAutomation(r *workflows.Rules, name string) (automation.Definition, error) {
	if d, ok := r.Automations[name]; ok {
		return d, nil
	}
	var all []string
	for n := range r.Automations {
		all = append(all, n)
	}
	slices.Sort(all)
	return automation.Definition{}, fmt.Errorf("no automation is called %q; there are %s", name, strings.Join(all, ", "))
}

type automationGraphCmd struct {
	deskFlag
	Name string `arg:"" help:"Automation."`
	Lang string `default:"en" enum:"en,fr" help:"Language of the drawing."`
}

// Run implements the command.
func (c automationGraphCmd) Run() error {
	r, err := c.rules()
	if err != nil {
		return err
	}
	d, err := findAutomation(r, c.Name)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(automation.Graph(d, c.Lang))
	return err
}

type automationTryCmd struct {
	deskFlag
	Name  string            `arg:"" help:"Automation."`
	Slots map[string]string `arg:"" optional:"" help:"What is asked for, such as model=large."`
	As    string            `required:"" help:"Who would ask, by id."`
	Lang  string            `default:"en" enum:"en,fr" help:"Language of the texts."`
}

// Run implements the command.
func (c automationTryCmd) Run() error {
	r, err := c.rules()
	if err != nil {
		return err
	}
	if _, err := findAutomation(r, c.Name); err != nil {
		return err
	}
	p, ok := r.Directory.Get(people.ID(c.As))
	if !ok {
		return fmt.Errorf("the directory knows nobody with the id %q", c.As)
	}
	plan, err := r.DryRun(c.Name, c.Slots, p)
	if err != nil {
		return err
	}
	for _, s := range plan {
		c.print(s)
	}
	return nil
}

func (c automationTryCmd) print(s automation.Planned) {
	if s.Step == "" {
		fmt.Println("It could not start:", s.Wrong)
		return
	}
	fmt.Printf("%-12s %-8s %s\n", s.Step, s.Use, map[automation.Will]string{
		automation.WillDo: "would be done", automation.WillSkip: "would be skipped", automation.WillDepends: "depends",
	}[s.Will])
	for _, line := range []struct{ what, is string }{
		{"because", s.Why}, {"to", strings.Join(s.To, ", ")}, {"text", lang.Pick(s.Text, c.Lang)}, {"wrong", s.Wrong},
	} {
		if line.is != "" {
			fmt.Printf("             %s: %s\n", line.what, strings.ReplaceAll(line.is, "\n", "\n             "))
		}
	}
	if len(s.With) > 0 {
		fmt.Printf("             with: %v\n", s.With)
	}
}
