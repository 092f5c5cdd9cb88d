package nlu

import "math"

// heldOut are the scores of training samples by machines that never saw them.
type heldOut struct {
	classes int
	samples []sample
	scores  []float32 // [sample][class]
}

func (h *heldOut) row(i int) []float32 { return h.scores[i*h.classes : (i+1)*h.classes] }

// calibration turns margins into probabilities (Platt, 1999, for the question
// whether any intent fits; a tempered softmax for which).
type calibration struct {
	Temperature float64
	InScope     [3]float64 // logistic weights of constant, best margin, lead over the second
	Right       [3]float64 // of constant, log odds of the best intent in scope, log odds of being in scope
}

// numbers lists what a stored model keeps.
func (c *calibration) numbers() []*float64 {
	return []*float64{&c.Temperature, &c.InScope[0], &c.InScope[1], &c.InScope[2], &c.Right[0], &c.Right[1], &c.Right[2]}
}

// probabilities turns margins, in place, into P(intent), and returns P(any).
// Doubt about the intent and about the scope go together, so that their
// product would be too sure of itself: the best intent has a fit of its own,
// and the others share what it leaves.
func (c *calibration) probabilities(margins []float32) (p []float32, in float64) {
	best, share, in := c.soften(margins)
	top := logistic(c.Right[0] + c.Right[1]*logOdds(share) + c.Right[2]*logOdds(in))
	left := max(1-share*in, tiny)
	_, next := topTwo(margins)
	if r := float64(next) * in / left; top < r/(1+r) {
		top = r/(1+r) + tiny*10 // the best stays the best
	}
	for k := range margins {
		margins[k] *= float32(in * (1 - top) / left)
	}
	margins[best] = float32(top)
	return margins, in
}

// soften turns margins, in place, into P(intent | in scope), and returns the
// best intent, its share, and P(in scope).
func (c *calibration) soften(margins []float32) (best int, share, in float64) {
	top, second := topTwo(margins)
	in = logistic(c.InScope[0] + c.InScope[1]*float64(top) + c.InScope[2]*float64(top-second))
	var sum float32
	for k, s := range margins {
		if s == top {
			best = k
		}
		var e float32
		if x := c.Temperature * float64(s-top); x > negligible {
			e = float32(math.Exp(x))
		}
		margins[k] = e
		sum += e
	}
	for k := range margins {
		margins[k] /= sum
	}
	return best, float64(margins[best]), in
}

const (
	tiny       = 1e-6 // keeps odds finite
	negligible = -14  // exponent from which an intent has no share
)

func logOdds(p float64) float64 {
	p = min(max(p, tiny), 1-tiny)
	return math.Log(p / (1 - p))
}

func topTwo(s []float32) (top, second float32) {
	top, second = float32(math.Inf(-1)), float32(math.Inf(-1))
	for _, x := range s {
		if x > top {
			top, second = x, top
		} else if x > second {
			second = x
		}
	}
	return top, second
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// scopeShare is the share of messages assumed to be out of scope when the
// examples do not tell; what a desk's chat sees.
const scopeShare = 0.05

// calibrate fits the calibration to held-out scores.
func calibrate(h *heldOut) calibration {
	c := calibration{Temperature: fitTemperature(h), InScope: [3]float64{20, 0, 0}}
	var in, out float64
	for _, s := range h.samples {
		if s.class >= 0 {
			in++
		} else {
			out++
		}
	}
	x, y, weight := make([][3]float64, len(h.samples)), make([]float64, len(h.samples)), make([]float64, len(h.samples))
	for i, s := range h.samples {
		top, second := topTwo(h.row(i))
		x[i] = [3]float64{1, float64(top), float64(top - second)}
		weight[i] = scopeShare / out
		if s.class >= 0 {
			y[i], weight[i] = 1, (1-scopeShare)/in
		}
	}
	if out > 0 {
		c.InScope = fitLogistic(x, y, weight)
	}
	for i, s := range h.samples {
		best, share, in := c.soften(h.row(i))
		x[i] = [3]float64{1, logOdds(share), logOdds(in)}
		y[i] = 0
		if best == s.class {
			y[i] = 1
		}
	}
	c.Right = fitLogistic(x, y, weight)
	return c
}

// temperatureSamples is how many samples settle a single number well enough.
const temperatureSamples = 4000

// fitTemperature finds the softmax temperature with the least log loss by
// golden section search.
func fitTemperature(h *heldOut) float64 {
	step := max(len(h.samples)/temperatureSamples, 1)
	loss := func(t float64) (l float64) {
		for i := 0; i < len(h.samples); i += step {
			s := h.samples[i]
			if s.class < 0 {
				continue
			}
			row := h.row(i)
			top, _ := topTwo(row)
			var sum float64
			for _, x := range row {
				sum += math.Exp(t * float64(x-top))
			}
			l += math.Log(sum) - t*float64(row[s.class]-top)
		}
		return l
	}
	const golden = 0.6180339887498949
	a, b := 0.5, 20.0
	x1, x2 := b-golden*(b-a), a+golden*(b-a)
	l1, l2 := loss(x1), loss(x2)
	for b-a > 0.1 {
		if l1 < l2 {
			b, x2, l2 = x2, x1, l1
			x1 = b - golden*(b-a)
			l1 = loss(x1)
		} else {
			a, x1, l1 = x1, x2, l2
			x2 = a + golden*(b-a)
			l2 = loss(x2)
		}
	}
	return (a + b) / 2
}

// fitLogistic fits a weighted logistic regression by Newton's method with a
// little ridge.
func fitLogistic(x [][3]float64, y, weight []float64) (beta [3]float64) {
	const ridge = 1e-4
	for range 25 {
		var g [3]float64
		var h [3][3]float64
		for i, row := range x {
			p := logistic(beta[0]*row[0] + beta[1]*row[1] + beta[2]*row[2])
			for a := range row {
				g[a] += weight[i] * (y[i] - p) * row[a]
				for b := range row {
					h[a][b] += weight[i] * p * (1 - p) * row[a] * row[b]
				}
			}
		}
		for a := range h {
			g[a] -= ridge * beta[a]
			h[a][a] += ridge
		}
		step := solve3(h, g)
		for a := range beta {
			beta[a] += step[a]
		}
	}
	return beta
}

// solve3 solves a·x = b for a positive definite a by Gaussian elimination.
func solve3(a [3][3]float64, b [3]float64) (x [3]float64) {
	for i := range a {
		for j := i + 1; j < 3; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < 3; k++ {
				a[j][k] -= f * a[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	for i := 2; i >= 0; i-- {
		x[i] = b[i]
		for k := i + 1; k < 3; k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
