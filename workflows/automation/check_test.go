package automation

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCheckReports(t *testing.T) {
	for _, c := range []struct{ name, change, want string }{
		{"name", `name: Small_One`, `name: is due, in small letters, digits and hyphens`},
		{"language", `title: {en: Small}`, `title.fr: is missing`},
		{"unknown language", `title: {en: Small, fr: Petit, de: Klein}`, `title.de: is no language of the desk`},
		{"nobody", `who: {groups: []}`, `who.groups: is empty: nobody may ask for this`},
		{"proof", `verify: {all: [email]}`, `verify.all[0]: "email" is none of totp, manager, code, two_persons`},
		{"no queue", `on_failure: {undo: true}`, `on_failure.ticket.queue: is due: what fails must reach a human`},
		{"slot kind", `slots: [{name: a, kind: colour, optional: true}]`, `slots[0].kind: "colour" is none of`},
		{"slot name", `slots: [{name: Account, kind: text, optional: true}]`, `slots[0].name: "Account": small letters`},
		{"slot named as a function", `slots: [{name: requester, kind: text, optional: true}]`, `slots[0].name: "requester" is there already`},
		{"slot named as an operator", `slots: [{name: not, kind: text, optional: true}]`, `slots[0].name: "not" is a word of the expressions`},
		{"same slot", `slots: [{name: a, kind: text, optional: true}, {name: a, kind: text, optional: true}]`, `slots[1].name: "a" is there already`},
		{"no question", `slots: [{name: a, kind: text}]`, `slots[0].ask: is due`},
		{"no options", `slots: [{name: a, kind: choice, optional: true}]`, `slots[0].options: are due for a choice`},
		{"default not an option", `slots: [{name: a, kind: choice, default: z, options: [{value: y, label: {en: Y, fr: Y}}]}]`, `slots[0].default: "z" is not among the options`},
		{"default no number", `slots: [{name: a, kind: number, default: many}]`, `slots[0].default: "many" is no number`},
		{"default of a secret", `slots: [{name: a, kind: secret, default: x}]`, `slots[0].default: a secret has none`},
		{"default person", `slots: [{name: a, kind: person, default: tom}]`, `slots[0].default: of a person can only be requester`},
		{"no steps", `steps: []`, `steps: is empty`},
		{"step id", `steps: [{id: reset-it, use: http}]`, `steps[0].id: "reset-it": small letters`},
		{"step id is a slot", `steps: [{id: account, use: http}]`, `steps[0].id: "account" is there already`},
		{"kind", `steps: [{id: a, use: telepathy}]`, `steps[0].use: "telepathy" is no step kind; there are approve, ask, say, set, ticket, wait, http, ldap`},
		{"the kind's own check", `steps: [{id: a, use: ldap}]`, `steps[0].with.: does nothing`},
		{"misspelt", `steps: [{id: a, use: http, if: acount != requester}]`, `steps[0].if: acount != requester: unknown name acount`},
		{"no such field", `steps: [{id: a, use: http, with: {x: "{{account.dm}}"}}]`, `steps[0].with.x: account.dm: type automation.Person has no field dm`},
		{"not a condition", `steps: [{id: a, use: http, if: account.name}]`, `steps[0].if: account.name: is text where true or false is due`},
		{"types", `steps: [{id: a, use: http, if: account == "tom"}]`, `steps[0].if: account == "tom": invalid operation: == (mismatched types`},
		{"later step", `steps: [{id: a, use: http, if: b.done}, {id: b, use: http}]`, `steps[0].if: b.done: unknown name b`},
		{"no such result", `steps: [{id: a, use: ldap, with: {x: y}}, {id: b, use: http, if: a.missing == ""}]`, `has no field missing`},
		{"result's type", `steps: [{id: a, use: ldap, with: {x: y}}, {id: b, use: http, if: a.count}]`, `steps[1].if: a.count: is a number where true or false is due`},
		{"a range", `steps: [{id: a, use: http, if: "1 in 1..1000000"}]`, `ranges are not allowed`},
		{"the clock", `steps: [{id: a, use: http, if: now() > now}]`, `steps[0].if:`},
		{"everything", `steps: [{id: a, use: http, with: {x: "{{$env}}"}}]`, `$env is not allowed`},
		{"a whole person", `steps: [{id: a, use: http, with: {x: "{{account}}"}}]`, `steps[0].with.x: account is a person: say which of id`},
		{"open braces", `steps: [{id: a, use: http, with: {x: ["{{account.id"]}}]`, `steps[0].with.x[0]: {{ is not followed by`},
		{"a secret in words", `steps: [{id: a, use: say, with: {text: {en: "{{pin}}", fr: x}}}]`, `steps[0].with.text.en: pin: unknown name pin`},
		{"a secret in a condition", `steps: [{id: a, use: http, if: pin != ""}]`, `unknown name pin`},
		{"a secret among words", `steps: [{id: a, use: http, with: {x: "pin={{pin}}"}}]`, `steps[0].with.x: pin is a secret, which must stand alone`},
		{"tries of say", `steps: [{id: a, use: say, tries: 2, with: {text: {en: a, fr: b}}}]`, `steps[0].tries: has no meaning for say`},
		{"wait of http", `steps: [{id: a, use: http, wait: 2h}]`, `steps[0].wait: is for ask and approve`},
		{"too many tries", `steps: [{id: a, use: http, tries: 99}]`, `steps[0].tries: must be from 1 to 20`},
		{"policy", `steps: [{id: a, use: http, unknown: shrug}]`, `steps[0].unknown: "shrug" is neither again nor ask`},
		{"undo by words", `steps: [{id: a, use: http, undo: {use: say}}]`, `steps[0].undo.use: say cannot take anything back`},
		{"undo kind", `steps: [{id: a, use: http, undo: {use: magic}}]`, `steps[0].undo.use: "magic" is no step kind`},
		{"unknown key of say", `steps: [{id: a, use: say, with: {txt: b}}]`, `steps[0].with: unknown field "txt"`},
		{"shape of say", `steps: [{id: a, use: say, with: {text: b}}]`, `steps[0].with: text cannot be of type string`},
		{"to is text", `steps: [{id: a, use: say, with: {to: note, text: {en: a, fr: b}}}]`, `steps[0].with.to: note: is text where a person is due`},
		{"approver is text", `steps: [{id: a, use: approve, with: {by: account.manager}}]`, `steps[0].with.by[0]: account.manager: is text where a person is due`},
		{"nobody approves", `steps: [{id: a, use: approve}]`, `steps[0].with.by: is due`},
		{"need", `steps: [{id: a, use: approve, with: {by: account, need: most}}]`, `steps[0].with.need: "most" is neither`},
		{"fallback", `steps: [{id: a, use: approve, with: {by: account, expired: fallback}}]`, `steps[0].with.fallback: is due`},
		{"wait for what", `steps: [{id: a, use: wait}]`, `steps[0].with: either for or until is due`},
		{"wait until text", `steps: [{id: a, use: wait, with: {until: note}}]`, `steps[0].with.until: note: is text where a date is due`},
		{"secret question", `steps: [{id: a, use: ask, with: {kind: secret, text: {en: a, fr: b}}}]`, `steps[0].with.kind: a secret is never asked in a run`},
		{"no default answer", `steps: [{id: a, use: ask, with: {expired: continue, text: {en: a, fr: b}}}]`, `steps[0].with.default: is due to continue with`},
		{"set a person", `steps: [{id: a, use: set, with: {x: "{{account}}"}}]`, `steps[0].with.x: is a person; only text`},
		{"ticket kind", `steps: [{id: a, use: ticket, with: {queue: q, kind: wish, title: {en: a, fr: b}}}]`, `steps[0].with.kind: "wish" is neither`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := parse(t, overlay(c.change))
			found := reports(d)
			if len(found) == 0 || !strings.Contains(strings.Join(found, "\n"), c.want) {
				t.Errorf("reported %q, want %q", found, c.want)
			}
		})
	}
	if found := reports(parse(t, overlay(""))); len(found) > 0 {
		t.Errorf("the definition to begin with is wrong: %q", found)
	}
}

