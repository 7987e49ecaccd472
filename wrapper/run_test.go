package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cairn/wrapper/internal/fake"
)

func shell(script string) []string { return []string{"run", "--", "sh", "-c", script} }

func TestRunEndsAsTheProgramEnds(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -KILL $$": 137, "kill -SEGV $$": 139} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			w := start(t, fake.New(t), nil, shell(script)...)
			code, end := w.code(10*time.Second), w.ending()
			if code != want || !end.IsTold || end.PeakMemoryBytes == 0 {
				t.Errorf("ended with %d, %+v", code, end)
			}
			if want < 128 && (end.Exit == nil || *end.Exit != want || end.Signal != nil) {
				t.Errorf("%+v", end)
			}
			if want == 137 && (end.Signal == nil || *end.Signal != "SIGKILL" || end.Exit != nil || end.OutOfMemory) {
				t.Errorf("%+v", end)
			}
		})
	}
}

func TestRunSaysWhatCannotBeStarted(t *testing.T) {
	t.Parallel()
	plain := filepath.Join(t.TempDir(), "plain")
	must(t, os.WriteFile(plain, []byte("#!/bin/sh\n"), 0o644))
	for program, want := range map[string]int{"no-such-program": 127, "/no/such": 127, plain: 126, "/": 126} {
		w := start(t, fake.New(t), nil, "run", "--", program)
		if code := w.code(10 * time.Second); code != want || w.ending().Key != "cannotStart" || !strings.Contains(w.words.String(), program) {
			t.Errorf("%s ended with %d, %+v", program, code, w.ending())
		}
	}
}

func TestRunRefusesBadSettings(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{"CAIRN_API=no address", "CAIRN_TOKEN_FILE=/no/such", "CAIRN_FLUSH_SECONDS=soon", "CAIRN_GRACE_SECONDS=-1"} {
		w := start(t, fake.New(t), []string{variable}, shell("echo ran")...)
		if code := w.code(10 * time.Second); code != 64 || w.ending().Params["name"] != strings.Split(variable, "=")[0] {
			t.Errorf("%s ended with %d, %+v", variable, code, w.ending())
		}
		if strings.Contains(w.words.String(), "ran\n") {
			t.Error("the program was started")
		}
	}
}

func TestRunStoresEverythingAtTheEnd(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, nil, shell(`cd "$CAIRN_OUTPUT_DIR"; mkdir -p a/b; echo 1 >a/b/模型.bin; : >empty; echo 2 >gone; rm gone
		ln -s /etc/passwd link; ln -s a folder-link; mkfifo pipe; ln a/b/模型.bin hard; echo x >"$(printf 'line\nbreak')"; echo y >"$(printf 'no\377text')"; exit 3`)...)
	if code := w.code(20 * time.Second); code != 3 {
		t.Errorf("ended with %d", code)
	}
	got := server.Outputs()
	for _, want := range []string{"a/b/模型.bin", "empty", "hard"} {
		if _, ok := got[want]; !ok {
			t.Errorf("%s is not stored", want)
		}
	}
	if len(got) != 3 {
		t.Errorf("stored: %v", got)
	}
	flush := server.Flushes()
	if len(flush) != 1 || len(flush[0].Lost) != 2 || len(flush[0].Files) != 3 {
		t.Errorf("told: %+v", flush)
	}
	reasons := map[string]bool{}
	for _, lost := range flush[0].Lost {
		reasons[lost.Reason] = true
	}
	if end := w.ending(); end.Stored != 3 || end.Lost != 2 || !reasons["refused"] {
		t.Errorf("%+v %v", end, reasons)
	}
}

func TestWhatWasClosedTenSecondsBeforeAHardEndIsStored(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, nil, shell(`cd "$CAIRN_OUTPUT_DIR"; echo first >model; echo other >x; exec sleep 600`)...)
	eventually(t, 5*time.Second, "it is written", func() bool { return w.read("outputs/x") == "other\n" })
	closedAt := time.Now()
	eventually(t, 10*time.Second, "both are stored", func() bool { return len(server.Outputs()) == 2 })
	t.Logf("stored %v after it was closed", time.Since(closedAt).Round(time.Millisecond))
	must(t, os.WriteFile(filepath.Join(w.outputs, "model"), []byte("second"), 0o644))
	eventually(t, 10*time.Second, "the change is stored", func() bool { return server.Outputs()["model"].Times == 2 })
	must(t, w.Process.Kill())
	<-w.ended
	if len(server.Flushes()) != 0 || server.Outputs()["model"].Size != 6 {
		t.Errorf("%+v", server.Outputs())
	}
}

