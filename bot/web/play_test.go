package web_test

import (
	"slices"

	"github.com/guichet-desk/guichet/bot/chat"
)

// The desk's part in the play.
var (
	vpnEN = chat.Reply{Blocks: []chat.Block{
		chat.Text{Text: "This often helps when the VPN drops on **Wi-Fi**:"},
		chat.Quote{
			Text: "Open *Settings › Network*, choose your Wi-Fi, and switch off **power saving**. Then reconnect the VPN. If it still drops, run `vpn-check` and tell me what it says.",
			From: "[The VPN drops on Wi-Fi](/kb/vpn-wifi)",
		},
		chat.Text{Text: "Did this help?"},
		chat.Buttons{Buttons: []chat.Button{
			{Label: "Yes, thank you", Token: "yes", Style: chat.Primary}, {Label: "No, go on", Token: "no"},
		}},
	}}
	vpnFR = chat.Reply{Blocks: []chat.Block{
		chat.Text{Text: "Voici ce qui aide souvent quand le VPN se coupe en **Wi-Fi** :"},
		chat.Quote{
			Text: "Ouvrez *Paramètres › Réseau*, choisissez votre Wi-Fi et désactivez **l’économie d’énergie**. Reconnectez ensuite le VPN.",
			From: "[Le VPN se coupe en Wi-Fi](/kb/vpn-wifi)",
		},
		chat.Text{Text: "Est-ce que cela vous a aidé ?"},
		chat.Buttons{Buttons: []chat.Button{
			{Label: "Oui, merci", Token: "yes", Style: chat.Primary}, {Label: "Non, continuons", Token: "no"},
		}},
	}}
	laptopForm = chat.Form{
		Title: "Tell me about the laptop", Token: "laptop", Submit: "Open a ticket",
		Entries: []chat.Entry{
			{Name: "device", Label: "Which device?", Hint: "The label under it starts with LT", Input: chat.InputText},
			{Name: "since", Label: "Since when?", Input: chat.InputDate},
			{Name: "impact", Label: "Can you work?", Input: chat.InputChoice, Options: []chat.Option{
				{Value: "no", Label: "No"}, {Value: "slowly", Label: "Slowly"}, {Value: "yes", Label: "Yes"},
			}},
			{Name: "more", Label: "Anything else?", Input: chat.InputLong, Optional: true},
		},
	}
	folders = chat.Choose{Label: "Which folder?", Token: "folder", Options: []chat.Option{
		{Value: "a", Label: "Accounting"}, {Value: "d", Label: "Design"}, {Value: "h", Label: "Human resources"},
		{Value: "l", Label: "Legal"}, {Value: "s", Label: "Sales"}, {Value: "t", Label: "Travel"},
	}}
)

// card is a ticket as the agents see it.
func card(number, title, priority, from, queue, state, due string, actions ...string) chat.Reply {
	var row chat.Buttons
	for i, a := range actions {
		b := chat.Button{Label: a, Token: number + "-" + a}
		if i == 0 {
			b.Style = chat.Primary
		}
		row.Buttons = append(row.Buttons, b)
	}
	return chat.Reply{Blocks: []chat.Block{
		chat.Heading{Text: number + " · " + title},
		chat.Fields{Fields: []chat.Field{
			{Name: "Priority", Value: priority}, {Name: "From", Value: from}, {Name: "Queue", Value: queue},
			{Name: "State", Value: state}, {Name: "Answer due", Value: due},
		}},
		row,
	}}
}

