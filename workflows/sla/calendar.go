package sla

import "time"

// Calendar counts working time. It is immutable and may be shared.
// The zero Calendar is always open: every hour counts.
type Calendar struct {
	zone *time.Location
}

// Add returns the earliest instant at which d of working time has passed since
// from. It returns from when d is not positive.
func (c Calendar) Add(from time.Time, d time.Duration) time.Time { panic("to come") }

// Between returns the working time from a to b, zero when b is not after a.
func (c Calendar) Between(a, b time.Time) time.Duration { panic("to come") }

// Open reports whether the instant counts.
func (c Calendar) Open(at time.Time) bool { panic("to come") }

// NextOpen returns the first instant not before at that counts.
func (c Calendar) NextOpen(at time.Time) time.Time { panic("to come") }

// Change returns the next instant after at when the calendar opens or closes;
// zero when it never does.
func (c Calendar) Change(at time.Time) time.Time { panic("to come") }

// Zone is the time zone in which the calendar's hours are written.
func (c Calendar) Zone() *time.Location { panic("to come") }
