package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/cmd/guichet/console"
	"github.com/guichet-desk/guichet/store"
)

// writers is how many tickets are being opened at a time, on both sides.
const writers = 16

// wholeTicket is every row and every commit that one ticket costs on its way
// through the desk: accepted, taken, opened, its card and its confirmation
// delivered. Bodies are those of a real ticket, copied by key.
const wholeTicket = `
\set n random(1, 1000000000)
begin;
insert into talk (adapter, channel, thread) values ('pgbench', :n || '-' || :client_id || '-' || random(), '') returning id as talk \gset
insert into inbox (talk, adapter, message, account, at, received_at, body)
	values (:talk, 'pgbench', :talk::text, 'marie', now(), now(), (select body from inbox where id = 1)) returning id as inbox \gset
commit;
begin;
update talk set state = (select state from talk where id = 1) where id = :talk;
select nextval('ticket_id_seq') as ticket \gset
insert into outbox (cause, talk, adapter, lane, channel, thread, account, body, created_at, try_at)
	values ('pgbench/' || :inbox || '/1', :talk, 'nobody', 'pgbench/' || :inbox, 'c', '', 'marie', (select body from outbox where id = 1), now(), now()) returning id as reply \gset
insert into token (id, act, post, name, label)
	select 'pgbench/' || :inbox || '/' || i, '{"do":"claim","on":"1"}', 'pgbench/' || :inbox, 'b' || i, 'Claim' from generate_series(1, 6) i;
insert into outbox (cause, adapter, lane, channel, thread, account, body, post, created_at, try_at)
	values ('pgbench/' || :inbox || '/2', 'nobody', 'pgbench/card/' || :inbox, 'c', '', '', (select body from outbox where id = 2), 'pgbench/' || :inbox, now(), now()) returning id as card \gset
insert into ticket (id, cause, talk, seq, status, queue, priority, requester, assignee, opened_at, wake_at, body)
	overriding system value values (:ticket, 'pgbench/' || :inbox, :talk, 1, 'new', 'network', 'P3', 'marie', '', now(), now() + interval '1 day',
	(select body from ticket where id = 1));
insert into ticket_event (ticket, seq, at, by, body) values (:ticket, 1, now(), 'marie', (select body from ticket_event where ticket = 1 and seq = 1));
update inbox set done_at = now() where id = :inbox;
commit;
update outbox set try_at = now() + interval '1 minute', tries = 1 where id in (:reply, :card);
update outbox set done_at = now(), ref = '1' where id = :reply;
begin;
update outbox set done_at = now(), ref = '1' where id = :card;
insert into post (key, adapter, channel, thread, ref, body) values ('pgbench/' || :inbox, 'nobody', 'c', '', '1', (select body from outbox where id = 2));
commit;
`

// bareTicket is what a ticket costs that a program opens: one commit, and its
// card delivered.
const bareTicket = `
begin;
select nextval('ticket_id_seq') as ticket \gset
insert into token (id, act, post, name, label)
	select 'pgbench/bare/' || :ticket || '/' || i, '{"do":"claim","on":"1"}', 'pgbench/bare/' || :ticket, 'b' || i, 'Claim' from generate_series(1, 6) i;
insert into outbox (cause, adapter, lane, channel, thread, account, body, post, created_at, try_at)
	values ('pgbench/bare/' || :ticket, 'nobody', 'pgbench/bare/' || :ticket, 'c', '', '', (select body from outbox where id = 2), 'pgbench/bare/' || :ticket, now(), now()) returning id as card \gset
insert into ticket (id, cause, seq, status, queue, priority, requester, assignee, opened_at, wake_at, body)
	overriding system value values (:ticket, 'pgbench/bare/' || :ticket, 1, 'new', 'network', 'P3', 'marie', '', now(), now() + interval '1 day',
	(select body from ticket where id = 1));
insert into ticket_event (ticket, seq, at, by, body) values (:ticket, 1, now(), 'marie', (select body from ticket_event where ticket = 1 and seq = 1));
commit;
update outbox set try_at = now() + interval '1 minute', tries = 1 where id = :card;
begin;
update outbox set done_at = now(), ref = '1' where id = :card;
insert into post (key, adapter, channel, thread, ref, body) values ('pgbench/bare/' || :ticket, 'nobody', 'c', '', '1', (select body from outbox where id = 2));
commit;
`

