package nlu

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	digits   = "0123456789"
	hexa     = digits + "abcdef"
	upper    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	alphanum = digits + upper + "abcdefghijklmnopqrstuvwxyz"
)

// planter makes secrets that nobody ever used, the same in every run.
type planter struct{ *rand.Rand }

// from draws n characters; the first two are a letter and a figure, so that
// no draw is by chance one a check rightly refuses.
func (p planter) from(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[p.IntN(len(alphabet))]
	}
	if n > 8 && alphabet == alphanum {
		b[3], b[4] = 'k', '7'
	}
	return string(b)
}

// groups draws groups of n characters joined by a dash.
func (p planter) groups(alphabet string, n, count int) string {
	var parts []string
	for range count {
		parts = append(parts, p.from(alphabet, n))
	}
	return strings.Join(parts, "-")
}

// withLuhn completes digits to n with the check digit.
func (p planter) withLuhn(prefix string, n int) string {
	d := prefix + p.from(digits, n-1-len(prefix))
	for c := range 10 {
		if s := d + fmt.Sprint(c); luhn(s) {
			return s
		}
	}
	return ""
}

// planted returns per kind a secret of that kind.
func (p planter) planted() map[string]string {
	a, word := p.from(alphanum, 48), "Blue"+p.from(digits, 4)+"!"
	return map[string]string{
		"private-key":            "-----BEGIN " + "RSA PRIVATE KEY-----\n" + a + "\n-----END RSA PRIVATE KEY-----",
		"putty-key":              "PuTTY-User-Key-File-3: ssh-rsa\n" + a + "\nPrivate-MAC: " + p.from(hexa, 40),
		"age-key":                "AGE-SECRET-" + "KEY-1" + p.from(upper, 50),
		"jwt":                    "eyJ" + a[:20] + ".eyJ" + a[20:40] + "." + a,
		"aws-access-key":         "AKIA" + p.from(upper, 16),
		"aws-secret-key":         "aws_secret_access_key = " + a[:40],
		"azure-storage-key":      "AccountName=x;AccountKey=" + a + "==;",
		"azure-signature":        "https://x.blob.example/y?sv=1&sig=" + a,
		"azure-client-secret":    "abC8" + "Q~" + a[:34],
		"google-api-key":         "AIza" + a[:35],
		"google-oauth":           "GOCSPX-" + a[:28],
		"github-token":           "ghp_" + a[:36],
		"gitlab-token":           "glpat-" + a[:20],
		"slack-token":            "xoxb-" + p.from(digits, 12) + "-" + a[:24],
		"webhook-address":        "https://hooks.slack.com/services/T" + p.from(upper, 8) + "/B" + p.from(upper, 8) + "/" + a[:24],
		"discord-token":          "M" + a[:23] + "." + a[24:30] + "." + a[:27],
		"telegram-token":         p.from(digits, 10) + ":AA" + a[:33],
		"stripe-key":             "sk_" + "live_" + a[:24],
		"twilio-key":             "SK" + p.from(hexa, 32),
		"sendgrid-key":           "SG." + a[:22] + "." + a[:43],
		"mailgun-key":            "key-" + p.from(hexa, 32),
		"mailchimp-key":          p.from(hexa, 32) + "-us12",
		"npm-token":              "npm_" + a[:36],
		"pypi-token":             "pypi-" + a,
		"docker-token":           "dckr_pat_" + a[:27],
		"ai-service-key":         "sk-proj-" + a,
		"shopify-token":          "shpat_" + p.from(hexa, 32),
		"square-token":           "sq0atp-" + a[:22],
		"digitalocean-token":     "dop_v1_" + p.from(hexa, 64),
		"databricks-token":       "dapi" + p.from(hexa, 32),
		"atlassian-token":        "ATATT3" + a,
		"vault-token":            "hvs." + a[:24],
		"terraform-token":        a[:14] + ".atlasv1." + a,
		"grafana-token":          "glsa_" + a[:32] + "_" + p.from(hexa, 8),
		"newrelic-key":           "NRAK-" + p.from(upper, 27),
		"postman-key":            "PMAK-" + p.from(hexa, 24) + "-" + p.from(hexa, 34),
		"linear-key":             "lin_api_" + a[:40],
		"okta-token":             "SSWS " + a[:42],
		"password-hash":          "$2y$10$" + a + a[:5],
		"bitlocker-key":          p.groups(digits, 6, 8),
		"product-key":            p.groups(upper, 4, 1) + "7-" + p.groups(upper, 5, 4),
		"one-time-secret":        "otpauth://totp/x?secret=" + p.from(upper, 16),
		"address-password":       "postgres://app:" + word + "x@db.example.org/desk",
		"connection-password":    "Server=db;User=sa;Password=" + word + ";",
		"authorization-header":   "Authorization: Bearer " + a,
		"command-password":       "curl -u bob:" + word + " https://example.org",
		"netrc-password":         "machine example.org login bob password " + word,
		"card-number":            p.withLuhn("4", 16),
		"iban":                   "FR14 2004 1010 0505 0001 3M02 606",
		"french-social-security": "2 55 08 14 168 025 38",
		"us-social-security":     "219-09-9999",
		"card-check-code":        "cvv " + p.from(digits, 3),
		"pin":                    "my pin is " + p.from(digits, 4),
		"one-time-code":          "verification code: " + p.from(digits, 6),
		"wifi-key":               "the wifi key is " + word,
		"api-key":                "api key: " + a[:20],
		"environment-secret":     "DB_PASSWORD=" + word,
		"password":               "my password is " + word,
		"credentials":            "login bob / mdp " + word,
	}
}

