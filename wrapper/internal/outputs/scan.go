package outputs

import (
	"io"
	"os"
	"syscall"
	"time"
	"unicode/utf8"

	"cairn/wrapper/internal/workload"
)

const (
	mostFiles = 100_000
	deepest   = 64
)

// state is what a file looks like from outside. Its change time is the kernel's: no program can set it back.
type state struct {
	device, inode     uint64
	size              int64
	modified, changed int64
}

func stateOf(facts os.FileInfo) (state, bool) {
	stat, ok := facts.Sys().(*syscall.Stat_t)
	if !ok {
		return state{}, false
	}
	return state{uint64(stat.Dev), stat.Ino, stat.Size, stat.Mtim.Nano(), stat.Ctim.Nano()}, true
}

func (s state) modifiedAt() time.Time { return time.Unix(0, s.modified) }

// file is one that stands in the folder now.
type file struct {
	path  string
	state state
}

type scan struct {
	root   *os.Root
	device uint64
	files  []file
	lost   []workload.Lost
}

// look lists regular files. Links, devices, sockets and what lies on another disk are no outputs; names that cannot be told are lost.
func look(root *os.Root) (*scan, error) {
	facts, err := root.Lstat(".")
	if err != nil {
		return nil, err
	}
	top, _ := stateOf(facts)
	found := &scan{root: root, device: top.device}
	return found, found.folder(".", "", 0)
}

func (s *scan) folder(name, prefix string, depth int) error {
	folder, err := s.root.Open(name)
	if err != nil {
		return err
	}
	defer folder.Close()
	for {
		entries, err := folder.ReadDir(512)
		for _, entry := range entries {
			s.entry(prefix+entry.Name(), entry, depth)
		}
		if err == io.EOF || (err == nil && len(entries) == 0) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (s *scan) entry(path string, entry os.DirEntry, depth int) {
	if !entry.IsDir() && !entry.Type().IsRegular() {
		return
	}
	if !utf8.ValidString(path) {
		s.lose(path, "refused")
		return
	}
	facts, err := s.root.Lstat(path)
	if err != nil {
		return
	}
	now, _ := stateOf(facts)
	switch {
	case now.device != s.device:
	case facts.IsDir() && depth == deepest:
		s.lose(path, "tooDeep")
	case facts.IsDir():
		if err := s.folder(path, path+"/", depth+1); err != nil && !os.IsNotExist(err) {
			s.lose(path, "unreadable")
		}
	case facts.Mode().IsRegular() && len(s.files) == mostFiles:
		s.lose(path, "tooMany")
	case facts.Mode().IsRegular():
		s.files = append(s.files, file{path, now})
	}
}

func (s *scan) lose(path, reason string) {
	if len(s.lost) < mostFiles {
		s.lost = append(s.lost, workload.Lost{Path: path, Reason: reason})
	}
}
