package nlu

import "math/rand/v2"

// rows is a sparse matrix, one row per example (compressed rows).
type rows struct {
	at  []int32 // row i is idx[at[i]:at[i+1]]
	idx []int32
	val []float32
}

func (r *rows) len() int { return len(r.at) - 1 }

func (r *rows) row(i int) ([]int32, []float32) {
	a, b := r.at[i], r.at[i+1]
	return r.idx[a:b], r.val[a:b]
}

func dot(w []float32, idx []int32, val []float32) float32 {
	var s0, s1 float32
	k := 0
	for ; k+1 < len(idx); k += 2 {
		s0 += w[idx[k]] * val[k]
		s1 += w[idx[k+1]] * val[k+1]
	}
	if k < len(idx) {
		s0 += w[idx[k]] * val[k]
	}
	return s0 + s1
}

func axpy(w []float32, a float32, idx []int32, val []float32) {
	for k, j := range idx {
		w[j] += a * val[k]
	}
}

// An example that costs nothing and is this far beyond its margin is left out
// of later passes: in the first pass, and in later ones as a share of the
// farthest. The caller looks again at all examples afterwards.
const (
	firstBound = 0.2
	nextBound  = 0.2
)

// solver trains one linear SVM after another over the same rows by dual
// coordinate descent for the squared hinge loss (Hsieh et al., ICML 2008),
// leaving out of later passes the examples that are safely on their side.
type solver struct {
	x      *rows
	square []float32 // squared length of each row
	active []int32
	alpha  []float32
	w      []float32
	rng    *rand.Rand
}

func newSolver(x *rows, dim int, seed uint64) *solver {
	s := &solver{x: x, square: make([]float32, x.len()), active: make([]int32, 0, x.len()),
		alpha: make([]float32, x.len()), w: make([]float32, dim), rng: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))}
	for i := range s.square {
		_, val := x.row(i)
		for _, v := range val {
			s.square[i] += v * v
		}
	}
	return s
}

// solve trains over the rows listed in s.active, starting from s.alpha and the
// s.w that belongs to it. positive tells the side of a row, cost its C.
func (s *solver) solve(positive func(i int32) bool, cost func(i int32) float32, passes int, tolerance float32) {
	live := s.active
	bound := float32(firstBound)
	for pass := 0; pass < passes && len(live) > 0; pass++ {
		s.rng.Shuffle(len(live), func(a, b int) { live[a], live[b] = live[b], live[a] })
		var worst, top float32
		for k := 0; k < len(live); k++ {
			i := live[k]
			idx, val := s.x.row(int(i))
			y := float32(-1)
			if positive(i) {
				y = 1
			}
			diag := 1 / (2 * cost(i))
			a := s.alpha[i]
			g := y*dot(s.w, idx, val) - 1 + a*diag
			if a == 0 {
				if g > bound {
					live[k] = live[len(live)-1]
					live[len(live)-1] = i
					live = live[:len(live)-1]
					k--
					continue
				}
				top = max(top, g)
				if g >= 0 {
					continue
				}
			}
			if g > worst {
				worst = g
			} else if -g > worst {
				worst = -g
			}
			next := max(a-g/(s.square[i]+diag), 0)
			if next != a {
				s.alpha[i] = next
				axpy(s.w, (next-a)*y, idx, val)
			}
		}
		if worst < tolerance {
			return
		}
		bound = top * nextBound
	}
}
