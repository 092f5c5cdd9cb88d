package postgres

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// pidFile is what a server writes to data/postmaster.pid, one fact a line (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*).
// A server that is starting has not written all of them yet.
type pidFile struct {
	pid    int
	port   string
	socket string // folder of its Unix socket
	ready  bool
}

// readPIDFile reads the file of the server that works, or worked, on a data folder; the zero pidFile if there is none.
func readPIDFile(data string) (pidFile, error) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if os.IsNotExist(err) {
		return pidFile{}, nil
	}
	if err != nil {
		return pidFile{}, err
	}
	return parsePIDFile(string(text)), nil
}

func parsePIDFile(text string) pidFile {
	lines := strings.Split(text, "\n")
	line := func(n int) string {
		if n > len(lines) {
			return ""
		}
		return strings.TrimSpace(lines[n-1])
	}
	pid, err := strconv.Atoi(line(1))
	if err != nil || pid <= 1 {
		return pidFile{}
	}
	return pidFile{pid: pid, port: line(4), socket: line(5), ready: line(8) == "ready"}
}

// serves says whether the process pid is a server of this account on this data folder. A number in a file is not
// enough: after a crash, and always in a container, some other process may have it by now.
func (a account) serves(pid int, data string) bool {
	if pid == 0 {
		return false
	}
	if runtime.GOOS == "linux" {
		proc := fmt.Sprintf("/proc/%d", pid)
		uid, _, _, err := ownership(proc)
		if err != nil || uid != a.uid {
			return false
		}
		// A server works in its data folder; a dead one that nobody has waited for works nowhere.
		cwd, err := os.Readlink(proc + "/cwd")
		return err == nil && cwd == data
	}
	out, err := exec.Command("ps", "-ww", "-o", "uid=", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return false
	}
	uid, command, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	return uid == strconv.Itoa(int(a.uid)) && strings.Contains(command, " -D "+data+" ")
}
