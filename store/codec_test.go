package store

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// fill gives v, and all that is in it, values at random.
func fill(rng *rand.Rand, v reflect.Value, depth int) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(monday.Add(time.Duration(rng.IntN(1e9)) * time.Second)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Repeat([]string{"a", "é", `"`, "\n", "🔥", " "}[rng.IntN(6)], rng.IntN(4)))
	case reflect.Bool:
		v.SetBool(rng.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(rng.IntN(1e6)))
	case reflect.Float64:
		v.SetFloat(rng.Float64())
	case reflect.Struct:
		for i := range v.NumField() {
			fill(rng, v.Field(i), depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rng.IntN(3), 3))
		for i := range v.Len() {
			fill(rng, v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range rng.IntN(3) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(rng, key, depth+1)
			fill(rng, value, depth+1)
			v.SetMapIndex(key, value)
		}
	default:
		panic(fmt.Sprintf("cannot fill %s", v.Type()))
	}
}

// travels sends examples of a set's types through rows.
func travels[T any](t *testing.T, examples []T, marshal func(T) ([]byte, error), unmarshal func([]byte) (T, error)) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	for _, example := range examples {
		kind := reflect.TypeOf(example)
		for i := range kind.NumField() {
			if tag := kind.Field(i).Tag.Get("json"); tag == "kind" || strings.EqualFold(kind.Field(i).Name, "kind") {
				t.Errorf("%s has a field that its own kind hides in rows", kind)
			}
		}
		for range 30 {
			v := reflect.New(kind).Elem()
			fill(rng, v, 0)
			want := v.Interface().(T)
			raw, err := marshal(want)
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			got, err := unmarshal(raw)
			if err != nil {
				t.Fatalf("%s: %v in %s", kind, err, raw)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s: %s", kind, diff)
			}
		}
	}
}

func TestEventsTravel(t *testing.T) {
	travels(t, []ticket.Event{
		ticket.Opened{}, ticket.Claimed{}, ticket.Assigned{}, ticket.Released{}, ticket.Prioritised{}, ticket.Moved{}, ticket.Noted{},
		ticket.Replied{}, ticket.Undone{}, ticket.Commented{}, ticket.HeldUp{}, ticket.Resumed{}, ticket.Solved{}, ticket.Confirmed{},
		ticket.Reopened{}, ticket.Rated{}, ticket.Joined{}, ticket.Dropped{}, ticket.Declared{}, ticket.Acknowledged{}, ticket.Sent{},
		ticket.Paged{}, ticket.Warned{}, ticket.Lapsed{},
	}, ticketEvents.Marshal, ticketEvents.Unmarshal)
	if got := EventName(ticket.HeldUp{}); got != "held" {
		t.Errorf("EventName = %q", got)
	}
}

func TestWordsTravel(t *testing.T) {
	travels(t, []chat.Did{chat.Said{}, chat.Pressed{}, chat.Filled{}, chat.Reacted{}}, dids.Marshal, dids.Unmarshal)
	travels(t, []chat.Block{
		chat.Heading{}, chat.Text{}, chat.Quote{}, chat.Fields{}, chat.List{}, chat.Code{}, chat.Image{}, chat.Buttons{}, chat.Choose{}, chat.Form{},
	}, blocks.Marshal, blocks.Unmarshal)
}

// What a turn reads is what was accepted, and what is delivered is what was said.
func TestRowsKeepEverything(t *testing.T) {
	t.Parallel()
	s := open(t)
	m := chat.Message{
		ID: "m1", Place: chat.Place{Adapter: "test", Channel: "c", Thread: "t"}, From: marie, Direct: true, At: monday,
		Did: chat.Filled{Token: "k", Values: map[string]string{"a": "b"}}, Handle: "h", Locale: "fr-CA",
	}
	notes := Notes{Masked: []string{"password"}, Forms: true}
	if _, err := s.Accept(t.Context(), m, notes, monday.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	s.do(t, func(tx *Tx) error {
		turn, err := tx.NextTurn(monday)
		if diff := cmp.Diff(m, turn.Said, cmpopts.EquateApproxTime(0)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(notes, turn.Notes); diff != "" {
			t.Error(diff)
		}
		return err
	})
	reply := chat.Reply{Blocks: []chat.Block{chat.Heading{Text: "h"}, chat.Text{Text: "t"}}, Private: true, Urgent: true}
	s.do(t, func(tx *Tx) error {
		return tx.Send(Outgoing{Cause: "c1", Place: m.Place, To: marie, Reply: reply, Handle: "h", Faint: true, At: monday})
	})
	got, err := s.Lease(t.Context(), []string{"test"}, monday, time.Second, 9)
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	want := Parcel{Row: got[0].Row, Faint: true, Delivery: chat.Delivery{ID: "c1", Place: m.Place, To: marie, Reply: reply, Handle: "h", Try: 1}}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
}

// A ticket is in its row what its entries make of it.
func TestTicketsTravel(t *testing.T) {
	t.Parallel()
	s := open(t)
	rng := rand.New(rand.NewPCG(1, 1))
	var opened ticket.Ticket
	fill(rng, reflect.ValueOf(&opened).Elem(), 0)
	opened.Facts.Talk, opened.Response.Ledger, opened.Resolution.Ledger = 0, nil, nil
	opened.Resolution.Stopped, opened.Resolution.Name, opened.Resolution.Target = time.Time{}, sla.Resolution, time.Hour
	var k ticket.Ticket
	s.do(t, func(tx *Tx) error {
		fresh, _, err := tx.NewTicket("cause")
		if err != nil {
			return err
		}
		opened.ID = fresh.ID
		entries := []ticket.Entry{{Seq: 1, At: monday, By: "marie", Event: ticket.Opened{Ticket: opened}, Why: "why"}}
		k = ticket.Ticket{}.Apply(entries[0])
		return tx.AddTicket("cause", k, entries, time.Time{})
	})
	for _, e := range []ticket.Event{ticket.Claimed{}, ticket.HeldUp{Reason: "a part"}, ticket.Warned{Clock: "resolution", Percent: 50}, ticket.Solved{How: "x"}} {
		s.do(t, func(tx *Tx) error {
			x := ticket.Entry{Seq: k.Seq + 1, At: monday.Add(time.Hour), By: "oscar", Event: e}
			k = k.Apply(x)
			return tx.SaveTicket(k, []ticket.Entry{x}, time.Time{})
		})
	}
	s.do(t, func(tx *Tx) error {
		kept, err := tx.LockTicket(k.ID)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(k, kept, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the row has another ticket: %s", diff)
		}
		entries, err := tx.Timeline(k.ID)
		var folded ticket.Ticket
		for _, x := range entries {
			folded = folded.Apply(x)
		}
		if diff := cmp.Diff(k, folded, cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(0)); diff != "" {
			t.Errorf("the entries make another ticket: %s", diff)
		}
		return err
	})
}
