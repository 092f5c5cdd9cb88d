//go:build !linux

package bench

import "time"

var began = time.Now()

// Where the clocks of the CPU are not at hand the one on the wall stands in.
func processTime() time.Duration { return time.Since(began) }

func threadTime() time.Duration { return time.Since(began) }
