package nlu

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
	"time"
)

func rload(s string) (tr, te []xex, typo bool, lang string) {
	lang = "en"
	if strings.HasSuffix(s, "T") {
		typo = true
		s = s[:len(s)-1]
	}
	switch s {
	case "clinc":
		tr, te = xload("clinc150-full/train.tsv"), xload("clinc150-full/val.tsv")
	case "plus":
		tr, te = append(xload("clinc150-full/train.tsv"), xload("clinc150-oosplus/oos_train.tsv")...), xload("clinc150-full/val.tsv")
	case "c10":
		tr, te = xload("clinc150-fewshot/train_10.tsv"), xload("clinc150-full/val.tsv")
	case "c5":
		tr, te = xload("clinc150-fewshot/train_5.tsv"), xload("clinc150-full/val.tsv")
	case "b10":
		tr, te = xload("banking77/train_10.tsv"), xload("banking77/fsval.tsv")
	case "bank":
		te = xload("banking77/fsval.tsv")
		tr = xminus(xload("banking77/train.tsv"), te)
	case "rasa":
		tr, te = xload("rasa-helpdesk/train.tsv"), xload("rasa-helpdesk/test.tsv")
	case "nen":
		tr, te = xload("nlpjs50-en/train.tsv"), xload("nlpjs50-en/test.tsv")
	case "nfr":
		tr, te = xload("nlpjs50-fr/train.tsv"), xload("nlpjs50-fr/test.tsv")
		lang = "fr"
	case "web", "ask", "bot":
		n := map[string]string{"web": "webapps", "ask": "askubuntu", "bot": "chatbot"}[s]
		tr, te = xload("braun-"+n+"/train.tsv"), xload("braun-"+n+"/test.tsv")
	}
	return
}

func reval(m *Model, te []xex, typo bool) (acc, roc, ece float64, us float64, recall float64) {
	rng := rand.New(rand.NewPCG(5, 5))
	var in, ok float64
	var si, so, sok []float64
	type pc struct{ p, c float64 }
	var ps []pc
	var d time.Duration
	for _, e := range te {
		t := e.t
		if typo {
			t = xtypo(t, rng)
		}
		t0 := time.Now()
		r := m.Classify(t)
		d += time.Since(t0)
		if e.l == "oos" {
			so = append(so, r.InScope)
			ps = append(ps, pc{r.Scores[0].P, 0})
			continue
		}
		in++
		si = append(si, r.InScope)
		if r.Scores[0].Intent == e.l {
			ok++
			sok = append(sok, r.InScope)
			ps = append(ps, pc{r.Scores[0].P, 1})
		} else {
			ps = append(ps, pc{r.Scores[0].P, 0})
		}
	}
	if len(so) > 0 {
		var w float64
		for _, a := range si {
			for _, b := range so {
				if a > b {
					w++
				} else if a == b {
					w += .5
				}
			}
		}
		roc = w / float64(len(si)*len(so))
		sort.Float64s(sok)
		cut := len(sok) - int(.92*in+.999)
		if cut >= 0 {
			th := sok[cut]
			for _, b := range so {
				if b < th {
					recall += 1 / float64(len(so))
				}
			}
		}
	}
	var bp, bc, bn [10]float64
	for _, x := range ps {
		k := min(int(x.p*10), 9)
		bp[k] += x.p
		bc[k] += x.c
		bn[k]++
	}
	for k := range bp {
		ece += max(bp[k]-bc[k], bc[k]-bp[k]) / float64(len(ps))
	}
	return ok / in, roc, ece, float64(d.Microseconds()) / float64(len(te)), recall
}

func rrun(name, sets string) {
	fmt.Printf("%-20s", name)
	for _, s := range strings.Fields(sets) {
		if strings.HasSuffix(s, "CV") {
			all, _, _, lang := rload(strings.TrimSuffix(s, "CV"))
			var a, e float64
			n := 5
			for k := 0; k < n; k++ {
				tr, te := xsplit(all, k)
				x, _, y, _, _ := reval(rtrain(tr, lang), te, false)
				a += x / float64(n)
				e += y / float64(n)
			}
			fmt.Printf(" %s %.1f", s, a*100)
			continue
		}
		tr, te, typo, lang := rload(s)
		t0 := time.Now()
		m := rtrain(tr, lang)
		d := time.Since(t0)
		acc, roc, ece, us, rec := reval(m, te, typo)
		fmt.Printf(" %s %.1f", s, acc*100)
		if roc > 0 {
			fmt.Printf("/%.3f/%.0f", roc, rec*100)
		}
		fmt.Printf(" e%.1f (%.1fs %.0fµs)", ece*100, d.Seconds(), us)
	}
	fmt.Println()
}

func rtrain(tr []xex, lang string) *Model {
	var ex []Example
	for _, e := range tr {
		ex = append(ex, Example{e.t, lang, e.l})
	}
	m, err := Train(ex, Options{})
	if err != nil {
		panic(err)
	}
	return m
}

func TestReal(t *testing.T) {
	rrun("real", "clinc clincT c10 c10T b10 bank rasaCV nen nfr")
}

func TestOOS(t *testing.T) {
	fmt.Println("bg", len(background("en")), len(background("fr")))
	tr, te := xload("clinc150-full/train.tsv"), xload("clinc150-full/val.tsv")
	extra := xminus(xload("clinc150-oosplus/oos_train.tsv"), tr)
	te = append(te, extra...)
	m := rtrain(tr, "en")
	acc, roc, ece, us, rec := reval(m, te, false)
	fmt.Printf("clinc+%d oos: %.1f roc %.3f rec %.1f ece %.1f %.0fµs\n", len(extra), acc*100, roc, rec*100, ece*100, us)
	tr = xload("clinc150-fewshot/train_10.tsv")
	m = rtrain(tr, "en")
	acc, roc, ece, us, rec = reval(m, te, false)
	fmt.Printf("c10 no oos given: %.1f roc %.3f rec %.1f ece %.1f %.0fµs\n", acc*100, roc, rec*100, ece*100, us)
}
func TestCal(t *testing.T) {
	for _, s := range []string{"c10","c5","b10","rasa","nfr","nen","bank", "clinc","web","ask","bot"} {
		tr, te, _, lang := rload(s)
		m := rtrain(tr, lang)
		var p, in, soft, acc, n float64
		for _, e := range te { if e.l=="oos" {continue}; r := m.Classify(e.t); p+=r.Scores[0].P; in+=r.InScope; soft+=r.Scores[0].P/r.InScope; if r.Scores[0].Intent==e.l {acc++}; n++ }
		fmt.Printf("%s acc %.3f P %.3f in %.3f softmax %.3f T %.2f\n", s, acc/n, p/n, in/n, soft/n, m.calibration.Temperature)
	}
}
func TestBins(t *testing.T) {
	for _, s := range []string{"c10","b10","clinc"} {
		tr, te, _, lang := rload(s)
		m := rtrain(tr, lang)
		var bp, bc, bn [10]float64
		for _, e := range te { r := m.Classify(e.t); k := min(int(r.Scores[0].P*10),9); bp[k]+=r.Scores[0].P; bn[k]++; if r.Scores[0].Intent==e.l {bc[k]++}}
		fmt.Print(s)
		for k := range bp { fmt.Printf(" %d:%.2f/%.2f", int(bn[k]), bp[k]/bn[k], bc[k]/bn[k]) }
		fmt.Println()
	}
}
