package nlu

import (
	"bufio"
	"encoding/gob"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
)

type xex struct{ t, l string }

func xload(p string) []xex {
	f, err := os.Open("/work/shared/data/nlu/" + p)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	var out []xex
	s := bufio.NewScanner(f)
	for s.Scan() {
		a, b, _ := strings.Cut(s.Text(), "\t")
		out = append(out, xex{a, b})
	}
	return out
}

type xopt struct {
	lang        string
	idfp, idfc  float64 // power of idf
	wbin, cbin  float64 // weight of the binary block added
	wc          float32 // weight of char block
	minC, maxC  int
	C, posw     float32
	bias        float32
	skip        bool
	tri         bool
	linear      bool
	passes      int
	tol         float32
	nostem      bool
	first       bool
	pairs       float64
	bigw        float64
	smooth      float64
	vec         map[string][]float32
	wv, vidf    float64
	vdim        int
	con         bool
	fan         float64
	wcon, cpair float64
	conM        map[string][]string
	lin         bool
}

type xfeat struct {
	o    xopt
	ids  map[string]int32
	df   []float64
	n    float64
	grow bool
	st   map[string]string
}

func (f *xfeat) id(s string) int32 {
	if k, ok := f.ids[s]; ok {
		return k
	}
	if !f.grow {
		return -1
	}
	k := int32(len(f.ids))
	f.ids[s] = k
	f.df = append(f.df, 0)
	return k
}
func (f *xfeat) stem(w string) string {
	if f.o.nostem {
		return w
	}
	if s, ok := f.st[w]; ok {
		return s
	}
	s := ""
	if f.o.lang == "fr" {
		s = french.Stem(w, false)
	} else {
		s = english.Stem(w, false)
	}
	f.st[w] = s
	return s
}

// returns word feats, word bin feats(subset flag), char feats as counts
func (f *xfeat) parts(t string) (w map[int32]float64, c map[int32]float64, uni map[int32]bool) {
	w, c, uni = map[int32]float64{}, map[int32]float64{}, map[int32]bool{}
	ws := core(words(t))
	st := make([]string, len(ws))
	for i, x := range ws {
		st[i] = f.stem(x)
	}
	add := func(m map[int32]float64, k string, v float64) int32 {
		id := f.id(k)
		if id >= 0 {
			m[id] += v
		}
		return id
	}
	for i, s := range st {
		id := add(w, "w"+s, 1)
		if id >= 0 {
			uni[id] = true
		}
		if i+1 < len(st) {
			add(w, "b"+s+" "+st[i+1], f.o.bigw)
		}
		if f.o.skip && i+2 < len(st) {
			add(w, "s"+s+" "+st[i+2], f.o.bigw)
		}
		if f.o.tri && i+2 < len(st) {
			add(w, "t"+s+" "+st[i+1]+" "+st[i+2], f.o.bigw)
		}
		if f.o.pairs > 0 {
			for j := i + 2; j < len(st) && j < i+8; j++ {
				a, b := s, st[j]
				if a > b {
					a, b = b, a
				}
				add(w, "p"+a+" "+b, f.o.pairs)
			}
		}
	}
	if f.o.first && len(st) > 0 {
		add(w, "f"+st[0], 1)
		add(w, "l"+st[len(st)-1], 1)
	}
	for _, x := range ws {
		p := "_" + x + "_"
		r := []byte(p)
		for n := f.o.minC; n <= f.o.maxC; n++ {
			if len(r) <= n {
				add(c, "c"+p, 1)
				break
			}
			for k := 0; k+n <= len(r); k++ {
				add(c, "c"+string(r[k:k+n]), 1)
			}
		}
	}
	return
}

