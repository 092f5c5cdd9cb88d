package talk

import (
	"strings"
	"testing"

	"github.com/guichet-desk/guichet/store/storetest"
)

// A transcript fails where it is wrong, and says how.
func TestRunFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"other words", "@tom en\n> a human\n< Goodbye.", "f.talk:3: tom hears something else:\n    - Goodbye.\n    + Your ticket is INC-1"},
		{"nothing", "@tom en\n> a human\n< …\n< And more.", "f.talk:4: tom hears nothing, and should:\n    - And more."},
		{"too much", "@tom en\n> a human\n> thanks\n< …", "f.talk:2: tom hears what the transcript does not expect:\n    + Your ticket is INC-1"},
		{"never heard", "@tom en\n> a human\n< …\n@emma en in agents\n< …\n> [Prendre]\n@emma\n", "f.talk:7: @tom also hears, and the transcript never goes there to hear it:\n    + Emma Clarke is on INC-1."},
		{"wrong state", "@tom en\n> a human\n< …\n= INC-1 resolved P1", "f.talk:4: INC-1 is not resolved P1; it is new P3"},
		{"no ticket", "@tom en\n= INC-7 new", "f.talk:2: there is no such ticket"},
		{"timeline", "@tom en\n> a human\n< …\n= INC-1 timeline claimed; opened", "f.talk:4: the timeline has no \"claimed\" there"},
		{"card", "@tom en\n> a human\n< …\n= INC-1 card Owner: nobody", "f.talk:4: the card has no such line"},
		{"no button", "@tom en\n> [Self-destruct]", "f.talk:2: there is no such button: [Self-destruct]"},
		{"nobody", "@nobody", "f.talk:1: the directory has nobody with the id nobody"},
		{"two languages", "@tom en\n@tom fr", "f.talk:2: the language of a place is set where somebody first speaks"},
		{"back in time", "@tom\n~ 2026-03-01 09:00", "f.talk:2: it is 2026-03-02 09:00 already"},
		{"unknown check", "@tom\n= weather fine", "f.talk:2: \"weather\" is nothing that can be checked"},
		{"not shown", "@tom en\n= shows a rainbow", "f.talk:2: @tom shows no line that reads so"},
		{"deflection", "@tom en\n= deflection confirmed 1", "f.talk:2: it is 0, not 1"},
		{"run", "@tom en\n= run order-laptop done", "f.talk:2: no run of order-laptop"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := Parse("f.talk", c.text)
			if err != nil {
				t.Fatal(err)
			}
			err = Run(t.Context(), s, Options{Database: storetest.Open(t, prepared), Platform: Web})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

// Recording fills in what is missing, keeps what matches as it is written, and
// gives a transcript that passes.
func TestRecord(t *testing.T) {
	t.Parallel()
	s, err := Parse("r.talk", "@tom en\n> a human\n< Your ticket is … by …; I’ll keep you posted here.\n< never said\n> thanks\n")
	if err != nil {
		t.Fatal(err)
	}
	text, err := Record(t.Context(), s, Options{Database: storetest.Open(t, prepared), Platform: Web})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(text, "@tom en\n> a human\n< Your ticket is … by …; I’ll keep you posted here.\n> thanks\n< ") {
		t.Errorf("recorded:\n%s", text)
	}
	if s, err = Parse("r.talk", text); err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), s, Options{Database: storetest.Open(t, prepared), Platform: Web}); err != nil {
		t.Error(err)
	}
}
