package talk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/people"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// check says what is wrong with an assertion, "" when it holds.
func (r *runner) check(ctx context.Context, text string) (why string) {
	subject, rest, _ := strings.Cut(text, " ")
	switch subject {
	case "tickets":
		return r.checkTickets(ctx, rest)
	case "run":
		return r.checkRun(ctx, rest)
	case "deflection":
		return r.checkDeflection(ctx, rest)
	case "shows":
		return r.checkShows(ctx, rest)
	case "time":
		return differs(r.clock.now().In(r.app.Desk.Rules().Zone).Format(moment), rest)
	}
	id, ok := ticket.ParseNumber(subject)
	if !ok {
		return fmt.Sprintf("%q is nothing that can be checked: a ticket's number, tickets, run, deflection, shows or time", subject)
	}
	about, words, _ := strings.Cut(rest, " ")
	switch about {
	case "timeline":
		return r.checkTimeline(ctx, id, words)
	case "card":
		return r.checkCard(ctx, id, words)
	}
	return r.checkTicket(ctx, id, strings.Fields(rest))
}

func differs(got, want string) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("it is %s, not %s", got, want)
}

func (r *runner) checkTickets(ctx context.Context, want string) (why string) {
	err := r.app.Store.Tx(ctx, func(tx *store.Tx) error {
		ks, err := tx.Tickets(store.Filter{Max: 1000})
		why = differs(strconv.Itoa(len(ks)), want)
		return err
	})
	return explain(err, why)
}

func explain(err error, why string) string {
	if err != nil {
		return err.Error()
	}
	return why
}

func (r *runner) checkRun(ctx context.Context, want string) (why string) {
	name, status, _ := strings.Cut(want, " ")
	err := r.app.Store.Tx(ctx, func(tx *store.Tx) error {
		runs, err := tx.RunsOf(name, 1)
		if err != nil || len(runs) == 0 {
			why = "no run of " + name
			return err
		}
		if why = differs(string(runs[0].Status), status); why != "" {
			why += ": " + runs[0].Why
		}
		return nil
	})
	return explain(err, why)
}

func (r *runner) checkDeflection(ctx context.Context, want string) string {
	outcome, n, _ := strings.Cut(want, " ")
	counts, err := r.app.Store.Deflection(ctx, time.Time{})
	return explain(err, differs(strconv.Itoa(counts[outcome]), n))
}

// checkShows looks for a line in what stands at the place now.
func (r *runner) checkShows(ctx context.Context, want string) string {
	all, err := r.room(r.at).shows(ctx, r.at)
	if err != nil {
		return err.Error()
	}
	for _, x := range all {
		if slices.ContainsFunc(x.lines, func(line string) bool { return lineMatches(want, line) }) {
			return ""
		}
	}
	return r.at.String() + " shows no line that reads so"
}

func (r *runner) checkCard(ctx context.Context, id int64, want string) (why string) {
	err := r.app.Store.Tx(ctx, func(tx *store.Tx) error {
		k, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		channel := r.app.Desk.Rules().Queues[k.Facts.Queue].Channel
		_, _, card, err := tx.PostAt(workflows.CardKey(id, channel))
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(lines(card), func(line string) bool { return lineMatches(want, line) }) {
			why = "the card has no such line:\n" + diff([]string{want}, lines(card))
		}
		return nil
	})
	return explain(err, why)
}

func (r *runner) checkTicket(ctx context.Context, id int64, words []string) (why string) {
	err := r.app.Store.Tx(ctx, func(tx *store.Tx) error {
		k, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		var wrong []string
		for _, word := range words {
			if !r.so(k, word) {
				wrong = append(wrong, word)
			}
		}
		if len(wrong) > 0 {
			why = fmt.Sprintf("%s is not %s; it is %s", k.Number(), strings.Join(wrong, " "), r.standing(k))
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return "there is no such ticket"
	}
	return explain(err, why)
}

// so reports whether a word is true of a ticket.
func (r *runner) so(k ticket.Ticket, word string) bool {
	if name, value, ok := strings.Cut(word, ":"); ok {
		return facts(k)[name] == value
	}
	switch {
	case word == "nobody":
		return k.State.Assignee == ""
	case word == "major":
		return k.State.Major
	case strings.HasPrefix(word, "@"):
		return k.State.Assignee == people.ID(word[1:])
	case strings.HasPrefix(word, "+"):
		return slices.Contains(k.State.Watchers, people.ID(word[1:]))
	}
	return slices.Contains([]string{string(k.State.Status), k.Facts.Priority, k.Facts.Queue, k.Facts.Kind}, word)
}

// facts are what a ticket says by name.
func facts(k ticket.Ticket) map[string]string {
	out := map[string]string{
		"intent": k.Facts.Intent, "service": k.Facts.Service, "impact": k.Facts.Impact, "urgency": k.Facts.Urgency,
		"lang": k.Facts.Lang, "requester": string(k.Facts.Requester), "rated": strconv.Itoa(k.State.Rating),
	}
	for name, value := range k.Facts.Fields {
		out[name] = strings.ReplaceAll(value, " ", "_")
	}
	return out
}

// standing is a ticket in the words of an assertion.
func (r *runner) standing(k ticket.Ticket) string {
	words := []string{string(k.State.Status), k.Facts.Priority, k.Facts.Queue, k.Facts.Kind}
	if k.State.Assignee != "" {
		words = append(words, "@"+string(k.State.Assignee))
	} else {
		words = append(words, "nobody")
	}
	if k.State.Major {
		words = append(words, "major")
	}
	for _, p := range k.State.Watchers {
		words = append(words, "+"+string(p))
	}
	for name, value := range sorted(facts(k)) {
		words = append(words, name+":"+value)
	}
	return strings.Join(words, " ")
}

func (r *runner) checkTimeline(ctx context.Context, id int64, want string) (why string) {
	err := r.app.Store.Tx(ctx, func(tx *store.Tx) error {
		entries, err := tx.Timeline(id)
		if err != nil {
			return err
		}
		all := make([]string, len(entries))
		for i, x := range entries {
			all[i] = event(x)
		}
		rest := all
		for part := range strings.SplitSeq(want, ";") {
			part = strings.TrimSpace(part)
			i := slices.IndexFunc(rest, func(line string) bool { return strings.Contains(line, part) })
			if i < 0 {
				why = fmt.Sprintf("the timeline has no %q there:\n%s", part, diff(nil, all))
				return nil
			}
			rest = rest[i+1:]
		}
		return nil
	})
	return explain(err, why)
}

// event reads an entry: what happened, to whom or what, by whom, and why.
func event(x ticket.Entry) string {
	words := []string{store.EventName(x.Event)}
	switch e := x.Event.(type) {
	case ticket.Assigned:
		words = append(words, string(e.To))
	case ticket.Prioritised:
		words = append(words, e.Priority)
	case ticket.Moved:
		words = append(words, e.Queue)
	case ticket.Paged:
		words = append(words, string(e.Whom)+e.Queue)
	case ticket.Warned:
		words = append(words, e.Clock, strconv.Itoa(e.Percent))
	case ticket.Rated:
		words = append(words, strconv.Itoa(e.Score))
	}
	if x.By != "" {
		words = append(words, "by", string(x.By))
	}
	if x.Why != "" {
		words = append(words, "("+x.Why+")")
	}
	return strings.Join(words, " ")
}

// sorted walks a map in the order of its keys.
func sorted(m map[string]string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
