package nlu

import (
	"testing"
	"time"
)

// TestTimesOverZones reads dates where the clocks change, in both languages;
// the expected instants were worked out from the zones' published rules.
func TestTimesOverZones(t *testing.T) {
	for _, c := range []struct{ zone, now, lang, text, want string }{
		// Europe: clocks go forward at 01:00 UTC on 2026-03-29, back on 2026-10-25.
		{"Europe/Paris", "2026-03-28T15:00:00+01:00", "fr", "demain 14h", "2026-03-29T14:00:00+02:00"},
		{"Europe/Paris", "2026-03-28T15:00:00+01:00", "fr", "demain", "2026-03-29T00:00:00+01:00"},
		{"Europe/Paris", "2026-03-28T15:00:00+01:00", "fr", "dans 24 heures", "2026-03-29T16:00:00+02:00"},
		{"Europe/Paris", "2026-03-28T15:00:00+01:00", "fr", "dans 1 jour", "2026-03-29T00:00:00+01:00"},
		{"Europe/Paris", "2026-03-29T08:00:00+02:00", "fr", "depuis hier 23h", "2026-03-28T23:00:00+01:00"},
		{"Europe/Paris", "2026-10-24T09:00:00+02:00", "en", "tomorrow at 9am", "2026-10-25T09:00:00+01:00"},
		{"Europe/Paris", "2026-10-25T12:00:00+01:00", "en", "12 hours ago", "2026-10-25T01:00:00+02:00"},
		{"Europe/London", "2026-03-27T10:00:00Z", "en", "on Monday at 8:30", "2026-03-30T08:30:00+01:00"},
		// America: forward on 2026-03-08, back on 2026-11-01; the month comes first.
		{"America/New_York", "2026-03-07T10:00:00-05:00", "en", "tomorrow at noon", "2026-03-08T12:00:00-04:00"},
		{"America/New_York", "2026-03-07T10:00:00-05:00", "en", "by 3/12", "2026-03-12T00:00:00-04:00"},
		{"America/New_York", "2026-10-31T10:00:00-04:00", "en", "tomorrow evening", "2026-11-01T18:00:00-05:00"},
		{"America/Montreal", "2026-11-01T10:00:00-05:00", "fr", "depuis hier soir", "2026-10-31T18:00:00-04:00"},
		// No clock changes, and odd offsets.
		{"Asia/Kolkata", "2026-03-28T23:30:00+05:30", "en", "in 45 minutes", "2026-03-29T00:15:00+05:30"},
		{"Asia/Kathmandu", "2026-01-01T00:30:00+05:45", "en", "yesterday at 5 pm", "2025-12-31T17:00:00+05:45"},
		{"Pacific/Noumea", "2026-12-31T22:00:00+11:00", "fr", "demain matin", "2027-01-01T09:00:00+11:00"},
		// Lord Howe shifts by half an hour on 2026-04-05 and 2026-10-04.
		{"Australia/Lord_Howe", "2026-10-03T12:00:00+10:30", "en", "tomorrow at 3pm", "2026-10-04T15:00:00+11:00"},
		// Years and months that turn.
		{"UTC", "2026-12-30T10:00:00Z", "en", "january 3", "2027-01-03T00:00:00Z"},
		{"UTC", "2026-12-30T10:00:00Z", "fr", "le 3 janvier", "2027-01-03T00:00:00Z"},
		{"UTC", "2026-01-31T10:00:00Z", "en", "next month", "2026-02-01T00:00:00Z"},
		{"UTC", "2028-02-28T10:00:00Z", "fr", "demain", "2028-02-29T00:00:00Z"},
		{"UTC", "2026-02-28T10:00:00Z", "fr", "demain", "2026-03-01T00:00:00Z"},
		// Days of the week from a Monday.
		{"UTC", "2026-03-16T10:00:00Z", "en", "since Monday", "2026-03-16T00:00:00Z"},
		{"UTC", "2026-03-16T10:00:00Z", "en", "on Monday", "2026-03-23T00:00:00Z"},
		{"UTC", "2026-03-16T10:00:00Z", "fr", "lundi dernier", "2026-03-09T00:00:00Z"},
		{"UTC", "2026-03-16T10:00:00Z", "fr", "depuis vendredi", "2026-03-13T00:00:00Z"},
		{"UTC", "2026-03-16T10:00:00Z", "fr", "à 9h", "2026-03-17T09:00:00Z"},
		{"UTC", "2026-03-16T10:00:00Z", "fr", "depuis 9h", "2026-03-16T09:00:00Z"},
		{"UTC", "2026-03-16T10:00:00Z", "en", "since 11 am", "2026-03-15T11:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.ParseInLocation(time.RFC3339, c.now, zone)
		if err != nil {
			t.Fatal(err)
		}
		found := NewLexicon(nil).Find(c.text, c.lang, now.In(zone))
		if len(found) != 1 || found[0].Kind != KindTime {
			t.Errorf("%s %q: found %v, want one time", c.zone, c.text, found)
			continue
		}
		got, err := time.Parse(time.RFC3339, found[0].Value)
		if err != nil {
			t.Fatal(err)
		}
		want, err := time.Parse(time.RFC3339, c.want)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Equal(want) {
			t.Errorf("%s %q at %s = %s, want %s", c.zone, c.text, c.now, found[0].Value, c.want)
		}
	}
}

// TestNotTimes holds what looks like a time and is none.
func TestNotTimes(t *testing.T) {
	now := time.Date(2026, 3, 18, 10, 30, 0, 0, time.UTC)
	for lang, texts := range map[string][]string{
		"en": {"version 3.5", "i have 2 screens", "may i have access", "windows 11", "room 12", "the sat nav", "10.20.30.40", "ratio 1/0"},
		"fr": {"version 3.5", "j'ai 2 écrans", "salle 12", "le 2e étage", "windows 11", "dans le dossier", "il y a un problème", "le 3 pc"},
	} {
		for _, text := range texts {
			for _, e := range NewLexicon(nil).Find(text, lang, now) {
				if e.Kind == KindTime {
					t.Errorf("%q: %q taken for %s", text, e.Text, e.Value)
				}
			}
		}
	}
}
