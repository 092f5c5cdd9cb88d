package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// staffSaid answers what the desk's own people say: commands anywhere, words
// in a card's thread, an answer to a page. done is false when the words are
// for the dialogue.
func (t *turn) staffSaid(said chat.Said) (done bool, err error) {
	card, inThread, err := t.card()
	if err != nil {
		return false, err
	}
	rules := t.b.Desk.Rules()
	staff := rules.Policy.Agent(t.who)
	if cmd, ok := parseCommand(said.Text); ok && (staff || cmd.anyones() || inThread) {
		if cmd.Ticket == 0 {
			cmd.Ticket = card
		}
		return true, t.typed(cmd, inThread)
	}
	if inThread {
		return true, t.threadSaid(card, said)
	}
	if t.staffChannel() {
		t.because("words in a staff channel are between colleagues")
		return true, nil
	}
	if says(said.Text, seen) {
		id, ok, err := t.pagedFor()
		if ok || err != nil {
			return true, firstErr(err, t.do(id, ticket.Acknowledged{}, "ack", false))
		}
	}
	return false, nil
}

// card is the ticket whose card the message's thread hangs on.
func (t *turn) card() (id int64, ok bool, err error) {
	p := t.at.Talk.Place
	if p.Thread == "" {
		return 0, false, nil
	}
	key, err := t.tx.PostOf(chat.Place{Adapter: p.Adapter, Channel: p.Channel}, chat.Ref(p.Thread))
	if err != nil {
		return 0, false, missing(err)
	}
	id, ok = workflows.CardTicket(key)
	return id, ok, nil
}

// staffChannel reports whether the talk is in a channel that cards stand in.
func (t *turn) staffChannel() bool {
	for _, q := range t.b.Desk.Rules().Queues {
		if q.Channel.Adapter == t.at.Talk.Place.Adapter && q.Channel.Channel == t.at.Talk.Place.Channel {
			return true
		}
	}
	return false
}

// threadSaid keeps words in a card's thread among colleagues: nothing reaches
// the requester unless it is sent as a reply.
func (t *turn) threadSaid(card int64, said chat.Said) error {
	if says(said.Text, mine) {
		return t.do(card, ticket.Claimed{}, "claim", true)
	}
	words := strings.TrimSpace(strings.Join(append([]string{said.Text}, names(said.Files)...), "\n"))
	t.because("words in a card's thread are internal")
	_, err := t.b.Desk.Do(t.tx, workflows.Command{Ticket: card, By: t.who.ID, Event: ticket.Noted{Text: words}, Here: true})
	return t.explained(err)
}

// explained turns a refusal into words for the one who was refused.
func (t *turn) explained(err error) error {
	words, ok := t.b.Desk.Explain(err, t.lang)
	if !ok {
		return err
	}
	t.because("refused: %v", err)
	return t.whisper(words)
}

// pagedFor is the newest ticket that the speaker was paged for and that waits
// for an answer.
func (t *turn) pagedFor() (id int64, ok bool, err error) {
	if t.who.ID == "" {
		return 0, false, nil
	}
	climbing, err := t.tx.Climbing(100)
	if err != nil {
		return 0, false, err
	}
	for _, k := range climbing {
		for _, who := range k.State.Paged {
			if who == t.who.ID && k.State.Acked == "" {
				id, ok = k.ID, true
			}
		}
	}
	return id, ok, nil
}

// do carries a command out and says so, unless the card already shows it.
func (t *turn) do(id int64, e ticket.Event, done string, quiet bool) error {
	k, err := t.b.Desk.Do(t.tx, workflows.Command{Ticket: id, By: t.who.ID, Event: e})
	if err != nil || quiet {
		return t.explained(err)
	}
	return t.say(chat.Say(t.b.Words.Text(t.lang, "staff_done_"+done, t.doneArgs(k, e))))
}

func (t *turn) doneArgs(k ticket.Ticket, e ticket.Event) lang.Args {
	rules := t.b.Desk.Rules()
	name := func(id people.ID) string {
		p, _ := rules.Directory.Get(id)
		return p.Name
	}
	args := lang.Args{"Number": k.Number(), "Who": name(k.Facts.Requester), "What": k.Facts.Priority}
	switch e := e.(type) {
	case ticket.Assigned:
		args["Who"] = name(e.To)
	case ticket.Moved:
		args["What"] = lang.Pick(rules.Queues[e.Queue].Title, t.lang)
	case ticket.Replied:
		args["Count"] = int(rules.Undo / time.Second)
	}
	return args
}

