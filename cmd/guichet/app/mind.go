package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/bot"
	"github.com/guichet-desk/guichet/bot/lang"
	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/intents"
	"github.com/guichet-desk/guichet/intents/nlu"
	"github.com/guichet-desk/guichet/kb"
	"github.com/guichet-desk/guichet/store"
)

// examples are what the desk's owner wrote, in a fixed order.
func examples(d *config.Desk) []nlu.Example {
	var out []nlu.Example
	for _, i := range d.Intents {
		for _, l := range slices.Sorted(maps.Keys(i.Examples)) {
			for _, text := range i.Examples[l] {
				out = append(out, nlu.Example{Text: text, Lang: l, Intent: i.Name})
			}
		}
	}
	return out
}

// unlabelled are the texts of the field, from which words get their meaning.
func unlabelled(d *config.Desk) []string {
	out := make([]string, 0, len(d.Articles))
	for _, a := range d.Articles {
		out = append(out, a.Title+"\n"+a.Body)
	}
	return out
}

// Train makes the desk's model. The same desk gives the same model.
func Train(d *config.Desk) (*nlu.Model, error) {
	return nlu.Train(examples(d), nlu.Options{Unlabelled: unlabelled(d), Seed: 1})
}

// modelFormat is part of a model's hash: raise it when training changes.
const modelFormat = 1

// model reads the desk's model as another replica trained it, or trains it and
// keeps it for the others.
func model(ctx context.Context, s *store.Store, d *config.Desk, now time.Time, log *slog.Logger) (*nlu.Model, error) {
	raw, err := json.Marshal([]any{modelFormat, examples(d), unlabelled(d)})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])
	m := new(nlu.Model)
	body, err := s.Model(ctx, hash)
	switch {
	case err == nil:
		if err := m.UnmarshalBinary(body); err == nil {
			return m, nil
		}
		log.Warn("the stored model cannot be read; training it again", "hash", hash)
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	began := time.Now()
	if m, err = Train(d); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	log.Info("trained", "examples", len(examples(d)), "in", time.Since(began).Round(time.Millisecond))
	if body, err = m.MarshalBinary(); err != nil {
		return nil, err
	}
	return m, s.SaveModel(ctx, hash, body, now)
}

// catalog is what the desk can be asked.
func catalog(d *config.Desk, words *lang.Words) intents.Catalog {
	return intents.Catalog{Intents: d.Intents, Words: words, Name: d.Name}
}

// lexicon is what people may name: each other, and the things of the catalogue.
func lexicon(d *config.Desk) *nlu.Lexicon {
	var entries []nlu.Entry
	for _, p := range d.People {
		entries = append(entries, nlu.Entry{Kind: nlu.KindPerson, Value: string(p.ID), Names: []string{p.Name}})
	}
	for _, of := range []struct {
		kind   string
		things []config.Thing
	}{{nlu.KindService, d.Services}, {nlu.KindSite, d.Sites}, {nlu.KindDevice, d.Devices}} {
		for _, t := range of.things {
			names := []string{t.Name}
			for _, l := range slices.Sorted(maps.Keys(t.Title)) {
				names = append(names, t.Title[l])
			}
			for _, l := range slices.Sorted(maps.Keys(t.Also)) {
				names = append(names, t.Also[l]...)
			}
			entries = append(entries, nlu.Entry{Kind: of.kind, Value: t.Name, Names: names})
		}
	}
	return nlu.NewLexicon(entries)
}

// newMind builds everything the desk understands with, over an index that
// knowledge keeps in step.
func newMind(ctx context.Context, s *store.Store, d *config.Desk, words *lang.Words, x *kb.Index, now time.Time, log *slog.Logger) (*bot.Mind, error) {
	m, err := model(ctx, s, d, now, log)
	if err != nil {
		return nil, err
	}
	return &bot.Mind{Catalog: catalog(d, words), Model: m, Lexicon: lexicon(d), Index: x}, nil
}

// knowledge keeps an index in step with the articles in the database.
type knowledge struct {
	store *store.Store
	index *kb.Index
	log   *slog.Logger
	since time.Time
}

// recheck is how often articles are looked at though nothing rang.
const recheck = 30 * time.Second

// learned is how many confirmed questions an index begins with.
const learned = 10_000

// begin fills the index.
func (k *knowledge) begin(ctx context.Context) error {
	confirmed, err := k.store.Confirmed(ctx, learned)
	if err != nil {
		return err
	}
	for _, c := range confirmed { // before the articles: then each is indexed once
		k.index.Learn(c.Article, c.Lang, c.Question)
	}
	return k.refresh(ctx)
}

// refresh brings in what changed since the last time.
func (k *knowledge) refresh(ctx context.Context) error {
	changes, err := k.store.ArticlesSince(ctx, k.since)
	if err != nil {
		return err
	}
	var put []kb.Article
	for _, c := range changes {
		if c.At.After(k.since) {
			k.since = c.At
		}
		if c.Removed {
			k.index.Remove(c.Article.ID, c.Article.Lang)
			continue
		}
		put = append(put, c.Article)
	}
	k.index.Put(put...)
	return nil
}

// follow refreshes until ctx ends.
func (k *knowledge) follow(ctx context.Context) {
	rung, stop := k.store.Listen(store.TopicArticles)
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-rung:
		case <-time.After(recheck):
		}
		if err := k.refresh(ctx); err != nil && ctx.Err() == nil {
			k.log.Warn("articles", "err", err)
		}
	}
}
