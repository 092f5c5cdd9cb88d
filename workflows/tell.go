package workflows

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// tellOpened confirms a ticket to its requester: its number, who will look at
// it, and by when they will hear.
func (c *change) tellOpened(x ticket.Entry) error {
	f := c.ticket.Facts
	l := f.Lang
	args := lang.Args{
		"Number": c.ticket.Number(), "Title": chat.Escape(f.Title), "Queue": lang.Pick(c.rules.Queues[f.Queue].Title, l),
	}
	key := "told_opened"
	if when := c.promised(c.ticket.Response, f.Requester, l); when != "" {
		key, args["When"] = "told_opened_by", when
	}
	if f.Place.Channel == "" {
		return nil
	}
	reply := chat.Say(c.d.Words.Text(l, key, args))
	if err := c.handTalk(func(s intents.State) intents.State { return s.Handed(c.ticket.Number()) }); err != nil {
		return err
	}
	return c.tx.Send(store.Outgoing{
		Cause: c.cause(x, "requester"), Talk: f.Talk, Place: f.Place, To: f.Account, Reply: reply, At: c.now,
	})
}

// promised says when a clock is due, on the requester's own watch.
func (c *change) promised(clock sla.Clock, who people.ID, l string) string {
	if clock.Target == 0 {
		return ""
	}
	due := clock.Read(c.rules.Calendars[clock.Hours], c.now).Due
	if due.IsZero() {
		return ""
	}
	return lang.When(l, due, c.d.Here(who))
}

// handTalk changes what the requester's talk remembers.
func (c *change) handTalk(change func(intents.State) intents.State) error {
	if c.ticket.Facts.Talk == 0 {
		return nil
	}
	return c.tx.SetState(c.ticket.Facts.Talk, func(raw json.RawMessage) (json.RawMessage, error) {
		var s intents.State
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, err
		}
		return json.Marshal(change(s))
	})
}

func (c *change) closeTalk() error {
	return c.handTalk(func(s intents.State) intents.State { return s.Closed(c.ticket.Number()) })
}

// attach puts what was said before the ticket into its thread, so that whoever
// takes it does not ask again.
func (c *change) attach(spoken []store.Spoken) error {
	if len(spoken) < 2 {
		return nil // nothing beyond the words on the card
	}
	_, l := c.channel(c.ticket)
	lines := make([]string, 0, len(spoken))
	for _, s := range spoken {
		who := "Guichet"
		if s.Account != "" {
			who = c.requester()
		}
		lines = append(lines, fmt.Sprintf("**%s** %s  %s", chat.Escape(who), c.rules.here(s.At).Format("15:04"), chat.Escape(s.Text)))
	}
	return c.thread(c.entries[0], "spoken", chat.Reply{Blocks: []chat.Block{
		chat.Heading{Text: c.d.Words.Text(l, "thread_spoken", nil)},
		chat.Quote{Text: strings.Join(lines, "\n")},
	}})
}

// tellReplied shows colleagues what is about to go out, with a way back.
func (c *change) tellReplied(x ticket.Entry, e ticket.Replied) error {
	_, l := c.channel(c.ticket)
	words := c.d.Words.Text(l, "thread_replied", lang.Args{
		"By": c.d.name(x.By), "Who": chat.Escape(c.requester()), "Count": int(e.At.Sub(c.now).Seconds()),
	})
	act := intents.Act{Do: ActUndo, On: id(c.ticket.ID), Value: strconv.Itoa(x.Seq)}
	row, err := buttons(c.tx, c.cause(x, "thread"), x.By, c.ticket.Number(), []intents.Choice{{Label: c.d.Words.Text(l, "do_undo", nil), Act: act}})
	if err != nil {
		return err
	}
	return c.thread(x, "thread", chat.Reply{Blocks: []chat.Block{
		chat.Text{Text: words}, chat.Quote{Text: chat.Escape(e.Text)}, row,
	}})
}

// tellSent lets a reply out, and takes its undo button away.
func (c *change) tellSent(x ticket.Entry, e ticket.Sent) error {
	by := c.replyAuthor(e.Of)
	words := fmt.Sprintf("**%s** · %s\n%s", c.d.name(by), c.ticket.Number(), chat.Escape(e.Text))
	same := func(string) chat.Reply { return chat.Say(words) }
	if err := first(c.toWatchers(x, same), c.sayToRequester(x, chat.Say(words), nil)); err != nil {
		return err
	}
	_, l := c.channel(c.ticket)
	post := c.replyPost(e.Of)
	if err := c.tx.UsePost(post, c.now); err != nil {
		return err
	}
	r := chat.Reply{Blocks: []chat.Block{
		chat.Text{Text: c.d.Words.Text(l, "thread_sent", lang.Args{"By": c.d.name(by), "Who": chat.Escape(c.requester())})},
		chat.Quote{Text: chat.Escape(e.Text)},
	}}
	return c.repost(post, c.cause(x, "sent"), r)
}

