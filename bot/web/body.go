package web

import (
	"encoding/json"
	"fmt"

	"github.com/guichet-desk/guichet/bot/chat"
)

// body is what a Post.Body holds: the desk's blocks, or one thing that a
// person did.
type body struct {
	Blocks []chat.Block `json:"-"`                // the desk's
	For    string       `json:"for,omitempty"`    // account that alone may read it
	Urgent bool         `json:"urgent,omitempty"` // an edit may calm what was first put as urgent

	Said   string       `json:"said,omitempty"`
	Sent   bool         `json:"sent,omitempty"`   // staff words meant for the requester
	Failed bool         `json:"failed,omitempty"` // the desk has not taken it
	On     int64        `json:"on,omitempty"`     // the post that was answered by what follows
	Chose  string       `json:"chose,omitempty"`  // label of the button or option
	Filled []chat.Field `json:"filled,omitempty"` // label and entered value
	Emoji  string       `json:"emoji,omitempty"`
}

// wire is a body in JSON, where every block says which kind it is.
type wire struct {
	body
	Blocks []wireBlock `json:"blocks,omitempty"`
}

type wireBlock struct {
	Kind  string          `json:"kind"`
	Block json.RawMessage `json:"block"`
}

func encode(b body) (json.RawMessage, error) {
	w := wire{body: b}
	for _, x := range b.Blocks {
		kind, err := kindOf(x)
		if err != nil {
			return nil, err
		}
		raw, err := json.Marshal(x)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind, err)
		}
		w.Blocks = append(w.Blocks, wireBlock{Kind: kind, Block: raw})
	}
	return json.Marshal(w)
}

func decode(raw json.RawMessage) (body, error) {
	var w wire
	if err := json.Unmarshal(raw, &w); err != nil {
		return body{}, fmt.Errorf("body of a post: %w", err)
	}
	b := w.body
	for _, x := range w.Blocks {
		block, err := blockOf(x)
		if err != nil {
			return body{}, err
		}
		b.Blocks = append(b.Blocks, block)
	}
	return b, nil
}

func kindOf(b chat.Block) (string, error) {
	switch b.(type) {
	case chat.Heading:
		return "heading", nil
	case chat.Text:
		return "text", nil
	case chat.Quote:
		return "quote", nil
	case chat.Fields:
		return "fields", nil
	case chat.List:
		return "list", nil
	case chat.Code:
		return "code", nil
	case chat.Image:
		return "image", nil
	case chat.Buttons:
		return "buttons", nil
	case chat.Choose:
		return "choose", nil
	case chat.Form:
		return "form", nil
	}
	return "", fmt.Errorf("block %T is none that the web can keep", b)
}

func blockOf(w wireBlock) (chat.Block, error) {
	switch w.Kind {
	case "heading":
		return as[chat.Heading](w)
	case "text":
		return as[chat.Text](w)
	case "quote":
		return as[chat.Quote](w)
	case "fields":
		return as[chat.Fields](w)
	case "list":
		return as[chat.List](w)
	case "code":
		return as[chat.Code](w)
	case "image":
		return as[chat.Image](w)
	case "buttons":
		return as[chat.Buttons](w)
	case "choose":
		return as[chat.Choose](w)
	case "form":
		return as[chat.Form](w)
	}
	return nil, fmt.Errorf("block of unknown kind %q in a post", w.Kind)
}

func as[B chat.Block](w wireBlock) (chat.Block, error) {
	var b B
	if err := json.Unmarshal(w.Block, &b); err != nil {
		return nil, fmt.Errorf("%s block of a post: %w", w.Kind, err)
	}
	return b, nil
}