// TestSecretsAreMasked plants every kind in sentences of both languages.
func TestSecretsAreMasked(t *testing.T) {
	p := planter{rand.New(rand.NewPCG(1, 2))}
	frames := []string{"%s", "hello, here it is: %s", "bonjour, voici %s merci", "it asks for this\n%s\nwhat do i do?", "« %s »"}
	if n := len(SecretKinds()); n < 30 {
		t.Errorf("%d kinds of secrets, want at least 30", n)
	}
	right, all := 0, 0
	for range 5 {
		planted := p.planted()
		for _, kind := range SecretKinds() {
			secret, ok := planted[kind]
			if !ok {
				t.Fatalf("no %s is planted", kind)
			}
			for _, frame := range frames {
				all++
				text := fmt.Sprintf(frame, secret)
				masked, found := Mask(text)
				if slices.Contains(found, kind) && strings.Contains(masked, Mark) {
					right++
				} else {
					t.Errorf("%s in %q: found %v", kind, text, found)
				}
			}
		}
	}
	t.Logf("recall %.4f of %d planted secrets of %d kinds", float64(right)/float64(all), all, len(SecretKinds()))
}

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"my password is hunter2, why is it refused?":  "my password is ●●●, why is it refused?",
		"mon mot de passe est « grand soleil » merci": "mon mot de passe est « ●●● » merci",
		"mdp : Azerty123":                              "mdp : ●●●",
		"mon mdp c'est azerty":                         "mon mdp c'est ●●●",
		"password for the vpn is Blue-Horse7 thanks":   "password for the vpn is ●●● thanks",
		"card 4111 1111 1111 1111 was refused":         "card ●●● was refused",
		"card 4111 1111 1111 1112 was refused":         "card 4111 1111 1111 1112 was refused",
		"ssh://bob:secret@host and mysql -u x -pabc12": "ssh://bob:●●●@host and mysql -u x -p●●●",
		"my password is not working":                   "my password is not working",
		"my password is expired":                       "my password is expired",
		"mon mot de passe est expiré":                  "mon mot de passe est expiré",
		"mot de passe oublié":                          "mot de passe oublié",
		"my pin is blocked":                            "my pin is blocked",
		"the token is invalid":                         "the token is invalid",
		"call me at 06 12 34 56 78":                    "call me at 06 12 34 56 78",
		"order 1234567890123456":                       "order 1234567890123456",
	} {
		if got, _ := Mask(text); got != want {
			t.Errorf("Mask(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestMaskIsIdempotent(t *testing.T) {
	p := planter{rand.New(rand.NewPCG(3, 4))}
	for kind, secret := range p.planted() {
		once, _ := Mask("voici: " + secret)
		twice, found := Mask(once)
		if diff := cmp.Diff(once, twice); diff != "" {
			t.Errorf("%s: masked again (%v):\n%s", kind, found, diff)
		}
	}
}

// TestMaskLeavesQuestionsAlone counts false alarms on ordinary questions of
// public data sets, which lie beside the project.
func TestMaskLeavesQuestionsAlone(t *testing.T) {
	paths, _ := filepath.Glob("../../../shared/data/nlu/*/train.tsv")
	if len(paths) == 0 {
		t.Skip("the public intent data is not beside the project")
	}
	alarms, all := 0, 0
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for s := bufio.NewScanner(f); s.Scan(); {
			text, _, _ := strings.Cut(s.Text(), "\t")
			all++
			if masked, found := Mask(text); found != nil {
				alarms++
				t.Logf("%v: %s", found, masked)
			}
		}
	}
	t.Logf("%d false alarms on %d questions", alarms, all)
	if all < 10000 || alarms*10000 > all {
		t.Errorf("%d false alarms on %d questions, want at most one in ten thousand of at least ten thousand", alarms, all)
	}
}
