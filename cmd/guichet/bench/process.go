package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// resident is this process's memory in RAM, in MB, from Linux's own count; 0
// where there is none.
func resident() float64 { return residentOf(os.Getpid()) }

func residentOf(pid int) float64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if kb, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			n, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(kb, "kB")), 64)
			return n / 1024
		}
	}
	return 0
}

// starts measures the real program from its start to its first answer in the
// web chat, with no data folder (cold) and with one (warm).
func starts(ctx context.Context, dir string) error {
	section("Start to first answer")
	program := filepath.Join(dir, "guichet")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/guichet")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build: %w", err)
	}
	for _, name := range []string{"start_cold", "start_warm"} {
		took, memory, err := start(ctx, program, filepath.Join(dir, "start"))
		if err != nil {
			return err
		}
		figure(name, took.Seconds(), "s")
		if name == "start_warm" {
			figure("resident_memory_idle", memory, "MB")
		}
	}
	return nil
}

func start(ctx context.Context, program, data string) (took time.Duration, memory float64, err error) {
	const at = "127.0.0.1:18099"
	c := exec.CommandContext(ctx, program, "serve", "--listen", at)
	c.Env = append(os.Environ(), "GUICHET_DATA="+data, "GUICHET_DATABASE_URL=")
	began := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	}()
	v := visitor{base: "http://" + at}
	if v.client.Jar, err = cookiejar.New(nil); err != nil {
		return 0, 0, err
	}
	if err := v.talk(ctx); err != nil {
		return 0, 0, err
	}
	return time.Since(began), residentOf(c.Process.Pid), nil
}

// visitor is an employee with a browser.
type visitor struct {
	base   string
	client http.Client
}

var messageID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// talk signs in as soon as somebody answers, says something and waits for the
// desk's words.
func (v *visitor) talk(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := v.until(ctx, func() bool {
		return v.post(ctx, "/sign-in/as", url.Values{"person": {"marie"}}) == nil
	}); err != nil {
		return err
	}
	const answer = `data-author=""` // a post of the desk's
	page := v.page(ctx)
	before := strings.Count(page, answer)
	id := messageID.FindStringSubmatch(page)
	if id == nil {
		return errors.New("the chat page has no form to write in")
	}
	if err := v.post(ctx, "/chat/say", url.Values{"channel": {"dm-marie"}, "id": id[1:], "text": {"bonjour"}}); err != nil {
		return err
	}
	return v.until(ctx, func() bool { return strings.Count(v.page(ctx), answer) > before })
}

func (v *visitor) until(ctx context.Context, done func() bool) error {
	for !done() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the desk did not answer: %w", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

func (v *visitor) post(ctx context.Context, path string, form url.Values) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", v.base)
	answer, err := v.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= 400 {
		return fmt.Errorf("%s: %s", path, answer.Status)
	}
	return nil
}

func (v *visitor) page(ctx context.Context) string {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+"/chat", nil)
	if err != nil {
		return ""
	}
	answer, err := v.client.Do(r)
	if err != nil {
		return ""
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(answer.Body)
	return string(body)
}
