package nlu

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"my vpn is down": {"my vpn is down"},
		"My vpn is down. Also, can you reset Paul's password?": {"My vpn is down.", "Also, can you reset Paul's password?"},
		"version 3.5 of outlook crashes":                       {"version 3.5 of outlook crashes"},
		"Objet : RE: imprimante en panne\nDe : marie@example.org\nÀ : support@example.org\n\nBonjour,\nElle ne sort plus rien !\n\nCordialement,\nMarie\nTél. 01": {
			"imprimante en panne", "Bonjour,", "Elle ne sort plus rien !"},
		"it is back again\n\nOn Mon, 2 Mar 2026, desk@example.org wrote:\n> did it help?\n> yes": {"it is back again"},
		"> only a quotation": {"> only a quotation"},
		"":                   nil,
		"?!":                 nil,
	} {
		if diff := cmp.Diff(want, Sentences(text)); diff != "" {
			t.Errorf("Sentences(%q) (-want +got):\n%s", text, diff)
		}
	}
}

// TestPastedMail holds that a request is understood whatever surrounds it.
func TestPastedMail(t *testing.T) {
	m := trainDesk(t)
	mail := "Subject: vpn does not connect\nFrom: tom@example.org\nSent: Monday\n\nHello team,\n\nI hope you are all well. My vpn does not connect from home." +
		" I have tried everything I could think of.\n\nKind regards,\nTom\n\n-----Original Message-----\nFrom: desk@example.org\nYour password was reset, the printer too."
	if got := m.Classify(mail).Scores[0]; got.Intent != "vpn" || got.P < 0.5 {
		t.Errorf("Classify of a pasted mail = %+v, want vpn", got)
	}
}
