package webtest

import (
	"testing"

	"github.com/guichet-desk/guichet/bot/web"
)

func TestMemory(t *testing.T) {
	TestBoard(t, func(*testing.T) web.Board { return new(Memory) })
}
