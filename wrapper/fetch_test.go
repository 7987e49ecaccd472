package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cairn/wrapper/internal/fake"
	"cairn/wrapper/internal/fetch"
	"cairn/wrapper/internal/workload"
)

func TestFetchLaysOutEveryMountReadOnlyAndLeavesNothingElse(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.Mounts = [][]fake.Input{
		{fake.Text("train.csv", "a,b\n"), fake.Text("图像/第 一.txt", "一"), fake.Text("deep/er/empty", ""), fake.Text("line\nbreak", "odd")},
		{fake.Noise("large.bin", 40<<20+7)},
	}
	w := start(t, server, []string{"CAIRN_TOKEN_HANDOVER=" + filepath.Join(t.TempDir(), "token")}, "fetch")
	if code := w.code(20 * time.Second); code != 0 {
		t.Fatalf("ended with %d", code)
	}
	for _, want := range []string{"0/train.csv", "0/图像/第 一.txt", "0/deep/er/empty", "0/line\nbreak", "1/large.bin"} {
		facts, err := os.Lstat(w.path("mounts/" + want))
		must(t, err)
		if facts.Mode() != 0o444 {
			t.Errorf("%s has mode %v", want, facts.Mode())
		}
	}
	if w.read("mounts/0/图像/第 一.txt") != "一" {
		t.Error("a file has other bytes")
	}
	if left, _ := filepath.Glob(w.path("mounts/.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if server.LastDone != 40<<20+7+4+3+3 {
		t.Errorf("progress was told as %d", server.LastDone)
	}
	if facts, err := os.Stat(w.path("bin/wrapper")); err != nil || facts.Mode() != 0o755 {
		t.Errorf("the copy of the wrapper: %v %v", facts, err)
	}
}

func TestFetchHandsTheTokenOver(t *testing.T) {
	t.Parallel()
	place := filepath.Join(t.TempDir(), "token")
	w := start(t, fake.New(t), []string{"CAIRN_TOKEN_HANDOVER=" + place}, "fetch")
	w.code(10 * time.Second)
	text, err := os.ReadFile(place)
	must(t, err)
	facts, _ := os.Stat(place)
	if string(text) != fake.Token || facts.Mode() != 0o600 {
		t.Errorf("%q with mode %v", text, facts.Mode())
	}
}

func TestFetchGoesOnWhereALineBroke(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.CutAfter = 5 << 20
	var answers atomic.Int64
	server.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if answers.Add(1)%7 == 0 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader([]int{503, 500, 429}[answers.Load()%3])
			return true
		}
		return false
	}
	server.Mounts = [][]fake.Input{{fake.Noise("large.bin", 48<<20), fake.Noise("small.bin", 7<<20), fake.Text("x", "x")}}
	w := start(t, server, nil, "fetch")
	if code := w.code(50 * time.Second); code != 0 {
		t.Fatalf("ended with %d", code)
	}
	// Each piece of 16 MiB wants at least four answers of 5 MiB; begun anew each time it would never end.
	if got := server.Requests["GET /store/{mount}/{number}"]; got < 14 || got > 60 {
		t.Errorf("%d requests", got)
	}
}

func TestFetchAsksForNewAddressesOnceTheOldOnesAreRefused(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	var hasExpired atomic.Bool
	server.Before = func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/store/") && !hasExpired.Swap(true) {
			server.Expire()
		}
		return false
	}
	for i := range 40 {
		server.Mounts = append(server.Mounts[:0], append(first(server.Mounts), fake.Text(fmt.Sprint(i), strings.Repeat("x", i))))
	}
	w := start(t, server, nil, "fetch")
	if code := w.code(20 * time.Second); code != 0 {
		t.Fatalf("ended with %d", code)
	}
	if got := server.Requests["GET /api/v1/workload/mounts/{index}/files"]; got != 2 {
		t.Errorf("the page was asked for %d times", got)
	}
}

func first(mounts [][]fake.Input) []fake.Input {
	if len(mounts) == 0 {
		return nil
	}
	return mounts[0]
}

func TestFetchTakesAWrongSumTwiceAndNotThrice(t *testing.T) {
	t.Parallel()
	for _, wrong := range []int32{2, 3} {
		server := fake.New(t)
		var served atomic.Int32
		input := fake.Text("a.txt", "right")
		input.Open = func() io.ReadSeeker {
			if served.Add(1) <= wrong {
				return strings.NewReader("wrong")
			}
			return strings.NewReader("right")
		}
		server.Mounts = [][]fake.Input{{input}}
		w := start(t, server, nil, "fetch")
		code := w.code(10 * time.Second)
		if wrong == 2 && (code != 0 || w.read("mounts/0/a.txt") != "right") {
			t.Errorf("ended with %d", code)
		}
		if wrong == 3 && (code != workload.CodeDamaged || w.ending().Key != "inputsDamaged" || w.ending().Params["path"] != "a.txt") {
			t.Errorf("ended with %d, %+v", code, w.ending())
		}
		if _, err := os.Stat(w.path("mounts/0/a.txt")); wrong == 3 && err == nil {
			t.Error("wrong bytes have a name")
		}
	}
}

