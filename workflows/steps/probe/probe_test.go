package probe

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/guichet-desk/guichet/workflows/steps"
)

func TestLooks(t *testing.T) {
	plainServer := httptest.NewServer(http.NotFoundHandler())
	defer plainServer.Close()
	secureServer := httptest.NewTLSServer(http.NotFoundHandler())
	defer secureServer.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := closed.Addr().String()
	_ = closed.Close()

	trusted := x509.NewCertPool()
	trusted.AddCert(secureServer.Certificate())
	expiry := secureServer.Certificate().NotAfter

	for _, test := range []struct {
		name, address string
		tls           bool
		now           time.Time
		trust         *tls.Config
		answers       bool
		problem       bool
		days          float64
	}{
		{name: "a port that listens", address: plainServer.Listener.Addr().String(), answers: true},
		{name: "a port that does not", address: gone, problem: true},
		{name: "a name that does not exist", address: "nobody.invalid:443", problem: true},
		{name: "a good certificate", address: secureServer.Listener.Addr().String(), tls: true, trust: &tls.Config{RootCAs: trusted}, now: expiry.Add(-25 * time.Hour), answers: true, days: 1},
		{name: "an expired one", address: secureServer.Listener.Addr().String(), tls: true, trust: &tls.Config{RootCAs: trusted}, now: expiry.Add(time.Hour), problem: true},
		{name: "one nobody trusts", address: secureServer.Listener.Addr().String(), tls: true, problem: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := &Probe{Roots: test.trust}
			if !test.now.IsZero() {
				p.Now = func() time.Time { return test.now }
			}
			got, err := p.Do(t.Context(), steps.Call{Key: "k", Try: 1, With: map[string]any{"address": test.address, "tls": test.tls}})
			if err != nil {
				t.Fatal(err)
			}
			if got["answers"] != test.answers || (got["problem"] != "") != test.problem {
				t.Errorf("got %v", got)
			}
			if test.days != 0 && got["certificate_days"] != test.days {
				t.Errorf("certificate_days = %v, want %v", got["certificate_days"], test.days)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		with map[string]any
		bad  string // path of the mistake, "-" for none
	}{
		{map[string]any{"address": "vpn.example.com:443", "tls": true}, "-"},
		{map[string]any{}, ""},
		{map[string]any{"address": "{{host}}:443"}, "address"},
		{map[string]any{"address": "vpn.example.com"}, "address"},
		{map[string]any{"address": "vpn.example.com:99999"}, "address"},
		{map[string]any{"address": "vpn.example.com:443", "tls": "yes"}, "tls"},
		{map[string]any{"address": "vpn.example.com:443", "port": 1}, "port"},
	} {
		got := "-"
		(&Probe{}).Describe().Check(test.with, func(path, _ string) { got = path })
		if got != test.bad {
			t.Errorf("%v: mistake at %q, want %q", test.with, got, test.bad)
		}
	}
}