// furnish fills the pages with a morning at the desk.
func (s *stage) furnish() {
	open := []string{"Claim", "Assign", "Priority"}
	mine := []string{"Reply", "Hold", "Priority", "Resolve"}
	s.post("agents", "", card("INC-1037", "Printer on the 3rd floor out of toner", "P5", "Jean", "Workplace", "Resolved", "—"))
	s.post("agents", "", card("INC-1038", "Access to the Design share", "P4", "Inès", "Identity", "On hold, waiting for the manager", "14:00", "Resume", "Reply"))
	s.post("agents", "", card("INC-1039", "Laptop will not charge", "P3", "Paul", "Workplace", "New", "11:45", open...))
	vpn := s.post("agents", "", card("INC-1042", "VPN keeps dropping on Wi-Fi", "P3", "Marie", "Network", "Claimed by Aïcha Benali", "11:10", mine...))
	s.post("agents", "", card("INC-1043", "Payroll export fails with error 500", "P2", "Luc", "Applications", "New", "10:20", open...))
	outage := card("INC-1044", "E-mail is down for the Lyon office", "P1", "9 people", "Messaging", "New, unclaimed for 10 minutes", "09:45", open...)
	outage.Urgent = true
	outage.Blocks = slices.Insert(outage.Blocks, 2, chat.Block(chat.Quote{Text: "Nothing comes in since half past nine, and Outlook asks for the password again and again."}))
	s.post("agents", "", outage)
	s.said("tom", "agents", "", "I’ll look at the Lyon mail relay now.", false)

	s.post("agents", string(vpn), chat.Reply{Blocks: []chat.Block{
		chat.Quote{Text: "vpn keeps dropping on wifi, third time this week", From: "Marie"},
		chat.List{Items: []string{"Offered: [The VPN drops on Wi-Fi](/kb/vpn-wifi), did not help", "Device: LT-2203, Windows 11"}},
	}})
	s.said("tom", "agents", string(vpn), "Same access point as INC-1031? AP-3-12 was flapping yesterday.", false)
	s.said("aicha", "agents", string(vpn), "Good catch, I’ll check its log.", false)
	s.said("aicha", "agents", string(vpn), "Marie, we have found a faulty access point near your desk. Could you try the meeting room’s Wi-Fi and tell me if it holds?", true)
	s.post("agents", string(vpn), chat.Reply{Private: false, Blocks: []chat.Block{
		chat.Text{Text: "Sent to Marie. You can take it back for 30 seconds."},
		chat.Buttons{Buttons: []chat.Button{{Label: "Undo", Token: "undo"}}},
	}})

	s.said("marie", "dm-marie", "", "vpn keeps dropping on wifi", false)
	s.post("dm-marie", "", chat.Reply{Blocks: append(append([]chat.Block{}, vpnEN.Blocks[:3]...), chat.Buttons{Inert: true, Buttons: []chat.Button{
		{Label: "Yes, thank you", Token: "yes"}, {Label: "No, go on", Token: "no"},
	}})})
	s.said("marie", "dm-marie", "", "no, still the same\nhttps://status.example.com says all is fine", false)
	s.post("dm-marie", "", chat.Say("Thank you. I have opened **INC-1042** for the network team. You will hear from them *here*, by 11:10."))
	s.post("dm-marie", "", chat.Reply{Blocks: []chat.Block{
		chat.Heading{Text: "INC-1042 · VPN keeps dropping on Wi-Fi"},
		chat.Fields{Fields: []chat.Field{{Name: "State", Value: "In progress with Aïcha"}, {Name: "Answer due", Value: "11:10"}}},
		chat.Buttons{Buttons: []chat.Button{{Label: "Add words", Token: "add"}, {Label: "It works again", Token: "solved", Style: chat.Primary}}},
	}})
	s.said("luc", "dm-luc", "", "le vpn coupe tout le temps", false)
	s.post("dm-luc", "", vpnFR)
	s.said("luc", "dm-luc", "", "non, toujours pareil", false)
	s.post("dm-luc", "", chat.Reply{Blocks: []chat.Block{
		chat.Text{Text: "D’accord. Il me faut encore deux choses :"},
		chat.Form{Title: "Votre poste", Token: "poste", Submit: "Ouvrir un ticket", Entries: []chat.Entry{
			{Name: "poste", Label: "Quel ordinateur ?", Hint: "L’étiquette commence par LT", Input: chat.InputText},
			{Name: "impact", Label: "Pouvez-vous travailler ?", Input: chat.InputChoice, Options: []chat.Option{{Value: "n", Label: "Non"}, {Value: "o", Label: "Oui"}}},
		}},
	}})
}
