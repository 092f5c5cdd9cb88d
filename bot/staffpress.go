package bot

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// staffPressed answers a button of a card, a page or a staff form.
func (t *turn) staffPressed(k store.Token, act intents.Act, value string, form map[string]string) error {
	id, err := strconv.ParseInt(act.On, 10, 64)
	if err != nil {
		return fmt.Errorf("token %s names no ticket: %w", k.ID, err)
	}
	var e ticket.Event
	switch act.Do {
	case workflows.ActClaim:
		e = ticket.Claimed{}
	case workflows.ActAck:
		e = ticket.Acknowledged{}
	case workflows.ActResume:
		e = ticket.Resumed{}
	case workflows.ActAssign:
		e = ticket.Assigned{To: people.ID(value)}
	case workflows.ActPriority:
		e = ticket.Prioritised{Priority: value}
	case workflows.ActUndo:
		of, err := strconv.Atoi(act.Value)
		if err != nil {
			return err
		}
		if err := t.quieten(k.Post, k.Label); err != nil {
			return err
		}
		e = ticket.Undone{Of: of}
	case workflows.ActReply, workflows.ActHold, workflows.ActResolve:
		if form == nil {
			return t.askWords(id, act.Do)
		}
		if err := firstErr(t.tx.UsePost(k.Post, t.now), t.quieten(k.Post, k.Label)); err != nil {
			return err
		}
		e = t.filled(act.Do, form)
	}
	return t.do(id, e, "", true)
}

// filled is the event that a staff form's words make.
func (t *turn) filled(do string, form map[string]string) ticket.Event {
	words := strings.TrimSpace(form["words"])
	switch do {
	case workflows.ActReply:
		return ticket.Replied{Text: words}
	case workflows.ActResolve:
		return ticket.Solved{How: words}
	}
	e := ticket.HeldUp{Reason: words}
	if day, err := time.ParseInLocation("2006-01-02", form["till"], t.zone()); err == nil {
		e.Till = day.Add(9 * time.Hour) // the start of that working day
	}
	return e
}

// askWords asks an agent for the words that an action needs: in a form where
// there are forms, else by saying what to type.
func (t *turn) askWords(id int64, do string) error {
	k, err := t.tx.Ticket(id)
	if err != nil {
		return t.explained(err)
	}
	rules := t.b.Desk.Rules()
	if ok, why := rules.Policy.May(t.who, people.Action(do), k.Object()); !ok {
		return t.explained(workflows.Denied{Action: people.Action(do), Why: why})
	}
	out := t.reply(chat.Reply{Private: true})
	if t.at.Talk.Place.Thread == "" && t.staffChannel() {
		out.Under = workflows.CardKey(id, rules.Queues[k.Facts.Queue].Channel) // asked beside the card
	}
	if !t.at.Notes.Forms {
		out.Reply.Blocks = []chat.Block{chat.Text{Text: t.b.Words.Text(t.lang, "staff_form_typed", lang.Args{"What": "/" + do + " " + k.Number()})}}
		return t.tx.Send(out)
	}
	raw, err := json.Marshal(intents.Act{Do: do, On: strconv.FormatInt(id, 10)})
	if err != nil {
		return err
	}
	out.Post = out.Cause
	form := t.staffForm(k, do)
	ids, err := t.tx.NewTokens([]store.Token{{Act: raw, Person: string(t.who.ID), Post: out.Post, Label: form.Submit}})
	if err != nil {
		return err
	}
	form.Token = ids[0]
	out.Reply.Blocks = []chat.Block{form}
	return t.tx.Send(out)
}

func (t *turn) staffForm(k ticket.Ticket, do string) chat.Form {
	requester, _ := t.b.Desk.Rules().Directory.Get(k.Facts.Requester)
	args := lang.Args{"Number": k.Number(), "Who": requester.Name}
	text := func(key string) string { return t.b.Words.Text(t.lang, key, args) }
	f := chat.Form{
		Title: text("staff_form_" + do), Submit: text("staff_form_send"),
		Entries: []chat.Entry{{Name: "words", Label: text("staff_form_" + do + "_words"), Input: chat.InputLong}},
	}
	switch do {
	case workflows.ActHold:
		f.Submit = text("staff_form_do_hold")
		f.Entries = append(f.Entries, chat.Entry{Name: "till", Label: text("staff_form_hold_till"), Input: chat.InputDate, Optional: true})
	case workflows.ActResolve:
		f.Submit = text("staff_form_do_resolve")
	}
	return f
}

// shownAtOnce is how many tickets /queue lists: more is what the page is for.
const shownAtOnce = 12

func (t *turn) listQueue() error {
	rules := t.b.Desk.Rules()
	ks, err := t.tx.Tickets(store.Filter{Queues: rules.Policy.Queues(t.who), Open: true, Max: 200})
	if err != nil {
		return err
	}
	ks = slices.DeleteFunc(ks, func(k ticket.Ticket) bool { return k.State.Status.Done() })
	if len(ks) == 0 {
		return t.say(chat.Say(t.b.Words.Text(t.lang, "staff_queue_empty", nil)))
	}
	due := func(k ticket.Ticket) time.Time {
		at := k.Resolution.Read(rules.Calendars[k.Resolution.Hours], t.now).Due
		if at.IsZero() {
			return t.now.AddDate(100, 0, 0)
		}
		return at
	}
	slices.SortStableFunc(ks, func(a, b ticket.Ticket) int { return due(a).Compare(due(b)) })
	list := chat.List{}
	for _, k := range ks[:min(len(ks), shownAtOnce)] {
		assignee, _ := rules.Directory.Get(k.State.Assignee)
		list.Items = append(list.Items, t.b.Words.Text(t.lang, "staff_queue_line", lang.Args{
			"Number": k.Number(), "Priority": k.Facts.Priority, "Title": chat.Escape(k.Facts.Title),
			"Status": t.b.Words.Text(t.lang, "status_"+string(k.State.Status), lang.Args{"Who": assignee.Name, "Why": k.State.HeldWhy}),
		}))
	}
	return t.say(chat.Reply{Blocks: []chat.Block{chat.Heading{Text: t.b.Words.Text(t.lang, "staff_queue", nil)}, list}})
}

func (t *turn) listOnCall() error {
	rules := t.b.Desk.Rules()
	list := chat.List{}
	for _, name := range slices.Sorted(maps.Keys(rules.Rotas)) {
		rota := rules.Rotas[name]
		who, until := rota.OnCall(t.now)
		p, _ := rules.Directory.Get(who)
		key, args := "staff_oncall_line", lang.Args{"Rota": lang.Pick(rota.Title, t.lang), "Who": p.Name}
		switch {
		case who == "":
			key = "staff_oncall_nobody"
		case until.IsZero():
			key = "staff_oncall_always"
		default:
			args["When"] = lang.When(t.lang, until, t.now.In(t.zone()))
		}
		list.Items = append(list.Items, t.b.Words.Text(t.lang, key, args))
	}
	return t.say(chat.Reply{Blocks: []chat.Block{chat.Heading{Text: t.b.Words.Text(t.lang, "staff_oncall", nil)}, list}})
}
