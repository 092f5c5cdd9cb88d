package console

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"
)

// healthz says that the process answers, and nothing of what it leans on: a
// restart would not bring a lost database back.
func (c *Console) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n"))
}

// schema remembers that the database's was found right: it only ever gets newer.
type schema struct{ right atomic.Bool }

// readiness is how long a check may take.
const readiness = 3 * time.Second

// readyz says whether this replica can serve: the database answers and has the
// schema, and what Options.Ready asks for is there. Why not is in the log.
func (c *Console) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readiness)
	defer cancel()
	parts, status := map[string]bool{}, http.StatusOK
	for name, check := range map[string]func() error{
		"database": func() error { return c.door.Store.Ping(ctx) },
		"schema":   func() error { return c.checkSchema(ctx) },
		"desk":     c.checkDesk,
	} {
		err := check()
		parts[name] = err == nil
		if err != nil {
			status = http.StatusServiceUnavailable
			c.door.Log.Warn("not ready", "part", name, "err", err)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(parts)
}

func (c *Console) checkSchema(ctx context.Context) error {
	if c.schema.right.Load() {
		return nil
	}
	err := c.door.Store.CheckSchema(ctx)
	c.schema.right.Store(err == nil)
	return err
}

func (c *Console) checkDesk() error {
	if c.Ready == nil {
		return nil
	}
	return c.Ready()
}
