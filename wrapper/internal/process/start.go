// Package process starts a program, watches over everything that descends from it, and ends all of it.
package process

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

const (
	prSetDumpable       = 4
	prSetChildSubreaper = 36
)

// Guard makes this process the one to which orphans below it come, keeps its descriptors from the program, and its memory from
// other programs of the same account: they may neither read it nor trace it.
func Guard() error {
	if descriptors, err := os.ReadDir("/proc/self/fd"); err == nil {
		for _, each := range descriptors {
			if number, err := strconv.Atoi(each.Name()); err == nil && number > 2 {
				syscall.CloseOnExec(number)
			}
		}
	}
	if err := control(prSetChildSubreaper, 1); err != nil {
		return err
	}
	return control(prSetDumpable, 0)
}

func control(option, value uintptr) error {
	if _, _, problem := syscall.RawSyscall6(syscall.SYS_PRCTL, option, value, 0, 0, 0, 0); problem != 0 {
		return problem
	}
	return nil
}

// Program is one that runs.
type Program struct {
	pid   int
	ended chan struct{}
	end   End
	gone  chan struct{}
}

// End is how a program ended: by an exit code or by a signal.
type End struct {
	Code   int
	Signal syscall.Signal
}

// Start starts a program in a process group of its own, without input, with this process's outputs and the given variables. It dies
// with the thread that called: call it from one that stays.
func Start(arguments, variables []string) (*Program, error) {
	path, err := exec.LookPath(arguments[0])
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return nil, err
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	pid, err := syscall.ForkExec(path, arguments, &syscall.ProcAttr{
		Env:   variables,
		Files: []uintptr{null.Fd(), 1, 2},
		Sys:   &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL},
	})
	if err != nil {
		return nil, &os.PathError{Op: "exec", Path: path, Err: err}
	}
	program := &Program{pid: pid, ended: make(chan struct{}), gone: make(chan struct{})}
	go program.reap()
	return program, nil
}

// Ended is closed once the program itself has ended, whatever of its tree is left.
func (p *Program) Ended() <-chan struct{} { return p.ended }

// End is how it ended, once it has.
func (p *Program) End() End { return p.end }

// Signal reaches the program's process group.
func (p *Program) Signal(number syscall.Signal) { _ = syscall.Kill(-p.pid, number) }

// reap takes every process that ends below this one. It starts none itself, so nobody else waits for any.
func (p *Program) reap() {
	defer close(p.gone)
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return
		}
		if pid == p.pid {
			p.end = End{Code: status.ExitStatus()}
			if status.Signaled() {
				p.end.Signal = status.Signal()
			}
			close(p.ended)
		}
	}
}

// Variables are this process's own without those that are the wrapper's business alone.
func Variables(private ...string) []string {
	var kept []string
next:
	for _, each := range os.Environ() {
		for _, name := range private {
			if strings.HasPrefix(each, name+"=") {
				continue next
			}
		}
		kept = append(kept, each)
	}
	return kept
}
