package intents

import (
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// resolved is Ticket.Status when its agent says that it is solved and the
// requester has not answered yet.
const resolved = "resolved"

// maxListed is how many tickets are told at once.
const maxListed = 5

// ticket is the requester's ticket with that number, or nil.
func (t *turn) ticket(number string) *Ticket {
	for i := range t.in.Tickets {
		if t.in.Tickets[i].Number == number {
			return &t.in.Tickets[i]
		}
	}
	return nil
}

// named is the requester's ticket that the words name, or nil.
func (t *turn) named() *Ticket {
	for i := range t.in.Tickets {
		if contains(t.folded, fold(t.in.Tickets[i].Number)) {
			return &t.in.Tickets[i]
		}
	}
	return nil
}

// unnamed are the bare words without the number of the ticket they name.
func (t *turn) unnamed() string {
	k := t.named()
	if k == nil {
		return t.bare
	}
	rest := strings.Replace(" "+t.bare+" ", " "+fold(k.Number)+" ", " ", 1)
	return strings.Join(strings.Fields(rest), " ")
}

// current is the ticket that words without a number are about: the one the
// talk was handed to, else a resolved one that was opened here.
func (t *turn) current() *Ticket {
	if n := t.named(); n != nil {
		return n
	}
	if t.s.Ticket != "" {
		if k := t.ticket(t.s.Ticket); k != nil {
			return k
		}
		return &Ticket{Number: t.s.Ticket}
	}
	return nil
}

// goesToTicket makes words comments on the ticket this talk was handed to, or
// on the one they name, unless they are clearly something else.
func (t *turn) goesToTicket() bool {
	if !t.typed() {
		return false
	}
	k := t.current()
	switch {
	case k == nil:
		return t.settlesHere()
	case t.verdict(k):
		return true
	case t.bare == "" && k.Assignee == "":
		t.greet()
		t.back()
		return t.because("a greeting or thanks on a ticket that nobody reads yet")
	case t.elsewhere(k):
		return true
	}
	t.comment(k)
	return true
}

// verdict hears whether a ticket is solved. Bare thanks, or an "ok", neither
// confirm nor reopen it.
func (t *turn) verdict(k *Ticket) bool {
	said := t.unnamed()
	if k.Status != resolved {
		if !t.c.within(said, sayWorks) {
			return false
		}
		t.effects = append(t.effects, Comment{Ticket: k.Number, Text: t.words(), Files: t.files})
		t.first("good_news", nil)
		t.pose(Ask{What: askClose, On: k.Number})
		return t.because("it works again: is the ticket still needed?")
	}
	switch {
	case t.c.mentions(said, sayFails), t.c.mentions(said, sayReopen), t.c.only(said, sayNo):
		t.reopens(k.Number)
		return true
	case t.c.mentions(said, sayWorks):
		t.confirms(k.Number)
		return true
	case t.bare == "" || t.c.only(said, sayYes):
		if t.bare == "" {
			t.greet()
		}
		t.pose(Ask{What: askConfirm, On: k.Number})
		return t.because("thanks or an ok for a resolved ticket: is it solved?")
	}
	return false
}

// settlesHere hears whether the one resolved ticket of this talk is solved,
// when nothing else is being talked about.
func (t *turn) settlesHere() bool {
	var here []*Ticket
	for i := range t.in.Tickets {
		if k := &t.in.Tickets[i]; k.Here && k.Status == resolved {
			here = append(here, k)
		}
	}
	return len(here) == 1 && t.bare != "" && !t.c.says(t.bare, sayYes, sayNo) && t.verdict(here[0])
}

// elsewhere asks when words on a ticket look like another matter.
func (t *turn) elsewhere(k *Ticket) bool {
	if t.c.says(t.bare, sayNew) {
		t.s.Ticket, t.s.About, t.s.Acked = "", "", false
		t.say("restarted_ticket", map[string]any{"Ticket": k.Number})
		return t.because("something new: the ticket carries on by itself")
	}
	best, p := t.best()
	if t.named() != nil || best == nil || best.Kind == Social || best.Name == t.s.About || p < t.c.Options.Switch {
		return false
	}
	t.hold()
	t.pose(Ask{What: askAbout, On: k.Number})
	return t.because("on a ticket, but likely " + best.Name + ": ask which")
}

// comment adds the words to a ticket, and says so the first time.
func (t *turn) comment(k *Ticket) {
	t.effects = append(t.effects, Comment{Ticket: k.Number, Text: t.words(), Files: t.files})
	if k.Status == resolved {
		t.first("commented", map[string]any{"Ticket": k.Number})
		t.pose(Ask{What: askConfirm, On: k.Number})
		t.because("a comment on a resolved ticket: is it solved?")
		return
	}
	if best, p := t.best(); t.named() == nil && best != nil && best.Kind != Social && best.Name != t.s.About && p >= t.c.sure(best) {
		t.say("commented_doubt", map[string]any{"Ticket": k.Number})
		t.because("words on a ticket are comments, though it may be " + best.Name)
		return
	}
	t.acknowledge(k.Number)
	t.because("words on a ticket are comments")
}

// acknowledge says once that words go to the ticket.
func (t *turn) acknowledge(number string) {
	if !t.s.Acked || number != t.s.Ticket {
		t.say("commented", map[string]any{"Ticket": number})
	}
	t.s.Acked = t.s.Acked || number == t.s.Ticket
}

// words are all that was typed, as long as a comment may be.
func (t *turn) words() string {
	if w, ok := t.in.Event.(Words); ok {
		return strings.TrimSpace(clip(w.Text, maxComment))
	}
	return t.text
}

// hold puts the words aside, with what they are if they are something new.
func (t *turn) hold() {
	t.s.Held = &Held{Text: t.text, Files: files(nil, t.files), Task: t.newTask()}
}

func (t *turn) confirms(number string) {
	t.effects = append(t.effects, Confirm{Ticket: number})
	t.pose(Ask{What: askRate, On: number})
	t.because("the requester confirms that " + number + " is solved")
}

// reopens asks what still fails, unless the words say it.
func (t *turn) reopens(number string) {
	if len(strings.Fields(t.bare)) > enough {
		t.reopen(number, t.words())
		return
	}
	t.pose(Ask{What: askStill, On: number})
	t.because("reopen " + number + ": what still fails?")
}

// enough is how many words describe what fails, rather than say that it does.
const enough = 7

func (t *turn) reopen(number, why string) {
	t.effects = append(t.effects, Reopen{Ticket: number, Why: clip(why, maxSaid)})
	t.first("reopened", map[string]any{"Ticket": number})
	t.back()
	t.because("the requester reopens " + number)
}

func (t *turn) rate(number string, score int) {
	t.effects = append(t.effects, Rate{Ticket: number, Score: score})
	key := "rated"
	if score <= 2 {
		key = "rated_low"
	}
	t.first(key, nil)
	t.back()
	t.because("the requester rates " + number)
}

// status tells how the requester's tickets stand.
func (t *turn) status() bool {
	list := t.in.Tickets
	if k := t.named(); k != nil {
		list = []Ticket{*k}
	}
	if len(list) == 0 {
		key := "no_tickets"
		if t.s.ask().What != "" {
			key = "no_tickets_here"
		}
		t.first(key, nil)
		t.resume()
		return t.because("state of tickets: there are none")
	}
	var items []string
	for _, k := range list[:min(len(list), maxListed)] {
		items = append(items, t.standing(k))
	}
	if more := len(list) - len(items); more > 0 {
		items = append(items, t.word("more_tickets", map[string]any{"Count": more}))
	}
	t.lead = append(t.lead, chat.List{Items: items})
	t.resume()
	return t.because("state of tickets")
}

// standing is one ticket in a line: number, title, status, who, until when.
func (t *turn) standing(k Ticket) string {
	parts := []string{t.word("standing", map[string]any{
		"Ticket": k.Number, "Title": chat.Escape(k.Title), "Status": t.statusWord(k),
	})}
	if !k.Due.IsZero() && k.Status != resolved && k.Status != "held" {
		key := "due"
		if k.Due.Before(t.in.Now) {
			key = "overdue"
		}
		parts = append(parts, t.word(key, map[string]any{"When": t.moment(k.Due)}))
	}
	return strings.Join(parts, ", ")
}

func (t *turn) statusWord(k Ticket) string {
	args := map[string]any{"Who": chat.Escape(k.Assignee)}
	switch {
	case k.Status == resolved, k.Status == "held" && k.Assignee == "":
		return t.word("status_"+k.Status, args)
	case k.Assignee == "":
		return t.word("status_new", args)
	case k.Status == "held":
		return t.word("status_held_by", args)
	}
	return t.word("status_in_progress", args)
}

// moment is a time as people say it, in the zone of Input.Now.
func (t *turn) moment(at time.Time) string {
	at = at.In(t.in.Now.Location())
	clock := at.Format(t.word("clock", nil))
	day := func(x time.Time) time.Time { return time.Date(x.Year(), x.Month(), x.Day(), 0, 0, 0, 0, time.UTC) }
	args := map[string]any{"Clock": clock, "Day": t.day(at)}
	switch days := int(day(at).Sub(day(t.in.Now)) / (24 * time.Hour)); {
	case days == 0:
		return t.word("today_at", args)
	case days == 1:
		return t.word("tomorrow_at", args)
	case days == -1:
		return t.word("yesterday_at", args)
	}
	return t.word("day_at", args)
}

// day is a date as people say it, without its year.
func (t *turn) day(at time.Time) string {
	months := strings.Split(t.word("months", nil), " ")
	return t.word("day", map[string]any{"Day": at.Day(), "Month": months[(int(at.Month())-1)%len(months)]})
}
