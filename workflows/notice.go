package workflows

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// tell writes what an entry makes others read: the requester in their talk,
// colleagues in the card's thread, the person on call in theirs. What the
// requester did, the dialogue has answered already.
func (c *change) tell(x ticket.Entry) error {
	switch e := x.Event.(type) {
	case ticket.Opened:
		return c.tellOpened(x)
	case ticket.Claimed:
		return first(c.toRequester(x, "told_claimed", lang.Args{"Who": c.d.name(x.By)}), c.answerPages("page_claimed", x.By))
	case ticket.Assigned:
		return first(c.toRequester(x, "told_claimed", lang.Args{"Who": c.d.name(e.To)}), c.answerPages("page_claimed", e.To),
			c.inThread(x, "thread_assigned", lang.Args{"By": c.d.name(x.By), "Who": c.d.name(e.To)}))
	case ticket.Released:
		return c.inThread(x, "thread_released", lang.Args{"By": c.d.name(x.By)})
	case ticket.Prioritised:
		return c.inThread(x, "thread_priority", lang.Args{"By": c.d.name(x.By), "What": e.Priority})
	case ticket.Moved:
		return first(c.leaveChannel(), c.inThread(x, "thread_moved", lang.Args{"By": c.d.name(x.By), "Queue": c.queueTitle()}))
	case ticket.Noted:
		if c.here {
			return nil // it stands in the thread already
		}
		return c.inThread(x, "thread_note", lang.Args{"By": c.d.name(x.By), "Text": chat.Escape(e.Text)})
	case ticket.Replied:
		return c.tellReplied(x, e)
	case ticket.Undone:
		return first(c.endUndo(x), c.inThread(x, "thread_undone", lang.Args{"By": c.d.name(x.By)}))
	case ticket.Sent:
		return c.tellSent(x, e)
	case ticket.Commented:
		return c.inThread(x, "thread_comment", lang.Args{"Who": chat.Escape(c.speaker(x.By)), "Text": chat.Escape(strings.Join(append([]string{e.Text}, e.Files...), "\n"))})
	case ticket.HeldUp:
		return first(c.toRequester(x, "told_held", lang.Args{"Why": chat.Escape(e.Reason)}),
			c.inThread(x, "thread_held", lang.Args{"By": c.d.name(x.By), "Why": chat.Escape(e.Reason)}))
	case ticket.Resumed:
		key := "thread_resumed"
		if x.By == "" {
			key = "thread_hold_over"
		}
		return c.inThread(x, key, lang.Args{"By": c.d.name(x.By)})
	case ticket.Solved:
		return first(c.tellSolved(x, e), c.answerPages("page_solved", x.By))
	case ticket.Confirmed:
		return first(c.closeTalk(), c.inThread(x, "thread_confirmed", lang.Args{"Who": c.speaker(x.By)}))
	case ticket.Reopened:
		return c.inThread(x, "thread_reopened", lang.Args{"Who": c.speaker(x.By), "Why": chat.Escape(e.Reason)})
	case ticket.Rated:
		return c.inThread(x, "thread_rated", lang.Args{"Who": c.speaker(x.By), "Count": e.Score})
	case ticket.Joined:
		return c.inThread(x, "thread_joined", lang.Args{"Who": c.speaker(x.By)})
	case ticket.Dropped:
		return first(c.closeTalk(), c.inThread(x, "thread_dropped", lang.Args{"Who": c.speaker(x.By)}), c.answerPages("page_dropped", x.By))
	case ticket.Declared:
		key := "thread_major"
		if !e.Major {
			key = "thread_not_major"
		}
		return c.inThread(x, key, lang.Args{"By": c.d.name(x.By)})
	case ticket.Acknowledged:
		return first(c.answerPages("page_acked", x.By), c.inThread(x, "thread_acked", lang.Args{"Who": c.d.name(x.By)}))
	case ticket.Paged:
		return c.page(x, e)
	case ticket.Warned:
		return c.tellWarned(x, e)
	case ticket.Lapsed:
		return first(c.toRequester(x, "told_lapsed", nil), c.closeTalk())
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *change) speaker(id people.ID) string {
	if id == "" {
		return c.requester()
	}
	return c.d.name(id)
}

func (c *change) queueTitle() string {
	_, l := c.channel(c.ticket)
	return lang.Pick(c.rules.Queues[c.ticket.Facts.Queue].Title, l)
}

func (c *change) cause(x ticket.Entry, what string) string {
	return fmt.Sprintf("ticket/%d/%d/%s", c.ticket.ID, x.Seq, what)
}

// toRequester says something in the requester's own talk, in their language.
func (c *change) toRequester(x ticket.Entry, key string, args lang.Args) error {
	f := c.ticket.Facts
	if args == nil {
		args = lang.Args{}
	}
	args["Number"], args["Title"] = c.ticket.Number(), chat.Escape(f.Title)
	say := func(l string) chat.Reply { return chat.Say(c.d.Words.Text(l, key, args)) }
	if err := c.toWatchers(x, say); err != nil || x.By != "" && x.By == f.Requester {
		return err // who did it knows
	}
	return c.sayToRequester(x, say(f.Lang), nil)
}

// sayToRequester shows a reply, with choices as lasting buttons under it, to
// the requester alone.
func (c *change) sayToRequester(x ticket.Entry, r chat.Reply, choices []intents.Choice) error {
	f := c.ticket.Facts
	if f.Place.Channel == "" {
		return nil
	}
	out := store.Outgoing{Cause: c.cause(x, "requester"), Talk: f.Talk, Place: f.Place, To: f.Account, Reply: r, At: c.now}
	if len(choices) > 0 {
		row, err := buttons(c.tx, out.Cause, f.Requester, c.ticket.Number(), choices)
		if err != nil {
			return err
		}
		out.Reply.Blocks = append(slices.Clone(r.Blocks), row)
		out.Post = out.Cause
	}
	return c.tx.Send(out)
}

// toWatchers tells those who joined, each in their language.
func (c *change) toWatchers(x ticket.Entry, say func(l string) chat.Reply) error {
	for _, who := range c.ticket.State.Watchers {
		if who == x.By {
			continue
		}
		r := say(c.d.langOf(who))
		accounts, err := c.tx.Accounts(who)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if err := c.tx.Send(store.Outgoing{Cause: c.cause(x, "watcher/"+a.String()), To: a, Reply: r, At: c.now}); err != nil {
				return err
			}
		}
	}
	return nil
}

