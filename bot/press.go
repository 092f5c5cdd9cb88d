package bot

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/guichet-desk/guichet/bot/chat"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows"
	"github.com/guichet-desk/guichet/workflows/automation"
)

func missing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// pressed answers a button, a menu or a form: the token's row says what it
// does, and whether it still may.
func (t *turn) pressed(token, value string, form map[string]string) error {
	k, err := t.tx.TokenByID(token)
	if errors.Is(err, store.ErrNotFound) {
		return t.refuse("press_unknown")
	}
	if err != nil {
		return err
	}
	switch {
	case k.Person != "" && k.Person != string(t.who.ID):
		return t.refuse("press_not_yours")
	case !k.Used.IsZero() && k.Talk != 0:
		return t.refuse("press_over")
	case !k.Used.IsZero():
		return t.refuse("press_used")
	case !k.Until.IsZero() && k.Until.Before(t.now):
		return t.refuse("press_over")
	}
	var act intents.Act
	if err := json.Unmarshal(k.Act, &act); err != nil {
		return err
	}
	t.because("pressed %q", k.Label)
	return t.act(k, act, value, form)
}

func (t *turn) act(k store.Token, act intents.Act, value string, form map[string]string) error {
	switch act.Do {
	case actForm:
		return t.dialogue(intents.Filled{Values: form})
	case workflows.ActClaim, workflows.ActAssign, workflows.ActPriority, workflows.ActReply, workflows.ActHold,
		workflows.ActResume, workflows.ActResolve, workflows.ActAck, workflows.ActUndo:
		return t.staffPressed(k, act, value, form)
	case workflows.ActApprove:
		return t.voted(k, act)
	}
	if act.Value == "" { // a menu; a button's own value is not for its presser to change
		act.Value = value
	}
	if k.Talk == 0 { // a question of the desk's own, such as: does it work for you?
		if err := t.tx.UsePost(k.Post, t.now); err != nil {
			return err
		}
	}
	t.chosen = k.Label
	if k.Talk != t.at.Talk.ID {
		if err := t.quietenPressed(k); err != nil {
			return err
		}
	}
	return t.dialogue(intents.Chose{Act: act})
}

// quietenPressed quietens a question where it was pressed. One that is shown in
// somebody's every account has a post in each, named after it.
func (t *turn) quietenPressed(k store.Token) error {
	return firstErr(t.quieten(k.Post, k.Label), t.quieten(k.Post+"/"+t.at.Said.From.String(), k.Label))
}

// refuse tells the presser, and nobody else, that the button does nothing.
func (t *turn) refuse(key string) error {
	t.because("%s", key)
	return t.whisper(t.b.Words.Text(t.lang, key, nil))
}

func (t *turn) whisper(words string) error {
	r := chat.Say(words)
	r.Private = true
	return t.say(r)
}

// voted carries an approval or a refusal to its run.
func (t *turn) voted(k store.Token, act intents.Act) error {
	parts := strings.SplitN(act.On, "/", 3)
	if len(parts) != 3 {
		return t.refuse("press_unknown")
	}
	var e automation.Event = automation.Refused{Step: parts[1], Asked: parts[2], By: string(t.who.ID)}
	key := "vote_no"
	if act.Value == "yes" {
		e, key = automation.Approved{Step: parts[1], Asked: parts[2], By: string(t.who.ID)}, "vote_yes"
	}
	if err := firstErr(t.tx.UsePost(k.Post, t.now), t.quietenPressed(k)); err != nil {
		return err
	}
	if err := t.say(chat.Say(t.b.Words.Text(t.lang, key, nil))); err != nil {
		return err
	}
	return t.b.Desk.Tell(t.tx, parts[0], e)
}

// votes approves or refuses in words what a run asks for.
func (t *turn) votes(run string, yes bool) error {
	if err := t.b.Desk.Vote(t.tx, run, t.who.ID, yes); err != nil {
		return t.explained(err)
	}
	key := "vote_no"
	if yes {
		key = "vote_yes"
	}
	return t.say(chat.Say(t.b.Words.Text(t.lang, key, nil)))
}
