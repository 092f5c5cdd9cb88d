package people

// Action is something a person may want to do; Policy.May answers whether
// they may. The values are stable: they appear in events and in the audit.
type Action string

// What the one who asked does.
const (
	Open     Action = "open"     // make a ticket, for oneself or (agents) for another
	Comment  Action = "comment"  // add words that everybody on the ticket reads
	Withdraw Action = "withdraw" // no longer needed
	Confirm  Action = "confirm"  // it is really solved
	Rate     Action = "rate"     // how well it went
	Reopen   Action = "reopen"   // it is not solved after all
)

// What agents do.
const (
	Read        Action = "read"        // see the ticket
	Watch       Action = "watch"       // be told what happens to it
	Claim       Action = "claim"       // take it
	Assign      Action = "assign"      // give it to somebody
	Release     Action = "release"     // put it back in its queue
	Prioritise  Action = "prioritise"  // set impact, urgency or priority
	Edit        Action = "edit"        // correct title or fields
	Note        Action = "note"        // write what only agents read
	Reply       Action = "reply"       // write to the requester
	Hold        Action = "hold"        // wait for somebody; pauses the clocks
	Resume      Action = "resume"      // go on after a hold
	Resolve     Action = "resolve"     // say how it was solved
	Close       Action = "close"       // end it for good
	Move        Action = "move"        // to another queue
	Merge       Action = "merge"       // into another ticket
	Link        Action = "link"        // to another ticket, problem or incident
	Acknowledge Action = "acknowledge" // answer a page
	Escalate    Action = "escalate"    // page the chain now
	Declare     Action = "declare"     // a major incident
	Cover       Action = "cover"       // stand in on a rota
)

// What leads and administrators do.
const (
	Report     Action = "report"     // read figures about the desk and its agents
	Administer Action = "administer" // everything else: persons, settings, retention
)

// role is what a person is to an object. One person may be several.
type role uint16

const (
	requester role = 1 << iota
	assignee
	paged
	agent     // of the object's queue, or of any when it has none
	colleague // agent of another queue
	lead
	admin
	watcher
)

const (
	workers = assignee | agent | lead | admin // who may do the work itself
	staff   = workers | paged | colleague     // who may see it and help
)

// rights returns the roles that may do the action, none for an unknown one.
// Only the requester speaks for the requester: nobody, not even an
// administrator, confirms or rates work in their stead.
func rights(a Action) role {
	switch a {
	case Confirm, Rate:
		return requester
	case Withdraw, Reopen:
		return requester | workers
	case Open:
		return requester | staff
	case Read, Comment:
		return requester | watcher | staff
	case Claim, Acknowledge:
		return paged | workers
	case Assign, Release, Prioritise, Edit, Reply, Hold, Resume, Resolve, Close, Move, Merge:
		return workers
	case Watch, Note, Link, Escalate, Declare, Cover:
		return staff
	case Report:
		return lead | admin
	case Administer:
		return admin
	}
	return 0
}
