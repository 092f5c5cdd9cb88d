package automation

import (
	"slices"
	"time"
)

// Approval is an approval under way: stages one after the other, in each of
// them seats that are asked at the same time.
type Approval struct {
	Stages   []Stage   `json:"stages"`
	Stage    int       `json:"stage"`              // the one being asked
	Remind   time.Time `json:"remind,omitzero"`    // when next
	Fallback bool      `json:"fallback,omitempty"` // the fallback is being asked
}

// Stage is the people asked at the same time, and how many must say yes.
type Stage struct {
	Seats []Seat `json:"seats"`
	Need  int    `json:"need"`
	First bool   `json:"first,omitempty"` // the first answer decides, also when it is no
}

// Seat is one vote to cast: by the person it belongs to, or by whoever decides
// in their place. Both are IDs.
type Seat struct {
	Of    string `json:"of"`
	Asked string `json:"asked"`
	Voted string `json:"voted,omitempty"` // by whom
	Yes   bool   `json:"yes,omitempty"`
}

// Vote is a vote that was counted, for the audit.
type Vote struct {
	Step  string    `json:"step"`
	Asked string    `json:"asked"`
	By    string    `json:"by"`
	For   string    `json:"for,omitempty"` // in whose place, when not their own
	Yes   bool      `json:"yes"`
	Why   string    `json:"why,omitempty"`
	At    time.Time `json:"at"`
}

func (a Approval) clone() Approval {
	a.Stages = slices.Clone(a.Stages)
	for i := range a.Stages {
		a.Stages[i].Seats = slices.Clone(a.Stages[i].Seats)
	}
	return a
}
