package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/guichet-desk/guichet/workflows/automation"
)

// Job is a step of a run, leased for one try.
type Job struct {
	ID   int64
	Run  string
	Do   automation.Do
	Lost bool // a worker died, or lost its lease, while doing it
}

// AddJob writes a step down to be done. A further try of the same step, which
// has the same key, takes the place of the one before.
func (t *Tx) AddJob(run string, do automation.Do, now time.Time) error {
	body, err := encode(do)
	if err != nil {
		return err
	}
	_, err = t.exec(`insert into job (key, run, kind, body, try_at) values ($1, $2, $3, $4, $5)
		on conflict (key) do update set body = excluded.body, try_at = excluded.try_at, tries = 0, done_at = null`,
		do.Key, run, do.Kind, body, now)
	t.Wake(TopicJobs)
	return err
}

// NextJob leases the next step; ErrNotFound when none is due. Lost says that
// an earlier lease of the same try ran out: nobody knows what came of it.
func (s *Store) NextJob(ctx context.Context, now time.Time, lease time.Duration) (Job, error) {
	var row struct {
		ID    int64
		Run   string
		Body  []byte
		Tries int
	}
	err := s.get(ctx, &row, `update job set try_at = $2, tries = tries + 1 where id = (
		select id from job where done_at is null and try_at <= $1 order by try_at for update skip locked limit 1)
		returning id, run, body, tries`, now, now.Add(lease))
	if err != nil {
		return Job{}, err
	}
	j := Job{ID: row.ID, Run: row.Run, Lost: row.Tries > 1}
	return j, json.Unmarshal(row.Body, &j.Do)
}

// EndJob marks one try of a step done. ok is false when it was marked already,
// or when a later try has taken its place.
func (t *Tx) EndJob(id int64, try int, now time.Time) (ok bool, err error) {
	n, err := t.exec(`update job set done_at = $3 where id = $1 and done_at is null and (body->>'try')::int = $2`, id, try, now)
	return n == 1, err
}