func (f *xfeat) vec(t string) (idx []int32, val []float32) {
	w, c, uni := f.parts(t)
	m := map[int32]float64{}
	block := func(src map[int32]float64, p, bin float64, weight float64, only map[int32]bool) {
		var n1, n2 float64
		keys := make([]int32, 0, len(src))
		for k := range src {
			keys = append(keys, k)
		}
		sort.Slice(keys, func(a, b int) bool { return keys[a] < keys[b] })
		v1 := map[int32]float64{}
		for _, k := range keys {
			idf := math.Log((1+f.n)/(1+f.df[k])) + 1
			v := src[k] * math.Pow(idf, p)
			if f.o.smooth > 0 {
				v = src[k] * (idf + f.o.smooth)
			}
			v1[k] = v
			if f.o.lin {
				n1 += v * v / src[k]
			} else {
				n1 += v * v
			}
			if only == nil || only[k] {
				n2 += 1
			}
		}
		for _, k := range keys {
			m[k] += weight * v1[k] / math.Sqrt(n1)
			if bin > 0 && (only == nil || only[k]) {
				m[k] += weight * bin / math.Sqrt(n2)
			}
		}
	}
	block(w, f.o.idfp, f.o.wbin, 1, uni)
	block(c, f.o.idfc, f.o.cbin, float64(f.o.wc), nil)
	for k := range m {
		idx = append(idx, k)
	}
	sort.Slice(idx, func(a, b int) bool { return idx[a] < idx[b] })
	for _, k := range idx {
		val = append(val, float32(m[k]))
	}
	if f.o.con {
		sum := map[int32]float64{}
		ws := core(words(t))
		st := make([]string, len(ws))
		for i, x := range ws {
			st[i] = f.stem(x)
		}
		f.concepts(st, func(k string, v float64) {
			id, ok := f.ids[k]
			if !ok {
				return
			}
			idf := math.Log((1+f.n)/(1+f.df[id])) + 1 + f.o.smooth
			sum[id] += v * idf
		})
		var n float64
		var keys []int
		for k, v := range sum {
			n += v * v
			keys = append(keys, int(k))
		}
		sort.Ints(keys)
		for _, k := range keys {
			idx = append(idx, int32(k))
			val = append(val, float32(f.o.wcon*sum[int32(k)]/math.Sqrt(n)))
		}
	}
	if f.o.vec != nil {
		d := f.o.vdim
		sum := make([]float64, d)
		seen := map[string]bool{}
		for _, wd := range core(words(t)) {
			st := f.stem(wd)
			if seen[st] {
				continue
			}
			seen[st] = true
			k, ok := f.ids["w"+st]
			idf := math.Log(1+f.n) + 1
			if ok {
				idf = math.Log((1+f.n)/(1+f.df[k])) + 1
			}
			var n float64
			for _, x := range f.o.vec[st] {
				n += float64(x * x)
			}
			if n == 0 {
				continue
			}
			for i, x := range f.o.vec[st][:d] {
				sum[i] += math.Pow(idf, f.o.vidf) * float64(x) / math.Sqrt(n)
			}
		}
		var n float64
		for _, x := range sum {
			n += x * x
		}
		if n > 0 {
			for i, x := range sum {
				idx = append(idx, int32(len(f.ids)+1+i))
				val = append(val, float32(f.o.wv*x/math.Sqrt(n)))
			}
		}
	}
	if f.o.bias > 0 {
		idx = append(idx, int32(len(f.ids)))
		val = append(val, f.o.bias)
	}
	return
}

type xmodel struct {
	f      *xfeat
	w      [][]float32
	labels []string
}

func xtrain(tr []xex, o xopt) *xmodel {
	f := &xfeat{o: o, ids: map[string]int32{}, grow: true, st: map[string]string{}}
	for _, e := range tr {
		w, c, _ := f.parts(e.t)
		for k := range w {
			f.df[k]++
		}
		for k := range c {
			f.df[k]++
		}
		if o.con {
			ws := core(words(e.t))
			st := make([]string, len(ws))
			for i, x := range ws {
				st[i] = f.stem(x)
			}
			seen := map[int32]bool{}
			f.concepts(st, func(k string, v float64) {
				id := f.id(k)
				if !seen[id] {
					seen[id] = true
					f.df[id]++
				}
			})
		}
	}
	f.n = float64(len(tr))
	f.grow = false
	m := &xmodel{f: f}
	lab := map[string]int{}
	y := make([]int, len(tr))
	x := &rows{at: []int32{0}}
	for i, e := range tr {
		idx, val := f.vec(e.t)
		x.idx = append(x.idx, idx...)
		x.val = append(x.val, val...)
		x.at = append(x.at, int32(len(x.idx)))
		if e.l == "oos" {
			y[i] = -1
			continue
		}
		k, ok := lab[e.l]
		if !ok {
			k = len(lab)
			lab[e.l] = k
			m.labels = append(m.labels, e.l)
		}
		y[i] = k
	}
	s := newSolver(x, len(f.ids)+1+o.vdim, 1)
	for k := range m.labels {
		clear(s.w)
		clear(s.alpha)
		s.active = s.active[:0]
		for i := range tr {
			s.active = append(s.active, int32(i))
		}
		s.solve(func(i int32) bool { return y[i] == k }, func(i int32) float32 {
			if y[i] == k {
				return o.C * o.posw
			}
			return o.C
		}, o.passes, o.tol)
		m.w = append(m.w, append([]float32(nil), s.w...))
	}
	return m
}

