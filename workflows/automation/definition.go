package automation

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Text is one text in several languages: language → words.
type Text = map[string]string

// Definition is one automation as its owner writes it. Decode it with Parse,
// and use it only after Check has reported nothing.
type Definition struct {
	Name      string  `yaml:"name" json:"name"`
	Title     Text    `yaml:"title" json:"title"`
	About     Text    `yaml:"about,omitempty" json:"about,omitempty"` // a sentence or two for the catalogue
	Who       Who     `yaml:"who" json:"who"`
	Verify    Verify  `yaml:"verify,omitempty" json:"verify,omitzero"`
	Slots     []Slot  `yaml:"slots,omitempty" json:"slots,omitempty"`
	Steps     []Step  `yaml:"steps" json:"steps"`
	OnFailure Failure `yaml:"on_failure,omitempty" json:"on_failure,omitzero"`
	Danger    bool    `yaml:"danger,omitempty" json:"danger,omitempty"` // the form's button is drawn as dangerous
}

// Who says who may ask for an automation.
type Who struct {
	Groups []string `yaml:"groups" json:"groups"`
}

// Includes says whether a person of these groups may ask.
func (w Who) Includes(groups []string) bool {
	return slices.ContainsFunc(w.Groups, func(g string) bool { return slices.Contains(groups, g) })
}

// Proof is a way to prove who one is.
type Proof string

// The proofs that Verify may ask for.
const (
	ProofTOTP       Proof = "totp"        // a one-time code of an authenticator enrolled beforehand
	ProofManager    Proof = "manager"     // the manager's confirmation
	ProofCode       Proof = "code"        // a code sent to a second enrolled channel
	ProofTwoPersons Proof = "two_persons" // two other people confirm
)

// Verify is the proof of identity that is due before the first step: any one
// of Any, and every one of All. The shell obtains it before it calls Start.
type Verify struct {
	Any []Proof `yaml:"any,omitempty" json:"any,omitempty"`
	All []Proof `yaml:"all,omitempty" json:"all,omitempty"`
}

// SlotKind says what a slot takes.
type SlotKind string

// The kinds of a Slot. In expressions a person is a Person, a number a number,
// a date a time; the others are text. A secret is a sealed reference that only
// a world-touching step may be given.
const (
	SlotText    SlotKind = "text"
	SlotLong    SlotKind = "long"
	SlotChoice  SlotKind = "choice"
	SlotDate    SlotKind = "date"
	SlotNumber  SlotKind = "number"
	SlotPerson  SlotKind = "person"
	SlotService SlotKind = "service"
	SlotDevice  SlotKind = "device"
	SlotSite    SlotKind = "site"
	SlotGroup   SlotKind = "group"
	SlotSecret  SlotKind = "secret"
)

// Slot is one thing that must be known before the run starts.
type Slot struct {
	Name     string   `yaml:"name" json:"name"`
	Kind     SlotKind `yaml:"kind" json:"kind"`
	Ask      Text     `yaml:"ask,omitempty" json:"ask,omitempty"`         // the question; due unless there is a default
	Label    Text     `yaml:"label,omitempty" json:"label,omitempty"`     // in forms and summaries; the question when absent
	Options  []Option `yaml:"options,omitempty" json:"options,omitempty"` // of a choice
	Optional bool     `yaml:"optional,omitempty" json:"optional,omitempty"`
	Default  string   `yaml:"default,omitempty" json:"default,omitempty"` // "requester", for a person, is the one who asks
}

// Option is one answer of a choice.
type Option struct {
	Value string `yaml:"value" json:"value"`
	Label Text   `yaml:"label" json:"label"`
}

// Step is one thing to do. Which of the fields apply depends on Use; Check
// reports those that do not.
type Step struct {
	ID        string         `yaml:"id" json:"id"`
	Use       string         `yaml:"use" json:"use"`
	With      map[string]any `yaml:"with,omitempty" json:"with,omitempty"`
	If        string         `yaml:"if,omitempty" json:"if,omitempty"`           // an expression; the step is skipped when false
	Wait      Duration       `yaml:"wait,omitempty" json:"wait,omitempty"`       // ask, approve: how long an answer is waited for
	Tries     int            `yaml:"tries,omitempty" json:"tries,omitempty"`     // in all, 1 when absent
	Backoff   Backoff        `yaml:"backoff,omitempty" json:"backoff,omitzero"`  // between tries
	Timeout   Duration       `yaml:"timeout,omitempty" json:"timeout,omitempty"` // of one try
	Unknown   Policy         `yaml:"unknown,omitempty" json:"unknown,omitempty"` // when nobody knows whether it was done
	OnFailure Failure        `yaml:"on_failure,omitempty" json:"on_failure,omitzero"`
	Undo      Undo           `yaml:"undo,omitempty" json:"undo,omitzero"`
}

