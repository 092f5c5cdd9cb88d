package console

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// apiTicket is a ticket as programs read it.
type apiTicket struct {
	Number     string            `json:"number"`
	Kind       string            `json:"kind"`
	Title      string            `json:"title"`
	Text       string            `json:"text"`
	Status     ticket.Status     `json:"status"`
	Priority   string            `json:"priority"`
	Impact     string            `json:"impact"`
	Urgency    string            `json:"urgency"`
	Queue      string            `json:"queue"`
	Service    string            `json:"service,omitempty"`
	Fields     map[string]string `json:"fields,omitempty"`
	Requester  people.ID         `json:"requester"`
	Assignee   people.ID         `json:"assignee,omitempty"`
	Solution   string            `json:"solution,omitempty"`
	Rating     int               `json:"rating,omitempty"`
	Major      bool              `json:"major,omitempty"`
	Opened     time.Time         `json:"opened"`
	Response   *apiPromise       `json:"first_response,omitempty"`
	Resolution *apiPromise       `json:"resolution,omitempty"`
	Timeline   []apiEntry        `json:"timeline,omitempty"`
}

// apiPromise is a clock; durations are seconds of working time.
type apiPromise struct {
	State  string    `json:"state"`
	Due    time.Time `json:"due,omitzero"`
	Target int64     `json:"target"`
	Spent  int64     `json:"spent"`
}

type apiEntry struct {
	Seq   int       `json:"seq"`
	At    time.Time `json:"at"`
	By    people.ID `json:"by,omitempty"`
	Event string    `json:"event"`
	Says  string    `json:"says"`
	Words string    `json:"words,omitempty"`
	Why   string    `json:"why,omitempty"`
}

func (v *visit) apiTicket(k ticket.Ticket) apiTicket {
	f, s := k.Facts, k.State
	return apiTicket{
		Number: k.Number(), Kind: f.Kind, Title: f.Title, Text: f.Text, Status: s.Status, Priority: f.Priority, Impact: f.Impact,
		Urgency: f.Urgency, Queue: f.Queue, Service: f.Service, Fields: f.Fields, Requester: f.Requester, Assignee: s.Assignee,
		Solution: s.Solution, Rating: s.Rating, Major: s.Major, Opened: f.Opened,
		Response: apiPromiseOf(v.promise(k.Response)), Resolution: apiPromiseOf(v.promise(k.Resolution)),
	}
}

func apiPromiseOf(p promise) *apiPromise {
	if p.State == "none" {
		return nil
	}
	return &apiPromise{State: p.State, Due: p.Due, Target: int64(p.Target / time.Second), Spent: int64(p.Spent / time.Second)}
}

func (v *visit) number() (int64, error) {
	id, ok := ticket.ParseNumber(v.r.PathValue("number"))
	if !ok {
		return 0, store.ErrNotFound
	}
	return id, nil
}

func (c *Console) apiTicket(v *visit) (int, any, error) {
	id, err := v.number()
	if err != nil {
		return 0, nil, err
	}
	var out apiTicket
	err = v.tx(func(tx *store.Tx) error {
		k, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		if err := v.may(people.Read, k.Object()); err != nil {
			return err
		}
		entries, err := tx.Timeline(id)
		if err != nil {
			return err
		}
		out = v.apiTicket(k)
		inside := v.inside(k)
		for _, x := range entries {
			if inside || open(x.Event) {
				l := v.line(k, x, inside)
				out.Timeline = append(out.Timeline, apiEntry{Seq: x.Seq, At: x.At, By: x.By, Event: l.Kind, Says: l.Says, Words: l.Words, Why: l.Why})
			}
		}
		return nil
	})
	return http.StatusOK, out, err
}

// apiPage is how many tickets a list has at most, and unless asked otherwise.
const (
	apiPageMost = 200
	apiPage     = 50
)

