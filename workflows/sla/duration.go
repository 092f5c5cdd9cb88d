package sla

import "time"

// Duration is a length of time as the desk folder writes it: 15m, 4h, 1h30m.
// Days are refused: in working time nobody knows whether one is 8 or 24 hours.
type Duration time.Duration

// UnmarshalText reads what a person wrote.
func (d *Duration) UnmarshalText(text []byte) error { panic("to come") }

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) { panic("to come") }

// String is the shortest form that reads back: 1h30m.
func (d Duration) String() string { panic("to come") }
