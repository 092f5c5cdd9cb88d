package console

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/intents/nlu"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// order is what somebody wants done to a ticket, in a form or through the API.
type order struct {
	rules *workflows.Rules
	now   time.Time // on the author's own watch
	given map[string]string
}

// act is a command that pages and API know: the fields it takes, and the event
// it makes of them. An error is a refusal that names a field.
type act struct {
	fields []string
	event  func(order) (ticket.Event, error)
}

func plain(e ticket.Event) act {
	return act{event: func(order) (ticket.Event, error) { return e, nil }}
}

func words(make func(text string) ticket.Event) act {
	return act{fields: []string{"text"}, event: func(o order) (ticket.Event, error) { return make(o.text()), nil }}
}

// acts by name. Joining is not among them: it gives the right to read, so it
// is offered only by the conversation that knows of the major incident.
func acts() map[string]act {
	return map[string]act{
		"claim":       plain(ticket.Claimed{}),
		"release":     plain(ticket.Released{}),
		"resume":      plain(ticket.Resumed{}),
		"acknowledge": plain(ticket.Acknowledged{}),
		"confirm":     plain(ticket.Confirmed{}),
		"major":       plain(ticket.Declared{Major: true}),
		"not-major":   plain(ticket.Declared{}),
		"note":        words(func(s string) ticket.Event { return ticket.Noted{Text: s} }),
		"reply":       words(func(s string) ticket.Event { return ticket.Replied{Text: s} }),
		"comment":     words(func(s string) ticket.Event { return ticket.Commented{Text: s} }),
		"resolve":     words(func(s string) ticket.Event { return ticket.Solved{How: s} }),
		"reopen":      words(func(s string) ticket.Event { return ticket.Reopened{Reason: s} }),
		"withdraw":    words(func(s string) ticket.Event { return ticket.Dropped{Reason: s} }),
		"assign":      {fields: []string{"to"}, event: order.assign},
		"priority":    {fields: []string{"priority"}, event: order.priority},
		"move":        {fields: []string{"queue"}, event: order.move},
		"hold":        {fields: []string{"text", "until"}, event: order.hold},
		"undo":        {fields: []string{"entry"}, event: order.undo},
		"rate":        {fields: []string{"score"}, event: order.rate},
	}
}

// text is what was written, with passwords and the like masked.
func (o order) text() string {
	masked, _ := nlu.Mask(o.given["text"])
	return strings.TrimSpace(masked)
}

func (o order) assign() (ticket.Event, error) {
	id := people.ID(o.given["to"])
	if _, ok := o.rules.Directory.Get(id); !ok {
		return nil, wrong("to", "field.person", string(id))
	}
	return ticket.Assigned{To: id}, nil
}

func (o order) priority() (ticket.Event, error) {
	p := strings.ToUpper(o.given["priority"])
	if !slices.Contains(sla.Priorities(), p) {
		return nil, wrong("priority", "field.priority", p)
	}
	return ticket.Prioritised{Priority: p}, nil
}

func (o order) move() (ticket.Event, error) {
	if _, ok := o.rules.Queues[o.given["queue"]]; !ok {
		return nil, wrong("queue", "field.queue", o.given["queue"])
	}
	return ticket.Moved{Queue: o.given["queue"]}, nil
}

// hold takes an instant (RFC 3339) from programs and a time of the author's
// own watch from forms.
func (o order) hold() (ticket.Event, error) {
	e := ticket.HeldUp{Reason: o.text()}
	until := o.given["until"]
	if until == "" {
		return e, nil
	}
	at, err := time.Parse(time.RFC3339, until)
	if err != nil {
		at, err = time.ParseInLocation("2006-01-02T15:04", until, o.now.Location())
	}
	if err != nil {
		return nil, wrong("until", "field.until", until)
	}
	e.Till = at
	return e, nil
}

func (o order) undo() (ticket.Event, error) {
	if o.given["entry"] == "" {
		return ticket.Undone{}, nil
	}
	n, err := strconv.Atoi(o.given["entry"])
	if err != nil || n < 1 {
		return nil, wrong("entry", "field.number", o.given["entry"])
	}
	return ticket.Undone{Of: n}, nil
}

func (o order) rate() (ticket.Event, error) {
	n, err := strconv.Atoi(o.given["score"])
	if err != nil {
		return nil, wrong("score", "field.number", o.given["score"])
	}
	return ticket.Rated{Score: n}, nil
}

// fault is a field that cannot be taken as it is.
type fault struct {
	field, key string
	args       []any
}

func (f fault) Error() string { return f.field + ": " + f.key }

func wrong(field, key string, args ...any) error { return fault{field, key, args} }

// readable refuses text that PostgreSQL cannot keep and people cannot read.
func readable(field, s string) error {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return wrong(field, "field.unreadable")
	}
	return nil
}

// order reads what was asked for: only fields that the command takes.
func (v *visit) order(a act, given map[string]string) (ticket.Event, error) {
	for name, value := range given {
		if !slices.Contains(a.fields, name) {
			return nil, wrong(name, "field.unknown")
		}
		if err := readable(name, value); err != nil {
			return nil, err
		}
	}
	return a.event(order{rules: v.rules, now: v.Now, given: given})
}

// do carries a command out for the reader.
func (v *visit) do(id int64, e ticket.Event) (k ticket.Ticket, err error) {
	err = v.tx(func(tx *store.Tx) (err error) {
		k, err = v.c.door.Desk.Do(tx, workflows.Command{Ticket: id, By: v.Me.ID, Event: e})
		return err
	})
	return k, err
}

// command answers a form of a page: done, it leads back to it; refused, it
// shows the page again with the reason and the words that were typed.
func (c *Console) command(v *visit) error {
	if err := v.known(); err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return refuse(http.StatusBadRequest, "error.request")
	}
	name, number := v.r.PathValue("command"), v.r.PathValue("number")
	a, known := acts()[name]
	id, numbered := ticket.ParseNumber(number)
	if !known || !numbered {
		return store.ErrNotFound
	}
	back := "/tickets/" + number
	if v.r.PostForm.Get("back") == "/oncall" {
		back = "/oncall"
	}
	err := v.perform(id, a)
	if err == nil {
		http.Redirect(v.w, v.r, back+"?"+url.Values{"did": {name}, "on": {number}}.Encode(), http.StatusSeeOther)
		return nil
	}
	status, _, says := v.explain(err)
	if status >= http.StatusInternalServerError || status == http.StatusNotFound {
		return err
	}
	draw, whole := c.ticket, "ticket"
	if back == "/oncall" {
		draw, whole = c.onCall, "oncall"
	}
	_, p, failed := draw(v)
	if failed != nil {
		return err // they may not even see it
	}
	p.Alert = says
	return v.show(status, whole, p)
}

func (v *visit) perform(id int64, a act) error {
	given := make(map[string]string)
	for _, name := range a.fields {
		if v.r.PostForm.Has(name) {
			given[name] = v.r.PostForm.Get(name)
		}
	}
	e, err := v.order(a, given)
	if err != nil {
		return err
	}
	_, err = v.do(id, e)
	return err
}

// said confirms what the form before has done.
func (v *visit) said() string {
	q := v.r.URL.Query()
	key := "did." + q.Get("did")
	if !v.Has(key) {
		return ""
	}
	number := q.Get("on")
	if _, ok := ticket.ParseNumber(number); !ok {
		return ""
	}
	return v.T(key, number)
}

// kept are the words of a form that was refused.
func (v *visit) kept(field string) string {
	if v.r.Method != http.MethodPost {
		return ""
	}
	return v.r.PostForm.Get(field)
}
