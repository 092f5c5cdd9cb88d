package intents

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/bot/lang"
)

// fill sets a slot.
func (k *Task) fill(slot string, v Told) {
	if k.Slots == nil {
		k.Slots = make(map[string]Told)
	}
	v.Value, v.Text = clip(v.Value, maxSlot), clip(v.Text, maxSlot)
	k.Slots[slot], k.Last = v, slot
}

// takesWords reports whether any words are a value of the slot.
func (s *Slot) takesWords() bool {
	return len(s.Options) == 0 && s.Kind != SlotDate && s.Kind != SlotNumber && s.Kind != SlotPerson
}

// missing are the slots that must still be asked for: also one with a default
// when somebody was named and it is not clear who.
func (t *turn) missing() []*Slot { return t.task().missing(t.s.Task) }

func (i *Intent) missing(k *Task) []*Slot {
	var out []*Slot
	for n := range i.Slots {
		s := &i.Slots[n]
		_, told := k.Slots[s.Name]
		optional := (s.Optional || s.Default != "") && !slices.Contains(k.Unclear, s.Name)
		if !told && !optional && !slices.Contains(k.Skipped, s.Name) {
			out = append(out, s)
		}
	}
	return out
}

// asksMissing asks for what is missing: one question, or one form for several.
func (t *turn) asksMissing() bool {
	missing := t.missing()
	switch {
	case len(missing) == 0:
		return false
	case t.in.Forms && len(missing) > 1 && !t.s.Task.OneByOne:
		t.pose(Ask{What: askForm})
		return t.because("several things are missing: a form")
	}
	t.pose(Ask{What: askSlot, On: missing[0].Name})
	return t.because(missing[0].Name + " is missing")
}

// extract fills the empty slots from what the words mention, and reports
// whether there were any.
func (t *turn) extract(k *Task, folded string, entities []Entity) bool {
	any := false
	i := t.c.intent(k.Intent)
	if i == nil {
		return false
	}
	found := t.mentioned(i, folded, entities)
	for _, slot := range i.Slots {
		told, said := found[slot.Name]
		_, full := k.Slots[slot.Name]
		switch {
		case said && !full:
			k.fill(slot.Name, told)
			any = true
		case !full && t.unclear(&slot, entities) && !slices.Contains(k.Unclear, slot.Name):
			k.Unclear = append(k.Unclear, slot.Name)
		}
	}
	return any
}

// mentioned are the slots that words speak of: by an entity of their kind, in
// order, or by the label or another word of one of their options.
func (t *turn) mentioned(i *Intent, folded string, entities []Entity) map[string]Told {
	found := make(map[string]Told)
	used := make([]bool, len(entities))
	for k := range i.Slots {
		slot := &i.Slots[k]
		if len(slot.Options) > 0 {
			if o := slot.mentioned(folded, t.weak); o != nil {
				found[slot.Name] = t.told(o)
			}
			continue
		}
		for n, e := range entities {
			told, fits := t.value(slot, e)
			if !used[n] && fits && !ambiguous(e, entities) {
				used[n] = true
				found[slot.Name] = told
				break
			}
		}
		if _, said := found[slot.Name]; !said && slot.Kind == SlotPerson && t.c.says(folded, sayMe) && t.in.Person.ID != "" {
			found[slot.Name] = t.me()
		}
	}
	return found
}

// value is the entity as the slot's value, if it is of its kind.
func (t *turn) value(slot *Slot, e Entity) (v Told, fits bool) {
	const self = "me"
	switch {
	case slot.Kind == SlotDate && e.Kind == "time":
		at, err := time.Parse(time.RFC3339, e.Value)
		return Told{Value: at.Format(time.DateOnly), Text: e.Text}, err == nil
	case e.Kind != string(slot.Kind):
		return Told{}, false
	case slot.Kind == SlotPerson && e.Value == self:
		return t.me(), t.in.Person.ID != ""
	}
	return Told{Value: e.Value, Text: e.Text}, true
}

// unclear reports whether the slot's value was named, but several things have
// that name.
func (t *turn) unclear(slot *Slot, entities []Entity) bool {
	return slices.ContainsFunc(entities, func(e Entity) bool {
		_, fits := t.value(slot, e)
		return fits && ambiguous(e, entities)
	})
}

