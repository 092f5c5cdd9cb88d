package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// dialogue gathers, decides and applies: the requester's side of a turn.
func (t *turn) dialogue(e intents.Event) error {
	in, err := t.gather(e)
	if err != nil {
		return err
	}
	state, effects, why := t.b.Mind().Catalog.Decide(t.state, in)
	t.because("%s", why)
	raw, err := json.Marshal(state)
	if err != nil {
		return err
	}
	posts, err := t.tx.Decided(t.at, raw, state.Wake, t.now, strings.Join(t.why, "; "))
	if err != nil {
		return err
	}
	t.decided = true
	for _, post := range posts {
		if err := t.quieten(post, t.chosen); err != nil {
			return err
		}
	}
	for _, effect := range said(effects) {
		if err := t.apply(effect); err != nil {
			return err
		}
	}
	return nil
}

// said puts what starts an automation last: its first words follow the
// dialogue's own.
func said(effects []intents.Effect) []intents.Effect {
	starts := func(e intents.Effect) int {
		if _, ok := e.(intents.Start); ok {
			return 1
		}
		return 0
	}
	return slices.SortedStableFunc(slices.Values(effects), func(a, b intents.Effect) int { return starts(a) - starts(b) })
}

// quieten edits a post so that its buttons show as a choice that was made.
func (t *turn) quieten(post, chosen string) error {
	was, err := t.tx.Draft(post)
	if err != nil {
		return missing(err)
	}
	place, _, _, err := t.tx.PostAt(post)
	if err != nil {
		return missing(err) // not shown yet: its tokens are spent, which is enough
	}
	var blocks []chat.Block
	for _, block := range was.Blocks {
		switch block := block.(type) {
		case chat.Buttons:
			blocks = append(blocks, inert(block, chosen))
		case chat.Choose, chat.Form:
		default:
			blocks = append(blocks, block)
		}
	}
	return t.tx.Send(store.Outgoing{
		Cause: fmt.Sprintf("%s/quiet", post), Talk: t.at.Talk.ID, Place: place, To: t.at.Said.From,
		Reply: chat.Reply{Blocks: blocks, Private: was.Private}, Post: post, Faint: true, At: t.now,
	})
}

func inert(b chat.Buttons, chosen string) chat.Buttons {
	b.Inert = true
	for _, one := range b.Buttons {
		if one.Label == chosen {
			b.Buttons = []chat.Button{one}
		}
	}
	return b
}

// apply turns one effect into rows.
func (t *turn) apply(e intents.Effect) error {
	switch e := e.(type) {
	case intents.Say:
		return t.show(e)
	case intents.Open:
		return t.open(e)
	case intents.Comment:
		return t.command(e.Ticket, ticket.Commented{Text: e.Text, Files: names(e.Files)})
	case intents.Start:
		return t.b.Desk.Start(t.tx, fmt.Sprintf("r%d", t.at.Inbox), e.Automation, e.Slots, t.who, t.at.Talk, t.lang)
	case intents.Answer:
		return t.b.Desk.Tell(t.tx, e.Run, automation.Answered{Step: e.Step, By: string(t.who.ID), Value: e.Value})
	case intents.Stop:
		return t.b.Desk.Tell(t.tx, e.Run, automation.Cancelled{By: string(t.who.ID), Why: e.Why})
	case intents.Offered:
		return t.tx.Offered(t.at.Talk.ID, e.Article, t.lang, string(t.who.ID), e.Question, t.now)
	case intents.Judged:
		return t.tx.Judged(t.at.Talk.ID, e.Article, e.Outcome, t.now)
	case intents.Confirm:
		return t.command(e.Ticket, ticket.Confirmed{})
	case intents.Reopen:
		return t.command(e.Ticket, ticket.Reopened{Reason: e.Why})
	case intents.Rate:
		return t.command(e.Ticket, ticket.Rated{Score: e.Score})
	case intents.Join:
		return t.command(e.Ticket, ticket.Joined{})
	case intents.Cancel:
		return t.command(e.Ticket, ticket.Dropped{Reason: e.Why})
	}
	return fmt.Errorf("%T is an effect nobody applies", e)
}

// show says something, with its choices as buttons that end with the question.
func (t *turn) show(s intents.Say) error {
	out := t.reply(s.Reply)
	var tokens []store.Token
	add := func(act intents.Act, label string) error {
		raw, err := json.Marshal(act)
		tokens = append(tokens, store.Token{Act: raw, Talk: t.at.Talk.ID, Person: string(t.who.ID), Post: out.Cause, Label: label})
		return err
	}
	for _, choice := range s.Choices {
		if err := add(choice.Act, choice.Label); err != nil {
			return err
		}
	}
	if s.Form != nil {
		if err := add(intents.Act{Do: actForm}, s.Form.Submit); err != nil {
			return err
		}
	}
	ids, err := t.tx.NewTokens(tokens)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		out.Post = out.Cause
	}
	row := chat.Buttons{}
	for i, choice := range s.Choices {
		row.Buttons = append(row.Buttons, chat.Button{Label: choice.Label, Token: ids[i], Style: choice.Style})
	}
	if len(row.Buttons) > 0 {
		out.Reply.Blocks = append(out.Reply.Blocks, row)
	}
	if s.Form != nil {
		form := *s.Form
		form.Token = ids[len(ids)-1]
		out.Reply.Blocks = append(out.Reply.Blocks, form)
	}
	return t.tx.Send(out)
}

// actForm is the token of a dialogue's form: what it means is in its values.
const actForm = "form"

// open opens a ticket with the talk attached.
func (t *turn) open(o intents.Open) error {
	spoken, err := t.tx.Transcript(t.at.Talk.ID, attached)
	if err != nil {
		return err
	}
	_, err = t.b.Desk.Open(t.tx, workflows.Opening{
		Cause: t.cause(), By: t.who.ID, For: t.who, Kind: string(o.Kind), Title: o.Title, Text: o.Text, Intent: o.Intent,
		Service: o.Service, Impact: o.Impact, Urgency: o.Urgency, Fields: o.Fields, Lang: t.lang,
		Talk: t.at.Talk.ID, Place: t.at.Talk.Place, Account: t.at.Said.From, Spoken: recent(spoken, t.now), Why: o.Why,
	})
	return err
}

// attached and freshness bound the conversation that goes with a ticket.
const (
	attached  = 30
	freshness = 2 * time.Hour
)

func recent(all []store.Spoken, now time.Time) []store.Spoken {
	for i, s := range all {
		if now.Sub(s.At) < freshness {
			return all[i:]
		}
	}
	return nil
}

// command does something to a ticket in the requester's name. A refusal is
// told in words; it is no reason to fail the turn.
func (t *turn) command(number string, e ticket.Event) error {
	id, ok := ticket.ParseNumber(number)
	if !ok {
		return fmt.Errorf("%q is no ticket number", number)
	}
	_, err := t.b.Desk.Do(t.tx, workflows.Command{Ticket: id, By: t.who.ID, Event: e})
	if words, ok := t.b.Desk.Explain(err, t.lang); ok {
		return t.say(chat.Say(words))
	}
	return err
}

func names(files []chat.File) []string {
	out := make([]string, len(files))
	for i, f := range files {
		out[i] = f.Name + " " + f.URL
	}
	return out
}