func TestAFileThatGrowsForEverIsStoredOnceAtItsEnd(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, nil, shell(`cd "$CAIRN_OUTPUT_DIR"; echo done >small; while :; do echo more >>grows; sleep 0.1; done`)...)
	eventually(t, 10*time.Second, "the small one is stored", func() bool { return server.Outputs()["small"].Times == 1 })
	if server.Outputs()["grows"].Times != 0 {
		t.Error("a file was stored while it was written to")
	}
	must(t, w.Process.Signal(syscall.SIGTERM))
	if code := w.code(15 * time.Second); code != 128+15 {
		t.Errorf("ended with %d", code)
	}
	facts, err := os.Stat(filepath.Join(w.outputs, "grows"))
	must(t, err)
	if got := server.Outputs()["grows"]; got.Times != 1 || got.Size != facts.Size() {
		t.Errorf("%+v of %d bytes", got, facts.Size())
	}
}

func TestAGracefulEndLosesNothing(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, nil, shell(`cd "$CAIRN_OUTPUT_DIR"; trap 'echo saved >checkpoint; exit 5' TERM; echo up; while :; do sleep 0.05; done`)...)
	eventually(t, 5*time.Second, "it runs", func() bool { return strings.Contains(w.words.String(), "up") })
	must(t, w.Process.Signal(syscall.SIGTERM))
	if code := w.code(10 * time.Second); code != 5 || server.Outputs()["checkpoint"].Size != 6 {
		t.Errorf("ended with %d, stored %v", code, server.Outputs())
	}
}

func TestWhoIgnoresTheEndIsKilledWithinTheGraceAndItsFilesAreStored(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, []string{"CAIRN_GRACE_SECONDS=6"}, shell(`trap '' TERM; echo kept >"$CAIRN_OUTPUT_DIR/x"; echo up; while :; do sleep 0.05; done`)...)
	eventually(t, 5*time.Second, "it runs", func() bool { return strings.Contains(w.words.String(), "up") })
	askedAt := time.Now()
	must(t, w.Process.Signal(syscall.SIGTERM))
	if code := w.code(8 * time.Second); code != 137 || server.Outputs()["x"].Size != 5 {
		t.Errorf("ended with %d, stored %v", code, server.Outputs())
	}
	if took := time.Since(askedAt); took > 6*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestNothingOfTheTreeOutlivesTheProgram(t *testing.T) {
	t.Parallel()
	w := start(t, fake.New(t), nil, shell(`setsid sh -c 'trap "" TERM HUP; echo $$ >"$CAIRN_OUTPUT_DIR/pid"; while :; do sleep 0.05; done' & 
		while ! [ -s "$CAIRN_OUTPUT_DIR/pid" ]; do sleep 0.05; done; exit 0`)...)
	if code := w.code(10 * time.Second); code != 0 {
		t.Errorf("ended with %d", code)
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(w.read("outputs/pid")))
	if err := syscall.Kill(pid, 0); err != syscall.ESRCH {
		t.Errorf("process %d: %v", pid, err)
	}
}

func TestOrphansAreReaped(t *testing.T) {
	t.Parallel()
	w := start(t, fake.New(t), nil, shell(`for i in 1 2 3 4 5 6 7 8 9; do (sh -c 'sleep 0.1' &) ; done; echo up; exec sleep 600`)...)
	eventually(t, 5*time.Second, "it runs", func() bool { return strings.Contains(w.words.String(), "up") })
	eventually(t, 5*time.Second, "one child is left", func() bool {
		children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", w.Process.Pid, w.Process.Pid))
		return len(strings.Fields(string(children))) == 1
	})
}

