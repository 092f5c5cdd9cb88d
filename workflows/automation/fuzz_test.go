package automation

import (
	"os"
	"testing"
	"time"
)

// FuzzDefinition decodes anything, checks it, and carries out what is right:
// nothing panics, and what Check accepts does not fail by its own words.
func FuzzDefinition(f *testing.F) {
	for _, name := range []string{"reset-password", "group-access"} {
		data, err := os.ReadFile("testdata/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("steps: [{id: a, use: set, with: {x: '{{1 + 1}}', y: .nan}}]"))
	f.Add([]byte("steps: [{id: a, use: approve, with: {by: [[]], need: {}}}]"))
	f.Add([]byte("steps:\n !- "))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse(data)
		if err != nil {
			return
		}
		wrong := 0
		d.Check(kinds(), func(path, message string) {
			if message == "" {
				t.Errorf("%s: a report without words", path)
			}
			wrong++
		})
		wellFormed(t, Graph(d, "fr"))
		d.Needs(nil)
		slots := map[string]string{}
		for _, s := range d.Slots {
			slots[s.Name] = map[SlotKind]string{SlotNumber: "1", SlotDate: "2026-03-31", SlotPerson: "tom"}[s.Kind]
			if len(s.Options) > 0 {
				slots[s.Name] = s.Options[0].Value
			} else if slots[s.Name] == "" {
				slots[s.Name] = "x"
			}
		}
		if wrong > 0 || len(d.Steps) > 30 {
			return
		}
		DryRun(d, slots, company("tom"))
		r, _, err := d.Start("r", slots, company("tom"), monday)
		if err != nil {
			t.Fatalf("what is accepted does not start: %v", err)
		}
		for now := monday; !r.Status.Final() && !r.Wake.IsZero() && now.Before(monday.Add(100*time.Hour)); now = now.Add(time.Hour) {
			r, _ = Advance(r, Rang{}, now)
		}
	})
}

// FuzzTemplate fills anything: nothing panics.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"Hello {{account.name}}.", "{{", "}}{{ }}", "{{{{a}}}}", "{{account.groups[9]}}", "{{members_of('security')[0].dn}}", "{{now.Year() / 0}}"} {
		f.Add(s)
	}
	r := Run{Definition: Definition{Slots: []Slot{{Name: "account", Kind: SlotPerson}}}, Slots: map[string]string{"account": "tom"}, Facts: company("tom")}
	f.Fuzz(func(t *testing.T, s string) {
		in := r.scopeAt(0, monday, nil)
		once, err := r.fill(s, "fr", in)
		again, errAgain := r.fill(s, "fr", in)
		if once != again || (err == nil) != (errAgain == nil) {
			t.Errorf("%q is filled as %q, then %q", s, once, again)
		}
	})
}
