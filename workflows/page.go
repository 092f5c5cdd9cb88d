package workflows

import (
	"errors"
	"fmt"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// Here is the time on somebody's own watch.
func (d *Desk) Here(id people.ID) time.Time {
	now, rules := d.Now(), d.Rules()
	if p, ok := rules.Directory.Get(id); ok && p.Zone != "" {
		if zone, err := time.LoadLocation(p.Zone); err == nil {
			return now.In(zone)
		}
	}
	return rules.here(now)
}

// page calls somebody: in all their direct talks, or a queue in its channel.
func (c *change) page(x ticket.Entry, e ticket.Paged) error {
	_, l := c.channel(c.ticket)
	args := lang.Args{"Why": c.ticket.Chain.Explain(e.Link, l)}
	switch {
	case e.Queue != "":
		args["Queue"] = lang.Pick(c.rules.Queues[e.Queue].Title, l)
		return first(c.pageChannel(x, e, l), c.inThread(x, "thread_paged_queue", args))
	case e.Whom == "":
		args["Rota"] = lang.Pick(c.rules.Rotas[e.Rota].Title, l)
		return c.inThread(x, "thread_paged_nobody", args)
	}
	accounts, err := c.tx.Accounts(e.Whom)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if err := c.pageAccount(x, e, a); err != nil {
			return err
		}
	}
	args["Who"] = c.d.name(e.Whom)
	return c.inThread(x, "thread_paged", args)
}

// pageKey is the post of a page, which tells those of one climb of the chain
// from those of the next: an edit of an old page would call nobody.
func pageKey(k ticket.Ticket, link int, a chat.Account) string {
	return fmt.Sprintf("page/%d/%d/%d/%s", k.ID, k.ChainFrom.UnixMicro(), link, a)
}

func (c *change) pageAccount(x ticket.Entry, e ticket.Paged, a chat.Account) error {
	l := c.d.langOf(e.Whom)
	key := pageKey(c.ticket, e.Link, a)
	row, err := buttons(c.tx, key, e.Whom, c.ticket.Number(), c.pageChoices(l))
	if err != nil {
		return err
	}
	blocks := append(c.pageWords(l, c.ticket.Chain.Explain(e.Link, l)), row)
	return c.tx.Send(store.Outgoing{
		Cause: c.cause(x, "page/"+a.String()), To: a, Place: chat.Place{Adapter: a.Adapter},
		Reply: chat.Reply{Blocks: blocks, Urgent: true}, Post: key, At: c.now,
	})
}

func (c *change) pageChoices(l string) []intents.Choice {
	w := c.d.Words
	return []intents.Choice{
		{Label: w.Text(l, "do_ack", nil), Act: intents.Act{Do: ActAck, On: id(c.ticket.ID)}, Style: chat.Primary},
		{Label: w.Text(l, "do_claim", nil), Act: intents.Act{Do: ActClaim, On: id(c.ticket.ID)}},
	}
}

func (c *change) pageWords(l, why string) []chat.Block {
	f := c.ticket.Facts
	return []chat.Block{
		chat.Heading{Text: "🚨 " + f.Priority + " · " + c.ticket.Number() + " · " + f.Title},
		chat.Text{Text: c.d.Words.Text(l, "page", lang.Args{"Who": chat.Escape(c.requester()), "Why": why})},
		chat.Quote{Text: chat.Escape(shorten(f.Text, 300))},
	}
}

func (c *change) pageChannel(x ticket.Entry, e ticket.Paged, l string) error {
	place := c.rules.Queues[e.Queue].Channel
	if place.Channel == "" {
		return nil
	}
	return c.tx.Send(store.Outgoing{
		Cause: c.cause(x, "channel"), Place: place, At: c.now,
		Reply: chat.Reply{Blocks: c.pageWords(l, c.ticket.Chain.Explain(e.Link, l)), Urgent: true},
	})
}

// answerPages tells everybody who was paged that they can rest, in the pages
// themselves, when the entry has stopped the chain.
func (c *change) answerPages(key string, by people.ID) error {
	if c.before.ChainFrom.IsZero() {
		return nil
	}
	for _, who := range c.ticket.State.Paged {
		accounts, err := c.tx.Accounts(who)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			for link := range c.before.Climbed {
				if err := c.answerPage(pageKey(c.before, link, a), key, who, by, a); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (c *change) answerPage(post, key string, who, by people.ID, a chat.Account) error {
	was, err := c.tx.Draft(post)
	if errors.Is(err, store.ErrNotFound) {
		return nil // that link paged somebody else
	}
	if err != nil {
		return err
	}
	l := c.d.langOf(who)
	blocks := withoutButtons(was.Blocks)
	if len(blocks) == len(was.Blocks) {
		return nil // answered already
	}
	if err := c.tx.UsePost(post, c.now); err != nil {
		return err
	}
	blocks = append(blocks, chat.Text{Text: c.d.Words.Text(l, key, lang.Args{"Who": c.d.name(by)})})
	return c.tx.Send(store.Outgoing{
		Cause: fmt.Sprintf("%s/%d", post, c.ticket.Seq), To: a, Place: chat.Place{Adapter: a.Adapter},
		Reply: chat.Reply{Blocks: blocks}, Post: post, At: c.now,
	})
}
