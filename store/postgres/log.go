package postgres

import (
	"errors"
	"io"
	"os"
	"strings"
)

const (
	logMax   = 16 << 20 // bytes; a longer log is set aside at the next start
	tailMax  = 4 << 10  // bytes of the log looked at for an error
	tailLast = 12       // lines of the log quoted in an error
)

// serverLog is the server's log from the moment it was opened.
type serverLog struct {
	file *os.File
	from int64
}

func openLog(path string, a account) (serverLog, error) {
	if info, err := os.Lstat(path); err == nil && info.Size() > logMax {
		if err := os.Rename(path, path+".1"); err != nil {
			return serverLog{}, err
		}
	}
	f, err := a.openFile(path, os.O_RDWR|os.O_APPEND)
	if err != nil {
		return serverLog{}, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return serverLog{}, err
	}
	return serverLog{file: f, from: info.Size()}, nil
}

// tail quotes the last lines that were written since the log was opened.
func (l serverLog) tail() string {
	info, err := l.file.Stat()
	if err != nil {
		return err.Error()
	}
	text := make([]byte, min(info.Size()-l.from, tailMax))
	if _, err := l.file.ReadAt(text, info.Size()-int64(len(text))); err != nil && !errors.Is(err, io.EOF) {
		return err.Error()
	}
	return quote(l.file.Name()+" ends with", string(text))
}

// quote sets a program's last lines under a heading.
func quote(heading, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return heading + " nothing"
	}
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-tailLast):]
	return heading + ":\n\t" + strings.Join(lines, "\n\t")
}