func (m *xmodel) scores(t string) []float32 {
	idx, val := m.f.vec(t)
	out := make([]float32, len(m.w))
	for k := range m.w {
		out[k] = dot(m.w[k], idx, val)
	}
	return out
}

func xtypo(t string, rng *rand.Rand) string {
	ws := strings.Fields(t)
	edit := func(i int) {
		r := []rune(ws[i])
		k := rng.IntN(len(r))
		c := rune('a' + rng.IntN(26))
		switch rng.IntN(4) {
		case 0:
			r = append(r[:k], r[k+1:]...)
		case 1:
			r = append(r[:k], append([]rune{c}, r[k:]...)...)
		case 2:
			r[k] = c
		case 3:
			if k+1 < len(r) {
				r[k], r[k+1] = r[k+1], r[k]
			}
		}
		ws[i] = string(r)
	}
	done := false
	var can []int
	for i, w := range ws {
		if len(w) >= 4 {
			can = append(can, i)
			if rng.Float64() < .2 {
				edit(i)
				done = true
			}
		}
	}
	if !done && len(can) > 0 {
		edit(can[rng.IntN(len(can))])
	}
	return strings.Join(ws, " ")
}

func xeval(m *xmodel, te []xex, typos bool) (acc, auroc float64) {
	rng := rand.New(rand.NewPCG(5, 5))
	var in, ok float64
	var si, so []float64
	for _, e := range te {
		t := e.t
		if typos {
			t = xtypo(t, rng)
		}
		sc := m.scores(t)
		b := 0
		for k := range sc {
			if sc[k] > sc[b] {
				b = k
			}
		}
		if e.l == "oos" {
			so = append(so, float64(sc[b]))
			continue
		}
		in++
		si = append(si, float64(sc[b]))
		if m.labels[b] == e.l {
			ok++
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
		auroc = w / float64(len(si)*len(so))
	}
	return ok / in, auroc
}

func xsplit(all []xex, k int) (tr, te []xex) {
	for i, e := range all {
		if (i*7919)%10 == k {
			te = append(te, e)
		} else {
			tr = append(tr, e)
		}
	}
	return
}

func xminus(a, b []xex) (out []xex) {
	seen := map[string]bool{}
	for _, e := range b {
		seen[strings.ToLower(e.t)] = true
	}
	for _, e := range a {
		if !seen[strings.ToLower(e.t)] {
			out = append(out, e)
		}
	}
	return
}

var xbase = xopt{lang: "en", idfp: 1, idfc: 1, wbin: 1, cbin: 1, wc: 1, minC: 2, maxC: 5, C: .5, posw: 1, bias: 1, passes: 12, tol: .1, bigw: 1}

func xrun(name string, o xopt, sets string) {
	fmt.Printf("%-28s", name)
	for _, s := range strings.Fields(sets) {
		var tr, te []xex
		typo := false
		oo := o
		switch s {
		case "clinc":
			tr, te = xload("clinc150-full/train.tsv"), xload("clinc150-full/val.tsv")
		case "clinct":
			tr, te = xload("clinc150-full/train.tsv"), xload("clinc150-full/val.tsv")
			typo = true
		case "c10":
			tr, te = xload("clinc150-fewshot/train_10.tsv"), xload("clinc150-full/val.tsv")
		case "c5":
			tr, te = xload("clinc150-fewshot/train_5.tsv"), xload("clinc150-full/val.tsv")
		case "c10t":
			tr, te = xload("clinc150-fewshot/train_10.tsv"), xload("clinc150-full/val.tsv")
			typo = true
		case "b10":
			tr, te = xload("banking77/train_10.tsv"), xload("banking77/fsval.tsv")
		case "bank":
			te = xload("banking77/fsval.tsv")
			tr = xminus(xload("banking77/train.tsv"), te)
		case "rasa":
			tr, te = xload("rasa-helpdesk/train.tsv"), xload("rasa-helpdesk/test.tsv")
		case "rasaCV":
			all := xload("rasa-helpdesk/train.tsv")
			var a float64
			for k := 0; k < 10; k++ {
				tr, te = xsplit(all, k)
				r, _ := xeval(xtrain(tr, oo), te, false)
				a += r / 10
			}
			fmt.Printf(" %s %.1f", s, a*100)
			continue
		case "nen":
			tr, te = xload("nlpjs50-en/train.tsv"), xload("nlpjs50-en/test.tsv")
		case "nfr":
			tr, te = xload("nlpjs50-fr/train.tsv"), xload("nlpjs50-fr/test.tsv")
			oo.lang = "fr"
		case "web", "ask", "bot":
			n := map[string]string{"web": "webapps", "ask": "askubuntu", "bot": "chatbot"}[s]
			tr, te = xload("braun-"+n+"/train.tsv"), xload("braun-"+n+"/test.tsv")
		}
		t0 := time.Now()
		m := xtrain(tr, oo)
		d := time.Since(t0)
		acc, roc := xeval(m, te, typo)
		fmt.Printf(" %s %.1f", s, acc*100)
		if roc > 0 {
			fmt.Printf("/%.3f", roc)
		}
		fmt.Printf("(%.1fs)", d.Seconds())
	}
	fmt.Println()
}

func xvec(p string) map[string][]float32 {
	f, _ := os.Open(p)
	var v map[string][]float32
	if err := gob.NewDecoder(f).Decode(&v); err != nil {
		panic(err)
	}
	return v
}

func xconcepts(f *xfeat, side int) map[string][]string {
	b, _ := os.ReadFile("concepts.txt")
	m := map[string][]string{}
	for _, l := range strings.Split(string(b), "\n") {
		name, rest, ok := strings.Cut(l, ": ")
		if !ok || l[0] == '#' {
			continue
		}
		part := strings.Split(rest, " | ")[side]
		for _, term := range strings.Split(part, ", ") {
			var st []string
			for _, w := range rawWords(strings.ReplaceAll(term, "_", " ")) {
				st = append(st, f.stem(w))
			}
			k := strings.Join(st, " ")
			dup := false
			for _, x := range m[k] {
				dup = dup || x == name
			}
			if !dup {
				m[k] = append(m[k], name)
			}
		}
	}
	return m
}
func (f *xfeat) concepts(st []string, g func(string, float64)) {
	if f.o.conM == nil {
		side := 0
		if f.o.lang == "fr" {
			side = 1
		}
		f.o.conM = xconcepts(f, side)
	}
	var prev []string
	for i, s := range st {
		cs := f.o.conM[s]
		if i+1 < len(st) {
			for _, c := range f.o.conM[s+" "+st[i+1]] {
				g("k"+c, 1)
			}
		}
		for _, c := range cs {
			g("k"+c, math.Pow(float64(len(cs)), -f.o.fan))
		}
		cur := cs
		if len(cur) == 0 {
			cur = []string{"=" + s}
		}
		if f.o.cpair > 0 {
			for _, a := range prev {
				for _, b := range cur {
					g("q"+a+" "+b, f.o.cpair*math.Pow(float64(len(prev)*len(cur)), -f.o.fan))
				}
			}
		}
		prev = cur
	}
}
func TestExp1(t *testing.T) {
	small := "c10 c5 b10 rasaCV nfr"
	o := xbase
	o.wbin, o.cbin = 0, 0
	o.smooth = 3
	o.bias = .8
	o.bigw = .6
	o.con = true
	o.wcon = 1
	o.cpair = .4
	for _, w := range []float64{0, .5, 1} {
		o.fan = w
		xrun(fmt.Sprint("fan ", w), o, small)
	}
	o.fan = .5
	o.wc = .7
	xrun("wc.7", o, small)
	o.wc = .5
	xrun("wc.5", o, small)
	o.wc = 1
	o.smooth = 1
	xrun("smooth1", o, small)
	o.smooth = 3
	o.skip = true
	o.first = true
	xrun("skip+first", o, small)
	o.skip = false
	o.first = false
	o.C = 2
	xrun("C2", o, small)
	o.C = .25
	xrun("C.25", o, small)
}
