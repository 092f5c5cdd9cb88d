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
}

// numbers lists what a stored model keeps.
func (c *calibration) numbers() []*float64 {
	return []*float64{&c.Temperature, &c.InScope[0], &c.InScope[1], &c.InScope[2]}
}

// probabilities returns P(intent) for all intents and P(any).
func (c calibration) probabilities(margins []float32) (p []float32, in float64) {
	top, second := topTwo(margins)
	in = logistic(c.InScope[0] + c.InScope[1]*float64(top) + c.InScope[2]*float64(top-second))
	p = margins
	var sum float32
	for k, s := range margins {
		e := float32(math.Exp(c.Temperature * float64(s-top)))
		p[k] = e
		sum += e
	}
	for k := range p {
		p[k] *= float32(in) / sum
	}
	return p, in
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
const scopeShare = 0.1

// calibrate fits the calibration to held-out scores.
func calibrate(h *heldOut) calibration {
	c := calibration{Temperature: fitTemperature(h)}
	var x [][3]float64
	var y, w []float64
	var in, out float64
	for _, s := range h.samples {
		if s.class >= 0 {
			in++
		} else {
			out++
		}
	}
	for i, s := range h.samples {
		top, second := topTwo(h.row(i))
		x = append(x, [3]float64{1, float64(top), float64(top - second)})
		if s.class >= 0 {
			y, w = append(y, 1), append(w, (1-scopeShare)/in)
		} else {
			y, w = append(y, 0), append(w, scopeShare/out)
		}
	}
	if out == 0 {
		c.InScope = [3]float64{20, 0, 0}
		return c
	}
	c.InScope = fitLogistic(x, y, w)
	return c
}

// fitTemperature finds the softmax temperature with the least log loss by
// golden section search.
func fitTemperature(h *heldOut) float64 {
	loss := func(t float64) (l float64) {
		for i, s := range h.samples {
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