// Policy says what to do about a step of which nobody knows whether it was done.
type Policy string

// The policies of Step.Unknown; absent is AskHuman.
const (
	Again    Policy = "again" // the same again with the same idempotency key
	AskHuman Policy = "ask"   // a ticket asks a human, the run waits
)

// Backoff is the wait between tries: First, then twice as long each time up to
// Max, give or take a quarter.
type Backoff struct {
	First Duration `yaml:"first,omitempty" json:"first,omitempty"` // 5 s when absent
	Max   Duration `yaml:"max,omitempty" json:"max,omitempty"`     // 5 min when absent
}

// Undo is how a step is taken back. Nothing says that there is nothing to take
// back; without either, a cancelled run opens a ticket about the step.
type Undo struct {
	Use     string         `yaml:"use,omitempty" json:"use,omitempty"`
	With    map[string]any `yaml:"with,omitempty" json:"with,omitempty"`
	Nothing bool           `yaml:"nothing,omitempty" json:"nothing,omitempty"`
}

// Failure is what follows when a step has failed for good. The definition's
// ends the run with a ticket; a step's own may go on instead.
type Failure struct {
	Ticket   Ticket `yaml:"ticket,omitempty" json:"ticket,omitzero"`
	Undo     bool   `yaml:"undo,omitempty" json:"undo,omitempty"`         // take back what was done before it
	Continue bool   `yaml:"continue,omitempty" json:"continue,omitempty"` // go on with the next step; of a step only
}

// Ticket says where a ticket goes. Kind is "incident" or "request".
type Ticket struct {
	Queue string `yaml:"queue" json:"queue"`
	Kind  string `yaml:"kind,omitempty" json:"kind,omitempty"` // incident when absent
}

// Parse decodes one definition. Unknown keys are errors; the error names the
// line and column.
func Parse(data []byte) (d Definition, err error) {
	defer func() {
		// goccy/go-yaml 1.19 panics on some malformed input: "steps: !x ".
		if p := recover(); p != nil {
			d, err = Definition{}, fmt.Errorf("automation: malformed YAML: %v", p)
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict())
	if err := dec.Decode(&d); err != nil {
		return Definition{}, fmt.Errorf("automation: %w", err)
	}
	return d, nil
}

// Duration is written "90s", "15m", "4h", "3d" or "1d12h"; a day is 24 hours.
type Duration time.Duration

// UnmarshalText reads a duration. Negative ones are errors.
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	var days int
	if before, after, found := strings.Cut(s, "d"); found {
		n, err := strconv.Atoi(before)
		if err != nil || n < 0 || n > 36500 {
			return fmt.Errorf("%q is no duration such as 90s, 15m, 4h or 3d", s)
		}
		days, s = n, after
	}
	var rest time.Duration
	if s != "" || days == 0 {
		var err error
		if rest, err = time.ParseDuration(s); err != nil || rest < 0 {
			return fmt.Errorf("%q is no duration such as 90s, 15m, 4h or 3d", text)
		}
	}
	*d = Duration(time.Duration(days)*24*time.Hour + rest)
	return nil
}

// MarshalText writes the duration so that UnmarshalText reads the same.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d Duration) String() string {
	const day = Duration(24 * time.Hour)
	if d >= day && d%day == 0 {
		return strconv.Itoa(int(d/day)) + "d"
	}
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// or is the duration, or the one given when there is none.
func (d Duration) or(absent time.Duration) time.Duration {
	if d == 0 {
		return absent
	}
	return time.Duration(d)
}

// slot finds a slot by name.
func (d Definition) slot(name string) (Slot, bool) {
	i := slices.IndexFunc(d.Slots, func(s Slot) bool { return s.Name == name })
	if i < 0 {
		return Slot{}, false
	}
	return d.Slots[i], true
}
