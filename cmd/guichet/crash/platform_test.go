package crash

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// event is something that somebody said on the platform.
type event struct {
	ID, Channel, From, Text string
	At                      time.Time
}

// parcel is what the desk sends to be shown.
type parcel struct {
	ID, Channel, Thread, To, Text string
	Ref                           string // of what is to be edited
}

// shown is one thing that the platform did: a post, or an edit of one.
type shown struct {
	parcel
	Edit bool
}

// faults are the platform's bad manners, as shares of the first tries of sends.
type faults struct {
	Doubt float64 // delivered, but reported as failed
	Busy  float64 // refused for the rate, nothing delivered
	Lost  float64 // failed, nothing delivered
}

// visible is how long the platform waits for an acknowledgement before it
// delivers an event again.
const visible = 400 * time.Millisecond

// pending is an event that waits for its acknowledgement. It is offered from
// the moment due, a count of calls, and again when visible has passed.
type pending struct {
	event
	due     int
	offered time.Time // zero: not yet
}

// platform is a chat platform with the manners of real ones, spoken to over
// HTTP. Events of a channel are delivered one after the other, each until it
// is acknowledged, and later once more although it was.
type platform struct {
	seed   uint64
	faults faults
	strike func(caller string) // kills a worker; nil spares them
	every  int                 // moments from one kill to the next, on average

	mu      sync.Mutex
	changed chan struct{} // closed when there may be something to do
	lanes   [][]pending   // by channel, the oldest first
	again   []pending     // acknowledged once already
	acked   int           // of all, the first time
	moments int
	next    int // moment of the next kill
	random  *rand.Rand
	tries   map[string]int
	posts   map[string]string // delivery → reference of its post
	saved   map[string]bool   // deliveries that were asked for before a second try, and found
	done    []shown
	tally   tally
}

// tally counts what went wrong on purpose.
type tally struct {
	Redelivered int // events offered beyond the first time
	Doubted     int // sends delivered, but reported as failed
	Saved       int // deliveries found by the desk before a second send
}

func newPlatform(seed uint64, f faults, lanes [][]event) *platform {
	p := &platform{
		seed: seed, faults: f, changed: make(chan struct{}), random: rand.New(rand.NewPCG(seed, 1)),
		tries: map[string]int{}, posts: map[string]string{}, saved: map[string]bool{},
	}
	for _, events := range lanes {
		var lane []pending
		for _, e := range events {
			lane = append(lane, pending{event: e})
		}
		p.lanes = append(p.lanes, lane)
	}
	return p
}

// handler is the wire: JSON in, JSON out; the header Worker says who calls.
func (p *platform) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /next", p.offer)
	mux.HandleFunc("POST /ack", p.acknowledge)
	mux.HandleFunc("POST /send", p.send)
	mux.HandleFunc("POST /edit", p.edit)
	mux.HandleFunc("POST /find", p.find)
	return mux
}

// moment is one at which a worker may be killed: before a call has its effect,
// or between the effect and its answer.
func (p *platform) moment(r *http.Request) {
	p.mu.Lock()
	p.moments++
	strike := p.strike
	if p.moments < p.next {
		strike = nil
	}
	if strike != nil {
		p.next = p.moments + 1 + p.random.IntN(2*p.every)
	}
	p.mu.Unlock()
	if strike != nil {
		strike(r.Header.Get("Worker"))
	}
}

// stir wakes whoever waits for something to do. The caller holds mu.
func (p *platform) stir() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// offer answers with the next event, or with nothing after a while.
func (p *platform) offer(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	for {
		p.mu.Lock()
		e, ok := p.ready(time.Now())
		changed := p.changed
		p.mu.Unlock()
		if ok {
			answer(w, e)
			p.moment(r)
			return
		}
		select {
		case <-ctx.Done():
			w.WriteHeader(http.StatusNoContent)
			return
		case <-changed:
		case <-time.After(visible / 4):
		}
	}
}

// ready picks an event that is to be offered now, anyone's.
func (p *platform) ready(now time.Time) (e event, ok bool) {
	first := p.random.IntN(len(p.lanes) + 1)
	for i := range len(p.lanes) + 1 {
		queue := p.again
		if n := (first + i) % (len(p.lanes) + 1); n < len(p.lanes) {
			queue = p.lanes[n][:min(1, len(p.lanes[n]))]
		}
		for k := range queue {
			x := &queue[k]
			if x.due > p.moments && p.busy() || now.Sub(x.offered) < visible {
				continue
			}
			if !x.offered.IsZero() || x.due > 0 {
				p.tally.Redelivered++
			}
			x.offered = now
			return x.event, true
		}
	}
	return event{}, false
}

