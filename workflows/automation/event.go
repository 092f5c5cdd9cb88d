package automation

// Event is what happened to a run, a closed set: Started, Finished, Failed,
// Unknown, Answered, Approved, Refused, Rang, Cancelled, Edited.
//
// Step is the Step of the effect that is answered. Whoever brings an event
// may bring it twice, late, or to the wrong run: Advance then changes nothing.
type Event interface{ event() }

// Started begins a run. Start sends it; again it does nothing.
type Started struct{}

// Finished says that a step was done, or that a waited-for ticket was resolved
// (Result: number, resolution). It counts whichever try it comes from.
type Finished struct {
	Step   string         `json:"step"`
	Result map[string]any `json:"result,omitempty"` // plain JSON
}

// Failed says that try Try of a step did not do it. Retry says whether trying
// again can help.
type Failed struct {
	Step  string `json:"step"`
	Try   int    `json:"try"` // Do.Try: a failure told twice is counted once
	Error string `json:"error"`
	Retry bool   `json:"retry,omitempty"`
}

// Unknown says that nobody knows whether try Try of a step was done: the
// worker died, or the answer was lost.
type Unknown struct {
	Step string `json:"step"`
	Try  int    `json:"try"` // Do.Try
}

// Answered is an answer to AskSlot, or to the choices of an OpenTicket about a
// step of unknown outcome. By is a person's ID.
type Answered struct {
	Step  string `json:"step"`
	By    string `json:"by"`
	Value string `json:"value"`
}

// Approved and Refused are votes of a person. Asked is that of the AskApproval
// which they saw: a vote about anything else does not count.
type (
	Approved struct {
		Step  string `json:"step"`
		Asked string `json:"asked"`
		By    string `json:"by"`
		Why   string `json:"why,omitempty"`
	}
	Refused struct {
		Step  string `json:"step"`
		Asked string `json:"asked"`
		By    string `json:"by"`
		Why   string `json:"why,omitempty"`
	}
)

// Rang says that Run.Wake has come, or was thought to have come.
type Rang struct{}

// Cancelled stops the run and takes back what can be taken back. The shell has
// checked that By, a person's ID, may do that.
type Cancelled struct {
	By  string `json:"by"`
	Why string `json:"why,omitempty"`
}

// Edited changes what is asked for, until something has been done. Only the
// requester may; every approval is asked again.
type Edited struct {
	By    string            `json:"by"`
	Slots map[string]string `json:"slots"` // those that change
}

func (Started) event()   {}
func (Finished) event()  {}
func (Failed) event()    {}
func (Unknown) event()   {}
func (Answered) event()  {}
func (Approved) event()  {}
func (Refused) event()   {}
func (Rang) event()      {}
func (Cancelled) event() {}
func (Edited) event()    {}
