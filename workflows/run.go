package workflows

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/people"
)

// ActApprove is the vote under an approval: On is run/step/asked, Value yes or no.
const ActApprove = "approve"

// Start starts an automation for somebody, answered in the given talk. id makes
// a second start harmless.
func (d *Desk) Start(tx *store.Tx, id, name string, slots map[string]string, who people.Person, talk store.Talk, l string) error {
	rules, now := d.Rules(), d.Now()
	def, ok := rules.Automations[name]
	if !ok {
		return fmt.Errorf("no automation is called %q", name)
	}
	if _, _, err := tx.LockRun(id); !errors.Is(err, store.ErrNotFound) {
		return err // started already, or the database's
	}
	refuse := func(key string) error {
		return tx.Send(store.Outgoing{
			Cause: "run/" + id + "/refused", Talk: talk.ID, Place: talk.Place, At: now, Reply: chat.Say(d.Words.Text(l, key, nil)),
		})
	}
	if !def.Who.Includes(who.Groups) {
		return refuse("run_not_yours")
	}
	facts := rules.runFacts(who)
	filled, err := def.Fill(slots, facts, rules.Zone)
	if err != nil {
		d.Log.Warn("run cannot start", "run", id, "automation", name, "err", err)
		return refuse("run_cannot_start")
	}
	run, effects, err := def.Start(id, filled, facts, now)
	if err != nil {
		return err
	}
	return d.keepRun(tx, run, talk.ID, effects)
}

// DryRun says what an automation would do, to whom, without doing any of it.
func (r *Rules) DryRun(name string, slots map[string]string, who people.Person) ([]automation.Planned, error) {
	def, ok := r.Automations[name]
	if !ok {
		return nil, fmt.Errorf("no automation is called %q", name)
	}
	return automation.DryRun(def, slots, r.runFacts(who)), nil
}

// Tell brings an event to a run. What it makes of it is its own affair: a late
// or doubled event changes nothing.
func (d *Desk) Tell(tx *store.Tx, id string, e automation.Event) error {
	run, talk, err := tx.LockRun(id)
	if err != nil {
		return err
	}
	run.Facts = d.Rules().runFacts(d.Rules().person(people.ID(run.Requester)))
	next, effects := automation.Advance(run, e, d.Now())
	return d.keepRun(tx, next, talk, effects)
}

// ErrNoApproval says that nobody waits for somebody's vote on a run.
var ErrNoApproval = errors.New("no approval is waiting")

// Vote carries somebody's yes or no to a run that waits for it.
func (d *Desk) Vote(tx *store.Tx, id string, by people.ID, yes bool) error {
	run, _, err := tx.LockRun(id)
	if errors.Is(err, store.ErrNotFound) {
		return ErrNoApproval
	}
	if err != nil {
		return err
	}
	step, asked, ok := run.Approving(string(by))
	if !ok {
		return ErrNoApproval
	}
	if yes {
		return d.Tell(tx, id, automation.Approved{Step: step, Asked: asked, By: string(by)})
	}
	return d.Tell(tx, id, automation.Refused{Step: step, Asked: asked, By: string(by)})
}

func (d *Desk) ringRun(tx *store.Tx, id string) error { return d.Tell(tx, id, automation.Rang{}) }

// runFacts is what a run may know of people: the whole directory, read anew at
// each step and never written down with the run.
func (r *Rules) runFacts(who people.Person) automation.Facts {
	f := automation.Facts{
		Requester: runPerson(who), People: map[string]automation.Person{},
		Groups: map[string][]string{}, Owners: r.Owners,
	}
	for _, p := range r.Directory.All() {
		f.People[string(p.ID)] = runPerson(p)
		for _, g := range p.Groups {
			f.Groups[g] = append(f.Groups[g], string(p.ID))
		}
	}
	return f
}

func runPerson(p people.Person) automation.Person {
	return automation.Person{
		ID: string(p.ID), Name: p.Name, Login: string(p.ID), Email: p.Email, Language: p.Lang, Title: p.Title,
		Site: p.Site, Manager: string(p.Manager), Groups: p.Groups,
	}
}

// keepRun writes a run and does what it wants done, all in one transaction.
func (d *Desk) keepRun(tx *store.Tx, run automation.Run, talk int64, effects []automation.Effect) error {
	kept := run
	kept.Facts = automation.Facts{Requester: run.Facts.Requester}
	if err := tx.SaveRun(kept, talk, d.Now()); err != nil {
		return err
	}
	w := runWriter{d: d, tx: tx, run: run, talk: talk, mark: rand.Text()}
	for i, e := range effects {
		if err := w.write(e, i); err != nil {
			return err
		}
	}
	return nil
}

// runWriter turns a run's effects into rows.
type runWriter struct {
	d    *Desk
	tx   *store.Tx
	run  automation.Run
	talk int64
	mark string // of this step's effects: they are written once, with the step
}

func (w runWriter) write(e automation.Effect, i int) error {
	switch e := e.(type) {
	case automation.Say:
		l := w.d.langOf(people.ID(e.To))
		return w.to(e.To, w.cause(i), "", chat.Reply{Blocks: []chat.Block{chat.Text{Text: lang.Pick(e.Text, l)}}, Private: e.Private})
	case automation.AskSlot:
		return w.ask(e, i)
	case automation.AskApproval:
		return w.askApproval(e, i)
	case automation.Close:
		return w.close(e)
	case automation.Do:
		return w.tx.AddJob(w.run.ID, e, w.d.Now())
	case automation.OpenTicket:
		return w.openTicket(e)
	case automation.Ended:
		w.d.Log.Info("run ended", "run", w.run.ID, "automation", w.run.Definition.Name, "status", e.Status, "why", e.Why)
	case automation.Log:
		w.d.Log.Info("run", "run", w.run.ID, "step", e.Step, "why", e.Why)
	}
	return nil
}

