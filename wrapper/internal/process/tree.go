package process

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"time"
)

const (
	// Rest of a tree is asked to end first.
	politeTime = 2 * time.Second
	killEvery  = 20 * time.Millisecond
	killTime   = 5 * time.Second
)

// Sweep ends what the program left behind, first asking, until nothing below this process is left.
func (p *Program) Sweep() {
	if p.isGone(0) {
		return
	}
	signalAll(syscall.SIGTERM)
	if !p.isGone(politeTime) {
		p.Kill()
	}
}

// Kill ends the program and everything below it.
func (p *Program) Kill() {
	for deadline := time.Now().Add(killTime); time.Now().Before(deadline); {
		signalAll(syscall.SIGKILL)
		if p.isGone(killEvery) {
			return
		}
	}
}

func (p *Program) isGone(within time.Duration) bool {
	// One who just ended is still being reaped.
	select {
	case <-p.gone:
		return true
	case <-time.After(within + time.Millisecond):
		return false
	}
}

// signalAll reaches every process below this one, in whatever group or session: orphans come to this one, so none escapes.
func signalAll(number syscall.Signal) {
	for _, pid := range descendants(os.Getpid()) {
		_ = syscall.Kill(pid, number)
	}
}

func descendants(root int) []int {
	children := map[int][]int{}
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if parent, ok := parentOf(pid); ok {
			children[parent] = append(children[parent], pid)
		}
	}
	var found []int
	for waiting := []int{root}; len(waiting) > 0; waiting = waiting[1:] {
		below := children[waiting[0]]
		found = append(found, below...)
		waiting = append(waiting, below...)
	}
	return found
}

// parentOf reads a line such as `12 (a name) S 1 …`; the name may hold anything, also brackets.
func parentOf(pid int) (int, bool) {
	line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, false
	}
	words := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if len(words) < 2 {
		return 0, false
	}
	parent, err := strconv.Atoi(string(words[1]))
	return parent, err == nil
}
