package console

import (
	"encoding/json"
	"errors"
	"net/http"
)

// problem is an answer that says what went wrong (RFC 9457).
type problem struct {
	Type   string       `json:"type"`  // urn:guichet:problem:<key>
	Title  string       `json:"title"` // of the status, in the caller's language
	Status int          `json:"status"`
	Detail string       `json:"detail"`
	Errors []fieldError `json:"errors,omitempty"`
}

type fieldError struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

const problemType = "application/problem+json"

// problem words an error for a program and whoever reads its log.
func (v *visit) problem(err error) problem {
	status, key, words := v.explain(err)
	p := problem{Type: "urn:guichet:problem:" + key, Title: v.T("http." + http.StatusText(status)), Status: status, Detail: words}
	var bad fault
	if errors.As(err, &bad) {
		p.Detail = v.T("field", bad.field, words)
		p.Errors = []fieldError{{bad.field, words}}
	}
	return p
}

func writeJSON(w http.ResponseWriter, contentType string, status int, body any) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller has gone, or all is well
}
