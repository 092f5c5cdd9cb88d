package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/guichet-desk/guichet/workflows/automation"
)

// SaveRun writes a run; talk is where its requester is answered, 0 for nowhere.
func (t *Tx) SaveRun(r automation.Run, talk int64, now time.Time) error {
	body, err := encode(r)
	if err != nil {
		return err
	}
	var at *int64
	if talk != 0 {
		at = &talk
	}
	_, err = t.exec(`insert into run (id, name, requester, talk, status, wake_at, updated_at, body)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (id) do update set status = excluded.status, wake_at = excluded.wake_at,
			updated_at = excluded.updated_at, body = excluded.body`,
		r.ID, r.Definition.Name, r.Facts.Requester.ID, at, string(r.Status), null(r.Wake), now, body)
	if !r.Wake.IsZero() {
		t.Wake(TopicTimers)
	}
	return err
}

// LockRun reads a run to advance it, and the talk it belongs to. The talk is
// locked before it.
func (t *Tx) LockRun(id string) (r automation.Run, talk int64, err error) {
	if _, err := t.exec(`select from talk where id = (select talk from run where id = $1) for no key update`, id); err != nil {
		return automation.Run{}, 0, err
	}
	var row struct {
		Body []byte
		Talk *int64
	}
	if err := t.get(&row, `select body, talk from run where id = $1 for no key update`, id); err != nil {
		return automation.Run{}, 0, err
	}
	if row.Talk != nil {
		talk = *row.Talk
	}
	return r, talk, json.Unmarshal(row.Body, &r)
}

// RunsOf lists the runs of an automation, the latest n first.
func (t *Tx) RunsOf(name string, n int) ([]automation.Run, error) {
	var bodies [][]byte
	if err := t.list(&bodies, `select body from run where name = $1 order by updated_at desc, id desc limit $2`, name, n); err != nil {
		return nil, err
	}
	out := make([]automation.Run, len(bodies))
	for i, body := range bodies {
		if err := json.Unmarshal(body, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DueRuns lists runs whose timer has come, like DueTickets.
func (s *Store) DueRuns(ctx context.Context, now time.Time, n int) (ids []string, err error) {
	err = s.list(ctx, &ids, `select id from run where wake_at <= $1 order by wake_at limit $2`, now, n)
	return ids, err
}

// TalkByID reads a talk's place.
func (t *Tx) TalkByID(id int64) (Talk, error) {
	var row turnRow
	err := t.get(&row, `select id, adapter, channel, thread, state, wake_at from talk where id = $1`, id)
	return row.talk(), err
}
