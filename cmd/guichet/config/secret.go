package config

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Secret names where a secret is kept: "env:NAME" or "file:PATH". The zero
// Secret is none. A secret written into the desk folder itself is refused, so
// that the folder can be shared and reviewed. However it is printed, a Secret
// shows neither its value nor where that is.
type Secret struct{ from string }

const hidden = "<secret>"

// ParseSecret checks a reference.
func ParseSecret(text string) (Secret, error) {
	scheme, name, _ := strings.Cut(text, ":")
	if (scheme != "env" && scheme != "file") || strings.TrimSpace(name) == "" {
		return Secret{}, errors.New("a secret is not written here; write env:NAME for an environment variable or file:PATH for a file that holds it")
	}
	return Secret{from: text}, nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Secret) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSecret(string(text))
	return err
}

// IsZero reports whether no secret was configured.
func (s Secret) IsZero() bool { return s.from == "" }

// Open fetches the secret. getenv and readFile are usually os.LookupEnv and
// os.ReadFile; one line end after a file's text is dropped. The error names the
// place to fill, never a value.
func (s Secret) Open(getenv func(string) (string, bool), readFile func(string) ([]byte, error)) (string, error) {
	if s.IsZero() {
		return "", errors.New("no secret is configured")
	}
	scheme, name, _ := strings.Cut(s.from, ":")
	if scheme == "env" {
		value, ok := getenv(name)
		if !ok || value == "" {
			return "", fmt.Errorf("the environment variable %s is not set; set it to the secret", name)
		}
		return value, nil
	}
	data, err := readFile(name)
	if err != nil {
		return "", fmt.Errorf("reading a secret: %w", err)
	}
	value := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if value == "" {
		return "", fmt.Errorf("the file %s is empty; write the secret into it", name)
	}
	return value, nil
}

// String implements fmt.Stringer, and so do the others below for their
// printers: all of them say <secret>.
func (s Secret) String() string { return hidden }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return hidden }

// Format implements fmt.Formatter, for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText implements encoding.TextMarshaler, and so serves JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
