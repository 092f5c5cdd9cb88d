package terminal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"

	"github.com/guichet-desk/guichet/bot/chat"
)

// screen is where lines come from and replies go to.
type screen interface {
	read() (line string, err error) // io.EOF at the end, perhaps with a last line
	show(r chat.Reply) error        // may be called while read waits
	lingers() bool                  // the end of the input is not the end of interest
	close() error
}

func newScreen(o Options) (screen, error) {
	in, isFile := o.In.(*os.File)
	out, alsoFile := o.Out.(*os.File)
	if isFile && alsoFile && term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd())) {
		return newTTY(o, in, out)
	}
	return &pipe{in: bufio.NewReader(o.In), out: o.Out}, nil
}

// pipe is plain lines in and out. A line that ends in a backslash goes on in
// the next one.
type pipe struct {
	in  *bufio.Reader
	mu  sync.Mutex
	out io.Writer
}

func (p *pipe) read() (string, error) {
	return joined(func() (string, error) {
		line, err := p.in.ReadString('\n')
		return strings.TrimRight(line, "\r\n"), err
	})
}

// joined reads a line together with those it goes on in.
func joined(next func() (string, error)) (string, error) {
	var lines []string
	for {
		line, err := next()
		begun, more := strings.CutSuffix(line, `\`)
		lines = append(lines, begun)
		if err != nil || !more {
			return strings.Join(lines, "\n"), err
		}
	}
}

func (p *pipe) show(r chat.Reply) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := strings.ReplaceAll(printable(chat.Plain(r)), "\n", "\n  ")
	_, err := fmt.Fprintf(p.out, "< %s\n", text)
	return err
}

func (p *pipe) lingers() bool { return true }
func (p *pipe) close() error  { return nil }

// tty edits lines and draws above them. (golang.org/x/term rather than liner:
// it alone can write while a line is being typed and keep that line whole.)
type tty struct {
	term  *term.Terminal
	in    *os.File
	out   *os.File
	was   *term.State
	paint paint
	texts map[string]string
}

// prompt stands before what is typed.
const prompt = "> "

func newTTY(o Options, in, out *os.File) (*tty, error) {
	was, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("terminal: %w", err)
	}
	t := &tty{in: in, out: out, was: was, paint: paint{on: o.Color}, texts: textsOf(o.Lang)}
	t.term = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{in, out}, prompt)
	t.term.AutoCompleteCallback = completer(o.Commands)
	t.term.SetBracketedPasteMode(true)
	t.resize()
	if _, err := t.term.Write([]byte(t.paint.in(dim, t.texts["greeting"]) + "\n\n")); err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

// resize follows the window. It is asked for at every reply and line: a signal
// would have to be told to stop.
func (t *tty) resize() (width int) {
	w, h, err := term.GetSize(int(t.out.Fd()))
	if err != nil || w <= 0 {
		return 80
	}
	_ = t.term.SetSize(w, h) // fails only when the screen is gone, which the next write tells
	return w
}

// read returns a line. What is pasted is one message, however many lines it
// has, and waits for Enter.
func (t *tty) read() (string, error) {
	t.resize()
	return joined(func() (string, error) {
		var pasted []string
		for {
			line, err := t.term.ReadLine()
			pasted = append(pasted, line)
			if !errors.Is(err, term.ErrPasteIndicator) {
				return strings.Join(pasted, "\n"), err
			}
		}
	})
}

func (t *tty) show(r chat.Reply) error {
	width := t.resize()
	var b strings.Builder
	if r.Urgent {
		b.WriteString("\a" + t.paint.in(alarm, "! "+t.texts["urgent"]) + "\n")
	}
	for i, line := range t.paint.reply(r, width-2) {
		if i == 0 {
			b.WriteString(t.paint.in(accent, "● "))
		} else if line != "" {
			b.WriteString("  ")
		}
		b.WriteString(line + "\n")
	}
	b.WriteString("\n")
	_, err := t.term.Write([]byte(b.String()))
	return err
}

func (t *tty) lingers() bool { return false }

func (t *tty) close() error {
	t.term.SetBracketedPasteMode(false)
	return term.Restore(int(t.in.Fd()), t.was)
}

// completer answers the tabulator: the only command that begins so, or as much
// as all that do have in common.
func completer(commands []string) func(line string, pos int, key rune) (string, int, bool) {
	return func(line string, pos int, key rune) (string, int, bool) {
		if key != '\t' || pos == 0 || line[0] != '/' || strings.ContainsRune(line[:pos], ' ') {
			return "", 0, false
		}
		var common string
		found := 0
		for _, c := range commands {
			if !strings.HasPrefix(c, line[:pos]) {
				continue
			}
			if found++; found == 1 {
				common = c
			}
			for !strings.HasPrefix(c, common) {
				common = common[:len(common)-1]
			}
		}
		if found == 1 {
			common += " "
		}
		if len(common) <= pos {
			return line, pos, true
		}
		return common + strings.TrimPrefix(line[pos:], " "), len(common), true
	}
}
