package bench

import (
	"time"

	"golang.org/x/sys/unix"
)

// processTime is the CPU time that all threads have used.
func processTime() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0 // as below
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// threadTime is the CPU time that the calling thread has used.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		return 0 // the clock exists on every Linux that Go supports
	}
	return time.Duration(t.Nano())
}
