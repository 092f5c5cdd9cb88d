package sla

import (
	"fmt"
	"time"
)

// words are what Explain says in one language.
type words struct {
	clocks, reasons map[string]string
	days            [7]string // by time.Weekday
	months          [12]string
	first           string // what follows the number of the first day of a month
	now             string

	promise, promiseAlways, noPromise, notStarted string
	segment, running, paused                      string
	spent, due, open, met, broken, holidays       string
}

func wordsIn(lang string) words {
	if lang == "fr" {
		return french
	}
	return english
}

// why says a reason; one it does not know is somebody's own words.
func (w words) why(reason string) string {
	if text, known := w.reasons[reason]; known {
		return text
	}
	return reason
}

// moment writes an instant in the calendar's zone.
func (w words) moment(at time.Time, cal Calendar, now time.Time) string {
	local := at.In(cal.Zone())
	return w.day(local, local.Year() != now.In(cal.Zone()).Year()) + local.Format(" 15:04")
}

func (w words) day(local time.Time, withYear bool) string {
	suffix := ""
	if local.Day() == 1 {
		suffix = w.first
	}
	text := fmt.Sprintf("%s %d%s %s", w.days[local.Weekday()], local.Day(), suffix, w.months[local.Month()-1])
	if withYear {
		text += local.Format(" 2006")
	}
	return text
}

var english = words{
	clocks: map[string]string{FirstResponse: "First response", Resolution: "Resolution"},
	reasons: map[string]string{
		Opened: "the ticket was opened", Waiting: "waiting for the requester", Held: "on hold",
		Answered: "an answer came", Resumed: "work went on", Resolved: "resolved", Reopened: "reopened",
	},
	days:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	months: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	now:    "now",

	promise:       "%s: %s promised, counted in the “%s” hours (%s).",
	promiseAlways: "%s: %s promised, counted around the clock (%s).",
	noPromise:     "%s: nothing is promised.",
	notStarted:    "The clock has not started.",
	segment:       "%s → %s: %s",
	running:       "running, %s counted of %s on the clock",
	paused:        "paused, nothing counted",
	spent:         "Used: %s of %s.",
	due:           "Left: %s, so it is due %s.",
	open:          "Left: %s. While the clock is paused there is no deadline.",
	met:           "Kept: done %s with %s left.",
	broken:        "Broken: it was due %s and is over by %s.",
	holidays:      "Closed on the way: %s.",
}

// In French a no-break space goes before a colon and inside guillemets.
var french = words{
	clocks: map[string]string{FirstResponse: "Première réponse", Resolution: "Résolution"},
	reasons: map[string]string{
		Opened: "ouverture du ticket", Waiting: "en attente du demandeur", Held: "mis en attente",
		Answered: "réponse reçue", Resumed: "reprise du traitement", Resolved: "résolu", Reopened: "rouvert",
	},
	days:   [7]string{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
	months: [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
	first:  "er",
	now:    "maintenant",

	promise:       "%s\u00a0: engagement de %s, compté selon les horaires «\u00a0%s\u00a0» (%s).",
	promiseAlways: "%s\u00a0: engagement de %s, compté 24\u00a0h/24 (%s).",
	noPromise:     "%s\u00a0: aucun engagement.",
	notStarted:    "Le compteur n’a pas démarré.",
	segment:       "%s → %s\u00a0: %s",
	running:       "en marche, temps compté\u00a0: %s sur %s",
	paused:        "en pause, rien n’est compté",
	spent:         "Consommé\u00a0: %s sur %s.",
	due:           "Reste\u00a0: %s, donc échéance %s.",
	open:          "Reste\u00a0: %s. Tant que le compteur est en pause, il n’y a pas d’échéance.",
	met:           "Tenu\u00a0: terminé %s, il restait %s.",
	broken:        "Manqué\u00a0: l’échéance était %s, dépassée de %s.",
	holidays:      "Jours fermés entre-temps\u00a0: %s.",
}
