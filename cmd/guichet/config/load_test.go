package config_test

import (
	"testing"

	"github.com/guichet-desk/guichet/cmd/guichet/config"
	"github.com/guichet-desk/guichet/cmd/guichet/demo"
)

func TestDemo(t *testing.T) {
	_, problems := config.Load(demo.FS())
	if err := problems.Err(); err != nil {
		t.Fatal("\n" + err.Error())
	}
}
