package store

import (
	"encoding/json"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/store/union"
)

// sets are the closed sets of the vocabulary as they are written in rows. A
// name here is for ever: rows carry it.
var (
	dids = union.Of(map[string]chat.Did{
		"said": chat.Said{}, "pressed": chat.Pressed{}, "filled": chat.Filled{}, "reacted": chat.Reacted{},
	})
	blocks = union.Of(map[string]chat.Block{
		"heading": chat.Heading{}, "text": chat.Text{}, "quote": chat.Quote{}, "fields": chat.Fields{},
		"list": chat.List{}, "code": chat.Code{}, "image": chat.Image{},
		"buttons": chat.Buttons{}, "choose": chat.Choose{}, "form": chat.Form{},
	})
)

// messageRow is what the inbox keeps of a message beside its columns.
type messageRow struct {
	Direct bool            `json:"direct,omitempty"`
	Handle string          `json:"handle,omitempty"`
	Locale string          `json:"locale,omitempty"`
	Masked []string        `json:"masked,omitempty"`
	Forms  bool            `json:"forms,omitempty"`
	Did    json.RawMessage `json:"did"`
}

type replyRow struct {
	Blocks  json.RawMessage `json:"blocks"`
	Private bool            `json:"private,omitempty"`
	Urgent  bool            `json:"urgent,omitempty"`
}

func encodeMessage(m chat.Message, n Notes) (string, error) {
	did, err := dids.Marshal(m.Did)
	if err != nil {
		return "", err
	}
	return encode(messageRow{Direct: m.Direct, Handle: m.Handle, Locale: m.Locale, Masked: n.Masked, Forms: n.Forms, Did: did})
}

func decodeMessage(body []byte, m *chat.Message) (Notes, error) {
	var row messageRow
	if err := json.Unmarshal(body, &row); err != nil {
		return Notes{}, err
	}
	did, err := dids.Unmarshal(row.Did)
	m.Direct, m.Handle, m.Locale, m.Did = row.Direct, row.Handle, row.Locale, did
	return Notes{Masked: row.Masked, Forms: row.Forms}, err
}

func encodeReply(r chat.Reply) (string, error) {
	bs, err := blocks.MarshalAll(r.Blocks)
	if err != nil {
		return "", err
	}
	return encode(replyRow{Blocks: bs, Private: r.Private, Urgent: r.Urgent})
}

func decodeReply(body []byte) (chat.Reply, error) {
	var row replyRow
	if err := json.Unmarshal(body, &row); err != nil {
		return chat.Reply{}, err
	}
	bs, err := blocks.UnmarshalAll(row.Blocks)
	return chat.Reply{Blocks: bs, Private: row.Private, Urgent: row.Urgent}, err
}

// encode returns JSON as text, which lib/pq sends as it is: []byte would become bytea.
func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
