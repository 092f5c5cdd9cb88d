package chat

// Reply is what the desk shows, already in the reader's language.
type Reply struct {
	Blocks  []Block
	Private bool // for the addressed person's eyes only, where the platform can
	Urgent  bool // a page: stands out, and notifies
}

// Block is one piece of a reply, a closed set: Heading, Text, Fields, List,
// Code, Image, Quote, Buttons, Choose, Form. Every block has a plain reading
// (see Plain), so a platform that cannot draw one still says it.
type Block interface{ block() }

// Heading is a short title line of plain text.
type Heading struct {
	Text string `json:"text"`
}

// Text is a paragraph in the desk's markup: **bold**, *italic*, `code`,
// [label](https://…) and line breaks; nothing else has a meaning.
type Text struct {
	Text string `json:"text"`
}

// Quote is somebody else's words, or an article's, set apart. From says whose.
type Quote struct {
	Text string `json:"text"`
	From string `json:"from,omitempty"` // markup, usually a link
}

// Field is a name and its value.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Fields is a small table of facts.
type Fields struct {
	Fields []Field `json:"fields"`
}

// List is a list of items in markup.
type List struct {
	Items   []string `json:"items"`
	Ordered bool     `json:"ordered,omitempty"`
}

// Code is shown as it is, in a fixed-width face.
type Code struct {
	Text string `json:"text"`
}

// Image is a picture and the words for those who cannot see it.
type Image struct {
	URL string `json:"url"`
	Alt string `json:"alt"`
}

// Style says how much a button asks for attention.
type Style string

// The styles of a Button; the zero value is the ordinary one.
const (
	Plainly Style = ""
	Primary Style = "primary"
	Danger  Style = "danger"
)

// Button is a label and a token. The token is a row of the desk's saying what
// the press does, for whom and until when; it is never a command.
type Button struct {
	Label string `json:"label"`
	Token string `json:"token"`
	Style Style  `json:"style,omitempty"`
	URL   string `json:"url,omitempty"`   // opens a page instead; Token is then empty
	Typed string `json:"typed,omitempty"` // what to type instead, when the label alone will not do
}

// Buttons is a row of buttons. Inert says the choice was made: the labels stay
// readable, nothing can be pressed.
type Buttons struct {
	Buttons []Button `json:"buttons"`
	Inert   bool     `json:"inert,omitempty"`
}

// Option is one entry of a menu.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Choose is a menu of which one entry is chosen: Pressed{Token, Value}.
type Choose struct {
	Label   string   `json:"label"`
	Token   string   `json:"token"`
	Options []Option `json:"options"`
}

// Input is how a form field is entered.
type Input string

// The inputs of an Entry.
const (
	InputText   Input = "text"
	InputLong   Input = "long"
	InputChoice Input = "choice"
	InputDate   Input = "date"
	InputNumber Input = "number"
	InputPerson Input = "person"
)

// Entry is one field of a form.
type Entry struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Hint     string   `json:"hint,omitempty"`
	Input    Input    `json:"input"`
	Value    string   `json:"value,omitempty"` // what is known already
	Options  []Option `json:"options,omitempty"`
	Optional bool     `json:"optional,omitempty"`
}

// Form asks several things at once: Filled{Token, Values}. Only adapters that
// are a FormShower are given one; elsewhere the desk asks entry by entry.
type Form struct {
	Title   string  `json:"title"`
	Token   string  `json:"token"`
	Submit  string  `json:"submit"`
	Entries []Entry `json:"entries"`
}

func (Heading) block() {}
func (Text) block()    {}
func (Quote) block()   {}
func (Fields) block()  {}
func (List) block()    {}
func (Code) block()    {}
func (Image) block()   {}
func (Buttons) block() {}
func (Choose) block()  {}
func (Form) block()    {}

// Say is the shortest reply: one paragraph.
func Say(text string) Reply { return Reply{Blocks: []Block{Text{Text: text}}} }
