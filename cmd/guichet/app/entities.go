package app

import (
	"time"

	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/intents"
)

func entities(d *config.Desk) func(text, lang string, now time.Time) []intents.Entity {
	return func(text, lang string, now time.Time) []intents.Entity { return nil }
}
