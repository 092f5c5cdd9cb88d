package nlu

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestLangExp(t *testing.T) {
	for _, s := range []string{"ok", "INC-12", "vpn", "et pour Paul ?", "and for Paul?", "j'ai oublie mon mdp", "my laptop is broken", "mon laptop est cassé", "imprimante", "printer", "bonjour", "hello", "hola, no puedo imprimir", "mein drucker geht nicht", "la stampante non funziona", "reset password", "mot de passe", "404", "annuler", "cancel", "merci", "thanks", "no", "non", "oui", "yes", "ça marche", "c bon", "jarrive pas a me connecter", "wifi ko depuis hier", "vpn keeps dropping on wifi"} {
		l, s2 := Language(s)
		fmt.Printf("%-35s %s %.2f\n", s, l, s2)
	}
	acc := func(name, lang string, ts []string) {
		ok := 0
		var bad []string
		for _, x := range ts {
			l, _ := Language(x)
			if l == lang {
				ok++
			} else {
				bad = append(bad, x+"="+l)
			}
		}
		fmt.Println(name, len(ts), float64(ok)/float64(len(ts)), bad[:min(12, len(bad))])
	}
	f, _ := os.Open("/work/shared/data/kb/helpdesk/queries.tsv")
	sc := bufio.NewScanner(f)
	var e, fr []string
	for sc.Scan() {
		p := strings.Split(sc.Text(), "\t")
		e = append(e, p[3])
		fr = append(fr, p[4])
	}
	acc("hd en", "en", e)
	acc("hd fr", "fr", fr)
	var c []string
	for _, x := range xload("clinc150-full/val.tsv") {
		c = append(c, x.t)
	}
	acc("clinc val", "en", c)
	c = nil
	for _, x := range xload("rasa-helpdesk/train.tsv") {
		c = append(c, x.t)
	}
	acc("rasa", "en", c)
	c = nil
	for _, x := range xload("nlpjs50-fr/test.tsv") {
		c = append(c, x.t)
	}
	acc("nfr", "fr", c)
}
func TestMaskExp(t *testing.T) {
	for _, s := range []string{"my password is hunter2", "my password is not working", "mon mot de passe est Soleil2024!", "mon mdp c'est azerty", "mon mot de passe est expiré", "mot de passe : toto1234 merci", "my pasword is expired", "card 4111 1111 1111 1111 exp 12/26", "iban FR76 3000 6000 0112 3456 7890 189", "password for the vpn is Blue-Horse7", "password is banana", "password is incorrect why", "curl -u bob:s3cret https://x", "the password is: tr0ub4dor", "postgres://u:pw123@h/db", "my ssn is 123-45-6789", "sk-proj-abcdefghij1234567890ABCD"} {
		m, f := Mask(s)
		fmt.Println(m, f)
	}
	n, bad := 0, 0
	for _, f := range []string{"clinc150-full/train.tsv", "clinc150-full/val.tsv", "banking77/train.tsv", "snips/train.tsv", "nlpjs50-fr/train.tsv", "rasa-helpdesk/train.tsv", "braun-webapps/train.tsv", "braun-askubuntu/train.tsv"} {
		for _, x := range xload(f) {
			n++
			if m, k := Mask(x.t); k != nil {
				bad++
				if bad < 40 {
					fmt.Println(x.t, "->", m, k)
				}
			}
		}
	}
	fmt.Println(n, bad, len(SecretKinds()))
}
