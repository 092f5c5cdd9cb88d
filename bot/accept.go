package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents/nlu"
	"github.com/guichet-desk/guichet/store"
)

// What a message may hold, in bytes and in number. Platforms allow less.
const (
	maxText  = 64 << 10
	maxName  = 512
	maxFiles = 20
	maxForm  = 50
)

// Accept implements chat.Inbox: the message is a committed row when it returns
// nil. Secrets in it are masked before anything is written.
func (b *Bot) Accept(ctx context.Context, m chat.Message) error {
	if err := valid(m); err != nil {
		return fmt.Errorf("%w: %w", chat.ErrRefused, err)
	}
	var notes store.Notes
	m.Did, notes.Masked = masked(m.Did)
	_, notes.Forms = b.adapters[m.Place.Adapter].(chat.FormShower)
	fresh, err := b.Store.Accept(ctx, m, notes, b.Now())
	if err == nil && b.Seen.Accepted != nil {
		b.Seen.Accepted(m.Place.Adapter, fresh)
	}
	return err
}

// masked takes secrets out of what people write, and names their kinds.
func masked(did chat.Did) (chat.Did, []string) {
	switch did := did.(type) {
	case chat.Said:
		var kinds []string
		did.Text, kinds = nlu.Mask(did.Text)
		return did, kinds
	case chat.Filled:
		values, all := make(map[string]string, len(did.Values)), []string(nil)
		for _, name := range slices.Sorted(maps.Keys(did.Values)) {
			text, kinds := nlu.Mask(did.Values[name])
			values[name], all = text, append(all, kinds...)
		}
		did.Values = values
		return did, all
	}
	return did, nil
}

// valid says what is wrong with a message, in words that its sender can act on.
func valid(m chat.Message) error {
	switch {
	case m.ID == "" || len(m.ID) > maxName:
		return fmt.Errorf("it needs an id of 1 to %d bytes", maxName)
	case m.Place.Adapter == "" || m.Place.Channel == "" || m.From.ID == "":
		return fmt.Errorf("it needs a place and an author")
	}
	for _, name := range []string{m.ID, m.Place.Adapter, m.Place.Channel, m.Place.Thread, m.From.ID, m.Locale} {
		if err := clean(name, maxName); err != nil { // three of them fit an index
			return err
		}
	}
	if err := clean(m.Handle, 4*maxName); err != nil {
		return err
	}
	switch did := m.Did.(type) {
	case chat.Said:
		return validSaid(did)
	case chat.Pressed:
		return firstErr(clean(did.Token, maxName), clean(did.Value, maxName))
	case chat.Filled:
		return validFilled(did)
	case chat.Reacted:
		return firstErr(clean(did.Emoji, maxName), clean(string(did.On), maxName))
	}
	return fmt.Errorf("it says nothing")
}

func validSaid(s chat.Said) error {
	if len(s.Files) > maxFiles {
		return fmt.Errorf("it has %d files; send at most %d at once", len(s.Files), maxFiles)
	}
	for _, f := range s.Files {
		if err := firstErr(clean(f.Name, maxName), clean(f.URL, 4*maxName), clean(f.Type, maxName)); err != nil {
			return err
		}
	}
	return clean(s.Text, maxText)
}

func validFilled(f chat.Filled) error {
	if len(f.Values) > maxForm {
		return fmt.Errorf("the form has %d fields; at most %d are read", len(f.Values), maxForm)
	}
	for name, value := range f.Values {
		if err := firstErr(clean(name, maxName), clean(value, maxText)); err != nil {
			return err
		}
	}
	return clean(f.Token, maxName)
}

func clean(s string, most int) error {
	switch {
	case len(s) > most:
		return fmt.Errorf("it is %d bytes long; shorten it to %d or send it as a file", len(s), most)
	case !utf8.ValidString(s):
		return fmt.Errorf("it is not UTF-8 text; send it again from a program that writes UTF-8")
	case strings.ContainsRune(s, 0):
		return fmt.Errorf("it holds a NUL character; take it out and send it again")
	}
	return nil
}

func firstErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
