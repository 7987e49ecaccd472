// Package run starts a program, stores what it writes, and holds the end until that is done.
package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"cairn/wrapper/internal/process"
	"cairn/wrapper/internal/workload"
)

// Settings of a run. Without an API the program is only watched over.
type Settings struct {
	API            *workload.Client
	TokenFile      string
	Private        []string
	TerminationLog string
	Outputs        string
	Metrics        string
	Flush          time.Duration
	Grace          time.Duration
}

const (
	// What remains of the pod's grace for the last words: more than telling the console may take.
	lastWords = 4 * time.Second
	// A program that was asked to end gets this share of the time before them; the rest is for what it leaves.
	programShare = 2.0 / 3

	codeNotExecutable = 126
	codeNotFound      = 127
)

// Run answers the exit code of the program: 128 and the number of the signal for one that was killed.
func Run(settings Settings, arguments []string) (int, error) {
	// On a read-only mount it stays; the README says what that means.
	_ = os.Remove(settings.TokenFile)
	if err := process.Guard(); err != nil {
		return 0, workload.Fail(workload.CodeUnexpected, "unexpected", "detail", err.Error())
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2)
	killsBefore := process.MemoryKills()
	program, err := process.Start(arguments, process.Variables(settings.Private...))
	if err != nil {
		return cannotStart(settings.TerminationLog, arguments[0], err), nil
	}
	budget := newBudget()
	go pass(signals, program, budget, settings.Grace)
	keeping := keep(budget, settings, program)

	<-program.Ended()
	budget.endBy(time.Now().Add(settings.Flush))
	program.Sweep()
	kept := keeping()

	end := program.End()
	said := Ending{Usage: process.Used(), OutOfMemory: end.Code != 0 && process.MemoryKills() > killsBefore}
	code := said.set(end)
	said.count(kept)
	Tell(settings.TerminationLog, said)
	return code, nil
}

// pass hands signals on. One that asks for the end starts the clock: first for the program, then for what it leaves.
func pass(signals <-chan os.Signal, program *process.Program, budget *budget, grace time.Duration) {
	isEnding := false
	for each := range signals {
		number, _ := each.(syscall.Signal)
		program.Signal(number)
		if isEnding || (number != syscall.SIGTERM && number != syscall.SIGINT) {
			continue
		}
		isEnding = true
		time.AfterFunc(time.Duration(programShare*float64(untilLastWords(grace))), program.Kill)
		budget.endBy(time.Now().Add(untilLastWords(grace)))
	}
}

func untilLastWords(grace time.Duration) time.Duration { return max(grace-lastWords, grace/2) }

// cannotStart answers as a shell does.
func cannotStart(log, name string, err error) int {
	detail := err.Error()
	var path *fs.PathError
	var lookup *exec.Error
	if errors.As(err, &path) {
		detail = path.Err.Error()
	} else if errors.As(err, &lookup) {
		detail = lookup.Err.Error()
	}
	fmt.Fprintf(os.Stderr, "cairn: %s cannot be started: %s\n", name, detail)
	Tell(log, workload.Fail(0, "cannotStart", "detail", name+": "+detail))
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
		return codeNotFound
	}
	return codeNotExecutable
}

// budget is a context whose end can only come nearer.
type budget struct {
	context.Context
	cancel context.CancelFunc
}

func newBudget() *budget {
	ctx, cancel := context.WithCancel(context.Background())
	return &budget{ctx, cancel}
}

func (b *budget) endBy(at time.Time) { time.AfterFunc(time.Until(at), b.cancel) }
