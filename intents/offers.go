package intents

import (
	"slices"
	"time"

	"github.com/guichet-desk/guichet/bot/chat"
)

// maxTried is how many passages are shown before a ticket is opened.
const maxTried = 2

// relevant are the hits to offer for an intent: those its owner named first.
// What is wanted, rather than broken, is not talked away with found articles,
// and what an automation does needs none.
func (t *turn) relevant(i *Intent, hits []Hit) []Hit {
	var named, found []Hit
	for _, h := range hits {
		same := func(x Hit) bool { return x.Article == h.Article }
		switch {
		case i.Do != "" || slices.ContainsFunc(named, same) || slices.ContainsFunc(found, same):
		case slices.Contains(i.Articles, h.Article):
			named = append(named, h)
		case i.Kind != Request:
			found = append(found, h)
		}
	}
	return bounded(slices.Concat(named, found))
}

// offersPassage shows the article that answers, when there is one: before any
// question, because it may spare them all.
func (t *turn) offersPassage() bool {
	k := t.s.Task
	if len(k.Hits) == 0 || k.Tried > 0 {
		return false
	}
	h := k.Hits[0]
	if !h.Sure && !slices.Contains(t.task().Articles, h.Article) {
		return false
	}
	t.offer(0)
	return t.because("the article " + h.Article + reason(h.Why))
}

// offersTitles shows the articles that are worth trying, when all is known.
func (t *turn) offersTitles() bool {
	k := t.s.Task
	switch {
	case len(k.Hits) == 0 || k.Tried > 0:
		return false
	case len(k.Hits) == 1:
		t.offer(0)
		return t.because("the only article that may help: " + k.Offer)
	}
	t.pose(Ask{What: askArticles})
	return t.because("several articles may help: their titles")
}

// offer shows passage n of the task and asks whether it helped.
func (t *turn) offer(n int) {
	k := t.s.Task
	t.judge("none")
	h := k.Hits[n]
	k.Hits = slices.Delete(k.Hits, n, n+1)
	k.Offer, k.Judged = h.Article, false
	k.Tried++
	t.passage(h)
	t.effects = append(t.effects, Offered{Article: h.Article, Question: t.asked()})
	t.pose(Ask{What: askHelped})
	t.s.Wake = t.in.Now.Add(t.c.Options.Wait).UTC()
}

// passage quotes an article before what comes next.
func (t *turn) passage(h Hit) {
	from := chat.Escape(h.Title)
	if h.URL != "" {
		from = "[" + from + "](" + h.URL + ")"
	}
	if h.Credit != "" {
		from += " · " + h.Credit
	}
	t.lead = append(t.lead, chat.Quote{Text: clip(h.Passage, maxPassage), From: from})
}

// asked is what the article was to answer.
func (t *turn) asked() string { return clip(t.s.Task.Said, maxQuestion) }

// judge ends the offer that is open, if there is one.
func (t *turn) judge(outcome string) {
	k := t.s.Task
	if k == nil || k.Offer == "" || k.Judged {
		return
	}
	k.Judged, t.s.Wake = true, time.Time{}
	t.effects = append(t.effects, Judged{Article: k.Offer, Question: t.asked(), Outcome: outcome})
}

// helped counts a confirmed deflection, also one that was taken for a
// potential one before.
func (t *turn) helped(article string) bool {
	k := t.s.Task
	if k == nil || k.Offer != article {
		t.effects = append(t.effects, Judged{Article: article, Outcome: "confirmed"})
		t.first("glad", nil)
		t.again()
		return t.because("an earlier article helped: confirmed deflection")
	}
	t.effects = append(t.effects, Judged{Article: article, Question: t.asked(), Outcome: "confirmed"})
	k.Judged = true
	t.first("glad", nil)
	t.done()
	return t.because("the article helped: confirmed deflection")
}

// didNotHelp shows the next best passage once; then it goes on to a ticket.
// Without an article, it is a list of titles that did not help.
func (t *turn) didNotHelp(article string) bool {
	k := t.s.Task
	if k == nil || article != k.Offer && article != "" {
		return false
	}
	t.judge("none")
	if article != "" && t.another() {
		t.offer(0)
		return t.because("the article did not help: the next one")
	}
	k.Hits, k.Tried = nil, maxTried
	if k.Intent == "" && len(k.Maybe) > 0 && article == "" || len(t.missing()) > 0 {
		t.because("no article helped")
		t.proceed()
		return true
	}
	t.opens(t.known())
	return true
}

// another reports whether one more passage may be shown.
func (t *turn) another() bool { return t.s.Task.Tried < maxTried && len(t.s.Task.Hits) > 0 }

// notHelped is the label of "no": it says what no brings.
func (t *turn) notHelped() string {
	if t.another() {
		return "helped_next"
	}
	return "helped_no"
}
