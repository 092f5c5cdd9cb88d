package web

import "time"

// SetBeat makes streams look by themselves more often than people need.
func (a *Adapter) SetBeat(d time.Duration) { a.beat = d }