func (w runWriter) cause(i int) string { return fmt.Sprintf("run/%s/%s/%d", w.run.ID, w.mark, i) }

// to says something to a person: the requester in the talk that started the
// run, others in all their direct talks. post makes it editable.
func (w runWriter) to(person, cause, post string, r chat.Reply) error {
	if person == w.run.Requester && w.talk != 0 {
		talk, err := w.tx.TalkByID(w.talk)
		if err != nil {
			return err
		}
		return w.tx.Send(store.Outgoing{Cause: cause, Talk: w.talk, Place: talk.Place, Reply: r, Post: post, At: w.d.Now()})
	}
	accounts, err := w.tx.Accounts(people.ID(person))
	if err != nil {
		return err
	}
	for _, a := range accounts {
		key := post
		if key != "" {
			key += "/" + a.String()
		}
		if err := w.tx.Send(store.Outgoing{Cause: cause + "/" + a.String(), To: a, Reply: r, Post: key, At: w.d.Now()}); err != nil {
			return err
		}
	}
	return nil
}

// ask puts a question. In the requester's talk it can also be answered in words.
func (w runWriter) ask(e automation.AskSlot, i int) error {
	l := w.d.langOf(people.ID(e.To))
	on := w.run.ID + "/" + e.Step
	question := lang.Pick(e.Slot.Ask, l)
	var choices []intents.Choice
	for _, o := range e.Slot.Options {
		choices = append(choices, intents.Choice{Label: lang.Pick(o.Label, l), Act: intents.Act{Do: intents.ActAnswer, On: on, Value: o.Value}})
	}
	if again := lang.Pick(e.Again, l); again != "" {
		question = again + "\n" + question
	}
	if e.To == w.run.Requester && w.talk != 0 {
		err := w.tx.SetState(w.talk, func(raw json.RawMessage) (json.RawMessage, error) {
			var s intents.State
			if err := json.Unmarshal(raw, &s); err != nil {
				return nil, err
			}
			return json.Marshal(s.Asked(w.run.ID, e.Step, question, choices))
		})
		if err != nil {
			return err
		}
	}
	return w.question(e.To, "run/"+w.run.ID+"/"+e.Step, i, []chat.Block{chat.Text{Text: question}}, choices)
}

func (w runWriter) askApproval(e automation.AskApproval, i int) error {
	for _, who := range e.Approvers {
		l := w.d.langOf(people.ID(who))
		words := w.d.Words
		on := w.run.ID + "/" + e.Step + "/" + e.Asked
		fields := chat.Fields{}
		for _, f := range e.Summary {
			fields.Fields = append(fields.Fields, chat.Field{Name: lang.Pick(f.Label, l), Value: chat.Escape(lang.Pick(f.Value, l))})
		}
		key := "approval"
		if e.Reminder {
			key = "approval_reminder"
		}
		blocks := []chat.Block{
			chat.Heading{Text: words.Text(l, key, lang.Args{"Who": w.d.name(people.ID(w.run.Requester))})},
			chat.Text{Text: lang.Pick(e.Text, l)}, fields,
		}
		choices := []intents.Choice{
			{Label: words.Text(l, "do_approve", nil), Style: chat.Primary, Act: intents.Act{Do: ActApprove, On: on, Value: "yes"}},
			{Label: words.Text(l, "do_refuse", nil), Style: chat.Danger, Act: intents.Act{Do: ActApprove, On: on, Value: "no"}},
		}
		if err := w.question(who, "run/"+w.run.ID+"/"+e.Step+"/"+e.Asked, i, blocks, choices); err != nil {
			return err
		}
	}
	return nil
}

// question shows blocks and buttons to a person, in a post of its own whose key
// begins with step, so that close can find it.
func (w runWriter) question(who, step string, i int, blocks []chat.Block, choices []intents.Choice) error {
	post := step + "/" + w.cause(i) + "/" + who
	if len(choices) > 0 {
		row, err := buttons(w.tx, post, people.ID(who), w.run.ID, choices)
		if err != nil {
			return err
		}
		blocks = append(slices.Clone(blocks), row)
	}
	return w.to(who, w.cause(i)+"/"+who, post, chat.Reply{Blocks: blocks})
}

// close ends the buttons of a step; pressing one then says so.
func (w runWriter) close(e automation.Close) error {
	return w.tx.UsePost("run/"+w.run.ID+"/"+e.Step, w.d.Now())
}

func (w runWriter) openTicket(e automation.OpenTicket) error {
	who := w.d.Rules().person(people.ID(w.run.Requester))
	l := w.d.langOf(who.ID)
	fields := make(map[string]string, len(e.Fields))
	for _, f := range e.Fields {
		fields[lang.Pick(f.Label, l)] = lang.Pick(f.Value, l)
	}
	o := Opening{
		Cause: "run/" + w.run.ID + "/" + e.Step, For: who, Kind: e.Kind, Title: lang.Pick(e.Title, l), Queue: e.Queue,
		Fields: fields, Lang: l, Why: e.Why, Text: lang.Pick(e.Title, l), Run: w.run.ID + "/" + e.Step,
	}
	if w.talk != 0 {
		talk, err := w.tx.TalkByID(w.talk)
		if err != nil {
			return err
		}
		o.Talk, o.Place = w.talk, talk.Place
	}
	k, err := w.d.Open(w.tx, o)
	if err != nil {
		return err
	}
	if wait := w.run.Waiting; e.Resolved || wait == nil || wait.For != automation.WaitTicket || wait.Step != e.Step {
		return nil
	}
	return w.d.Tell(w.tx, w.run.ID, automation.Finished{Step: e.Step, Result: map[string]any{"number": k.Number()}})
}
