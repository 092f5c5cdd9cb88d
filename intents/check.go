package intents

// Check reports what is wrong with the intents. A path begins with the
// intent's name (or [n] when it has none) and goes on as YAML paths do:
// "new-laptop.slots[1].options[0].label".
func (c Catalog) Check(report func(path, message string)) {
	for _, i := range c.Intents {
		if i.Name == "" {
			report("[?].name", "an intent needs a name")
		}
	}
}
