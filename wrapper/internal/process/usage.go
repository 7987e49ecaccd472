package process

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Usage is what everything that was started and has ended used together; the memory is that of the largest process.
type Usage struct {
	CPUSeconds  float64
	MaxRSSBytes int64
}

// Used tells it once all has ended.
func Used() Usage {
	var all syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_CHILDREN, &all) != nil {
		return Usage{}
	}
	return Usage{CPUSeconds: seconds(all.Utime) + seconds(all.Stime), MaxRSSBytes: all.Maxrss << 10}
}

func seconds(value syscall.Timeval) float64 { return float64(value.Nano()) / 1e9 }

const groups = "/sys/fs/cgroup"

// MemoryKills counts how often the kernel ended a process of this container for want of memory; 0 where that cannot be known.
func MemoryKills() int {
	for _, name := range memoryFiles() {
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for line := range bytes.Lines(text) {
			if count, ok := strings.CutPrefix(strings.TrimSpace(string(line)), "oom_kill "); ok {
				number, _ := strconv.Atoi(count)
				return number
			}
		}
	}
	return 0
}

// memoryFiles are where either version of control groups counts, as seen from the machine and from inside of a container.
func memoryFiles() []string {
	text, _ := os.ReadFile("/proc/self/cgroup")
	var found []string
	for line := range strings.Lines(string(text)) {
		words := strings.SplitN(strings.TrimSpace(line), ":", 3)
		switch {
		case len(words) != 3:
		case words[1] == "":
			found = append(found, filepath.Join(groups, words[2], "memory.events"), filepath.Join(groups, "memory.events"))
		case words[1] == "memory":
			folder := filepath.Join(groups, "memory")
			found = append([]string{filepath.Join(folder, words[2], "memory.oom_control"), filepath.Join(folder, "memory.oom_control")}, found...)
		}
	}
	return found
}