// ambiguous reports whether several things have the name of e.
func ambiguous(e Entity, entities []Entity) bool {
	return slices.ContainsFunc(entities, func(x Entity) bool {
		return x.Kind == e.Kind && x.Text == e.Text && x.Value != e.Value
	})
}

// weak reports whether an option's name says too little to be heard in a
// sentence about something else: "no" in "no sound", "2" in "room 2".
func (t *turn) weak(name string) bool {
	return strings.IndexFunc(name, unicode.IsLetter) < 0 || t.c.says(name, sayYes, sayNo, saySkip, sayMe)
}

// mentioned is the option that the folded words name; nil when they name none
// or several. "Lyon centre" names Lyon centre, though Lyon stands in it. Names
// that skip holds for are not listened to.
func (s *Slot) mentioned(folded string, skip func(name string) bool) *Option {
	named := make(map[*Option]string) // option → its longest name in the words
	var best *Option
	for k := range s.Options {
		o := &s.Options[k]
		for _, name := range o.names() {
			if contains(folded, name) && len(name) > len(named[o]) && !skip(name) {
				named[o] = name
			}
		}
		if len(named[o]) > len(named[best]) {
			best = o
		}
	}
	for o, name := range named {
		if o != best && !contains(named[best], name) {
			return nil
		}
	}
	return best
}

// names are all words for the option, folded.
func (o *Option) names() []string {
	names := []string{fold(o.Value)}
	for _, l := range lang.Languages {
		names = append(names, fold(o.Label[l]))
	}
	for _, a := range o.Also {
		names = append(names, fold(a))
	}
	return names
}

// me is the requester as the value of a slot.
func (t *turn) me() Told { return Told{Value: t.in.Person.ID, Text: t.in.Person.Name} }

func (t *turn) told(o *Option) Told {
	return Told{Value: o.Value, Text: lang.Pick(o.Label, t.s.Lang)}
}

// last reads the slot filled last.
func (t *turn) last() string {
	if slot := t.task().slot(t.s.Task.Last); slot != nil {
		return t.fact(slot)
	}
	return ""
}

// fact reads a slot and its value: "Site: Lyon".
func (t *turn) fact(slot *Slot) string {
	value := chat.Escape(t.s.Task.Slots[slot.Name].String())
	if label := lang.Pick(slot.Label, t.s.Lang); label != "" {
		return label + t.word("colon", nil) + value
	}
	return value
}

// values are the slots as tickets and automations take them, the defaults
// included.
func (t *turn) values() map[string]string {
	out := make(map[string]string)
	for _, slot := range t.task().Slots {
		v, ok := t.s.Task.Slots[slot.Name]
		switch {
		case ok:
			out[slot.Name] = v.Value
		case slot.Default == requester:
			if t.in.Person.ID != "" {
				out[slot.Name] = t.in.Person.ID
			}
		case slot.Default != "":
			out[slot.Name] = slot.Default
		}
	}
	return out
}

// requester is the Slot.Default that means the person who asks.
const requester = "requester"

// filled takes a form that came back, as far as it is right.
func (t *turn) filled(values map[string]string) {
	if t.s.Task == nil || t.s.Task.Ask.What == "" {
		t.stale()
		return
	}
	wrong := ""
	for _, slot := range t.task().Slots {
		v, ok := values[slot.Name]
		if !ok || v == "" {
			continue
		}
		told, bad := t.formValue(&slot, v)
		if bad != "" {
			wrong = bad
			continue
		}
		t.s.Task.fill(slot.Name, told)
	}
	if wrong != "" {
		t.first(wrong, nil)
	}
	t.because("a form came back")
	t.proceed()
}

// formValue is the value of a form's field: an option's, an id, or words.
func (t *turn) formValue(slot *Slot, v string) (Told, string) {
	if o := slot.option(v); o != nil {
		return t.told(o), ""
	}
	if slot.Kind == SlotPerson {
		return Told{Value: v}, ""
	}
	t.in.Entities = nil
	t.read(v, nil)
	return t.parse(slot)
}