// inThread says something to colleagues in the card's thread.
func (c *change) inThread(x ticket.Entry, key string, args lang.Args) error {
	_, l := c.channel(c.ticket)
	return c.thread(x, "thread", chat.Say(c.d.Words.Text(l, key, args)))
}

func (c *change) thread(x ticket.Entry, what string, r chat.Reply) error {
	place, _ := c.channel(c.ticket)
	if place.Channel == "" {
		return nil
	}
	post := ""
	for _, b := range r.Blocks {
		if _, ok := b.(chat.Buttons); ok {
			post = c.cause(x, what)
		}
	}
	c.later = append(c.later, store.Outgoing{
		Cause: c.cause(x, what), Place: place, Reply: r, Post: post, Under: CardKey(c.ticket.ID, place), At: c.now,
	})
	return nil
}

// leaveChannel leaves word at the old card when the new queue's is elsewhere.
func (c *change) leaveChannel() error {
	old, l := c.channel(c.before)
	now, _ := c.channel(c.ticket)
	if old == now || old.Channel == "" {
		return nil
	}
	r := chat.Say(c.d.Words.Text(l, "card_moved", lang.Args{"Number": c.ticket.Number(), "Queue": c.queueTitle()}))
	key := CardKey(c.ticket.ID, old)
	return c.tx.Send(store.Outgoing{Cause: fmt.Sprintf("%s/%d", key, c.ticket.Seq), Place: old, Reply: r, Post: key, At: c.now})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func id(n int64) string { return strconv.FormatInt(n, 10) }
