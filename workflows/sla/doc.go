// Package sla knows promises about time: the calendar in which they count,
// the clocks that keep them, the plan that sets them by priority, and the
// matrix that derives the priority.
//
// A Clock is a ledger of running and paused segments. Nothing else is stored:
// what was spent, what is left and when it is due are read from the ledger and
// a Calendar, so a change of target, priority or calendar never loses a pause.
package sla