func TestAnAPIThatIsAwayNeitherEndsTheProgramNorLosesAnything(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.Before = away(20 * time.Second)
	w := start(t, server, nil, shell(`echo 1 >"$CAIRN_OUTPUT_DIR/x"; echo '{"a":1}' >"$CAIRN_METRICS_FILE"; sleep 2; echo 2 >"$CAIRN_OUTPUT_DIR/y"`)...)
	if code := w.code(40 * time.Second); code != 0 || len(server.Outputs()) != 2 || server.Metrics() != "{\"a\":1}\n" || !w.ending().IsTold {
		t.Errorf("ended with %d, stored %v, %q", code, server.Outputs(), server.Metrics())
	}
}

func TestAnAPIThatStaysAwayCostsTheBudgetAndNotTheExitCode(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.Before = away(time.Hour)
	w := start(t, server, []string{"CAIRN_FLUSH_SECONDS=3"}, shell(`echo 1 >"$CAIRN_OUTPUT_DIR/x"; exit 4`)...)
	startedAt := time.Now()
	code, end := w.code(15*time.Second), w.ending()
	if code != 4 || end.Lost != 1 || end.IsTold || end.LostFiles[0].Path != "x" || time.Since(startedAt) > 10*time.Second {
		t.Errorf("ended with %d after %v, %+v", code, time.Since(startedAt), end)
	}
}

func TestATokenThatIsOverIsSaid(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.Before = func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(401); return true }
	w := start(t, server, nil, shell(`echo 1 >"$CAIRN_OUTPUT_DIR/x"; exit 4`)...)
	if code, end := w.code(10*time.Second), w.ending(); code != 4 || end.Lost != 1 || end.IsTold {
		t.Errorf("ended with %d, %+v", code, end)
	}
}

func TestUploadsOutliveFaults(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	var count atomic.Int64
	server.Before = func(w http.ResponseWriter, r *http.Request) bool {
		number := count.Add(1)
		switch {
		case number == 9:
			server.Expire()
		case number%5 == 0:
			w.WriteHeader(503)
			return true
		case number%7 == 0:
			fake.Drop(w)
			return true
		}
		return false
	}
	w := start(t, server, nil, shell(`cd "$CAIRN_OUTPUT_DIR"; head -c 60000000 /dev/urandom >large; for i in 1 2 3 4 5 6 7 8 9; do echo $i >$i; done`)...)
	if code := w.code(40 * time.Second); code != 0 || len(server.Outputs()) != 10 || server.Outputs()["large"].Size != 60_000_000 || w.ending().Lost != 0 {
		t.Errorf("ended with %d, %+v", code, server.Outputs())
	}
}

func TestWhatArrivesOtherwiseThanAnnouncedIsSentAgain(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	var refusals atomic.Int64
	server.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/complete") || refusals.Add(1) > 2 {
			return false
		}
		w.WriteHeader(400)
		return true
	}
	w := start(t, server, nil, shell(`echo 1 >"$CAIRN_OUTPUT_DIR/x"`)...)
	if code := w.code(20 * time.Second); code != 0 || len(server.Outputs()) != 1 {
		t.Errorf("ended with %d, %+v", code, w.ending())
	}
}

func TestOneThatChangedOnItsWayIsSentAgainWithoutTheOthers(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	var spoiled atomic.Bool
	server.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut || spoiled.Swap(true) {
			return false
		}
		// The first file of the first upload arrives with another first byte.
		content, _ := io.ReadAll(r.Body)
		content[0] ^= 1
		r.Body = io.NopCloser(bytes.NewReader(content))
		return false
	}
	w := start(t, server, nil, shell(`cd "$CAIRN_OUTPUT_DIR"; for i in $(seq 100); do echo $i >$i; done`)...)
	code := w.code(20 * time.Second)
	if code != 0 || len(server.Outputs()) != 100 || w.ending().Lost != 0 {
		t.Errorf("ended with %d, %d stored, %+v", code, len(server.Outputs()), w.ending())
	}
	for path, output := range server.Outputs() {
		if output.Times != 1 {
			t.Errorf("%s was stored %d times", path, output.Times)
		}
	}
}

