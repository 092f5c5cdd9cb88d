package bench

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/guichet-desk/guichet/intents/nlu"
)

func TestFigures(t *testing.T) {
	as := []answer{
		{"a", "a", 0.9, 0.9}, {"a", "b", 0.6, 0.7}, {"b", "b", 0.8, 0.8}, {"b", "b", 0.8, 0.3},
		{nlu.OutOfScope, "a", 0.2, 0.5}, {nlu.OutOfScope, "b", 0.1, 0.1},
	}
	want := map[string]float64{
		"accuracy":                75,
		"macro-f1":                100 * (2.0/3 + 4.0/5) / 2,
		"calibration-error":       100 * (0.1 + 0.6 + 0.4 + 0.2 + 0.1) / 6,
		"accuracy-at-threshold":   50,
		"oos-auroc":               7.0 / 8,
		"oos-recall-at-threshold": 100,
	}
	for _, f := range figures(as, 0.6) {
		if w, ok := want[f.name]; ok && math.Abs(f.value-w) > 1e-9 {
			t.Errorf("%s = %v, want %v", f.name, f.value, w)
		}
		delete(want, f.name)
	}
	if len(want) > 0 {
		t.Errorf("figures missing: %v", want)
	}
}

func TestThresholdKeepsAccuracy(t *testing.T) {
	var as []answer
	for i := range 1000 {
		as = append(as, answer{"a", "a", 1, float64(i) / 1000})
	}
	if got := threshold(as, 0.9); got != 0.098 {
		t.Errorf("threshold = %v, want 0.098: 98 of a thousand may be refused, two spared", got)
	}
}

func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "train.tsv")
	lines := strings.Repeat("reset my password\tpassword\nthe vpn is down\tvpn\nwho won the match\toos\n", 5)
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{Train: path, Lang: "en"}, {Train: path, Test: path, Val: path}, {Train: path, Val: path}} {
		var out bytes.Buffer
		if err := Run(&out, o); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"bench: accuracy 100.00 %", "bench: oos-auroc", "bench: train", "bench: p99", "bench: heap"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%+v: no %q in\n%s", o, want, out.String())
			}
		}
	}
}

func TestReadErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.tsv")
	if err := os.WriteFile(path, []byte("no label here\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path, ""); err == nil || !strings.Contains(err.Error(), ":1:") {
		t.Errorf("err = %v, want one that names line 1", err)
	}
}
