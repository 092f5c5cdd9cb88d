package console

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzGiven reads what anybody may send as a command's fields.
func FuzzGiven(f *testing.F) {
	for _, s := range []string{`{"text": "hello"}`, `{"score": 4}`, `{"text": null}`, `[]`, `{"a": {"b": 1}}`, `{"a": 1e999}`, `{`, `{} {}`, "{\"a\": \"\xff\"}"} {
		f.Add(s)
	}
	all := must(readTexts())
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
		v := &visit{texts: all["en"], w: httptest.NewRecorder(), r: r}
		given, err := v.given()
		if err != nil {
			return
		}
		for name, value := range given {
			if !utf8.ValidString(name + value) {
				t.Errorf("%q gives broken text %q: %q", body, name, value)
			}
		}
	})
}
