package nlu

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// desk is a small bilingual desk.
var desk = []Example{
	{"i forgot my password", "en", "password"}, {"reset my password please", "en", "password"},
	{"my account is locked", "en", "password"}, {"cannot log in, wrong password", "en", "password"},
	{"j'ai oublié mon mot de passe", "fr", "password"}, {"réinitialiser le mot de passe", "fr", "password"},
	{"mon compte est bloqué", "fr", "password"}, {"impossible de me connecter à ma session", "fr", "password"},
	{"the vpn keeps dropping", "en", "vpn"}, {"vpn does not connect from home", "en", "vpn"},
	{"how do i set up the vpn", "en", "vpn"}, {"remote access is down", "en", "vpn"},
	{"le vpn se déconnecte sans arrêt", "fr", "vpn"}, {"le vpn ne marche pas depuis chez moi", "fr", "vpn"},
	{"comment installer le vpn", "fr", "vpn"}, {"accès à distance en panne", "fr", "vpn"},
	{"the printer is jammed", "en", "printer"}, {"nothing comes out of the printer", "en", "printer"},
	{"add a printer", "en", "printer"}, {"i cannot print", "en", "printer"},
	{"l'imprimante est bloquée", "fr", "printer"}, {"rien ne sort de l'imprimante", "fr", "printer"},
	{"ajouter une imprimante", "fr", "printer"}, {"je ne peux pas imprimer", "fr", "printer"},
	{"who won the match yesterday", "en", OutOfScope}, {"quel temps fera-t-il demain", "fr", OutOfScope},
}

func trainDesk(t testing.TB) *Model {
	t.Helper()
	m, err := Train(desk, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestClassify(t *testing.T) {
	m := trainDesk(t)
	for text, want := range map[string]string{
		"bonjour, j'ai oublie mon mdp svp": "password",
		"hello, vpn keeps droping on wifi": "vpn",
		"mon imprimnate ne marche plus":    "printer",
		"pls reset my pwd":                 "password",
	} {
		if got := m.Classify(text).Scores[0].Intent; got != want {
			t.Errorf("Classify(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestClassifyWithoutWords(t *testing.T) {
	for _, text := range []string{"", "?!", "🙂", "\n"} {
		if r := trainDesk(t).Classify(text); r.InScope != 0 || r.Scores[0].P != 0 {
			t.Errorf("Classify(%q) = %+v, want nothing", text, r)
		}
	}
}

func TestTrainNeedsTwoIntents(t *testing.T) {
	if _, err := Train([]Example{{"hello", "en", "hello"}}, Options{}); err != ErrNoIntents {
		t.Errorf("err = %v, want ErrNoIntents", err)
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	a, _ := trainDesk(t).MarshalBinary()
	b, _ := trainDesk(t).MarshalBinary()
	if !cmp.Equal(a, b) {
		t.Error("two trainings on the same examples differ")
	}
}

func TestMarshalRoundTrip(t *testing.T) {
	m := trainDesk(t)
	data, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := back.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	for _, e := range desk {
		if diff := cmp.Diff(m.Classify(e.Text), back.Classify(e.Text)); diff != "" {
			t.Errorf("%q (-trained +stored):\n%s", e.Text, diff)
		}
	}
}

func TestUnmarshalDamaged(t *testing.T) {
	data, _ := trainDesk(t).MarshalBinary()
	for _, n := range []int{0, 5, len(modelVersion), len(data) / 2, len(data) - 1} {
		var m Model
		if err := m.UnmarshalBinary(data[:n]); err == nil {
			t.Errorf("the first %d of %d bytes were taken for a model", n, len(data))
		}
	}
}

func TestExplain(t *testing.T) {
	got := trainDesk(t).Explain("le VPN me déconnecte")[0]
	if got.Intent != "vpn" || got.Why != "vpn, déconnecte" {
		t.Errorf("Explain = %s because %q, want vpn because \"vpn, déconnecte\"", got.Intent, got.Why)
	}
}

func TestWordsOfTheFieldAreNotCorrected(t *testing.T) {
	const text = "printel is broken" // a product of that name, not a printer
	plain, err := Train(desk, Options{})
	if err != nil {
		t.Fatal(err)
	}
	field, err := Train(desk, Options{Unlabelled: []string{"Printel is our time sheet", "how to open Printel"}})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := plain.Classify(text).Scores[0], field.Classify(text).Scores[0]; a.Intent != "printer" || b.P >= a.P {
		t.Errorf("%q is %+v without and %+v with the texts of the field; want it less of a printer with them", text, a, b)
	}
}

func TestLanguagesOfExamples(t *testing.T) {
	var es []Example
	for _, e := range desk {
		es = append(es, Example{Text: e.Text, Intent: e.Intent})
	}
	es = append(es, Example{Text: "hola, no puedo imprimir", Intent: "printer"})
	if got := languages(es); !cmp.Equal(got, []string{"en", "fr"}) {
		t.Errorf("languages = %v, want en and fr: one Spanish line is not a language of the desk", got)
	}
}

func TestClassifyConcurrently(t *testing.T) {
	m := trainDesk(t)
	want := m.Classify("le vpn se déconnecte")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got := m.Classify("le vpn se déconnecte"); !cmp.Equal(got, want) {
					t.Errorf("got %+v, want %+v", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}
