package intents

import (
	"os"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

func findings(c Catalog) map[string]string {
	found := make(map[string]string)
	c.Check(func(path, message string) { found[path] = message })
	return found
}

func TestCheckTakesTheTestDesk(t *testing.T) {
	if found := findings(testCatalog(t)); len(found) > 0 {
		t.Error(found)
	}
}

func TestCheckFindsEverything(t *testing.T) {
	data, err := os.ReadFile("testdata/broken.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := testCatalog(t)
	c.Intents, c.Options.Sure = nil, 60
	if err := yaml.Unmarshal(data, &c.Intents); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"options.sure":                      "must be between 0 and 1",
		"[0].name":                          "must be lower-case words joined by - or _, such as reset-password",
		"[0].title":                         "has no text in fr",
		"[0].kind":                          "must be incident, request, question or social",
		"[0].impact":                        "must be organisation, department, group, person",
		"[0].sure":                          "must be between 0 and 1",
		"twice.name":                        "there is another intent of this name",
		"twice.examples.en[0]":              "is also an example of chat",
		"twice.examples.fr[0]":              "has no words",
		"chat.reply":                        "a social intent needs one: it is all that is said",
		"chat.do":                           "only a request or an incident can start an automation",
		"chat.slots":                        "a question or a social intent asks nothing",
		"chat.slots[0].default":             "requester is a person: the slot's kind must be person",
		"does.articles":                     "an intent with an automation offers none",
		"does.reply":                        "only a question or a social intent has one",
		"does.title":                        "has a language that the desk does not speak; it speaks en, fr",
		"does.slots[0].options":             "a choice needs at least two",
		"does.slots[0].options[0].label":    "has no text in fr",
		"does.slots[1].name":                "there is another slot of this name",
		"does.slots[1].options":             "only a choice, service, device or site has them",
		"does.slots[1].options[1].value":    "there is another option of this value",
		"does.slots[2].default":             "is none of the options",
		"does.slots[2].options[1].also":     `"one" also names the option a`,
		"does.slots[2].options[1].urgency":  "must be critical, high, medium, low",
		"does.slots[2].options[1].label.en": "has 80 characters; 75 is the most",
	}
	if diff := cmp.Diff(want, findings(c)); diff != "" {
		t.Error(diff)
	}
}
