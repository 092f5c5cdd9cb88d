package storetest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
)

// clearing waits for its input to end, which it does when the test binary closes it or dies. Then it ends the server
// in the folder $1 at once (SIGQUIT: without a last checkpoint, but with its shared memory freed) and removes the folder.
const clearing = `
cat
pid="$1/postgres/data/postmaster.pid"
n=0
while [ -e "$1" ] && [ $((n += 1)) -le 300 ]; do
	if [ -s "$pid" ] && read -r p <"$pid"; then kill -QUIT "$p"; else rm -rf "$1"; fi
	[ ! -e "$1" ] || sleep 0.02
done`

// clearAfterwards has a process of its own, which no signal to the test binary reaches, clear the folder of a test
// server when this process ends, or when the function it returns is called. That one waits until it is done.
func clearAfterwards(dir string) (now func() error, err error) {
	cmd := exec.Command("/bin/sh", "-c", clearing, "sh", dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	alive, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return func() error { return finish(cmd, alive, dir) }, nil
}

func finish(cmd *exec.Cmd, alive io.Closer, dir string) error {
	alive.Close()
	cmd.Wait() // its exit code says nothing; the folder does
	if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("could not remove %s: %w", dir, err)
	}
	return nil
}
