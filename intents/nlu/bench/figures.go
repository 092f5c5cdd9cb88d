package bench

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/guichet-desk/guichet/intents/nlu"
)

// figure is one measured number.
type figure struct {
	name, unit string
	value      float64
	decimals   int
}

// figures are those that answers alone give.
func figures(answers []answer, threshold float64) []figure {
	var in, out []answer
	for _, a := range answers {
		if a.label == nlu.OutOfScope {
			out = append(out, a)
		} else {
			in = append(in, a)
		}
	}
	fs := []figure{
		{"examples", "messages", float64(len(answers)), 0},
		{"accuracy", "%", 100 * share(in, answer.right), 2},
		{"macro-f1", "%", 100 * macroF1(in), 2},
		{"calibration-error", "%", 100 * calibrationError(answers), 2},
		{"threshold", "probability", threshold, 4},
		{"accuracy-at-threshold", "%", 100 * share(in, func(a answer) bool { return a.right() && a.inScope >= threshold }), 2},
	}
	if len(out) > 0 {
		fs = append(fs,
			figure{"oos-auroc", "", auroc(in, out), 4},
			figure{"oos-recall-at-threshold", "%", 100 * share(out, func(a answer) bool { return a.inScope < threshold }), 2})
	}
	return fs
}

func share(as []answer, yes func(answer) bool) float64 {
	n := 0
	for _, a := range as {
		if yes(a) {
			n++
		}
	}
	return float64(n) / float64(max(len(as), 1))
}

// macroF1 is the mean over intents of the harmonic mean of precision and recall.
func macroF1(as []answer) float64 {
	type count struct{ right, said, labelled int }
	counts := map[string]*count{}
	at := func(name string) *count {
		if counts[name] == nil {
			counts[name] = &count{}
		}
		return counts[name]
	}
	for _, a := range as {
		at(a.label).labelled++
		at(a.said).said++
		if a.right() {
			at(a.label).right++
		}
	}
	var f1s []float64
	for _, c := range counts {
		if c.labelled > 0 {
			f1s = append(f1s, 2*float64(c.right)/float64(c.said+c.labelled))
		}
	}
	slices.Sort(f1s) // summed in one order, whatever the map's
	sum := 0.0
	for _, f := range f1s {
		sum += f
	}
	return sum / float64(max(len(f1s), 1))
}

// calibrationError is the expected calibration error over ten equal bins
// (Guo et al., ICML 2017); an answer to an out-of-scope message is wrong.
func calibrationError(as []answer) float64 {
	var said, right [10]float64
	for _, a := range as {
		bin := min(int(a.p*10), 9)
		said[bin] += a.p
		if a.right() {
			right[bin]++
		}
	}
	sum := 0.0
	for bin := range said {
		sum += math.Abs(said[bin] - right[bin])
	}
	return sum / float64(max(len(as), 1))
}

// auroc is how often a message in scope ranks above one out of scope.
func auroc(in, out []answer) float64 {
	var ps []float64
	for _, a := range out {
		ps = append(ps, a.inScope)
	}
	slices.Sort(ps)
	sum := 0.0
	for _, a := range in {
		below, _ := slices.BinarySearch(ps, a.inScope)
		equal := below
		for equal < len(ps) && ps[equal] == a.inScope {
			equal++
		}
		sum += float64(below) + float64(equal-below)/2
	}
	return sum / float64(len(in)*len(out))
}

// learn trains on one core and measures time and the heap the model keeps.
func learn(train []nlu.Example, now func() time.Time) (*nlu.Model, []figure, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	before := heap()
	begin := now()
	m, err := nlu.Train(train, nlu.Options{})
	if err != nil {
		return nil, nil, err
	}
	seconds := now().Sub(begin).Seconds()
	kept := heap() - before
	data, err := m.MarshalBinary()
	if err != nil {
		return nil, nil, err
	}
	return m, []figure{
		{"train", "s", seconds, 3},
		{"heap", "MB", kept / 1e6, 1},
		{"stored", "MB", float64(len(data)) / 1e6, 1},
	}, nil
}

// heap returns the bytes in use after a collection.
func heap() float64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return float64(s.HeapAlloc)
}

// leastTimed is how many classifications the speed is measured over.
const leastTimed = 20000

// classify answers the test messages, then times them one by one on one core.
func classify(m *nlu.Model, test []nlu.Example, now func() time.Time) ([]answer, []figure) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	answers := make([]answer, len(test))
	for i, e := range test {
		answers[i] = ask(m, e)
	}
	took := make([]time.Duration, 0, leastTimed+len(test))
	begin := now()
	for len(took) < leastTimed {
		for _, e := range test {
			t := now()
			m.Classify(e.Text)
			took = append(took, now().Sub(t))
		}
	}
	seconds := now().Sub(begin).Seconds()
	slices.Sort(took)
	return answers, []figure{
		{"classifications", "per second", float64(len(took)) / seconds, 0},
		{"p99", "ms", took[len(took)*99/100].Seconds() * 1000, 3},
	}
}

func report(w io.Writer, groups ...[]figure) {
	for _, group := range groups {
		for _, f := range group {
			fmt.Fprintf(w, "%-24s %12.*f %s\n", f.name, f.decimals, f.value, f.unit)
		}
	}
	for _, group := range groups {
		for _, f := range group {
			fmt.Fprintf(w, "bench: %s %.*f %s\n", f.name, f.decimals, f.value, f.unit)
		}
	}
}
