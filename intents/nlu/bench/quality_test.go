package bench

import (
	"path/filepath"
	"testing"

	"github.com/guichet-desk/guichet/intents/nlu"
)

// TestQuality holds the accuracy on small public sets, which lie beside the
// project: what a change may not lose unnoticed.
func TestQuality(t *testing.T) {
	const data = "../../../../shared/data/nlu"
	if found, _ := filepath.Glob(data + "/*"); found == nil {
		t.Skip("the public intent data is not beside the project")
	}
	for _, c := range []struct {
		train, test, lang string
		least             float64 // accuracy in scope, %
	}{
		{"clinc150-fewshot/train_10.tsv", "clinc150-fewshot/val.tsv", "en", 84},
		{"banking77/train_10.tsv", "banking77/fsval.tsv", "en", 78},
		{"rasa-helpdesk/train.tsv", "rasa-helpdesk/test.tsv", "en", 87},
		{"rasa-helpdesk/train.tsv", "rasa-helpdesk/test_typo20.tsv", "en", 85},
		{"braun-askubuntu/train.tsv", "braun-askubuntu/test.tsv", "en", 90},
		{"braun-webapps/train.tsv", "braun-webapps/test.tsv", "en", 80},
		{"braun-chatbot/train.tsv", "braun-chatbot/test.tsv", "en", 98},
		{"nlpjs50-fr/train.tsv", "nlpjs50-fr/test.tsv", "fr", 83},
	} {
		train, err := Read(filepath.Join(data, c.train), c.lang)
		if err != nil {
			t.Fatal(err)
		}
		test, err := Read(filepath.Join(data, c.test), c.lang)
		if err != nil {
			t.Fatal(err)
		}
		m, err := nlu.Train(train, nlu.Options{})
		if err != nil {
			t.Fatal(err)
		}
		right, in := 0, 0
		for _, e := range test {
			if e.Intent != nlu.OutOfScope {
				in++
				if ask(m, e).right() {
					right++
				}
			}
		}
		got := 100 * float64(right) / float64(in)
		t.Logf("%s: %.1f %% of %d", c.test, got, in)
		if got < c.least {
			t.Errorf("%s: accuracy %.1f %%, want at least %.1f", c.test, got, c.least)
		}
	}
}
