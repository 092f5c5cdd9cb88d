package postgres

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// poll is how often a condition that the kernel does not announce (a lock, a process, a line in a file) is looked at.
const poll = 2 * time.Millisecond

// lock is an open lock file. The lock belongs to the open file, not to the process: two of them exclude each other
// within one process too, and a child that inherits the file holds the lock with its parent.
type lock struct{ file *os.File }

func openLock(path string, a account) (lock, error) {
	f, err := a.openFile(path, os.O_RDWR)
	return lock{f}, err
}

// try takes the lock in the given way, syscall.LOCK_EX or LOCK_SH, if it is free. On failure a lock that was held in
// another way is lost.
func (l lock) try(how int) (bool, error) {
	for {
		err := syscall.Flock(int(l.file.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		default:
			return false, &os.PathError{Op: "flock", Path: l.file.Name(), Err: err}
		}
	}
}

// take waits until the lock is its own alone.
func (l lock) take(ctx context.Context) error {
	return until(ctx, func() (bool, error) { return l.try(syscall.LOCK_EX) })
}

// release gives the lock up, unless a child process still holds the same open file.
func (l lock) release() { l.file.Close() }

// until waits for a condition, its error, or the end of ctx.
func until(ctx context.Context, condition func() (bool, error)) error {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		if ok, err := condition(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}
