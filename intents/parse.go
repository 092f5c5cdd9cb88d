package intents

import (
	"strconv"
	"strings"
	"time"
)

// maxWords is the longest value of a slot of a few words, in bytes.
const maxWords = 300

// parse reads the words as the value of a slot. bad is the word of the desk
// that says what is wrong with them, "" when they are right.
func (t *turn) parse(slot *Slot) (v Told, bad string) {
	if len(slot.Options) > 0 {
		if o := slot.mentioned(t.bare, func(string) bool { return false }); o != nil {
			return t.told(o), ""
		}
		return Told{}, "not_option"
	}
	for _, e := range t.in.Entities {
		if told, fits := t.value(slot, e); fits {
			if ambiguous(e, t.in.Entities) {
				return Told{}, "several_named"
			}
			return told, ""
		}
	}
	switch slot.Kind {
	case SlotNumber:
		return number(t.text)
	case SlotDate:
		return t.date()
	case SlotPerson:
		if t.c.says(t.bare, sayMe) && t.in.Person.ID != "" {
			return t.me(), ""
		}
		return Told{}, "not_person"
	case SlotLong:
		return Told{Value: t.text}, ""
	}
	if len(t.text) > maxWords {
		return Told{}, "too_long"
	}
	return Told{Value: t.text}, ""
}

// number reads the one number in the words: "3", "2,5", "about 12".
func number(text string) (Told, string) {
	var found []string
	for _, f := range strings.Fields(text) {
		f = strings.ReplaceAll(strings.Trim(f, ".,;:!()"), ",", ".")
		if _, err := strconv.ParseFloat(f, 64); err == nil && strings.ContainsAny(f[:1], "0123456789-+") {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		return Told{}, "not_number"
	}
	return Told{Value: found[0]}, ""
}

// date reads a date written in figures, and today and tomorrow. Days come
// before months, as both languages of the desk write them in Europe.
func (t *turn) date() (Told, string) {
	day := func(d time.Time) (Told, string) {
		return Told{Value: d.Format(time.DateOnly), Text: t.day(d)}, ""
	}
	switch {
	case t.c.says(t.bare, sayToday):
		return day(t.in.Now)
	case t.c.says(t.bare, sayMorrow):
		return day(t.in.Now.AddDate(0, 0, 1))
	}
	text := strings.Trim(t.text, " .!")
	for _, layout := range []string{time.DateOnly, "2/1/2006", "2.1.2006", "2-1-2006", "2/1/06"} {
		if d, err := time.Parse(layout, text); err == nil {
			return day(d)
		}
	}
	for _, layout := range []string{"2/1", "2.1"} {
		if d, err := time.Parse(layout, text); err == nil {
			return day(d.AddDate(t.in.Now.Year(), 0, 0))
		}
	}
	return Told{}, "not_date"
}
