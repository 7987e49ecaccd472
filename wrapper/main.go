// The wrapper lays out the inputs of a workload in a pod, and starts its program, storing what that leaves behind.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"cairn/wrapper/internal/fetch"
	"cairn/wrapper/internal/run"
	"cairn/wrapper/internal/workload"
)

// The program shares its memory limit with this one, which therefore stays small.
const softMemoryBytes = 40 << 20

// The program dies with the thread that started it: that one stays with main.
func init() { runtime.LockOSThread() }

func main() {
	debug.SetMemoryLimit(softMemoryBytes)
	debug.SetGCPercent(50)
	runtime.GOMAXPROCS(min(4, runtime.GOMAXPROCS(0)))
	os.Exit(do(os.Args[1:]))
}

func do(words []string) int {
	settings, err := readSettings()
	if err != nil {
		return fail(settings, err)
	}
	switch {
	case len(words) == 1 && words[0] == "fetch":
		if err := fetchAll(settings); err != nil {
			return fail(settings, err)
		}
		return 0
	case len(words) > 2 && words[0] == "run" && words[1] == "--":
		code, err := run.Run(settings.run(), words[2:])
		if err != nil {
			return fail(settings, err)
		}
		return code
	default:
		fmt.Fprintln(os.Stderr, "usage: wrapper fetch | wrapper run -- PROGRAM [ARGUMENT…]")
		return workload.CodeSettings
	}
}

func fetchAll(settings settings) error {
	if settings.api == nil {
		return workload.Fail(workload.CodeSettings, "settings", "name", "CAIRN_API")
	}
	if err := fetch.Carry(settings.bin, settings.bundle); err != nil {
		return err
	}
	if err := settings.handOver(); err != nil {
		return err
	}
	return fetch.All(context.Background(), settings.api, settings.fetch())
}

// fail says on the last line of the log, and where the cluster reads it, why nothing could be done.
func fail(settings settings, err error) int {
	failure := &workload.Failure{}
	if !errors.As(err, &failure) {
		failure = workload.Fail(workload.CodeUnexpected, "unexpected", "detail", err.Error())
	}
	fmt.Fprintln(os.Stderr, "cairn:", failure)
	run.Tell(settings.terminationLog, failure)
	return failure.Code
}
