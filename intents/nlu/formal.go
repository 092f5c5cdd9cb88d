package nlu

import (
	"net/netip"
	"regexp"
	"strings"
)

// formalRules find what has a fixed form, the most telling first. The first
// group, if any, is the entity.
var formalRules = []struct {
	kind string
	find *regexp.Regexp
}{
	{KindEmail, regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`)},
	{KindURL, regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"'«»)]+[^\s<>"'«»).,;:!?]`)},
	{KindIP, regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)},
	{KindIP, regexp.MustCompile(`(?i)\b(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}\b`)},
	{KindTicket, regexp.MustCompile(`(?i)\b((?:INC|REQ|RITM|CHG|PRB|TASK|SR|TICKET)[-#]?\d{2,10})\b`)},
	{KindError, regexp.MustCompile(`(?i)\b0x[0-9a-f]{2,16}\b`)},
	{KindError, regexp.MustCompile(`\b(?:ERR|ERROR|NS_ERROR|STATUS|STOP|DRIVER|DXGI|DPC|KERNEL|PAGE|IRQL|MEMORY|CRITICAL|SYSTEM|DNS_PROBE|SSL|SEC_ERROR|EPERM|ECONN)_[A-Z0-9_]{3,}\b`)},
	{KindError, regexp.MustCompile(`\b(?:AADSTS|ORA-|SQLSTATE\s?|CAA|CTX|MSI\s|TLS-|TNS-|NETSDK|SAP[A-Z]?)\d[0-9A-Z]{2,9}\b`)},
	{KindError, regexp.MustCompile(`(?i)\b(?:error|erreur|err|bug ?check|stop)(?:\s+(?:code|number|message|numéro|numero|n°|no|#|http|type))*\s*[:#n°]*\s*(-?\d{2,10}(?:[-.x][0-9a-f]{1,8})?)\b`)},
	{KindError, regexp.MustCompile(`(?i)\b(?:code|http)\s+(?:d['’]erreur\s+|erreur\s+|error\s+|retour\s+|status\s+)?(-?[345]\d{2}|\d{4,10})\b`)},
	{KindError, regexp.MustCompile(`(?i)\b([45]\d\d)\s+(?:error|erreur|not found|forbidden|unauthorized|bad gateway|internal server|service unavailable|gateway)`)},
}

// formal finds addresses, codes and ticket numbers.
func formal(text string) []Entity {
	var out []Entity
	for _, r := range formalRules {
		for _, m := range r.find.FindAllStringSubmatchIndex(text, -1) {
			from, to := m[0], m[1]
			if len(m) > 2 {
				from, to = m[2], m[3]
			}
			e := Entity{Kind: r.kind, Text: text[from:to], From: from, To: to}
			switch r.kind {
			case KindEmail:
				e.Value = strings.ToLower(e.Text)
			case KindError, KindTicket:
				e.Value = strings.ToUpper(strings.ReplaceAll(e.Text, " ", ""))
			case KindIP:
				if _, err := netip.ParseAddr(e.Text); err != nil {
					continue
				}
				e.Value = e.Text
			default:
				e.Value = e.Text
			}
			out = append(out, e)
		}
	}
	return out
}
