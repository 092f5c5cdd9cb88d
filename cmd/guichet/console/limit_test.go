package console

import (
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	l := newLimiter(Rate{Requests: 3, Per: time.Minute})
	now := time.Unix(1_000_000, 0)
	for i := range 3 {
		if left, _, ok := l.take("a", now); !ok || left != 2-i {
			t.Errorf("request %d: left %d, ok %v", i, left, ok)
		}
	}
	left, reset, ok := l.take("a", now.Add(20*time.Second))
	if ok || left != 0 || reset != 40*time.Second {
		t.Errorf("a fourth request: left %d, reset %v, ok %v", left, reset, ok)
	}
	if _, _, ok := l.take("b", now); !ok {
		t.Error("another caller is counted with the first")
	}
	if _, _, ok := l.take("a", now.Add(time.Minute)); !ok {
		t.Error("the next window is full as well")
	}
	l.take("c", now.Add(5*time.Minute))
	if len(l.spent) != 1 {
		t.Errorf("%d windows are kept, want the last caller's alone", len(l.spent))
	}
}

func TestLocal(t *testing.T) {
	for to, want := range map[string]bool{
		"/": true, "/tickets?show=all": true, "": false, "//evil.example": false, "/\\evil.example": false,
		"https://evil.example": false, "/\t/evil.example": false, "tickets": false,
	} {
		if got := local(to); got != want {
			t.Errorf("local(%q) = %v", to, got)
		}
	}
}
