package postgres

import (
	"os"
	"os/exec"
	"testing"
)

func TestParsePIDFile(t *testing.T) {
	t.Parallel()
	const whole = "4711\n/data\n1700000000\n5432\n/run\n\n  1234567  1\nready   \n"
	for text, want := range map[string]pidFile{
		whole: {pid: 4711, port: "5432", socket: "/run", ready: true},
		"4711\n/data\n1700000000\n5432\n/run\n\n  1234567  1\nstopping\n": {pid: 4711, port: "5432", socket: "/run"},
		"4711\n/data\n1700000000\n5432\n/run\n":                           {pid: 4711, port: "5432", socket: "/run"},
		"4711\n":                                                          {pid: 4711},
		"":                                                                {},
		"-1\n":                                                            {}, // kill(2) takes it for every process there is
		"1\n":                                                             {},
		"0\n":                                                             {},
		"x\n":                                                             {},
	} {
		if got := parsePIDFile(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func FuzzParsePIDFile(f *testing.F) {
	f.Add("4711\n/data\n1700000000\n5432\n/run\n\n  1234567  1\nready   \n")
	f.Add("-1\n")
	f.Fuzz(func(t *testing.T, text string) {
		pf := parsePIDFile(text)
		if pf.pid == 0 && pf != (pidFile{}) {
			t.Errorf("%q: %+v of no process", text, pf)
		}
		if pf.pid < 0 || pf.pid == 1 {
			t.Errorf("%q: process %d would be signalled", text, pf.pid)
		}
	})
}

func TestServes(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	other := exec.Command("sleep", "60")
	other.Dir = dir
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	a := account{uid: uint32(os.Geteuid())}
	if a.serves(other.Process.Pid, dir+"/data") || a.serves(0, dir) {
		t.Error("a process that works elsewhere, or none, is taken for a server")
	}
	if (account{uid: a.uid + 1}).serves(other.Process.Pid, dir) {
		t.Error("another account's process is taken for a server")
	}
	other.Process.Kill()
	other.Wait()
	if a.serves(other.Process.Pid, dir) {
		t.Error("a process that has ended is taken for a server")
	}
}
