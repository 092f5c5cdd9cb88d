package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/cmd/guichet/app"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
)

// A sentence is explained from its language to whoever would be paged for it.
func TestInquire(t *testing.T) {
	t.Parallel()
	d, problems := config.Load(demo.FS(), app.StepKinds())
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	mind, rules, err := app.Alone(d)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC) // a Monday, nine o'clock in Lyon
	for _, c := range []struct {
		as, text, in                  string
		lang, intent, queue, priority string
		whom                          string // paged first, or by the last step
		shown                         []string
	}{
		{"tom", "the vpn keeps dropping on wifi", "", "en", "vpn-trouble", "network", "P3", "",
			[]string{"as Tom Bradley", "Language  English", "VPN trouble", "vpn-drops", "Network", "Forgotten ticket", "the whole of Network"}},
		{"marie", "le vpn se coupe sans arrêt en wifi", "", "fr", "vpn-trouble", "network", "P3", "",
			[]string{"pour Marie Durand", "français", "Problème de VPN", "Réseau", "Ticket oublié", "toute l’équipe Réseau"}},
		{"lucas", "plus d'internet à l'atelier, tout le monde est bloqué", "en", "fr", "network-down", "network", "P2", "nadia",
			[]string{"French", "No network", "Network trouble", "Nadia Rahmani (Network on-call)"}},
		{"", "I lost my laptop, my password is Tr0ub4dor&3", "fr", "en", "", "", "", "",
			[]string{"anglais", "Masqué", "●●●"}},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			cmd := askCmd{As: c.as}
			who, err := cmd.person(rules)
			if err != nil {
				t.Fatal(err)
			}
			a := inquire(mind, rules, who, c.text, c.in, now)
			if a.Lang != c.lang {
				t.Errorf("language %s, want %s", a.Lang, c.lang)
			}
			if c.intent != "" && (a.Intents[0].Name != c.intent || a.Ticket.Queue != c.queue || a.Ticket.Priority != c.priority) {
				t.Errorf("%s → %s %s, want %s → %s %s", a.Intents[0].Name, a.Ticket.Queue, a.Ticket.Priority, c.intent, c.queue, c.priority)
			}
			if on := a.Ticket.OnCall; c.whom != "" && (len(on) == 0 || string(on[len(on)-1].Whom) != c.whom) {
				t.Errorf("on call: %+v, want %s", on, c.whom)
			}
			shown := a.draw(rules)
			for _, s := range c.shown {
				if !strings.Contains(shown, s) {
					t.Errorf("%q is not in\n%s", s, shown)
				}
			}
			if strings.Contains(shown, "⟦") || strings.Contains(shown, "Tr0ub4dor") {
				t.Errorf("a word is missing, or a secret is shown:\n%s", shown)
			}
			if _, err := json.Marshal(a); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAskWords(t *testing.T) {
	t.Parallel()
	for key := range askWords["en"] {
		if askWords["fr"][key] == "" {
			t.Errorf("%s has no French words", key)
		}
	}
	if len(askWords["en"]) != len(askWords["fr"]) {
		t.Error("French has words that English lacks")
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	got := strings.Join(columns([][]string{{"é", "b", "c"}, {"ddd", "e"}}), "\n")
	if want := "é    b  c\nddd  e"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
