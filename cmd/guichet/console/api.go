package console

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/guichet-desk/guichet/store"
	"github.com/guichet-desk/guichet/workflows/people"
)

const apiPath = "/api/v1"

// answer is a call of the API: a status and what is written as JSON.
type answer func(*visit) (status int, body any, err error)

// apiRoutes mounts the API. A path that exists answers other methods with 405,
// a path that does not with 404, both as problems.
func (c *Console) apiRoutes(mux *http.ServeMux) {
	for path, methods := range map[string]map[string]answer{
		"/tickets":                    {"GET": c.apiList, "POST": c.apiOpen},
		"/tickets/{number}":           {"GET": c.apiTicket},
		"/tickets/{number}/{command}": {"POST": c.apiCommand},
		"/oncall":                     {"GET": c.apiOnCall},
	} {
		var allow []string
		for method, do := range methods {
			pattern := method + " " + apiPath + path
			mux.Handle(pattern, c.timed(pattern, c.api(do)))
			allow = append(allow, method)
		}
		slices.Sort(allow)
		mux.Handle(apiPath+path, c.api(func(v *visit) (int, any, error) {
			v.w.Header().Set("Allow", strings.Join(allow, ", "))
			return 0, nil, refuse(http.StatusMethodNotAllowed, "api.method", v.r.Method, strings.Join(allow, ", "))
		}))
	}
	mux.Handle(apiPath+"/", c.api(func(v *visit) (int, any, error) {
		return 0, nil, refuse(http.StatusNotFound, "api.path")
	}))
}

// api finds out who calls, counts the call, and writes the answer.
func (c *Console) api(do answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Language, Authorization")
		v := &visit{c: c, w: w, r: r, rules: c.door.Desk.Rules(), texts: c.texts[cmp.Or(spoken(r.Header.Get("Accept-Language")), tongues()[0].Code)]}
		h.Set("Content-Language", v.Lang)
		status, body, err := c.call(v, do)
		if err != nil {
			p := v.problem(err)
			writeJSON(w, problemType, p.Status, p)
			return
		}
		writeJSON(w, "application/json", status, body)
	})
}

func (c *Console) call(v *visit, do answer) (int, any, error) {
	if err := v.identify(); err != nil {
		return 0, nil, err
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
	return do(v)
}

// identify finds the person whose rights the caller's key has, and counts the
// call (draft-ietf-httpapi-ratelimit-headers).
func (v *visit) identify() error {
	key, bearer := strings.CutPrefix(v.r.Header.Get("Authorization"), "Bearer ")
	err := store.ErrNotFound
	now := v.c.door.Now()
	if bearer {
		v.Me.ID, err = v.c.door.Store.Secret(v.ctx(), store.SecretKey, strings.TrimSpace(key), now)
	}
	var known bool
	if err == nil {
		v.Me, known = v.rules.Directory.Get(v.Me.ID)
	}
	if errors.Is(err, store.ErrNotFound) || err == nil && !known {
		v.Me = people.Person{}
		v.w.Header().Set("WWW-Authenticate", `Bearer realm="guichet"`)
		return refuse(http.StatusUnauthorized, "api.key")
	}
	if err != nil {
		return err
	}
	v.Now = v.c.door.Desk.Here(v.Me.ID)
	return v.count(key, now)
}

func (v *visit) count(key string, now time.Time) error {
	left, reset, ok := v.c.limiter.take(key, now)
	seconds := int((reset + time.Second - 1) / time.Second)
	rate := v.c.limiter.rate
	v.w.Header().Set("RateLimit-Policy", fmt.Sprintf(`"default";q=%d;w=%d`, rate.Requests, int(rate.Per.Seconds())))
	v.w.Header().Set("RateLimit", fmt.Sprintf(`"default";r=%d;t=%d`, left, seconds))
	if !ok {
		v.w.Header().Set("Retry-After", fmt.Sprint(seconds))
		return refuse(http.StatusTooManyRequests, "api.often", seconds)
	}
	return nil
}

// body reads the call's JSON object into a struct. Fields that it does not
// know are refused by name, so that a misspelt one is not silently lost.
func (v *visit) body(into any) error {
	if kind, _, _ := strings.Cut(v.r.Header.Get("Content-Type"), ";"); !strings.EqualFold(strings.TrimSpace(kind), "application/json") {
		return refuse(http.StatusUnsupportedMediaType, "api.type")
	}
	raw, err := io.ReadAll(v.r.Body)
	if err != nil {
		return err
	}
	if !utf8.Valid(raw) {
		return refuse(http.StatusBadRequest, "api.utf8")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err = d.Decode(into)
	if err == nil && d.More() {
		return refuse(http.StatusBadRequest, "api.json", v.T("api.json.more"))
	}
	return mistake(err)
}

// mistake names the field that a JSON error is about, if it is about one.
func mistake(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &kind) && kind.Field != "":
		return wrong(kind.Field, "field.kind", kind.Type.String())
	}
	// encoding/json has no type for it: json: unknown field "colour"
	if _, name, found := strings.Cut(err.Error(), "unknown field "); found {
		return wrong(strings.Trim(name, `"`), "field.unknown")
	}
	return refuse(http.StatusBadRequest, "api.json", err.Error())
}
