package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// resident is this process's memory in RAM, in MB, from Linux's own count; 0
// where there is none.
func resident() float64 { return residentOf(os.Getpid()) }

func residentOf(pid int) float64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if kb, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			n, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(kb, "kB")), 64)
			return n / 1024
		}
	}
	return 0
}

// starts measures the real program from its start to its first page, with no
// data folder (cold) and with one (warm).
func starts(ctx context.Context, dir string) error {
	section("Start to first answer")
	program := filepath.Join(dir, "guichet")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/guichet")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build: %w", err)
	}
	for _, name := range []string{"start_cold", "start_warm"} {
		took, memory, err := start(ctx, program, filepath.Join(dir, "start"))
		if err != nil {
			return err
		}
		figure(name, took.Seconds(), "s")
		if name == "start_warm" {
			figure("resident_memory_idle", memory, "MB")
		}
	}
	return nil
}

func start(ctx context.Context, program, data string) (took time.Duration, memory float64, err error) {
	const at = "127.0.0.1:18099"
	c := exec.CommandContext(ctx, program, "serve", "--listen", at)
	c.Env = append(os.Environ(), "GUICHET_DATA="+data, "GUICHET_DATABASE_URL=")
	began := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	}()
	for time.Since(began) < time.Minute {
		r, err := http.Get("http://" + at + "/chat")
		if err == nil {
			_ = r.Body.Close()
			return time.Since(began), residentOf(c.Process.Pid), nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0, 0, fmt.Errorf("the desk did not answer within a minute")
}