// busy reports whether events are left that were never acknowledged.
func (p *platform) busy() bool {
	return slices.ContainsFunc(p.lanes, func(lane []pending) bool { return len(lane) > 0 })
}

// acknowledge ends an event the first time only until it is delivered again.
func (p *platform) acknowledge(w http.ResponseWriter, r *http.Request) {
	var e event
	if !read(w, r, &e) {
		return
	}
	p.moment(r)
	p.mu.Lock()
	same := func(x pending) bool { return x.ID == e.ID }
	p.again = slices.DeleteFunc(p.again, same)
	for i, lane := range p.lanes {
		if len(lane) > 0 && same(lane[0]) {
			p.lanes[i] = lane[1:]
			p.acked++
			p.again = append(p.again, pending{event: lane[0].event, due: p.moments + 1 + p.random.IntN(300)})
			p.stir()
		}
	}
	p.mu.Unlock()
	answer(w, struct{}{})
}

func (p *platform) send(w http.ResponseWriter, r *http.Request) {
	var d parcel
	if !read(w, r, &d) {
		return
	}
	p.moment(r)
	p.mu.Lock()
	p.tries[d.ID]++
	luck := p.luck(d.ID, p.tries[d.ID])
	f := p.faults
	if p.tries[d.ID] > 1 {
		f.Doubt = 0 // one doubt is enough to double a reply
	}
	doubted := luck < f.Doubt
	refused := luck >= f.Doubt && luck < f.Doubt+f.Busy+f.Lost
	if !refused {
		d.Ref = strconv.Itoa(len(p.done) + 1)
		p.posts[d.ID] = d.Ref
		p.done = append(p.done, shown{parcel: d})
	}
	if doubted {
		p.tally.Doubted++
	}
	p.mu.Unlock()
	p.moment(r)
	switch {
	case doubted:
		p.fail(w, r, luck/f.Doubt)
	case refused && luck < f.Doubt+f.Busy:
		w.WriteHeader(http.StatusTooManyRequests)
	case refused:
		w.WriteHeader(http.StatusBadGateway)
	default:
		answer(w, d)
	}
}

// fail reports a failure in one of the ways that there are: an error, a
// connection that drops, an answer that never comes.
func (p *platform) fail(w http.ResponseWriter, r *http.Request, luck float64) {
	switch {
	case luck < 0.5:
		w.WriteHeader(http.StatusInternalServerError)
	case luck < 0.95:
		panic(http.ErrAbortHandler)
	default:
		<-r.Context().Done()
	}
}

// luck is between 0 and 1, always the same for one try of one delivery.
func (p *platform) luck(id string, try int) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return rand.New(rand.NewPCG(p.seed+uint64(try), h.Sum64())).Float64()
}

func (p *platform) edit(w http.ResponseWriter, r *http.Request) {
	var d parcel
	if !read(w, r, &d) {
		return
	}
	p.moment(r)
	p.mu.Lock()
	p.done = append(p.done, shown{parcel: d, Edit: true})
	p.mu.Unlock()
	p.moment(r)
	answer(w, d)
}

func (p *platform) find(w http.ResponseWriter, r *http.Request) {
	var d parcel
	if !read(w, r, &d) {
		return
	}
	p.mu.Lock()
	p.tries["find "+d.ID]++
	failed := p.luck("find "+d.ID, p.tries["find "+d.ID]) < p.faults.Lost
	var found bool
	if d.Ref, found = p.posts[d.ID]; found && !failed {
		p.saved[d.ID] = true
	}
	p.mu.Unlock()
	if failed {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	answer(w, d)
	p.moment(r)
}

func read(w http.ResponseWriter, r *http.Request, v any) bool {
	err := json.NewDecoder(r.Body).Decode(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
	return err == nil
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // whoever asked may be dead
}

// progress waits until that share of the events was acknowledged.
func (p *platform) progress(ctx context.Context, share float64) error {
	for {
		p.mu.Lock()
		left := 0
		for _, lane := range p.lanes {
			left += len(lane)
		}
		changed := p.changed
		reached := float64(p.acked) >= share*float64(p.acked+left)
		p.mu.Unlock()
		if reached {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
		}
	}
}

// kill has strike called about every so many moments; nil spares everybody.
func (p *platform) kill(strike func(caller string), every int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.strike, p.every = strike, every
}

// quiet reports whether every event was acknowledged twice.
func (p *platform) quiet() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.again) == 0 && !p.busy()
}

// account returns what was shown so far, and what went wrong on purpose.
func (p *platform) account() ([]shown, tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally.Saved = len(p.saved)
	return slices.Clone(p.done), p.tally
}
