package app

import (
	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/steps"
	"github.com/guichet-desk/guichet/workflows/steps/probe"
)

// Steps are the step kinds of this program, by the name automations use: one
// line each.
func Steps() map[string]steps.Kind {
	return map[string]steps.Kind{
		"probe": &probe.Probe{},
	}
}

// StepKinds are the same as a check of a desk folder needs them.
func StepKinds() map[string]automation.Kind {
	kinds := make(map[string]automation.Kind)
	for name, kind := range Steps() {
		kinds[name] = kind.Describe()
	}
	return kinds
}