// apiList answers with tickets, newest first. Whoever is no agent sees what
// they have asked for.
func (c *Console) apiList(v *visit) (int, any, error) {
	q := v.r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if !slices.Contains([]string{"queue", "open", "after", "limit"}, name) {
			return 0, nil, wrong(name, "field.unknown")
		}
	}
	f := store.Filter{Queues: []string{}, Max: apiPage, Open: true}
	if s := q.Get("open"); s != "" {
		open, err := strconv.ParseBool(s)
		if err != nil {
			return 0, nil, wrong("open", "field.bool", s)
		}
		f.Open = open
	}
	if name := q.Get("queue"); name != "" {
		if _, ok := v.rules.Queues[name]; !ok {
			return 0, nil, wrong("queue", "field.queue", name)
		}
		f.Queues = []string{name}
	}
	if s := q.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > apiPageMost {
			return 0, nil, wrong("limit", "field.limit", apiPageMost)
		}
		f.Max = n
	}
	if s := q.Get("after"); s != "" {
		id, ok := ticket.ParseNumber(s)
		if !ok {
			return 0, nil, wrong("after", "field.ticket", s)
		}
		f.After = id
	}
	found, next, err := v.find(f)
	if err != nil {
		return 0, nil, err
	}
	out := struct {
		Tickets []apiTicket `json:"tickets"`
		Next    string      `json:"next,omitempty"` // what after is to be for more
	}{Tickets: []apiTicket{}, Next: next}
	for _, k := range found {
		out.Tickets = append(out.Tickets, v.apiTicket(k))
	}
	return http.StatusOK, out, nil
}

// find reads a page of tickets; next is the last one's number when there may
// be more.
func (v *visit) find(f store.Filter) (found []ticket.Ticket, next string, err error) {
	err = v.tx(func(tx *store.Tx) (err error) {
		if v.Agent() {
			found, err = tx.Tickets(f)
		} else {
			found, err = tx.Asked(v.Me.ID, f.After, f.Max)
		}
		return err
	})
	if len(found) == f.Max {
		next = found[len(found)-1].Number()
	}
	found = slices.DeleteFunc(found, func(k ticket.Ticket) bool {
		return f.Open && k.State.Status.Ended() || len(f.Queues) > 0 && !slices.Contains(f.Queues, k.Facts.Queue) ||
			v.may(people.Read, k.Object()) != nil
	})
	return found, next, err
}

// apiCommand carries a command out and answers with the ticket after it.
func (c *Console) apiCommand(v *visit) (int, any, error) {
	id, err := v.number()
	if err != nil {
		return 0, nil, err
	}
	a, ok := acts()[v.r.PathValue("command")]
	if !ok {
		return 0, nil, refuse(http.StatusNotFound, "api.command", v.r.PathValue("command"))
	}
	given, err := v.given()
	if err != nil {
		return 0, nil, err
	}
	e, err := v.order(a, given)
	if err != nil {
		return 0, nil, err
	}
	k, err := v.do(id, e)
	return http.StatusOK, v.apiTicket(k), err
}

// given reads a command's fields. A command without any needs no body.
func (v *visit) given() (map[string]string, error) {
	if v.r.ContentLength == 0 {
		return nil, nil
	}
	var raw map[string]json.RawMessage
	if err := v.body(&raw); err != nil {
		return nil, err
	}
	given := make(map[string]string, len(raw))
	for name, value := range raw {
		var text string
		if bytes.HasPrefix(value, []byte(`"`)) {
			if err := json.Unmarshal(value, &text); err != nil {
				return nil, mistake(err)
			}
			given[name] = text
			continue
		}
		var number json.Number
		if err := json.Unmarshal(value, &number); err != nil || number == "" {
			return nil, wrong(name, "field.kind", "string")
		}
		given[name] = number.String()
	}
	return given, nil
}

// apiDuty is who is on call for a rota.
type apiDuty struct {
	Rota  string    `json:"rota"`
	Title string    `json:"title"`
	Who   people.ID `json:"who,omitempty"` // left out: nobody
	Name  string    `json:"name,omitempty"`
	Until time.Time `json:"until,omitzero"`
	Then  people.ID `json:"then,omitempty"`
}

func (c *Console) apiOnCall(v *visit) (int, any, error) {
	if !v.staff() {
		return 0, nil, refuse(http.StatusForbidden, "error.staff")
	}
	out := struct {
		OnCall []apiDuty `json:"on_call"`
	}{OnCall: []apiDuty{}}
	for _, d := range v.duties() {
		a := apiDuty{Rota: d.Rota, Title: d.Title, Who: d.Who, Until: d.Until, Then: d.Then}
		if d.Who != "" {
			a.Name = v.Name(d.Who)
		}
		out.OnCall = append(out.OnCall, a)
	}
	return http.StatusOK, out, nil
}
