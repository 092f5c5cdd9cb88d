package sla

import (
	"fmt"
	"strings"
	"time"
)

// Duration is a length of time as the desk folder writes it: 15m, 4h, 1h30m,
// empty for none. It keeps what was written so that Check can point at it.
type Duration string

// AsDuration returns the length, zero for one that Check refuses.
func (d Duration) AsDuration() time.Duration {
	length, _ := d.parse()
	return length
}

// Check reports what is wrong with the duration, if anything.
func (d Duration) Check(report func(path, message string)) {
	if _, err := d.parse(); err != nil {
		report("", err.Error())
	}
}

// longest keeps every sum of durations far from overflow.
const longest = 10000 * time.Hour

// Days are refused: in working time nobody knows whether one is 8 or 24 hours.
func (d Duration) parse() (time.Duration, error) {
	text := strings.ReplaceAll(string(d), " ", "")
	if text == "" || text == "0" {
		return 0, nil
	}
	if strings.ContainsAny(text, "dwj") {
		return 0, fmt.Errorf("%q: a day may be 8 working hours or 24 on the clock; write hours", string(d))
	}
	length, err := time.ParseDuration(text)
	if err != nil || length < 0 || length%time.Second != 0 {
		return 0, fmt.Errorf("%q is not a duration; write one such as 15m, 4h or 1h30m", string(d))
	}
	if length > longest {
		return 0, fmt.Errorf("%q is too long; the most is %s", string(d), longest)
	}
	return length, nil
}
