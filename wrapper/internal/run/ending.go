package run

import (
	"encoding/json"
	"os"
	"syscall"

	"cairn/wrapper/internal/process"
	"cairn/wrapper/internal/workload"
)

const (
	shownPaths = 10
	// The cluster keeps 4096 bytes of it.
	mostBytes = 4000
)

// Ending is what the termination log says of a program that ran. An end without it is one of the wrapper or the pod.
type Ending struct {
	Exit        *int            `json:"exit"`
	Signal      *string         `json:"signal"`
	OutOfMemory bool            `json:"outOfMemory"`
	PeakMemory  int64           `json:"peakMemoryBytes"`
	CPUSeconds  float64         `json:"cpuSeconds"`
	Stored      int             `json:"stored"`
	Lost        int             `json:"lost"`
	IsTold      bool            `json:"isTold"`
	LostFiles   []workload.Lost `json:"lostFiles,omitempty"`
	Usage       process.Usage   `json:"-"`
}

// set takes over how the program ended and answers the exit code for it.
func (e *Ending) set(end process.End) int {
	e.PeakMemory, e.CPUSeconds = e.Usage.MaxRSSBytes, e.Usage.CPUSeconds
	if end.Signal == 0 {
		e.Exit = &end.Code
		return end.Code
	}
	name := nameOf(end.Signal)
	e.Signal = &name
	return 128 + int(end.Signal)
}

func (e *Ending) count(kept kept) {
	e.Stored, e.Lost, e.IsTold = len(kept.Stored), len(kept.Lost), kept.isTold
	e.LostFiles = kept.Lost[:min(len(kept.Lost), shownPaths)]
}

// Tell writes to the termination log, as far as it is there and takes it.
func Tell(name string, words any) {
	text, err := json.Marshal(words)
	if ending, ok := words.(Ending); ok && len(text) > mostBytes {
		ending.LostFiles = nil
		text, err = json.Marshal(ending)
	}
	if err == nil {
		_ = os.WriteFile(name, text, 0o644)
	}
}

var names = map[syscall.Signal]string{
	syscall.SIGHUP: "SIGHUP", syscall.SIGINT: "SIGINT", syscall.SIGQUIT: "SIGQUIT", syscall.SIGILL: "SIGILL", syscall.SIGTRAP: "SIGTRAP",
	syscall.SIGABRT: "SIGABRT", syscall.SIGBUS: "SIGBUS", syscall.SIGFPE: "SIGFPE", syscall.SIGKILL: "SIGKILL", syscall.SIGUSR1: "SIGUSR1",
	syscall.SIGSEGV: "SIGSEGV", syscall.SIGUSR2: "SIGUSR2", syscall.SIGPIPE: "SIGPIPE", syscall.SIGALRM: "SIGALRM", syscall.SIGTERM: "SIGTERM",
	syscall.SIGXCPU: "SIGXCPU", syscall.SIGXFSZ: "SIGXFSZ", syscall.SIGSYS: "SIGSYS",
}

func nameOf(number syscall.Signal) string {
	if name, ok := names[number]; ok {
		return name
	}
	return number.String()
}
