package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"cairn/wrapper/internal/fake"
)

// A program has the account of its wrapper: what it then tries in order to learn the token.
const hostile = `
w=$PPID
env | grep -q -e "$SECRET" -e CAIRN_API -e CAIRN_TOKEN && echo LEAK: variables
grep -q "$SECRET" /proc/$w/environ && echo LEAK: its variables
cat "$TOKEN_PLACE" && echo LEAK: the file
head -c 1 /proc/$w/mem && echo LEAK: its memory
cat /proc/$w/maps >/dev/null && echo LEAK: its maps
ls /proc/$w/fd && echo LEAK: its descriptors
for n in 3 4 5 6 7 8 9; do [ -e /proc/self/fd/$n ] && [ "$(readlink /proc/self/fd/$n)" != "/proc/self/fd" ] && echo "LEAK: descriptor $n is $(readlink /proc/self/fd/$n)"; done
read -r line && echo LEAK: an input
echo tried
`

func TestTheProgramDoesNotLearnTheToken(t *testing.T) {
	t.Parallel()
	folder, err := os.MkdirTemp("", "cairn-hostile-")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(folder) })
	token, copied := filepath.Join(folder, "token"), filepath.Join(folder, "wrapper")
	must(t, exec.Command("cp", binary, copied).Run())
	must(t, os.WriteFile(token, []byte(fake.Token), 0o600))
	must(t, os.Chmod(folder, 0o755))
	program := strings.NewReplacer("$SECRET", fake.Token, "$TOKEN_PLACE", token).Replace(hostile)
	command := exec.Command(copied, "run", "--", "sh", "-c", program)
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "CAIRN_API=" + fake.New(t).URL, "CAIRN_TOKEN_FILE=" + token, "CAIRN_TERMINATION_LOG=/dev/null"}
	inherited, err := os.Open("/dev/zero")
	must(t, err)
	command.ExtraFiles = []*os.File{inherited}
	if os.Geteuid() == 0 {
		must(t, os.Chown(folder, 65534, 65534))
		must(t, os.Chown(token, 65534, 65534))
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	words, err := command.CombinedOutput()
	if err != nil || strings.Contains(string(words), "LEAK") || !strings.Contains(string(words), "tried") {
		t.Errorf("%v: %s", err, words)
	}
}

func TestWantOfMemoryOfTheProgramIsToldApart(t *testing.T) {
	t.Parallel()
	group := "/sys/fs/cgroup/memory"
	if _, err := os.Stat(group); err != nil {
		group = "/sys/fs/cgroup"
	}
	group = filepath.Join(group, fmt.Sprintf("cairn-wrapper-test-%d", os.Getpid()))
	if err := os.Mkdir(group, 0o755); err != nil {
		t.Skip("only who may make a control group can run out of memory:", err)
	}
	t.Cleanup(func() { _ = os.Remove(group) })
	limit := "memory.max"
	if _, err := os.Stat(filepath.Join(group, limit)); err != nil {
		limit = "memory.limit_in_bytes"
	}
	must(t, os.WriteFile(filepath.Join(group, limit), []byte("134217728"), 0o644))
	_ = os.WriteFile(filepath.Join(group, "memory.swap.max"), []byte("0"), 0o644)
	join := fmt.Sprintf(`echo $$ >%s/cgroup.procs; exec "$0" "$@"`, group)
	server := fake.New(t)
	folder := t.TempDir()
	must(t, os.WriteFile(filepath.Join(folder, "token"), []byte(fake.Token), 0o600))
	command := exec.Command("sh", "-c", join, binary, "run", "--", "sh", "-c", `echo kept >"$CAIRN_OUTPUT_DIR/x"; exec tail /dev/zero`)
	command.Env = append(os.Environ(), "CAIRN_API="+server.URL, "CAIRN_TOKEN_FILE="+folder+"/token",
		"CAIRN_TERMINATION_LOG="+folder+"/end", "CAIRN_OUTPUT_DIR="+folder)
	w := &wrapper{Cmd: command, t: t, folder: folder, ended: make(chan struct{})}
	command.Stdout, command.Stderr = &w.words, &w.words
	must(t, w.Start())
	go func() {
		_ = w.Wait()
		close(w.ended)
	}()
	if code, end := w.code(40*time.Second), w.ending(); code != 137 || !end.OutOfMemory || *end.Signal != "SIGKILL" {
		t.Errorf("ended with %d, %+v, it said %s", code, end, w.words.String())
	}
	if server.Outputs()["x"].Size != 5 {
		t.Errorf("stored: %v", server.Outputs())
	}
}
