package web

import (
	"cmp"
	"context"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// view is a post as one person sees it.
type view struct {
	visit
	body
	ID, Rev, Thread int64
	Channel         string
	Sending         string // the author's own id of the message, "" on others' posts
	Author, Name    string
	At              time.Time
	Replies         int

	Staff bool // in a staff channel
	Card  bool // with a title, by the desk, for all in a staff channel
	Copy  bool // shown once more, on top of its thread
	marks marks
	names map[string]string // of everybody who is mentioned, by account ID

	Values map[string]string // of a form that was sent back
	Faults map[string]string // field name → what is wrong with it
}

// Mine says whether the reader wrote it.
func (v view) Mine() bool { return v.Author == v.Me.ID }

// Desk says whether the desk wrote it.
func (v view) Desk() bool { return v.Author == "" }

// Initials stand for the author's picture.
func (v view) Initials() string { return initials(v.Name) }

func initials(name string) string {
	var s string
	for _, word := range strings.Fields(name) {
		if len([]rune(s)) < 2 {
			s += string([]rune(word)[:1])
		}
	}
	return strings.ToUpper(s)
}

// Title is the first heading, in plain words.
func (v view) Title() string {
	for _, b := range v.Blocks {
		if h, ok := b.(chat.Heading); ok {
			return chat.Unmark(h.Text)
		}
	}
	return ""
}

// Chosen says whether the reader sees this label as the one that was pressed.
func (v view) Chosen(label string) bool { return slices.Contains(v.marks.chose[v.ID], label) }

// Done says whether the post's form was sent.
func (v view) Done() bool { return v.marks.filled[v.ID] }

// Who are the names of those who reacted.
func (v view) Who(r reaction) string {
	names := make([]string, len(r.By))
	for i, id := range r.By {
		names[i] = v.names[id]
	}
	return strings.Join(names, ", ")
}

// Reactions are the emojis put on the post.
func (v view) Reactions() []reaction { return v.marks.reactions[v.ID] }

var priority = regexp.MustCompile(`^P([1-5])\b`)

// Priority is the ticket's when the post shows one as P1 to P5, as a field's
// value or at the start of a heading; 0 when it shows none.
func (v view) Priority() int {
	for _, b := range v.Blocks {
		var says []string
		switch b := b.(type) {
		case chat.Heading:
			says = []string{b.Text}
		case chat.Fields:
			for _, f := range b.Fields {
				says = append(says, f.Value)
			}
		}
		for _, s := range says {
			if m := priority.FindStringSubmatch(chat.Unmark(s)); m != nil {
				return int(m[1][0] - '0')
			}
		}
	}
	return 0
}

// marks are what people did to posts, gathered from the posts that say so.
type marks struct {
	chose     map[int64][]string // labels, in order
	filled    map[int64]bool
	reactions map[int64][]reaction
}

// reaction is an emoji on a post, and who put it there.
type reaction struct {
	Emoji string
	By    []string // account IDs
}

// entry is a post and what its body holds.
type entry struct {
	Post
	body body
}

// hidden says that the post is not shown to the reader in its own place.
func (e entry) hidden(me string) bool {
	return e.body.Emoji != "" || e.body.For != "" && e.body.For != me
}

// open reads the bodies. One that cannot be read is left out and logged: the
// rest of the conversation must stay readable.
func (a *Adapter) open(posts []Post) []entry {
	entries := make([]entry, 0, len(posts))
	for _, p := range posts {
		b, err := decode(p.Body)
		if err != nil {
			a.options.Log.Error("web: post left out", "post", p.ID, "err", err)
			continue
		}
		entries = append(entries, entry{p, b})
	}
	return entries
}

func gather(entries []entry) marks {
	m := marks{make(map[int64][]string), make(map[int64]bool), make(map[int64][]reaction)}
	for _, e := range entries {
		switch b := e.body; {
		case b.On == 0 || b.Failed:
		case b.Emoji != "":
			m.react(b.On, b.Emoji, e.Author)
		case b.Filled != nil:
			m.filled[b.On] = true
		case b.Chose != "":
			m.chose[b.On] = append(m.chose[b.On], b.Chose)
		}
	}
	return m
}

func (m marks) react(on int64, emoji, by string) {
	for i, r := range m.reactions[on] {
		if r.Emoji == emoji {
			if !slices.Contains(r.By, by) {
				m.reactions[on][i].By = append(r.By, by)
			}
			return
		}
	}
	m.reactions[on] = append(m.reactions[on], reaction{emoji, []string{by}})
}

// views are the entries as v's person sees them.
func (a *Adapter) views(ctx context.Context, v visit, entries []entry, m marks) []view {
	names := a.names(ctx, v, entries, m)
	var out []view
	for _, e := range entries {
		if e.hidden(v.Me.ID) {
			continue
		}
		x := view{
			visit: v, body: e.body, marks: m, names: names, ID: e.ID, Rev: e.Rev, Thread: e.Thread, Channel: e.Channel,
			Author: e.Author, Name: names[e.Author], At: e.At, Replies: e.Replies,
			Staff: e.Channel != v.own(),
		}
		x.Card = x.Staff && e.Thread == 0 && x.Desk() && x.For == "" && x.Title() != ""
		if x.Mine() {
			x.Sending, _ = strings.CutPrefix(e.Key, incoming(v.Me.ID, ""))
		}
		out = append(out, x)
	}
	return out
}

// names are what the authors are called: the reader by "you", the desk by one
// word, for its whole name stands on top of the page.
func (a *Adapter) names(ctx context.Context, v visit, entries []entry, m marks) map[string]string {
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.Author)
	}
	for _, rs := range m.reactions {
		for _, r := range rs {
			ids = append(ids, r.By...)
		}
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" || id == v.Me.ID })
	names := map[string]string{"": v.T("desk"), v.Me.ID: v.T("you")}
	if len(ids) == 0 {
		return names
	}
	known := a.door.Names(ctx, ids)
	for _, id := range ids {
		names[id] = cmp.Or(known[id], id)
	}
	return names
}

func (a *Adapter) deskName(v visit) string {
	return cmp.Or(v.Pick(a.options.Name), v.T("desk"))
}

// html draws a view.
func (a *Adapter) html(v view) (template.HTML, error) {
	var b strings.Builder
	err := a.templates.ExecuteTemplate(&b, "post", v)
	return template.HTML(strings.TrimSpace(b.String())), err
}

// htmls draws views in order.
func (a *Adapter) htmls(vs []view) ([]template.HTML, error) {
	out := make([]template.HTML, len(vs))
	for i, v := range vs {
		h, err := a.html(v)
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}

// incoming is the key of the post of what a person did.
func incoming(person, id string) string { return "in:" + person + ":" + id }

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
