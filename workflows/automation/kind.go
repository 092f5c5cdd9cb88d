package automation

// Type is what kind of value a step leaves for later steps' expressions.
type Type string

// The types of a Kind's results.
const (
	TypeText   Type = "text"
	TypeNumber Type = "number"
	TypeBool   Type = "bool"
	TypeList   Type = "list" // of text
	TypeAny    Type = "any"
)

// Kind is what Check must know of a step kind that touches the world.
type Kind struct {
	// Check reports what is wrong with a step's With, by path below it
	// ("reset_password", "headers.accept"). Any text may still hold
	// {{templates}}; these are checked already. Nil accepts everything.
	Check func(with map[string]any, report func(path, message string))
	// Results are the names and types of what a Finished may bring.
	Results map[string]Type
}
