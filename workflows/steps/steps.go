// Package steps says what a step kind is: the part of an automation that
// touches the world. Each kind lives in a folder of its own below this one and
// imports nothing else of ours.
package steps

import (
	"context"
	"errors"

	"github.com/guichet-desk/guichet/workflows/automation"
)

// Kind does one kind of step. It must be safe for concurrent use.
type Kind interface {
	// Describe says how automations may use the kind: what With it takes and
	// what results it brings.
	Describe() automation.Kind
	// Do does the step. Key is the same at every try, so that a world with
	// idempotency keys can refuse a second one. The error is Permanent, or
	// ErrUnknown when nobody can tell whether the step was done; any other
	// means that it was not, and that trying again may help.
	Do(ctx context.Context, c Call) (result map[string]any, err error)
}

// Call is one try of a step.
type Call struct {
	Key  string
	Try  int // 1 at first
	With map[string]any
}

// ErrUnknown is wrapped by errors after which nobody knows whether the step
// was done.
var ErrUnknown = errors.New("outcome unknown")

// Permanent says that trying again cannot help. Its text is for the desk's
// staff and must hold no secret.
type Permanent struct{ Reason string }

func (p Permanent) Error() string { return p.Reason }
