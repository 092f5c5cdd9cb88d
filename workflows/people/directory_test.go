package people

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var staffList = Directory([]Person{
	{ID: "paul.martin", Name: "Paul Martin", Email: "paul.martin@example.org", Manager: "aicha.benali", Groups: []string{"net"}},
	{ID: "paul.durand", Name: "Paul Durand", Accounts: map[string]string{"slack": "U7"}},
	{ID: "paula.marti", Name: "Paula Marti"},
	{ID: "aicha.benali", Name: "Aïcha Ben Ali", Groups: []string{"net", "iam"}},
	{ID: "martin.maes", Name: "Martin Maes"},
	{ID: "noemie", Name: "Noémie Lefèvre-Cœur"},
	{ID: "x1", Name: "Xavier Un", Email: "shared@example.org"},
	{ID: "x2", Name: "Xavier Deux", Email: "Shared@example.org"},
})

func ids(persons []Person) []ID {
	var all []ID
	for _, p := range persons {
		all = append(all, p.ID)
	}
	return all
}

func TestWhoIs(t *testing.T) {
	for _, c := range []struct {
		words string
		want  []ID
	}{
		{"paul.martin", []ID{"paul.martin"}},
		{"@Paul.Martin", []ID{"paul.martin"}},
		{"PAUL.MARTIN@example.org", []ID{"paul.martin"}},
		{"paul", []ID{"paul.durand", "paul.martin"}}, // whole words win over Paula
		{"Martin Paul", []ID{"paul.martin"}},
		{"martin", []ID{"martin.maes", "paul.martin"}},
		{"ma martin", []ID{"martin.maes"}},
		{"p. mart", []ID{"paul.martin", "paula.marti"}},
		{"aicha ben ali", []ID{"aicha.benali"}},
		{"benali", nil},
		{"lefevre coeur", []ID{"noemie"}},
		{"Mme Lefèvre", []ID{"noemie"}},
		{"M. Durand", []ID{"paul.durand"}},
		{"Duramd", []ID{"paul.durand"}},
		{"Druand", []ID{"paul.durand"}},
		{"Maez", []ID{"martin.maes"}},
		{"Zoé", nil},
		{"", nil},
		{"mme", nil},
		{"paul paul", nil},
		{"shared@example.org", nil},
	} {
		if diff := cmp.Diff(c.want, ids(staffList.WhoIs(c.words))); diff != "" {
			t.Errorf("%q: %s", c.words, diff)
		}
	}
}

func TestLookUps(t *testing.T) {
	if p, ok := staffList.ByAccount("slack", "U7"); !ok || p.ID != "paul.durand" {
		t.Errorf("by account: %v %v", p.ID, ok)
	}
	if p, ok := staffList.ByAccount("teams", "U7"); ok {
		t.Errorf("an account of another adapter found %v", p.ID)
	}
	if p, ok := staffList.ByEmail("shared@example.org"); ok {
		t.Errorf("a disputed address found %v", p.ID)
	}
	if p, ok := staffList.ByEmail(""); ok {
		t.Errorf("an empty address found %v", p.ID)
	}
	if p, ok := staffList.ManagerOf("paul.martin"); !ok || p.ID != "aicha.benali" {
		t.Errorf("manager: %v %v", p.ID, ok)
	}
	if p, ok := staffList.ManagerOf("aicha.benali"); ok {
		t.Errorf("a manager from nowhere: %v", p.ID)
	}
	if diff := cmp.Diff([]ID{"aicha.benali", "paul.martin"}, ids(staffList.Members("net", "iam"))); diff != "" {
		t.Error(diff)
	}
	twice := Directory([]Person{{ID: "a", Name: "Old"}, {ID: "a", Name: "New"}})
	if p, _ := twice.Get("a"); p.Name != "New" || len(twice.All()) != 1 {
		t.Errorf("got %q of %d", p.Name, len(twice.All()))
	}
}

// One slip of the pen in a long enough word still finds the person.
func TestWhoIsForgivesOneSlip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	one := Directory([]Person{{ID: "c", Name: "Constance Vandenberghe"}, {ID: "b", Name: "Bob Dylan"}})
	for range 500 {
		word := []byte("vandenberghe")
		i := 1 + rng.IntN(len(word)-2)
		switch rng.IntN(4) {
		case 0:
			word = append(word[:i], word[i+1:]...)
		case 1:
			word[i], word[i+1] = word[i+1], word[i]
		case 2:
			word[i] = byte('a' + rng.IntN(26))
		case 3:
			word = append(word[:i], append([]byte{byte('a' + rng.IntN(26))}, word[i:]...)...)
		}
		if diff := cmp.Diff([]ID{"c"}, ids(one.WhoIs(string(word)))); diff != "" {
			t.Fatalf("%q: %s", word, diff)
		}
	}
}

func FuzzWhoIs(f *testing.F) {
	for _, words := range []string{"paul", "M. Durand", "@x1", "ß œ", "\xff", "a a a a a a"} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		for _, p := range staffList.WhoIs(words) {
			if _, ok := staffList.Get(p.ID); !ok {
				t.Errorf("%q found a stranger: %v", words, p.ID)
			}
		}
	})
}

func BenchmarkWhoIs(b *testing.B) {
	persons := make([]Person, 20000)
	for i := range persons {
		persons[i] = Person{ID: ID(fmt.Sprint("p", i)), Name: fmt.Sprintf("Paul%d Martin%d", i%500, i)}
	}
	x := Directory(persons)
	for b.Loop() {
		x.WhoIs("paul77 martin12077")
	}
}