// endUndo takes the button away from a reply that was taken back.
func (c *change) endUndo(x ticket.Entry) error {
	for _, r := range c.before.Sending {
		if slices.Contains(c.ticket.Sending, r) {
			continue
		}
		post := c.replyPost(r.Seq)
		was, err := c.tx.Draft(post)
		if errors.Is(err, store.ErrNotFound) {
			return nil // the queue has no channel
		}
		if err != nil {
			return err
		}
		was.Blocks = withoutButtons(was.Blocks)
		return first(c.tx.UsePost(post, c.now), c.repost(post, c.cause(x, "ended"), was))
	}
	return nil
}

// replyPost is where colleagues see that a reply is on its way.
func (c *change) replyPost(seq int) string {
	return fmt.Sprintf("ticket/%d/%d/thread", c.ticket.ID, seq)
}

func (c *change) replyAuthor(seq int) people.ID {
	for _, r := range c.before.Sending {
		if r.Seq == seq {
			return r.By
		}
	}
	return ""
}

// repost edits a message of the card's thread.
func (c *change) repost(post, cause string, r chat.Reply) error {
	place, _ := c.channel(c.ticket)
	if place.Channel == "" {
		return nil
	}
	return c.tx.Send(store.Outgoing{
		Cause: cause, Place: place, Reply: r, Post: post, Under: CardKey(c.ticket.ID, place), At: c.now,
	})
}

// tellSolved asks the requester whether it really is.
func (c *change) tellSolved(x ticket.Entry, e ticket.Solved) error {
	f, w := c.ticket.Facts, c.d.Words
	choices := []intents.Choice{
		{Label: w.Text(f.Lang, "do_confirm", nil), Act: intents.Act{Do: intents.ActConfirm, On: c.ticket.Number()}, Style: chat.Primary},
		{Label: w.Text(f.Lang, "do_reopen", nil), Act: intents.Act{Do: intents.ActReopen, On: c.ticket.Number()}},
	}
	say := func(l, key string) chat.Reply {
		args := lang.Args{"Number": c.ticket.Number(), "Title": chat.Escape(f.Title), "Who": c.d.name(x.By)}
		return chat.Reply{Blocks: []chat.Block{chat.Text{Text: w.Text(l, key, args)}, chat.Quote{Text: chat.Escape(e.How)}}}
	}
	if err := c.handTalk(func(s intents.State) intents.State { return s.Handed(c.ticket.Number()).Showed(choices) }); err != nil {
		return err
	}
	joined := func(l string) chat.Reply { return say(l, "told_solved_joined") }
	return first(c.toWatchers(x, joined), c.sayToRequester(x, say(f.Lang, "told_solved"), choices),
		c.inThread(x, "thread_solved", lang.Args{"By": c.d.name(x.By), "How": chat.Escape(e.How)}), c.tellRun(e))
}

// tellRun lets the automation go on that has waited for the ticket.
func (c *change) tellRun(e ticket.Solved) error {
	run, step, ok := strings.Cut(c.ticket.Facts.Run, "/")
	if !ok {
		return nil
	}
	return c.d.Tell(c.tx, run, automation.Finished{Step: step, Result: map[string]any{
		"number": c.ticket.Number(), "resolution": e.How,
	}})
}

// tellWarned warns colleagues from three quarters on: earlier is noise.
func (c *change) tellWarned(x ticket.Entry, e ticket.Warned) error {
	if e.Percent < 75 {
		return nil
	}
	_, l := c.channel(c.ticket)
	key := "thread_warned"
	if e.Percent >= 100 {
		key = "thread_broken"
	}
	args := lang.Args{"Clock": c.d.Words.Text(l, "clock_"+e.Clock, nil), "Percent": e.Percent}
	if !e.Due.IsZero() {
		args["When"] = lang.When(l, e.Due, c.rules.here(c.now))
	}
	r := chat.Say(c.d.Words.Text(l, key, args))
	r.Urgent = e.Percent >= 100
	return c.thread(x, "thread", r)
}
