package console

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/guichet-desk/guichet/intents/nlu"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// opening is what POST /tickets takes.
type opening struct {
	Requester people.ID         `json:"requester"` // the key's own person unless given
	Kind      string            `json:"kind"`
	Title     string            `json:"title"`
	Text      string            `json:"text"`
	Impact    string            `json:"impact"`
	Urgency   string            `json:"urgency"`
	Service   string            `json:"service"`
	Fields    map[string]string `json:"fields"`
}

// longestKey is of an Idempotency-Key, in bytes.
const longestKey = 200

func (c *Console) apiOpen(v *visit) (int, any, error) {
	key := v.r.Header.Get("Idempotency-Key")
	if key == "" || len(key) > longestKey || readable("", key) != nil {
		return 0, nil, refuse(http.StatusBadRequest, "api.idempotency", longestKey)
	}
	var in opening
	if err := v.body(&in); err != nil {
		return 0, nil, err
	}
	o, err := v.opening(in, "api/"+string(v.Me.ID)+"/"+key)
	if err != nil {
		return 0, nil, err
	}
	k, status, err := v.openOnce(o)
	if err != nil {
		return 0, nil, err
	}
	if k.Facts.Requester != o.For.ID || k.Facts.Text != o.Text {
		return 0, nil, refuse(http.StatusUnprocessableEntity, "api.reused", k.Number())
	}
	v.w.Header().Set("Location", apiPath+"/tickets/"+k.Number())
	return status, v.apiTicket(k), nil
}

// openTries is how often a ticket is tried to be opened: whoever comes second
// with one key finds the first one's ticket at the next try.
const openTries = 3

// openOnce opens a ticket, or finds the one that its cause has led to.
func (v *visit) openOnce(o workflows.Opening) (k ticket.Ticket, status int, err error) {
	for range openTries {
		status = http.StatusCreated
		err = v.tx(func(tx *store.Tx) (err error) {
			if k, err = tx.TicketOfCause(o.Cause); err == nil {
				status = http.StatusOK
				return nil
			}
			if errors.Is(err, store.ErrNotFound) {
				k, err = v.c.door.Desk.Open(tx, o)
			}
			return err
		})
		if err == nil || !store.Transient(err) {
			break
		}
	}
	return k, status, err
}

// opening checks what a ticket is to be opened with, and masks secrets in it.
func (v *visit) opening(in opening, cause string) (workflows.Opening, error) {
	who := v.Me
	if in.Requester != "" {
		var ok bool
		if who, ok = v.rules.Directory.Get(in.Requester); !ok {
			return workflows.Opening{}, wrong("requester", "field.person", string(in.Requester))
		}
	}
	if err := v.sound(in); err != nil {
		return workflows.Opening{}, err
	}
	title, _ := nlu.Mask(in.Title)
	text, _ := nlu.Mask(cmp.Or(in.Text, in.Title))
	return workflows.Opening{
		Cause: cause, By: v.Me.ID, For: who, Kind: in.Kind, Title: title, Text: text, Service: in.Service,
		Impact: in.Impact, Urgency: in.Urgency, Fields: in.Fields, Why: "opened through the API",
	}, nil
}

// longestText is of any one text, in bytes: what every platform can carry.
const longestText = 16 << 10

// sound finds the first field that cannot be taken as it is.
func (v *visit) sound(in opening) error {
	m := v.rules.Matrix
	for _, choice := range []struct {
		field, value string
		known        []string
	}{
		{"kind", in.Kind, []string{"incident", "request"}},
		{"impact", in.Impact, m.Impact}, {"urgency", in.Urgency, m.Urgency},
		{"service", in.Service, slices.Sorted(maps.Keys(v.c.Titles))},
	} {
		if choice.value != "" && len(choice.known) > 0 && !slices.Contains(choice.known, choice.value) {
			return wrong(choice.field, "field.choice", choice.value, strings.Join(choice.known, ", "))
		}
	}
	texts := [][2]string{{"title", in.Title}, {"text", in.Text}, {"service", in.Service}}
	for _, name := range slices.Sorted(maps.Keys(in.Fields)) {
		texts = append(texts, [2]string{"fields", name}, [2]string{"fields." + name, in.Fields[name]})
	}
	for _, t := range texts {
		if len(t[1]) > longestText {
			return wrong(t[0], "field.long", longestText>>10)
		}
		if err := readable(t[0], t[1]); err != nil {
			return err
		}
	}
	if strings.TrimSpace(in.Title+in.Text) == "" {
		return wrong("text", "field.needed")
	}
	return nil
}
