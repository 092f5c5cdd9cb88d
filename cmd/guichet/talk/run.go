package talk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Run plays a script. The error joins everything that was not as expected,
// each with file and line; a step that cannot be done ends the run.
func Run(ctx context.Context, s Script, o Options) error {
	_, err := play(ctx, s, o, false)
	return err
}

// Record plays a script and returns its text with the replies as they were.
// Expected replies that match stay as they are written, wildcards included.
// What a script expects everywhere is recorded from the web; where another
// platform answers otherwise, it records a part of its own.
func Record(ctx context.Context, s Script, o Options) (text string, err error) {
	return play(ctx, s, o, true)
}

func play(ctx context.Context, s Script, o Options, record bool) (text string, err error) {
	w, err := open(ctx, s, o)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	r := runner{world: w, script: s, platform: o.Platform, visited: map[Enter]bool{}}
	if record {
		r.tape = newTape(s)
	}
	err = r.run(ctx)
	if record {
		text = r.tape.text()
	}
	return text, err
}

// runner is a script in the course of being played.
type runner struct {
	*world
	script   Script
	platform string
	at       Enter          // who speaks, and where
	visited  map[Enter]bool // without their language
	failures []error
	tape     *tape // nil unless it records
}

func (r *runner) fail(line int, format string, args ...any) {
	r.failures = append(r.failures, Mistake{r.script.Name, line + 1, fmt.Sprintf(format, args...)})
}

// run takes one act after the other, each with the replies it must bring.
func (r *runner) run(ctx context.Context) error {
	steps := slices.DeleteFunc(slices.Clone(r.script.Steps), func(s Step) bool { return !s.on(r.platform) })
	for i := 0; i < len(steps); {
		if err := r.act(ctx, steps[i]); err != nil {
			r.fail(steps[i].Line, "%v", err)
			return errors.Join(r.failures...)
		}
		end := i + 1
		for end < len(steps) && !acts(steps[end]) {
			end++
		}
		if err := r.answers(ctx, steps[i], steps[i+1:end]); err != nil {
			return errors.Join(append(r.failures, err)...)
		}
		i = end
	}
	return errors.Join(append(r.failures, r.leftovers(ctx))...)
}

// breath is how long people take to say or press something: no two things
// happen in the same instant.
const breath = time.Second

// acts reports whether a step does something, rather than expect it.
func acts(s Step) bool {
	switch s.Do.(type) {
	case Expect, Check:
		return false
	}
	return true
}

func (r *runner) act(ctx context.Context, s Step) error {
	switch do := s.Do.(type) {
	case Enter:
		do.Lang = ""
		r.at, r.visited[do] = do, true
		return nil
	case Say:
		r.clock.set(r.clock.now().Add(breath))
		if err := r.room(r.at).say(ctx, r.at, do.Text); err != nil {
			return err
		}
	case Press:
		r.clock.set(r.clock.now().Add(breath))
		if err := r.room(r.at).press(ctx, r.at, do); err != nil {
			return err
		}
	case Pass:
		return r.pass(ctx, do)
	}
	return r.drain(ctx)
}

// answers compares what is heard after an act with what must be.
func (r *runner) answers(ctx context.Context, act Step, expected []Step) error {
	got, err := r.room(r.at).heard(ctx, r.at)
	if err != nil {
		return Mistake{r.script.Name, act.Line + 1, err.Error()}
	}
	last := act
	for _, step := range expected {
		switch do := step.Do.(type) {
		case Check:
			if why := r.check(ctx, do.Text); why != "" {
				r.fail(step.Line, "%s", why)
			}
		case Expect:
			last = step
			var heard *reading
			if len(got) > 0 {
				heard, got = &got[0], got[1:]
			}
			r.compare(step, do.Lines, heard)
		}
	}
	for _, extra := range got {
		extra.take()
		if r.tape != nil {
			r.tape.add(last, extra.lines, r.platform)
			continue
		}
		r.fail(act.Line, "%s hears what the transcript does not expect:\n%s", r.at.Who, diff(nil, extra.lines))
	}
	return nil
}

// compare holds a reply against what was expected; heard is nil when there was
// none.
func (r *runner) compare(step Step, lines []string, heard *reading) {
	var want []string
	for _, line := range lines {
		want = append(want, r.room(r.at).reads(line)...)
	}
	recorded := r.tape != nil
	split := recorded && step.Only == "" && r.platform != Web
	switch {
	case heard == nil && split:
		r.tape.split(step, nil, r.platform)
	case heard == nil && recorded:
		r.tape.drop(step)
	case heard == nil:
		r.fail(step.Line, "%s hears nothing, and should:\n%s", r.at.Who, diff(want, nil))
	case matches(want, heard.lines):
		heard.take()
	case split:
		heard.take()
		r.tape.split(step, heard.lines, r.platform)
	case recorded:
		heard.take()
		r.tape.replace(step, heard.lines)
	default:
		heard.take()
		r.fail(step.Line, "%s hears something else:\n%s", r.at.Who, diff(want, heard.lines))
	}
}

// leftovers are replies at visited places that the transcript never came to.
func (r *runner) leftovers(ctx context.Context) error {
	var errs []error
	for _, at := range r.places() {
		got, err := r.room(at).heard(ctx, at)
		if err != nil {
			return err
		}
		for _, x := range got {
			x.take()
			if r.tape != nil {
				r.tape.append(at, x.lines)
				continue
			}
			errs = append(errs, Mistake{r.script.Name, len(r.script.Lines), fmt.Sprintf("%s also hears, and the transcript never goes there to hear it:\n%s", at, diff(nil, x.lines))})
		}
	}
	return errors.Join(errs...)
}

// places are those visited, in the order of the script.
func (r *runner) places() []Enter {
	var out []Enter
	for _, step := range r.script.Steps {
		if e, ok := step.Do.(Enter); ok {
			e.Lang = ""
			if r.visited[e] && !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	return out
}

// String is the place as a transcript writes it.
func (e Enter) String() string {
	words := []string{"@" + e.Who}
	if e.Lang != "" {
		words = append(words, e.Lang)
	}
	if e.Channel != "" {
		words = append(words, "in", e.Channel)
	}
	if e.Ticket != "" {
		words = append(words, "on", e.Ticket)
	}
	return strings.Join(words, " ")
}
