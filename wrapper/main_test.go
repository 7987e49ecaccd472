package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cairn/wrapper/internal/fake"
)

// The wrapper itself holds no more than this, whatever it moves.
const memoryBound = 64 << 20

var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "cairn-wrapper-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(folder, "wrapper")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if words, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s\n", words)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// slow skips what takes longer than the everyday run may.
func slow(t *testing.T) {
	t.Helper()
	if os.Getenv("CAIRN_NIGHTLY") == "" {
		t.Skip("runs in the nightly tests")
	}
}

// wrapper is one that runs, with folders of its own.
type wrapper struct {
	*exec.Cmd
	t       *testing.T
	folder  string
	outputs string
	words   bytes.Buffer
	ended   chan struct{}
}

// start runs the wrapper against a server. Outputs and metrics are stored when words begin with `run`.
func start(t *testing.T, server *fake.Server, variables []string, words ...string) *wrapper {
	t.Helper()
	w := &wrapper{t: t, folder: t.TempDir(), ended: make(chan struct{})}
	w.outputs = filepath.Join(w.folder, "outputs")
	must(t, os.Mkdir(w.outputs, 0o777))
	must(t, os.WriteFile(w.path("token"), []byte(fake.Token+"\n"), 0o600))
	w.Cmd = exec.Command(binary, words...)
	w.Env = append(os.Environ(),
		"CAIRN_API="+server.URL, "CAIRN_TOKEN_FILE="+w.path("token"), "CAIRN_TERMINATION_LOG="+w.path("end"),
		"CAIRN_MOUNTS="+w.path("mounts"), "CAIRN_BIN="+w.path("bin/wrapper"), "CAIRN_OUTPUT_DIR="+w.outputs,
		"CAIRN_METRICS_FILE="+w.path("metrics.jsonl"), "CAIRN_FLUSH_SECONDS=60")
	w.Env = append(w.Env, variables...)
	w.Stdout, w.Stderr = &w.words, &w.words
	// What outlives a wrapper that was killed holds its outputs open.
	w.WaitDelay = time.Second
	must(t, w.Start())
	go func() {
		_ = w.Wait()
		close(w.ended)
	}()
	t.Cleanup(func() {
		_ = w.Process.Kill()
		<-w.ended
		if t.Failed() {
			t.Logf("it said:\n%s\nand at its end: %s", w.words.String(), w.read("end"))
		}
	})
	return w
}

func (w *wrapper) path(name string) string { return filepath.Join(w.folder, name) }

func (w *wrapper) read(name string) string {
	text, _ := os.ReadFile(w.path(name))
	return string(text)
}

// code waits for the end.
func (w *wrapper) code(within time.Duration) int {
	w.t.Helper()
	select {
	case <-w.ended:
		return w.ProcessState.ExitCode()
	case <-time.After(within):
		w.t.Fatalf("still runs after %v", within)
		return -1
	}
}

// ending is what the termination log says.
func (w *wrapper) ending() (words struct {
	Key             string
	Params          map[string]any
	Exit            *int
	Signal          *string
	OutOfMemory     bool
	PeakMemoryBytes int64
	CPUSeconds      float64
	Stored, Lost    int
	IsTold          bool
	LostFiles       []struct{ Path, Reason string }
}) {
	w.t.Helper()
	if err := json.Unmarshal([]byte(w.read("end")), &words); err != nil {
		w.t.Fatalf("the termination log says %q", w.read("end"))
	}
	return words
}

// peak is the most memory that the wrapper itself held so far.
func (w *wrapper) peak() int64 {
	if usage, ok := w.ProcessState.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}

// peakNow reads it while the wrapper runs: its children do not count there.
func (w *wrapper) peakNow() int64 {
	text, _ := os.ReadFile("/proc/" + strconv.Itoa(w.Process.Pid) + "/status")
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits for something to become true.
func eventually(t *testing.T, within time.Duration, what string, isTrue func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if isTrue() {
			return
		}
	}
	t.Fatalf("not within %v: %s", within, what)
}