func (b *bench) tickets(ctx context.Context) (err error) {
	section("Tickets opened, durable, with card and confirmation delivered")
	a, url, err := b.desk(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closed(a, err) }()
	p := newPlatform()
	stop := work(ctx, a, p, &postBoard{})
	defer stop()
	if err := link(ctx, a); err != nil {
		return err
	}
	whole, err := b.through(ctx, a, p)
	if err != nil {
		return err
	}
	figure("tickets_through_the_desk", whole, "tickets/s")
	bare, err := b.api(ctx, a)
	if err != nil {
		return err
	}
	figure("tickets_through_the_api", bare, "tickets/s")
	for _, part := range []struct {
		name, script string
		ours         float64
	}{{"through_the_desk", wholeTicket, whole}, {"through_the_api", bareTicket, bare}} {
		raw, err := b.pgbench(ctx, url, part.script)
		if err != nil {
			fmt.Println("pgbench:", err)
			continue
		}
		figure("pgbench_same_rows_"+part.name, raw, "tickets/s")
		figure("share_of_pgbench_"+part.name, 100*part.ours/raw, "%")
	}
	fmt.Println("elsewhere, measured by others on such a machine: Request Tracker 18/s, Redmine 69/s, osTicket 106/s")
	return nil
}

// postBoard stands in for the web platform, where the demo's cards go.
type postBoard struct{ platform }

func (*postBoard) Name() string { return "web" }

func (*postBoard) Send(_ context.Context, d chat.Delivery) (chat.Ref, error) {
	return chat.Ref(d.ID), nil
}

func (*postBoard) Run(ctx context.Context, _ chat.Inbox) error { <-ctx.Done(); return ctx.Err() }

// through opens tickets by talking: one message that asks for a human, which opens one at once.
func (b *bench) through(ctx context.Context, a *app.App, p *platform) (perSecond float64, err error) {
	before, err := count(ctx, a)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := w; time.Since(began) < b.hold && ctx.Err() == nil; n += writers {
				m := message(a, "ticket", n, "un humain")
				reply := p.ask(m.Place.Channel)
				if a.Bot.Accept(ctx, m) != nil {
					return
				}
				answered(ctx, reply)
			}
		})
	}
	all.Wait()
	if err := b.drained(ctx, a); err != nil {
		return 0, err
	}
	took := time.Since(began).Seconds()
	after, err := count(ctx, a)
	return float64(after-before) / took, err
}

// drained waits until nothing is left to deliver.
func (b *bench) drained(ctx context.Context, a *app.App) error {
	for ctx.Err() == nil {
		backlog, err := a.Store.Backlog(ctx, time.Now())
		if err != nil || backlog.Sends+backlog.Turns == 0 {
			return err
		}
		time.Sleep(2 * time.Millisecond)
	}
	return ctx.Err()
}

func count(ctx context.Context, a *app.App) (n int64, err error) {
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		ks, err := tx.Tickets(store.Filter{Max: 1})
		if len(ks) > 0 {
			n = ks[0].ID
		}
		return err
	})
	return n, err
}

// api opens tickets as a program would: over HTTP, with a key.
func (b *bench) api(ctx context.Context, a *app.App) (perSecond float64, err error) {
	server := httptest.NewServer(app.NewServer(a, app.ServerOptions{Rate: console.Rate{Requests: 1 << 30, Per: time.Second}}).Handler())
	defer server.Close()
	key, err := a.Store.NewSecret(ctx, store.SecretKey, agents(a)[0], "bench", time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		return 0, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: writers}}
	began := time.Now()
	var opened atomic.Int64
	errs := make(chan error, writers)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := w; time.Since(began) < b.hold && ctx.Err() == nil; n += writers {
				if err := post(ctx, client, server.URL, key, string(a.Config.People[n%len(a.Config.People)].ID), n); err != nil {
					errs <- err
					return
				}
				opened.Add(1)
			}
		})
	}
	all.Wait()
	if len(errs) > 0 {
		return 0, <-errs
	}
	if err := b.drained(ctx, a); err != nil {
		return 0, err
	}
	return float64(opened.Load()) / time.Since(began).Seconds(), nil
}

func post(ctx context.Context, client *http.Client, base, key, who string, n int) error {
	body := fmt.Sprintf(`{"requester": %q, "title": "Imprimante du hall en panne", "text": "Elle affiche un bourrage papier."}`, who)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/v1/tickets", strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%d", n))
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	words, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusCreated {
		return fmt.Errorf("the API answered %s: %s", answer.Status, words)
	}
	return nil
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

// pgbench runs a script with as many clients as the desk had writers.
func (b *bench) pgbench(ctx context.Context, url, script string) (perSecond float64, err error) {
	program := filepath.Join(b.server.BinDir(), "pgbench")
	if _, err := os.Stat(program); err != nil {
		return 0, fmt.Errorf("not beside the server; PostgreSQL's contrib package has it: %w", err)
	}
	f, err := os.CreateTemp("", "guichet-*.sql")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if _, err := f.WriteString(script); err != nil {
		return 0, err
	}
	if err := f.Close(); err != nil {
		return 0, err
	}
	c := exec.CommandContext(ctx, program, "-n", "-M", "prepared", "-c", strconv.Itoa(writers), "-j", "2",
		"-T", strconv.Itoa(int(b.hold/time.Second)), "-f", f.Name(), url)
	out, err := c.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	m := tps.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("no rate in %q", out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}
