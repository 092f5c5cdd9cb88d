package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// faulty is a form that was sent with fields that cannot be taken.
type faulty struct{ view view }

func (faulty) Error() string { return "error.fields" }

// fillForm is a form that was sent.
func (a *Adapter) fillForm(r *http.Request, x *act) error {
	e, err := a.target(r, x)
	if err != nil {
		return err
	}
	form, ok := formOf(e.body.Blocks, r.PostFormValue("token"))
	if !ok {
		return refuse(http.StatusConflict, "error.old")
	}
	values := make(map[string]string)
	faults := make(map[string]string)
	var filled []chat.Field
	for _, f := range form.Entries {
		s := strings.TrimSpace(strings.ReplaceAll(r.PostFormValue("v."+f.Name), "\r\n", "\n"))
		values[f.Name] = s
		if key := check(f, s); key != "" {
			faults[f.Name] = x.T(key)
		}
		filled = append(filled, chat.Field{Name: f.Label, Value: a.options.Mask(label(f, s))})
	}
	if len(faults) > 0 {
		v := a.views(r.Context(), x.visit, []entry{e}, gather(nil))[0]
		v.Values, v.Faults = values, faults
		return faulty{v}
	}
	x.shown = &body{On: e.ID, Filled: filled}
	x.private = x.private || x.channel != x.own()
	x.did = chat.Filled{Token: form.Token, Values: values}
	return nil
}

func formOf(blocks []chat.Block, token string) (chat.Form, bool) {
	for _, b := range blocks {
		if f, ok := b.(chat.Form); ok && f.Token == token {
			return f, true
		}
	}
	return chat.Form{}, false
}

// check is the key of what is wrong with the value of a field, "" if nothing.
func check(f chat.Entry, value string) string {
	if value == "" {
		if f.Optional {
			return ""
		}
		return "form.needed"
	}
	switch f.Input {
	case chat.InputChoice:
		if !slices.ContainsFunc(f.Options, func(o chat.Option) bool { return o.Value == value }) {
			return "form.option"
		}
	case chat.InputNumber:
		// In French the decimals follow a comma.
		if _, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64); err != nil {
			return "form.number"
		}
	case chat.InputDate:
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return "form.date"
		}
	}
	return ""
}

// label is how a value reads: an option's label, otherwise the value.
func label(f chat.Entry, value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Value is what a form's field shows: what was entered, or what is known.
func (v view) Value(f chat.Entry) string {
	if s, ok := v.Values[f.Name]; ok {
		return s
	}
	return f.Value
}

// sendBack answers an act that was not taken. Without the script the page is
// shown again, with what was typed still in it.
func (a *Adapter) sendBack(w http.ResponseWriter, r *http.Request, x act, err error) {
	var bad faulty
	var no refusal
	switch {
	case errors.As(err, &bad) && x.Live:
		h, err := a.html(bad.view)
		if err != nil {
			a.fail(w, r, x.visit, err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(h))
	case errors.As(err, &bad):
		s := sent{alert: x.T("error.fields"), thread: x.thread, form: &bad.view}
		a.servePage(w, r, x.visit, x.channel, http.StatusUnprocessableEntity, s)
	case errors.As(err, &no) && !x.Live && x.may(x.channel) == nil && no.status != http.StatusNotFound:
		s := sent{alert: x.T(no.key, no.args...), thread: x.thread, words: r.PostFormValue("text"), reply: r.PostFormValue("mode") == "reply"}
		a.servePage(w, r, x.visit, x.channel, no.status, s)
	default:
		a.fail(w, r, x.visit, err)
	}
}
