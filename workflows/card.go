package workflows

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// What the buttons of cards, pages and notices do: values of intents.Act.Do,
// beside the dialogue's own. On is the ticket's id.
const (
	ActClaim    = "claim"
	ActAssign   = "assign"   // Value: the person
	ActPriority = "priority" // Value: P1 … P4
	ActReply    = "reply"    // asks for the words
	ActHold     = "hold"     // asks for the reason
	ActResume   = "resume"
	ActResolve  = "resolve" // asks how
	ActAck      = "ack"
	ActUndo     = "undo" // Value: the entry
)

// CardKey is the post of a ticket's card in a channel.
func CardKey(id int64, channel chat.Place) string {
	return fmt.Sprintf("ticket/%d/%s", id, channel)
}

// CardTicket reads the ticket back out of a CardKey.
func CardTicket(key string) (id int64, ok bool) {
	rest, ok := strings.CutPrefix(key, "ticket/")
	if !ok {
		return 0, false
	}
	digits, _, ok := strings.Cut(rest, "/")
	id, err := strconv.ParseInt(digits, 10, 64)
	return id, ok && err == nil
}

// channel is where the ticket's card stands, and the language spoken there.
func (c *change) channel(k ticket.Ticket) (chat.Place, string) {
	q := c.rules.Queues[k.Facts.Queue]
	if q.Lang != "" {
		return q.Channel, q.Lang
	}
	return q.Channel, c.rules.Lang
}

// showCard brings the card up to date, once for all that happened in the
// transaction.
func (c *change) showCard() error {
	place, l := c.channel(c.ticket)
	if place.Channel == "" || len(c.entries) == 0 {
		return nil
	}
	key := CardKey(c.ticket.ID, place)
	reply, err := c.card(key, l)
	if err != nil {
		return err
	}
	return c.tx.Send(store.Outgoing{
		Cause: fmt.Sprintf("%s/%d", key, c.ticket.Seq), Place: place, Reply: reply, Post: key, Fresh: c.opening != "", At: c.now,
	})
}

func (c *change) card(key, l string) (chat.Reply, error) {
	k := c.ticket
	blocks := []chat.Block{
		chat.Heading{Text: k.Number() + " · " + k.Facts.Title},
		chat.Fields{Fields: c.cardFields(l)},
	}
	if k.Facts.Text != "" && k.Facts.Text != k.Facts.Title {
		blocks = append(blocks, chat.Quote{Text: chat.Escape(shorten(k.Facts.Text, 400))})
	}
	if k.State.Solution != "" && k.State.Status.Done() {
		blocks = append(blocks, chat.Text{Text: "✅ " + chat.Escape(shorten(k.State.Solution, 200))})
	}
	actions, err := c.cardActions(key, l)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Blocks: append(blocks, actions...)}, nil
}

func (c *change) cardFields(l string) []chat.Field {
	k, w := c.ticket, c.d.Words
	fields := []chat.Field{
		{Name: w.Text(l, "priority", nil), Value: k.Facts.Priority},
		{Name: w.Text(l, "status", nil), Value: c.status(l)},
		{Name: w.Text(l, "requester", nil), Value: chat.Escape(c.requester())},
		{Name: w.Text(l, "queue", nil), Value: lang.Pick(c.rules.Queues[k.Facts.Queue].Title, l)},
	}
	if due := c.due(l); due != "" {
		fields = append(fields, chat.Field{Name: w.Text(l, "due", nil), Value: due})
	}
	for _, name := range sortedKeys(k.Facts.Fields) {
		label, value := c.rules.Field(k.Facts, name, l)
		fields = append(fields, chat.Field{Name: label, Value: chat.Escape(value)})
	}
	if n := len(k.State.Watchers); n > 0 {
		fields = append(fields, chat.Field{Name: w.Text(l, "me_too", nil), Value: strconv.Itoa(n)})
	}
	if r := k.State.Rating; r > 0 {
		fields = append(fields, chat.Field{Name: w.Text(l, "rating", nil), Value: strings.Repeat("★", r) + strings.Repeat("☆", 5-r)})
	}
	return fields
}