// overlay is a right definition in which one line is replaced.
func overlay(change string) string {
	lines := []string{
		`name: small`, `title: {en: Small, fr: Petit}`, `who: {groups: [staff]}`,
		`verify: {any: [totp]}`,
		`slots: [{name: account, kind: person, default: requester}, {name: note, kind: text, optional: true}, {name: pin, kind: secret, optional: true}]`,
		`on_failure: {ticket: {queue: desk}}`, `steps: [{id: a, use: http, with: {pin: "{{pin}}"}}]`,
	}
	key, _, _ := strings.Cut(change, ":")
	for i, l := range lines {
		if change != "" && strings.HasPrefix(l, key+":") {
			lines[i] = change
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestParseIsStrict(t *testing.T) {
	for _, text := range []string{"nmae: x", "steps: [{id: a, uses: b}]", "steps: [{wait: soon}]", "name: [", "steps: [{wait: -1h}]"} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "15m": 15 * time.Minute, "4h": 4 * time.Hour,
		"3d": 72 * time.Hour, "1d12h": 36 * time.Hour, "0s": 0,
	} {
		var d, again Duration
		if err := d.UnmarshalText([]byte(text)); err != nil || time.Duration(d) != want {
			t.Errorf("%s is %s, %v", text, d, err)
		}
		if err := again.UnmarshalText([]byte(d.String())); err != nil || again != d {
			t.Errorf("%s written and read is %s, %v", d, again, err)
		}
	}
	for _, text := range []string{"", "d", "-1d", "1.5d", "soon", "3", "999999999d", "1d-2h"} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken as %s", text, d)
		}
	}
}

func TestFill(t *testing.T) {
	d := load(t, "group-access")
	paris := time.FixedZone("Paris", 3600)
	got, err := d.Fill(map[string]string{"team": "finance", "end": "2026-03-31"}, company("tom"), paris)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"member": "tom", "team": "finance", "end": "2026-03-31T00:00:00+01:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, err = d.Fill(map[string]string{"team": "sales", "end": "tomorrow", "member": "nobody", "colour": "red"}, company("tom"), paris)
	wrong := "colour: no such slot\nmember: \"nobody\" is nobody known\nteam: \"sales\" is not among the options\nend: \"tomorrow\" is no date such as 2026-03-31"
	if err == nil || err.Error() != wrong {
		t.Errorf("Fill says %v", err)
	}
	if _, _, err := d.Start("r", nil, company("tom"), monday); err == nil || !strings.Contains(err.Error(), "team: is missing") {
		t.Errorf("Start says %v", err)
	}
	if _, _, err := d.Start("r", nil, Facts{}, monday); err == nil {
		t.Error("nobody could start a run")
	}
}

func TestNeeds(t *testing.T) {
	got := load(t, "group-access").Needs(map[string]string{"team": "finance"})
	want := Needs{Groups: []string{"security"}, Owned: []string{"finance"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhoIncludes(t *testing.T) {
	who := Who{Groups: []string{"staff", "guests"}}
	if !who.Includes([]string{"x", "guests"}) || who.Includes([]string{"x"}) || who.Includes(nil) || (Who{}).Includes([]string{"x"}) {
		t.Error("Includes is not about sharing a group")
	}
}
