package intents

// Decide says what a message means in the middle of a talk: the talk's next
// state, what the shell must do, and why, in one line.
func (c Catalog) Decide(s State, in Input) (State, []Effect, string) {
	s = s.clone()
	if in.Lang != "" {
		s.Lang = in.Lang
	}
	return s, nil, "nothing is decided yet"
}
