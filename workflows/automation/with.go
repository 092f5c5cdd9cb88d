package automation

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// The steps that live in the engine.
const (
	useAsk     = "ask"
	useApprove = "approve"
	useSay     = "say"
	useWait    = "wait"
	useSet     = "set"
	useTicket  = "ticket"
)

// world says whether the step touches the world.
func (s Step) world() bool {
	switch s.Use {
	case useAsk, useApprove, useSay, useWait, useSet, useTicket:
		return false
	}
	return true
}

// patience is how long an answer or an approval is waited for when the step
// does not say.
const patience = 3 * 24 * time.Hour

// What happens when nobody answers in time, or when somebody refuses.
const (
	thenFail     = "fail"     // the step fails: a human takes over
	thenRefuse   = "refuse"   // as if refused
	thenContinue = "continue" // the run goes on: not approved, or the default answer
	thenFallback = "fallback" // the fallback is asked, once
	thenStop     = "stop"     // the run is cancelled
)

// sayWith tells a person something.
type sayWith struct {
	Text    Text   `json:"text"`
	To      string `json:"to"` // expression; the requester when absent
	Private bool   `json:"private"`
}

// askWith asks one question.
type askWith struct {
	Text    Text     `json:"text"`
	To      string   `json:"to"`      // expression; the requester when absent
	Kind    SlotKind `json:"kind"`    // choice when there are choices, else text
	Choices []Option `json:"choices"` // makes it a choice
	Default string   `json:"default"` // the answer when the time is over
	Expired string   `json:"expired"` // fail (when absent) or continue
}

// slot is the question as a slot.
func (w askWith) slot() Slot {
	k := w.Kind
	if k == "" {
		k = SlotText
		if len(w.Choices) > 0 {
			k = SlotChoice
		}
	}
	return Slot{Kind: k, Ask: w.Text, Options: w.Choices, Default: w.Default}
}

// approveWith asks for approval. In parallel, everybody of By is one stage; in
// sequence each expression of By is a stage of its own, in order.
type approveWith struct {
	By       many     `json:"by"`
	Need     need     `json:"need"`     // of each stage: one (when absent), all, or a number
	Order    string   `json:"order"`    // parallel (when absent) or sequential
	Text     Text     `json:"text"`     // above the summary
	Remind   Duration `json:"remind"`   // every so often
	Expired  string   `json:"expired"`  // fail (when absent), refuse, continue or fallback
	Fallback many     `json:"fallback"` // when nobody of By may, or on expiry
	Refused  string   `json:"refused"`  // stop (when absent) or continue
}

// waitWith waits for a length of time or until a moment, whichever is given.
type waitWith struct {
	For   Duration `json:"for"`
	Until string   `json:"until"` // expression; a date begins at midnight
}

// ticketWith opens a ticket.
type ticketWith struct {
	Queue  string        `json:"queue"`
	Kind   string        `json:"kind"` // incident or request, request when absent
	Title  Text          `json:"title"`
	Fields []ticketField `json:"fields"`
	Until  string        `json:"until"` // resolved: the run waits for that; else it goes on
}

type ticketField struct {
	Label Text `json:"label"`
	Value Text `json:"value"`
}

// decodeWith reads the With of one of the engine's own steps. Unknown keys are
// errors.
func decodeWith[T any](with map[string]any) (T, error) {
	var w T
	data, err := json.Marshal(with)
	if err != nil {
		return w, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		var zero T
		return zero, withError(err)
	}
	return w, nil
}

// withError says in the words of the definition what encoding/json found.
func withError(err error) error {
	var t *json.UnmarshalTypeError
	if errors.As(err, &t) {
		return errors.New(strings.TrimSpace(t.Field + " cannot be of type " + t.Value))
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// many is one expression or a list of them.
type many []string

func (m *many) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*m = many{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(m))
}

// need is how many must approve: "one", "all" or a number.
type need string

func (n *need) UnmarshalJSON(data []byte) error {
	var count int
	if json.Unmarshal(data, &count) == nil {
		*n = need(strconv.Itoa(count))
		return nil
	}
	return json.Unmarshal(data, (*string)(n))
}

// of is how many of the seats must approve; ok is false when n is no need.
func (n need) of(seats int) (count int, ok bool) {
	switch n {
	case "", "one":
		return 1, true
	case "all":
		return seats, true
	}
	count, err := strconv.Atoi(string(n))
	return count, err == nil && count > 0
}

// setType is the type of a value that set computes: what one {{expression}}
// gives, else text.
func setType(v any, in scope) reflect.Type {
	switch v := v.(type) {
	case bool:
		return typeBool
	case string:
		ps, err := split(v)
		if err != nil || len(ps) != 1 || ps[0].expr == "" {
			return typeText
		}
		t, err := typeOf(ps[0].expr, in)
		if err != nil {
			return typeAny
		}
		return t
	case float64, int, int64, uint64:
		return typeNumber
	}
	return typeAny
}
