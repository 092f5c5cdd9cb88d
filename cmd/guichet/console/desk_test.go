package console_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/sla"
	"github.com/guichet-desk/guichet/workflows/ticket"
)

// TestFigures counts a week that is told here, entry by entry.
func TestFigures(t *testing.T) {
	w := newWorld(t)
	began := w.now()

	kept := w.open("marie", opening("vpn", "kept")) // P3: reply within 4 working hours, solution within 24
	w.pass(time.Hour)
	w.do("nadia", kept, ticket.Replied{Text: "on it"})
	w.pass(time.Hour)
	w.do("nadia", kept, ticket.Solved{How: "done"})

	late := w.outage() // P1: reply within 15 minutes, around the clock
	w.pass(20 * time.Minute)
	w.do("nadia", late, ticket.Claimed{})

	gone := w.open("julien", opening("erp", "gone"))
	w.do("julien", gone, ticket.Dropped{})
	w.open("julien", opening("erp", "waiting"))

	ctx, s := t.Context(), w.app.Store
	got, err := s.Kept(ctx, began)
	if diff := cmp.Diff(map[string]int{sla.FirstResponse: 1, sla.Resolution: 1}, got); diff != "" || err != nil {
		t.Errorf("kept: %s %v", diff, err)
	}
	got, err = s.Broken(ctx, began)
	if diff := cmp.Diff(map[string]int{sla.FirstResponse: 1}, got); diff != "" || err != nil {
		t.Errorf("broken: %s %v", diff, err)
	}
	if got, err = s.Broken(ctx, w.now().Add(time.Second)); len(got) != 0 || err != nil {
		t.Errorf("broken since now: %v %v", got, err)
	}
	queues, err := s.Queues(ctx, w.now().Add(2*24*time.Hour))
	want := []store.QueueFigures{{Queue: "applications", Open: 1, Unclaimed: 1, Days: 1}, {Queue: "network", Open: 1, Days: 1}}
	ignore := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Oldest" }, cmp.Ignore())
	if diff := cmp.Diff(want, queues, ignore); diff != "" || err != nil {
		t.Errorf("queues: %s %v", diff, err)
	}
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, w.app.Desk.Rules().Zone)
	days, err := s.Days(ctx, day, 3)
	wantDays := []store.DayFigures{{Day: day}, {Day: day.AddDate(0, 0, 1), Opened: 4, Solved: 1}, {Day: day.AddDate(0, 0, 2)}}
	if diff := cmp.Diff(wantDays, days); diff != "" || err != nil {
		t.Errorf("days: %s %v", diff, err)
	}

	w.as("helene").get("/desk").shows(t, "50&nbsp;%", "Plus de réseau à l’atelier", "Dernier appel à Hélène Arnaud, et personne n’a répondu.", "Manqué")
}

var numberPattern = regexp.MustCompile(`href="/tickets/((?:INC|REQ)-\d+)"`)

// TestQueueOrder wants what is due first at the top, and what stands still at
// the end.
func TestQueueOrder(t *testing.T) {
	w := newWorld(t)
	later := w.open("marie", opening("vpn", "later"))
	sooner := w.outage()
	held := w.open("marie", opening("vpn", "held"))
	w.do("nadia", held, ticket.Replied{Text: "x"})
	w.do("nadia", held, ticket.HeldUp{Reason: "x"})
	w.pass(time.Minute)
	body := w.as("nadia").get("/tickets").shows(t, "En pause").body
	var order []string
	for _, m := range numberPattern.FindAllStringSubmatch(body, -1) {
		order = append(order, m[1])
	}
	if diff := cmp.Diff([]string{sooner.Number(), later.Number(), held.Number()}, order); diff != "" {
		t.Errorf("order of the list: %s", diff)
	}
	for query, want := range map[string]int{"?show=mine": 0, "?show=unclaimed": 3, "?queue=identity": 0, "?queue=network": 3, "?show=asked": 0, "?show=all": 3} {
		if got := len(numberPattern.FindAllString(w.as("nadia").get("/tickets"+query).body, -1)); got != want {
			t.Errorf("%s: %d tickets, want %d", query, got, want)
		}
	}
	if got := len(numberPattern.FindAllString(w.as("marie").get("/tickets").body, -1)); got != 3 {
		t.Errorf("marie sees %d of her 3 tickets", got)
	}
}
