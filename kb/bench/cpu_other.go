//go:build !linux

package bench

import "time"

var began = time.Now()

// threadTime stands in with the time on the wall.
func threadTime() time.Duration { return time.Since(began) }
