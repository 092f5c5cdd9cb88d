// Package automation is self-service that acts: what an automation is
// (Definition), how one is carried out (Run), and what happens next (Advance).
//
// A Definition is a list of steps in YAML, with conditions and no loops. The
// steps ask, approve, say, wait, set and ticket live here; every other kind is
// looked up by name and touches the world, so here it is only a Do effect that
// the shell carries out and answers with Finished, Failed or Unknown.
//
// Advance(run, event, now) → (run, effects) decides and does nothing. A Run is
// plain JSON and carries its own copy of the definition, so any replica can
// take the next step, and a definition that is changed changes no promise.
// Events may come late, twice, or for something long over: they then change
// nothing. Every run ends, or waits with a time to wake or a question open.
package automation
