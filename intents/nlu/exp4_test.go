package nlu

import (
	"bufio"
	"compress/gzip"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"sort"
	"strings"
	"testing"
)

type xvecs struct {
	V   map[string][]float32
	dim int
}

func xsents(path string, f func(string)) {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	z, _ := gzip.NewReader(file)
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var a struct{ Title, Body string }
		json.Unmarshal(sc.Bytes(), &a)
		f(a.Title)
		f(a.Title)
		for _, s := range strings.FieldsFunc(a.Body, func(r rune) bool { return r == '.' || r == '?' || r == '!' || r == '\n' || r == ':' }) {
			f(s)
		}
	}
}

// build PPMI-SVD
func xbuild(sents [][]string, minc, dim, win int, pow float64) *xvecs {
	cnt := map[string]int{}
	for _, s := range sents {
		for _, w := range s {
			cnt[w]++
		}
	}
	var vocab []string
	for w, c := range cnt {
		if c >= minc {
			vocab = append(vocab, w)
		}
	}
	sort.Slice(vocab, func(a, b int) bool {
		if cnt[vocab[a]] != cnt[vocab[b]] {
			return cnt[vocab[a]] > cnt[vocab[b]]
		}
		return vocab[a] < vocab[b]
	})
	id := map[string]int{}
	for i, w := range vocab {
		id[w] = i
	}
	n := len(vocab)
	co := make([]map[int32]float32, n)
	for i := range co {
		co[i] = map[int32]float32{}
	}
	tot := make([]float64, n)
	var all float64
	for _, s := range sents {
		var is []int
		for _, w := range s {
			if k, ok := id[w]; ok {
				is = append(is, k)
			}
		}
		for i, a := range is {
			for j := i + 1; j < len(is) && j <= i+win; j++ {
				v := float32(1) / float32(j-i)
				co[a][int32(is[j])] += v
				co[is[j]][int32(a)] += v
				tot[a] += float64(v)
				tot[is[j]] += float64(v)
				all += 2 * float64(v)
			}
		}
	}
	ctx := make([]float64, n)
	var cs float64
	for i := range ctx {
		ctx[i] = math.Pow(tot[i], .75)
		cs += ctx[i]
	}
	type ent struct {
		j int32
		v float32
	}
	m := make([][]ent, n)
	nnz := 0
	for i := range m {
		for j, c := range co[i] {
			p := math.Log(float64(c) * cs / (tot[i] * ctx[j]))
			if p > 0 {
				m[i] = append(m[i], ent{j, float32(p)})
				nnz++
			}
		}
		sort.Slice(m[i], func(a, b int) bool { return m[i][a].j < m[i][b].j })
	}
	fmt.Println("vocab", n, "nnz", nnz)
	// randomized subspace iteration on (nearly symmetric) M: Q of n×k
	k := dim + 10
	rng := rand.New(rand.NewPCG(1, 2))
	q := make([][]float64, n)
	for i := range q {
		q[i] = make([]float64, k)
		for d := range q[i] {
			q[i][d] = rng.NormFloat64()
		}
	}
	mul := func(q [][]float64) [][]float64 {
		r := make([][]float64, n)
		for i := range r {
			row := make([]float64, k)
			for _, e := range m[i] {
				for d, x := range q[e.j] {
					row[d] += float64(e.v) * x
				}
			}
			r[i] = row
		}
		return r
	}
	orth := func(q [][]float64) []float64 {
		norms := make([]float64, k)
		for d := 0; d < k; d++ {
			for p := 0; p < d; p++ {
				var s float64
				for i := range q {
					s += q[i][d] * q[i][p]
				}
				for i := range q {
					q[i][d] -= s * q[i][p]
				}
			}
			var s float64
			for i := range q {
				s += q[i][d] * q[i][d]
			}
			s = math.Sqrt(s)
			norms[d] = s
			for i := range q {
				q[i][d] /= s
			}
		}
		return norms
	}
	orth(q)
	var sv []float64
	for it := 0; it < 8; it++ {
		q = mul(q)
		sv = orth(q)
	}
	fmt.Println("sv", sv[0], sv[dim/2], sv[dim-1])
	out := &xvecs{V: map[string][]float32{}, dim: dim}
	for i, w := range vocab {
		v := make([]float32, dim)
		for d := range v {
			v[d] = float32(q[i][d] * math.Pow(sv[d], pow))
		}
		var s float64
		for _, x := range v {
			s += float64(x * x)
		}
		_ = s
		out.V[w] = v
	}
	return out
}

func xstemmed(f *xfeat, s string) []string {
	ws := rawWords(s)
	var out []string
	for _, w := range ws {
		if len(w) < 26 && !hasDigit(w) {
			out = append(out, f.stem(w))
		}
	}
	return out
}

func TestBuildVecs(t *testing.T) {
	f := &xfeat{o: xopt{lang: "en"}, st: map[string]string{}}
	var sents [][]string
	xsents("/work/shared/data/kb/bench-en/docs.jsonl.gz", func(s string) { sents = append(sents, xstemmed(f, s)) })
	for _, c := range []struct {
		name string
		win  int
		pow  float64
		minc int
	}{{"en5", 5, .5, 8}} {
		v := xbuild(sents, c.minc, 150, c.win, c.pow)
		o, _ := os.Create("/tmp/vec_" + c.name + ".gob")
		gob.NewEncoder(o).Encode(v.V)
		o.Close()
		// neighbours
		for _, w := range []string{"password", "car", "pay", "delet", "printer", "cost"} {
			type nb struct {
				w string
				s float32
			}
			var ns []nb
			a := v.V[w]
			cos := func(a, b []float32) float32 {
				var x, y, z float32
				for i := range a {
					x += a[i] * b[i]
					y += a[i] * a[i]
					z += b[i] * b[i]
				}
				return x / float32(math.Sqrt(float64(y*z)))
			}
			if a == nil {
				continue
			}
			for u, b := range v.V {
				ns = append(ns, nb{u, cos(a, b)})
			}
			sort.Slice(ns, func(i, j int) bool { return ns[i].s > ns[j].s })
			fmt.Print(w, ": ")
			for _, x := range ns[1:12] {
				fmt.Printf("%s %.2f ", x.w, x.s)
			}
			fmt.Println()
		}
	}
}