// typed carries out what was typed behind a slash.
func (t *turn) typed(c typed, inThread bool) error {
	t.because("typed %s", c.Word)
	switch c.Verb {
	case "":
		return t.whisper(t.b.Words.Text(t.lang, "staff_unknown_command", lang.Args{"What": c.Word}))
	case verbQueue:
		if !t.b.Desk.Rules().Policy.Agent(t.who) { // a thread is no right to read
			return t.explained(workflows.Denied{Action: people.Read, Why: "agents_only"})
		}
		return t.listQueue()
	case verbOnCall:
		return t.listOnCall()
	case verbHelp:
		return t.say(chat.Reply{Blocks: []chat.Block{
			chat.Heading{Text: t.b.Words.Text(t.lang, "staff_help", nil)},
			chat.Text{Text: strings.TrimSpace(t.b.Words.Text(t.lang, "staff_help_lines", nil))},
		}})
	case verbApprove, verbRefuse:
		return t.votes(c.Rest, c.Verb == verbApprove)
	case verbAck:
		if c.Ticket == 0 {
			id, _, err := t.pagedFor()
			if err != nil {
				return err
			}
			c.Ticket = id
		}
	}
	if c.Ticket == 0 {
		return t.whisper(t.b.Words.Text(t.lang, "staff_which", lang.Args{"What": c.Word}))
	}
	e, problem, err := t.event(c)
	if problem != "" || err != nil {
		return firstErr(err, t.whisper(problem))
	}
	// What a thread shows anyway need not be said in it again.
	return t.do(c.Ticket, e, string(c.Verb), inThread)
}

// event is what a command does to its ticket; problem says what is wrong with
// the command.
func (t *turn) event(c typed) (e ticket.Event, problem string, err error) {
	switch c.Verb {
	case verbClaim:
		return ticket.Claimed{}, "", nil
	case verbRelease:
		return ticket.Released{}, "", nil
	case verbAck:
		return ticket.Acknowledged{}, "", nil
	case verbUndo:
		return ticket.Undone{}, "", nil
	case verbResume:
		return ticket.Resumed{}, "", nil
	case verbMajor, verbMinor:
		return ticket.Declared{Major: c.Verb == verbMajor}, "", nil
	case verbReply:
		return ticket.Replied{Text: c.Rest}, "", nil
	case verbNote:
		return ticket.Noted{Text: c.Rest}, "", nil
	case verbResolve:
		return ticket.Solved{How: c.Rest}, "", nil
	case verbHold:
		return t.hold(c.Rest), "", nil
	case verbPriority:
		return t.priority(c.Rest)
	case verbMove:
		return t.move(c.Rest)
	case verbAssign:
		return t.assign(c.Rest)
	}
	return nil, "", fmt.Errorf("%q has no event", c.Verb)
}

// hold reads "2h waiting for the part": a wait first, if there is one.
func (t *turn) hold(rest string) ticket.Event {
	first, reason, _ := cutSpace(rest)
	if wait := sla.Duration(first).AsDuration(); wait > 0 {
		return ticket.HeldUp{Reason: reason, Till: t.now.Add(wait)}
	}
	return ticket.HeldUp{Reason: rest}
}

func (t *turn) priority(rest string) (ticket.Event, string, error) {
	p := strings.ToUpper(strings.TrimSpace(rest))
	for _, known := range sla.Priorities() {
		if p == known {
			return ticket.Prioritised{Priority: p}, "", nil
		}
	}
	return nil, t.b.Words.Text(t.lang, "staff_unknown_priority", nil), nil
}

func (t *turn) move(rest string) (ticket.Event, string, error) {
	var all []string
	for name, q := range t.b.Desk.Rules().Queues {
		all = append(all, name)
		for _, title := range q.Title {
			if fold(rest) == fold(title) || fold(rest) == fold(name) {
				return ticket.Moved{Queue: name}, "", nil
			}
		}
	}
	return nil, t.b.Words.Text(t.lang, "staff_unknown_queue", lang.Args{"What": rest, "Queues": strings.Join(slices.Sorted(slices.Values(all)), ", ")}), nil
}

func (t *turn) assign(rest string) (ticket.Event, string, error) {
	who := strings.TrimLeft(strings.TrimSpace(rest), "@")
	found := t.b.Desk.Rules().Directory.WhoIs(who)
	switch len(found) {
	case 0:
		return nil, t.b.Words.Text(t.lang, "staff_unknown_person", lang.Args{"What": who}), nil
	case 1:
		return ticket.Assigned{To: found[0].ID}, "", nil
	}
	names := make([]string, len(found))
	for i, p := range found {
		names[i] = p.Name
	}
	return nil, t.b.Words.Text(t.lang, "staff_several_people", lang.Args{"What": strings.Join(names, ", ")}), nil
}

// reacted answers an emoji on a card: 👀 claims it, ✅ would resolve it but
// needs words, so it asks for them.
func (t *turn) reacted(r chat.Reacted) error {
	p := t.at.Talk.Place
	key, err := t.tx.PostOf(chat.Place{Adapter: p.Adapter, Channel: p.Channel}, r.On)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	id, ok := workflows.CardTicket(key)
	if !ok {
		return nil
	}
	switch r.Emoji {
	case "eyes", "👀":
		return t.do(id, ticket.Claimed{}, "claim", true)
	case "white_check_mark", "✅":
		return t.askWords(id, workflows.ActResolve)
	}
	return nil
}
