// Package bench measures intent recognition on labelled files, one "text<TAB>label"
// per line with "oos" for what is out of scope, and prints the figures that the
// literature prints: accuracy, macro F1, how well out-of-scope messages are told
// apart, calibration error, and the cost in time and memory.
package bench

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/guichet-desk/guichet/intents/nlu"
)

// Options name the files of one measurement.
type Options struct {
	Train string // labelled file to learn from
	Test  string // labelled file to measure on; without it Val, without both cross-validation
	Val   string // labelled file on which the rejection threshold is chosen
	Lang  string // language of the files; recognised line by line when empty

	// Now is the clock that times training and classifying.
	Now func() time.Time
	// MinAccuracy is the in-scope accuracy, rejections counted as errors, that
	// the threshold must keep on the validation part. Zero stands for 0.92, or
	// two points below the accuracy without rejection where that is lower.
	MinAccuracy float64
}

// safety is how much accuracy the threshold spares on the validation part, for
// the test part is another sample.
const safety = 0.002

// crossFolds is in how many parts the training file is dealt without others.
const crossFolds = 10

// Run trains, measures and prints: a line to read per figure, and the same as
// "bench: <name> <value> <unit>" for programs. It returns errors of reading.
func Run(w io.Writer, o Options) error {
	if o.Now == nil {
		o.Now = time.Now
	}
	train, err := Read(o.Train, o.Lang)
	if err != nil {
		return err
	}
	val, err := readOptional(o.Val, o.Lang)
	if err != nil {
		return err
	}
	test, err := readOptional(o.Test, o.Lang)
	if err != nil {
		return err
	}
	switch {
	case test == nil && val == nil:
		return crossValidate(w, train, o)
	case test == nil:
		test, val = val, nil
	}
	m, cost, err := learn(train, o.Now)
	if err != nil {
		return err
	}
	threshold := chooseThreshold(m, val, train, o)
	answers, speed := classify(m, test, o.Now)
	report(w, figures(answers, threshold), cost, speed)
	return nil
}

// Read reads a labelled file.
func Read(path, lang string) ([]nlu.Example, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []nlu.Example
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for n := 1; s.Scan(); n++ {
		if strings.TrimSpace(s.Text()) == "" {
			continue
		}
		text, label, ok := strings.Cut(s.Text(), "\t")
		if !ok {
			return nil, fmt.Errorf("%s:%d: no tab between text and label", path, n)
		}
		out = append(out, nlu.Example{Text: text, Lang: lang, Intent: strings.TrimSpace(label)})
	}
	if s.Err() == nil && len(out) == 0 {
		return nil, fmt.Errorf("%s: no examples", path)
	}
	return out, s.Err()
}

func readOptional(path, lang string) ([]nlu.Example, error) {
	if path == "" {
		return nil, nil
	}
	return Read(path, lang)
}

// answer is what the model said to one test message.
type answer struct {
	label   string // of the file
	said    string
	p       float64 // of what was said
	inScope float64
}

func (a answer) right() bool { return a.said == a.label }

func ask(m *nlu.Model, e nlu.Example) answer {
	r := m.Classify(e.Text)
	return answer{label: e.Intent, said: r.Scores[0].Intent, p: r.Scores[0].P, inScope: r.InScope}
}

// crossValidate measures on the training file alone, every part in turn held
// out; time and memory are those of a model of the whole file.
func crossValidate(w io.Writer, all []nlu.Example, o Options) error {
	var answers []answer
	for fold := range crossFolds {
		var train, test []nlu.Example
		seen := map[string]int{}
		for _, e := range all {
			if seen[e.Intent]%crossFolds == fold {
				test = append(test, e)
			} else {
				train = append(train, e)
			}
			seen[e.Intent]++
		}
		if len(test) == 0 {
			continue
		}
		m, err := nlu.Train(train, nlu.Options{})
		if err != nil {
			return err
		}
		for _, e := range test {
			answers = append(answers, ask(m, e))
		}
	}
	m, cost, err := learn(all, o.Now)
	if err != nil {
		return err
	}
	_, speed := classify(m, all, o.Now)
	fmt.Fprintf(w, "%d-fold cross-validation\n", crossFolds)
	report(w, figures(answers, threshold(answers, o.MinAccuracy)), cost, speed)
	return nil
}

// chooseThreshold chooses on the validation part; without one, on a fifth of
// the training file that a model of the rest never saw.
func chooseThreshold(m *nlu.Model, val, train []nlu.Example, o Options) float64 {
	if val == nil {
		var rest []nlu.Example
		seen := map[string]int{}
		for _, e := range train {
			if seen[e.Intent]++; seen[e.Intent]%5 == 0 {
				val = append(val, e)
			} else {
				rest = append(rest, e)
			}
		}
		part, err := nlu.Train(rest, nlu.Options{})
		if err != nil || len(val) == 0 {
			return 0
		}
		m = part
	}
	var answers []answer
	for _, e := range val {
		answers = append(answers, ask(m, e))
	}
	return threshold(answers, o.MinAccuracy)
}

// threshold is the highest probability of being in scope below which messages
// can be refused while the accuracy on those in scope stays at least least.
func threshold(answers []answer, least float64) float64 {
	var right []float64
	n := 0
	for _, a := range answers {
		if a.label == nlu.OutOfScope {
			continue
		}
		n++
		if a.right() {
			right = append(right, a.inScope)
		}
	}
	if n == 0 {
		return 0
	}
	if least == 0 {
		least = min(0.92, float64(len(right))/float64(n)-0.02)
	}
	slices.Sort(right)
	spare := len(right) - int(math.Ceil((least+safety)*float64(n)))
	if spare <= 0 || spare >= len(right) {
		return 0
	}
	return right[spare]
}
