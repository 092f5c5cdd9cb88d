package workflows

import (
	"encoding/json"
	"slices"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

// buttons makes a row of buttons with lasting tokens for one person. What they
// act on is called about where their words are typed instead.
func buttons(tx *store.Tx, post string, who people.ID, about string, choices []intents.Choice) (chat.Buttons, error) {
	tokens := make([]store.Token, len(choices))
	for i, ch := range choices {
		act, err := json.Marshal(ch.Act)
		if err != nil {
			return chat.Buttons{}, err
		}
		tokens[i] = store.Token{Act: act, Person: string(who), Post: post, Label: ch.Label}
	}
	ids, err := tx.NewTokens(tokens)
	if err != nil {
		return chat.Buttons{}, err
	}
	row := chat.Buttons{}
	for i, ch := range choices {
		row.Buttons = append(row.Buttons, chat.Button{Label: ch.Label, Token: ids[i], Style: ch.Style, Typed: typed(ch.Act, about)})
	}
	return row, nil
}

// withoutButtons leaves out what can be pressed.
func withoutButtons(blocks []chat.Block) []chat.Block {
	return slices.DeleteFunc(slices.Clone(blocks), func(b chat.Block) bool {
		_, is := b.(chat.Buttons)
		return is
	})
}

// typed is what does the same as a button, "" where its label does.
func typed(act intents.Act, about string) string {
	switch act.Do {
	case ActAck, ActClaim, ActUndo:
		return "/" + act.Do + " " + about
	case ActApprove:
		if act.Value == "yes" {
			return "/approve " + about
		}
		return "/refuse " + about
	}
	return ""
}