func TestFetchSaysWhatCannotPass(t *testing.T) {
	t.Parallel()
	refuse := func(path string, status int) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasPrefix(r.URL.Path, path) {
				return false
			}
			w.WriteHeader(status)
			return true
		}
	}
	for name, each := range map[string]struct {
		before func(http.ResponseWriter, *http.Request) bool
		input  fake.Input
		code   int
		key    string
	}{
		"an object is gone":        {refuse("/store/", 404), fake.Text("a", "a"), workload.CodeMissing, "inputsMissing"},
		"the store refuses always": {refuse("/store/", 403), fake.Text("a", "a"), workload.CodeToken, "inputsRefused"},
		"the token is over":        {refuse("/api/", 401), fake.Text("a", "a"), workload.CodeToken, "inputsRefused"},
		"the API knows no such":    {refuse("/api/", 404), fake.Text("a", "a"), workload.CodeMissing, "inputsMissing"},
		"another protocol":         {refuse("/api/", 409), fake.Text("a", "a"), workload.CodeUnexpected, "wrapperMismatch"},
		"up":                       {nil, fake.Text("../a", "a"), workload.CodeDamaged, "inputsDamaged"},
		"absolute":                 {nil, fake.Text("/etc/a", "a"), workload.CodeDamaged, "inputsDamaged"},
		"up and down":              {nil, fake.Text("a/../b", "a"), workload.CodeDamaged, "inputsDamaged"},
		"the folder itself":        {nil, fake.Text(".", "a"), workload.CodeDamaged, "inputsDamaged"},
		"no name":                  {nil, fake.Text("", "a"), workload.CodeDamaged, "inputsDamaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := fake.New(t)
			server.Before, server.Mounts = each.before, [][]fake.Input{{each.input}}
			w := start(t, server, nil, "fetch")
			if code := w.code(10 * time.Second); code != each.code || w.ending().Key != each.key {
				t.Errorf("ended with %d, %+v", code, w.ending())
			}
		})
	}
}

func TestFetchRefusesEarlyWhatTheDiskCannotHold(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("only who may mount can make a small disk:", err)
	}
	defer func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }()
	server := fake.New(t)
	server.Mounts = [][]fake.Input{{fake.Noise("large.bin", 2<<20)}}
	w := start(t, server, []string{"CAIRN_MOUNTS=" + folder}, "fetch")
	if code := w.code(10 * time.Second); code != workload.CodeDisk || w.ending().Key != "inputsNoRoom" {
		t.Errorf("ended with %d, %+v", code, w.ending())
	}
	if server.Requests["GET /store/{mount}/{number}"] != 0 {
		t.Error("bytes were asked for")
	}
}

func TestFetchKeepsWhatAnEarlierOneFinished(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.Mounts = [][]fake.Input{{fake.Text("a", "a"), fake.Text("b/c", "c")}}
	place := "CAIRN_MOUNTS=" + t.TempDir()
	for range 2 {
		if code := start(t, server, []string{place}, "fetch").code(10 * time.Second); code != 0 {
			t.Fatalf("ended with %d", code)
		}
	}
	if got := server.Requests["GET /store/{mount}/{number}"]; got != 2 {
		t.Errorf("%d requests to the store", got)
	}
}

func TestFetchGivesUpWhenNothingArrivesForLong(t *testing.T) {
	t.Parallel()
	api := workload.NewClient("http://127.0.0.1:1", fake.Token, workload.NewHTTP("", 4))
	startedAt := time.Now()
	err := fetch.All(context.Background(), api, fetch.Settings{Folder: t.TempDir(), Connections: 4, PieceBytes: 1 << 20, Patience: time.Second})
	failure, ok := err.(*workload.Failure)
	if !ok || failure.Code != workload.CodeUnreachable || time.Since(startedAt) < time.Second {
		t.Errorf("%v after %v", err, time.Since(startedAt))
	}
}

func TestFetchWaitsForAnAPIThatIsAway(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.Mounts = [][]fake.Input{{fake.Text("a", "a")}}
	server.Before = away(20 * time.Second)
	w := start(t, server, nil, "fetch")
	if code := w.code(40 * time.Second); code != 0 || w.read("mounts/0/a") != "a" {
		t.Errorf("ended with %d", code)
	}
}

// away drops every connection for a while.
func away(length time.Duration) func(http.ResponseWriter, *http.Request) bool {
	until := time.Now().Add(length)
	return func(w http.ResponseWriter, _ *http.Request) bool {
		if time.Now().After(until) {
			return false
		}
		fake.Drop(w)
		return true
	}
}

func TestFetchOfMuchStaysSmall(t *testing.T) {
	t.Parallel()
	server := fake.New(t)
	server.Mounts = [][]fake.Input{{fake.Noise("large.bin", 300<<20)}, nil}
	for i := range 10_000 {
		server.Mounts[1] = append(server.Mounts[1], fake.Text(fmt.Sprintf("%d/%d", i%100, i), fmt.Sprint(i)))
	}
	w := start(t, server, nil, "fetch")
	if code := w.code(50 * time.Second); code != 0 {
		t.Fatalf("ended with %d", code)
	}
	if w.peak() > memoryBound {
		t.Errorf("held %d MiB", w.peak()>>20)
	}
	t.Logf("held %d MiB, took %v of processor time", w.peak()>>20, w.ProcessState.UserTime()+w.ProcessState.SystemTime())
	if all, _ := filepath.Glob(w.path("mounts/1/*/*")); len(all) != 10_000 {
		t.Errorf("%d files", len(all))
	}
}