func TestABadNameCostsNoneOfTheOthers(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, nil, shell(`cd "$CAIRN_OUTPUT_DIR"; for i in $(seq 500); do echo $i >$i; done; echo x >"$(printf 'line\nbreak')"`)...)
	code := w.code(20 * time.Second)
	if code != 0 || len(server.Outputs()) != 500 || w.ending().Lost != 1 {
		t.Errorf("ended with %d, %d stored, %+v", code, len(server.Outputs()), w.ending())
	}
	if asked := server.Requests["POST /api/v1/workload/uploads"]; asked > 60 {
		t.Errorf("asked %d times to find one of 501", asked)
	}
}

func TestTheFlushIsHeardOnceThoughItsAnswerIsLost(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	var isLost atomic.Bool
	server.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/flush") || isLost.Swap(true) {
			return false
		}
		server.Silent(w, r)
		return true
	}
	w := start(t, server, nil, shell("exit 0")...)
	if code := w.code(20 * time.Second); code != 0 || !w.ending().IsTold || len(server.Flushes()) != 1 {
		t.Errorf("ended with %d, %+v, %d flushes", code, w.ending(), len(server.Flushes()))
	}
}

func TestMetricsAreToldInWholeLinesAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, nil, shell(`printf '{"a":1}\n{"b"' >>"$CAIRN_METRICS_FILE"; sleep 1; printf ':2}\n\377\n' >>"$CAIRN_METRICS_FILE"; sleep 1
		printf '{"c":3}\n' >"$CAIRN_METRICS_FILE"; sleep 1; head -c 70000 /dev/zero | tr '\0' x >>"$CAIRN_METRICS_FILE"; printf '\n{"d":4}\n{"e"' >>"$CAIRN_METRICS_FILE"`)...)
	eventually(t, 3*time.Second, "the first line is told", func() bool { return server.Metrics() == "{\"a\":1}\n" })
	w.code(20 * time.Second)
	if got, want := server.Metrics(), "{\"a\":1}\n{\"b\":2}\n?\n{\"c\":3}\n{\"d\":4}\n"; got != want {
		t.Errorf("told %q instead of %q", got, want)
	}
}

func TestMetricsGoOnWhereTheConsoleStands(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.MetricsFrom = 8
	// Whole at once, as an earlier start would have left it: one that is seen empty is one that is written anew.
	w := start(t, server, nil, shell(`printf '{"a":1}\n{"b":2}\n' >"$CAIRN_METRICS_FILE.new"; mv "$CAIRN_METRICS_FILE.new" "$CAIRN_METRICS_FILE"`)...)
	w.code(20 * time.Second)
	if got := server.Metrics(); got != "{\"b\":2}\n" {
		t.Errorf("told %q", got)
	}
}

func TestOfAGangOnlyTheFirstReplicaStores(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, []string{"CAIRN_RANK=1"}, shell(`echo 1 >"$CAIRN_OUTPUT_DIR/x"; exit 2`)...)
	if code := w.code(10 * time.Second); code != 2 || len(server.Requests) != 0 || w.read("token") != "" {
		t.Errorf("ended with %d, asked %v", code, server.Requests)
	}
}

func TestMuchOutputStaysSmall(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	w := start(t, server, nil, shell(`cd "$CAIRN_OUTPUT_DIR"; head -c 300000000 /dev/urandom >large; mkdir many; cd many
		awk 'BEGIN { for (i = 0; i < 10000; i++) { f = "文件" i; print i >f; close(f) } }'; sleep 6`)...)
	peak := int64(0)
	for isRunning := true; isRunning; {
		select {
		case <-w.ended:
			isRunning = false
		case <-time.After(50 * time.Millisecond):
			peak = max(peak, w.peakNow())
		}
	}
	if got := server.Outputs(); len(got) != 10_001 || w.ending().Lost != 0 {
		t.Errorf("%d stored, %+v", len(got), w.ending())
	}
	if asked := server.Requests["POST /api/v1/workload/uploads"]; asked > 200 {
		t.Errorf("asked %d times for small files that go together", asked)
	}
	if peak == 0 || peak > memoryBound {
		t.Errorf("held %d MiB", peak>>20)
	}
	t.Logf("held %d MiB, used %v of processor time", peak>>20, w.ProcessState.UserTime()+w.ProcessState.SystemTime())
}
