// Package probe is the step kind that looks whether a service answers: its
// name resolves, a connection is taken, its TLS certificate is good. It only
// looks, so trying it again never harms.
package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/workflows/automation"
	"github.com/guichet-desk/guichet/workflows/steps"
)

// Probe looks from where the desk runs. The zero value is ready.
type Probe struct {
	Now    func() time.Time // time.Now unless set
	Dialer net.Dialer
	Roots  *tls.Config // only RootCAs is read; the system's when nil
}

// patience is how long each look may take.
const patience = 5 * time.Second

// Describe implements steps.Kind. The address is the automation author's
// alone: a slot in it would let anyone scan the network from inside.
func (*Probe) Describe() automation.Kind {
	return automation.Kind{
		Check: func(with map[string]any, report func(path, message string)) {
			for name, value := range with {
				switch name {
				case "address":
					if problem := badAddress(value); problem != "" {
						report(name, problem)
					}
				case "tls":
					if _, ok := value.(bool); !ok {
						report(name, "write true or false")
					}
				default:
					report(name, fmt.Sprintf("probe takes address and tls, not %q", name))
				}
			}
			if _, ok := with["address"]; !ok {
				report("", "name what to look at, such as address: vpn.example.com:443")
			}
		},
		Results: map[string]automation.Type{
			"answers": automation.TypeBool, "resolves": automation.TypeBool, "problem": automation.TypeText,
			"certificate_days": automation.TypeNumber, "milliseconds": automation.TypeNumber,
		},
	}
}

func badAddress(value any) string {
	s, ok := value.(string)
	if !ok {
		return "write a host and a port, such as vpn.example.com:443"
	}
	if strings.Contains(s, "{{") {
		return "an address may not come from what people type"
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" {
		return "write a host and a port, such as vpn.example.com:443"
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "a port is a number from 1 to 65535"
	}
	return ""
}

// Do implements steps.Kind. A service that does not answer is a result, not a
// failure of the step.
func (p *Probe) Do(ctx context.Context, c steps.Call) (map[string]any, error) {
	address, _ := c.With["address"].(string)
	secure, _ := c.With["tls"].(bool)
	if problem := badAddress(address); problem != "" {
		return nil, steps.Permanent{Reason: problem}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	host, _, _ := net.SplitHostPort(address)
	began := p.now()
	result := map[string]any{"answers": false, "resolves": false, "problem": "", "certificate_days": 0, "milliseconds": 0}
	if _, err := netip.ParseAddr(host); err != nil {
		if _, err := net.DefaultResolver.LookupHost(ctx, host); err != nil {
			result["problem"] = plain(err)
			return result, ctx.Err()
		}
	}
	result["resolves"] = true
	conn, err := p.Dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		result["problem"] = plain(err)
		return result, nil
	}
	defer func() { _ = conn.Close() }()
	result["answers"], result["milliseconds"] = true, p.now().Sub(began).Milliseconds()
	if secure {
		p.handshake(ctx, conn, host, result)
	}
	return result, nil
}

func (p *Probe) handshake(ctx context.Context, conn net.Conn, host string, result map[string]any) {
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, Time: p.now}
	if p.Roots != nil {
		config.RootCAs = p.Roots.RootCAs
	}
	client := tls.Client(conn, config)
	if err := client.HandshakeContext(ctx); err != nil {
		result["answers"], result["problem"] = false, plain(err)
		return
	}
	expires := client.ConnectionState().PeerCertificates[0].NotAfter
	result["certificate_days"] = math.Floor(expires.Sub(p.now()).Hours() / 24)
}

func (p *Probe) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

// plain is the last part of a network error: the reason without the addresses.
func plain(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.Err
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	return err.Error()
}