// status says where the ticket stands and who has it.
func (c *change) status(l string) string {
	k, w := c.ticket, c.d.Words
	args := lang.Args{"Who": c.d.name(k.State.Assignee), "Why": chat.Escape(k.State.HeldWhy)}
	switch {
	case k.State.Status == ticket.New && k.State.Acked != "":
		return w.Text(l, "status_acked", lang.Args{"Who": c.d.name(k.State.Acked)})
	case k.State.Status == ticket.New && len(k.State.Paged) > 0:
		return w.Text(l, "status_paged", lang.Args{"Who": c.d.name(k.State.Paged[len(k.State.Paged)-1])})
	}
	return w.Text(l, "status_"+string(k.State.Status), args)
}

func (c *change) requester() string {
	if c.ticket.Facts.Requester == "" {
		return c.ticket.Facts.Account.String()
	}
	return c.d.name(c.ticket.Facts.Requester)
}

// due is the nearest promise that still runs.
func (c *change) due(l string) string {
	k := c.ticket
	if k.State.Status.Done() {
		return ""
	}
	if due := c.dueOf(k.Response, l); due != "" {
		return c.d.Words.Text(l, "due_response", lang.Args{"When": due})
	}
	if due := c.dueOf(k.Resolution, l); due != "" {
		return c.d.Words.Text(l, "due_resolution", lang.Args{"When": due})
	}
	if k.State.Status == ticket.Held {
		return c.d.Words.Text(l, "due_paused", nil)
	}
	return ""
}

func (c *change) dueOf(clock sla.Clock, l string) string {
	if clock.Target == 0 || !clock.Stopped.IsZero() {
		return ""
	}
	r := clock.Read(c.rules.Calendars[clock.Hours], c.now)
	if r.Due.IsZero() {
		return ""
	}
	words := lang.When(l, r.Due, c.rules.here(c.now))
	if r.Broken {
		words += " ⚠️"
	}
	return words
}

// cardActions are the buttons and menus that make sense now.
func (c *change) cardActions(key, l string) ([]chat.Block, error) {
	var buttons []string
	switch c.ticket.State.Status {
	case ticket.New:
		buttons = []string{ActClaim, ActReply, ActHold, ActResolve}
	case ticket.Progress:
		buttons = []string{ActReply, ActHold, ActResolve}
	case ticket.Held:
		buttons = []string{ActResume, ActReply, ActResolve}
	default:
		return nil, nil
	}
	var want []store.Token
	for _, name := range append(buttons, ActAssign, ActPriority) {
		act, err := json.Marshal(intents.Act{Do: name, On: id(c.ticket.ID)})
		if err != nil {
			return nil, err
		}
		want = append(want, store.Token{Name: name, Act: act, Label: c.d.Words.Text(l, "do_"+name, nil)})
	}
	ids, err := c.tx.TokensOf(key, c.opening != "", want)
	if err != nil {
		return nil, err
	}
	row := chat.Buttons{}
	for i, name := range buttons {
		b := chat.Button{Label: want[i].Label, Token: ids[name], Typed: "/" + name + " " + c.ticket.Number()}
		if name == ActClaim {
			b.Style = chat.Primary
		}
		row.Buttons = append(row.Buttons, b)
	}
	assign := chat.Choose{Label: c.d.Words.Text(l, "do_assign", nil), Token: ids[ActAssign]}
	for _, p := range c.agents() {
		assign.Options = append(assign.Options, chat.Option{Value: string(p.ID), Label: p.Name})
	}
	priority := chat.Choose{Label: c.d.Words.Text(l, "do_priority", nil), Token: ids[ActPriority]}
	for _, p := range sla.Priorities() {
		priority.Options = append(priority.Options, chat.Option{Value: p, Label: c.d.Words.Text(l, "priority_"+strings.ToLower(p), nil)})
	}
	return []chat.Block{row, assign, priority}, nil
}

// agents are those whom the ticket can be given to.
func (c *change) agents() []people.Person {
	return c.rules.Directory.Members(c.rules.Queues[c.ticket.Facts.Queue].Groups...)
}
