package nlu

import (
	"regexp"
	"strings"
)

// secretRule recognises one kind of secret. The first matching group of find,
// or all of it, is the secret; check has the last word and also sees what follows.
type secretRule struct {
	kind  string
	hints []string // lower-case literals, one of which any match holds
	find  *regexp.Regexp
	check func(secret, after string) bool
}

func rule(kind, hints, find string, check func(string, string) bool) secretRule {
	return secretRule{kind, strings.Fields(hints), regexp.MustCompile(find), check}
}

// secretRules recognise what is laid down by its issuer first, then numbers
// with check digits, then what people announce in words. The forms of tokens
// are those their issuers document.
var secretRules = []secretRule{
	rule("private-key", "-----begin", `(?s)-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\z)`, nil),
	rule("putty-key", "putty-user-key-file", `(?s)PuTTY-User-Key-File-\d:.*?(?:Private-MAC: ?[0-9a-f]+|\z)`, nil),
	rule("age-key", "age-secret-key-1", `(?i)AGE-SECRET-KEY-1[0-9A-Z]{20,}`, nil),
	rule("jwt", "eyj", `\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?`, nil),
	rule("aws-access-key", "akia asia", `\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`, nil),
	rule("aws-secret-key", "aws_secret secretaccesskey secret_access_key", `(?i)(?:aws_secret_access_key|secret_?access_?key)["']?\s*[:=]\s*["']?([A-Za-z0-9/+=]{40})`, nil),
	rule("azure-storage-key", "accountkey=", `(?i)AccountKey=([A-Za-z0-9+/]{40,}={0,2})`, nil),
	rule("azure-signature", "sig=", `[?&]sig=([A-Za-z0-9%+/=_-]{20,})`, nil),
	rule("azure-client-secret", "q~", `\b[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}`, nil),
	rule("google-api-key", "aiza", `\bAIza[A-Za-z0-9_-]{35}`, nil),
	rule("google-oauth", "ya29. gocspx-", `\b(?:ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})`, nil),
	rule("github-token", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_", `\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})`, nil),
	rule("gitlab-token", "glpat- gldt- glrt- glptt-", `\bgl(?:pat|dt|rt|ptt)-[A-Za-z0-9_.-]{20,}`, nil),
	rule("slack-token", "xox xapp-", `\b(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,})`, nil),
	rule("webhook-address", "hooks.slack.com webhook", `https://(?:hooks\.slack\.com/(?:services|workflows|triggers)/|(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/|[a-z0-9-]+\.webhook\.office\.com/)[A-Za-z0-9_/@.-]+`, nil),
	rule("discord-token", ".", `\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}\b`, nil),
	rule("telegram-token", ":aa", `\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b`, nil),
	rule("stripe-key", "sk_live_ rk_live_ sk_test_ rk_test_ whsec_", `\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})`, nil),
	rule("twilio-key", "sk ac", `\b(?:SK|AC)[0-9a-f]{32}\b`, nil),
	rule("sendgrid-key", "sg.", `\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`, nil),
	rule("mailgun-key", "key-", `\bkey-[0-9a-f]{32}\b`, nil),
	rule("mailchimp-key", "-us", `\b[0-9a-f]{32}-us\d{1,2}\b`, nil),
	rule("npm-token", "npm_", `\bnpm_[A-Za-z0-9]{36}`, nil),
	rule("pypi-token", "pypi-", `\bpypi-[A-Za-z0-9_-]{40,}`, nil),
	rule("docker-token", "dckr_", `\bdckr_[po]at_[A-Za-z0-9_-]{20,}`, nil),
	rule("ai-service-key", "sk- hf_", `\b(?:sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,})`, hasDigitAndLetter),
	rule("shopify-token", "shpat_ shpss_ shpca_ shppa_", `\bshp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}`, nil),
	rule("square-token", "sq0", `\bsq0[a-z]{3}-[A-Za-z0-9_-]{22,}`, nil),
	rule("digitalocean-token", "do", `\bdo[por]_v1_[0-9a-f]{64}`, nil),
	rule("databricks-token", "dapi", `\bdapi[0-9a-f]{32}`, nil),
	rule("atlassian-token", "atatt3 atctt3", `\bAT[AC]TT3[A-Za-z0-9_=+/-]{40,}`, nil),
	rule("vault-token", "hvs. hvb.", `\bhv[sb]\.[A-Za-z0-9_-]{20,}`, nil),
	rule("terraform-token", ".atlasv1.", `\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}`, nil),
	rule("grafana-token", "glsa_ glc_", `\b(?:glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|glc_[A-Za-z0-9+/=]{32,})`, nil),
	rule("newrelic-key", "nrak-", `\bNRAK-[A-Z0-9]{27}`, nil),
	rule("postman-key", "pmak-", `\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}`, nil),
	rule("linear-key", "lin_api_", `\blin_api_[A-Za-z0-9]{30,}`, nil),
	rule("okta-token", "ssws", `\bSSWS\s+([A-Za-z0-9_-]{30,})`, nil),
	rule("password-hash", "$", `\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|[156]\$[^\s$]{1,40}\$[./A-Za-z0-9]{20,}|argon2id?\$\S{30,})`, nil),
	rule("bitlocker-key", "-", `\b\d{6}(?:-\d{6}){7}\b`, nil),
	rule("product-key", "-", `\b[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}\b`, hasDigitAndLetter),
	rule("one-time-secret", "otpauth://", `otpauth://\S+`, nil),

	rule("address-password", "://", `://[^\s/:@]+:([^\s/@]+)@`, nil),
	rule("connection-password", "password= pwd=", `(?i);\s*(?:password|pwd)\s*=\s*([^;\s"']+)`, nil),
	rule("authorization-header", "authorization bearer", `(?i)(?:\bauthorization:\s*(?:basic|bearer|digest|token)|\bbearer)\s+([A-Za-z0-9+/=_.~-]{12,})`, hasDigitAndLetter),
	rule("command-password", "curl wget mysql psql sshpass", `(?i)\b(?:curl\b[^\n]*?\s(?:-u|--user)\s*[^\s:]+:(\S+)|sshpass\s+-p\s*(\S+)|(?:mysql|mysqldump)\b[^\n]*?\s-p(\S+)|(?:curl|wget|psql)\b[^\n]*?--password[= ](\S+))`, nil),
	rule("netrc-password", "machine", `(?i)\bmachine\s+\S+\s+login\s+\S+\s+password\s+(\S+)`, nil),

	rule("card-number", "", `(?:^|[^\d.,/-])(\d(?:[ -]?\d){12,18})\b`, isCard),
	rule("iban", "", `\b[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?\b|\b[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}\b`, isIBAN),
	rule("french-social-security", "", `\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b`, isNIR),
	rule("us-social-security", "-", `\b\d{3}-\d{2}-\d{4}\b`, isSSN),
	rule("card-check-code", "cvv cvc crypto security", `(?i)\b(?:cvv2?|cvc2?|cryptogramme(?: visuel)?|security code)\s*(?:is|est|:|=|c'est|code)?\s*(\d{3,4})\b`, nil),

	rule("pin", "pin code", `(?i)\b(?:my|mon|le|the|sim|code)\s+(?:new\s+|nouveau\s+)?(?:code\s+)?pin(?:\s+code)?(?:\s+(?:is|was|est|c'est|:)|\s*[:=])\s*(\d{4,8})\b`, nil),
	rule("one-time-code", "code otp", `(?i)\b(?:otp|verification code|one[- ]time code|sms code|mfa code|2fa code|code (?:de vérification|de verification|à usage unique|a usage unique|sms|otp|mfa|reçu|recu|d'authentification))(?:\s+(?:is|est|c'est|:)|\s*[:=])?\s*(\d{3}[ -]?\d{3,5})\b`, nil),
	rule("wifi-key", "wifi wi-fi wpa", `(?i)\b(?:(?:wi-?fi|wpa2?|wireless)\s+(?:key|password|passphrase|psk)|cl[ée]\s+(?:du\s+)?(?:wi-?fi|wpa2?))(?:\s+(?:is|est|c['’]est)|\s*[:=])\s*["'«“]?\s*([^\s"'»”]{6,})`, isSecretWord),
	rule("api-key", "key token secret cle clé jeton", `(?i)\b(?:api[ _-]?key|access[ _-]?key|access[ _-]?token|auth[ _-]?token|secret[ _-]?key|client[ _-]?secret|api[ _-]?token|secret|token|cl[ée] (?:d['’])?api|jeton(?: d['’]accès)?)["']?(?:\s+(?:is|est|c['’]est)\s*:?|\s*[:=])\s*["'«“]?\s*([A-Za-z0-9+/=_.~!@#$%^&*-]{8,})`, hasDigitAndLetter),
	rule("environment-secret", "= :", `\b[A-Z][A-Z0-9_]*(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY)[A-Z0-9_]*\s*[=:]\s*["']?([^\s"']{4,})`, nil),
	rule("password", passwordHints, passwordQuoted, nil),
	rule("password", passwordHints, passwordAssigned, isSecretWord),
	rule("password", passwordHints, passwordSaid, isSaidPassword),
	rule("credentials", "login identifiant user utilisateur username", `(?i)\b(?:login|identifiant|user(?:name)?|utilisateur)\s*[:=]?\s*\S+\s*(?:/|\||,|and|et)\s*(?:pass|pw|pwd|mdp|password|mot de passe)\s*[:=]?\s*(\S{4,})`, isSecretWord),
}
