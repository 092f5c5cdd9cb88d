package crash

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

// browser is one person's page of the web chat, at several replicas.
type browser struct {
	replicas []string // addresses
	session  string
}

// signIn begins a session for somebody, as a sign-in link would.
func signIn(ctx context.Context, database, person string, replicas []string) (browser, error) {
	s, err := store.Open(ctx, database, store.Options{Conns: 1})
	if err != nil {
		return browser{}, err
	}
	defer func() { _ = s.Close() }()
	now := time.Now()
	secret, err := s.NewSecret(ctx, store.SecretSession, people.ID(person), "crash test", now, now.Add(time.Hour))
	return browser{replicas, secret}, err
}

// talk says everything in order, each line when the platform has come as far:
// again until a replica has taken it, and once more to another replica.
func (b browser) talk(ctx context.Context, lines []said, progress func(context.Context, float64) error) error {
	for i, s := range lines {
		if err := progress(ctx, float64(i)/float64(len(lines))); err != nil {
			return err
		}
		for try := range 2 {
			if err := b.say(ctx, s, i+try); err != nil {
				return err
			}
		}
	}
	return nil
}

// pause is how long a page waits before it tries again.
const pause = 200 * time.Millisecond

// say posts a message, as the page's script does, until it is taken.
func (b browser) say(ctx context.Context, s said, replica int) error {
	form := url.Values{"channel": {s.Talk}, "id": {s.ID}, "text": {s.Text}}
	for try := 0; ; try++ {
		if try > 0 {
			form.Set("try", fmt.Sprint(try))
			replica++
		}
		status, err := b.post(ctx, b.replicas[replica%len(b.replicas)], form)
		switch {
		case err == nil && status == http.StatusAccepted:
			return nil
		case status == http.StatusForbidden || status == http.StatusUnprocessableEntity || status == http.StatusBadRequest:
			return fmt.Errorf("the web chat refuses %s: %d", s.ID, status)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the web chat does not take %s: %d, %w", s.ID, status, ctx.Err())
		case <-time.After(pause):
		}
	}
}

func (b browser) post(ctx context.Context, base string, form url.Values) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/chat/say", strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Live", "1")
	r.AddCookie(&http.Cookie{Name: "guichet", Value: b.session})
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, answer.Body.Close()
}
