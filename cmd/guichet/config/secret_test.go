package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/guichet-desk/guichet/cmd/guichet/config"
)

// TestSecretIsNeverShown prints a secret in every way that a program prints.
func TestSecretIsNeverShown(t *testing.T) {
	secret, err := config.ParseSecret("env:TELEGRAM_TOKEN")
	if err != nil {
		t.Fatal(err)
	}
	holder := struct {
		Token config.Secret
		Many  []*config.Secret
		By    map[string]config.Secret
	}{secret, []*config.Secret{&secret}, map[string]config.Secret{"a": secret}}

	var out bytes.Buffer
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, format+"\n", secret)
		fmt.Fprintf(&out, format+"\n", &secret)
		fmt.Fprintf(&out, format+"\n", holder)
	}
	fmt.Fprintln(&out, errors.New(secret.String()), secret.GoString())
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("message", "secret", secret, "holder", holder)
	}
	asJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(asJSON)
	out.Write(asYAML)
	if s := out.String(); strings.Contains(s, "TELEGRAM") || strings.Contains(s, "env:") {
		t.Errorf("where the secret is kept was printed:\n%s", s)
	}
	if n := strings.Count(out.String(), "secret>") + strings.Count(out.String(), `secret\u003e`); n < 20 {
		t.Errorf("<secret> was printed %d times only:\n%s", n, &out)
	}
}

func TestOpenSecret(t *testing.T) {
	getenv := func(name string) (string, bool) {
		v, ok := map[string]string{"TOKEN": "abc", "EMPTY": ""}[name]
		return v, ok
	}
	readFile := func(name string) ([]byte, error) {
		switch name {
		case "/run/token":
			return []byte("def\n"), nil
		case "/run/dos":
			return []byte("def\r\n"), nil
		case "/run/lines":
			return []byte("a\nb\n"), nil
		case "/run/empty":
			return []byte("\n"), nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	for ref, want := range map[string]string{
		"env:TOKEN":       "abc",
		"env:EMPTY":       "error: the environment variable EMPTY is not set; set it to the secret",
		"env:NONE":        "error: the environment variable NONE is not set; set it to the secret",
		"file:/run/token": "def",
		"file:/run/dos":   "def",
		"file:/run/lines": "a\nb",
		"file:/run/empty": "error: the file /run/empty is empty; write the secret into it",
		"file:/run/none":  "error: reading a secret: open /run/none: file does not exist",
	} {
		secret, err := config.ParseSecret(ref)
		if err != nil {
			t.Errorf("%s: %v", ref, err)
			continue
		}
		got, err := secret.Open(getenv, readFile)
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", ref, got, want)
		}
	}
	if _, err := (config.Secret{}).Open(getenv, readFile); err == nil {
		t.Error("a secret that was not configured was opened")
	}
}

func TestLiteralSecretIsRefused(t *testing.T) {
	for _, text := range []string{"", "xoxb-1234", "env:", "file: ", "vault:token", "ENV:TOKEN"} {
		_, err := config.ParseSecret(text)
		if err == nil {
			t.Errorf("%q was taken", text)
		} else if strings.Contains(err.Error(), "xoxb") {
			t.Errorf("%q was printed: %v", text, err)
		}
	}
}

// TestSection decodes an adapter's own part of desk.yaml.
func TestSection(t *testing.T) {
	desk := base(t)
	desk["desk.yaml"] = &fstest.MapFile{Data: append(desk["desk.yaml"].Data, `adapters:
  slack:
    token: env:SLACK_TOKEN
    channels: [C1, C2]
  telegram:
    token: 123:literal
    pol: true
    port: many
`...)}
	d, problems := config.Load(desk, nil)
	if len(problems) > 0 {
		t.Fatal("\n" + problems.Error())
	}
	var slack struct {
		Token    config.Secret `yaml:"token"`
		Channels []string      `yaml:"channels"`
	}
	if problems := d.Adapters["slack"].Decode(&slack); len(problems) > 0 {
		t.Error("\n" + problems.Error())
	}
	if slack.Token.IsZero() || !cmp.Equal(slack.Channels, []string{"C1", "C2"}) {
		t.Errorf("got %+v", slack)
	}
	var telegram telegramSettings
	got := d.Adapters["telegram"].Decode(&telegram).Error()
	want := `desk.yaml:39:3: telegram needs a name
  39 |   telegram:
     |   ^
desk.yaml:40:12: a secret is not written here; write env:NAME for an environment variable or file:PATH for a file that holds it
  40 |     token: <secret>
     |            ^
desk.yaml:41:5: unknown key "pol"; did you mean "poll"?
  41 |     pol: true
     |     ^
desk.yaml:42:11: "many" is not a whole number
  42 |     port: many
     |           ^
4 problems`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

type telegramSettings struct {
	Token config.Secret `yaml:"token"`
	Poll  bool          `yaml:"poll"`
	Port  int           `yaml:"port"`
	Name  string        `yaml:"name"`
}

func (s *telegramSettings) Check(report func(path, message string)) {
	if s.Name == "" {
		report("name", "telegram needs a name")
	}
	if s.Port == 0 {
		report("port", "telegram needs a port")
	}
}
