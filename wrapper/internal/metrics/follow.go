// Package metrics tells the console what a program writes to its metrics file.
package metrics

import (
	"bytes"
	"context"
	"os"
	"strings"
	"syscall"
	"time"

	"cairn/wrapper/internal/workload"
)

const (
	lookEvery   = 250 * time.Millisecond
	chunkBytes  = 256 << 10
	longestLine = 64 << 10
)

// Follower reads whole lines of one file. A file that is written anew is read anew, its lines counted behind those told before.
type Follower struct {
	api    *workload.Client
	name   string
	file   *os.File
	at     int64
	before int64
}

// NewFollower follows a file that need not exist yet.
func NewFollower(api *workload.Client, name string) *Follower { return &Follower{api: api, name: name} }

// Run tells lines until the program has ended and all is told, or the context is over. It answers whether all was told.
func (f *Follower) Run(ctx context.Context, ended <-chan struct{}) bool {
	defer f.close()
	if err := f.resume(ctx); err != nil {
		return f.open() != nil
	}
	for {
		isLast := isClosed(ended)
		if err := f.tell(ctx); err != nil {
			return false
		}
		if isLast {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-ended:
		case <-time.After(lookEvery):
		}
	}
}

// resume goes on where the console stands: it may have heard an earlier start of this container.
func (f *Follower) resume(ctx context.Context) error {
	return workload.Persist(ctx, nil, func() (err error) {
		f.at, err = f.api.Metrics(ctx, 0, "")
		return err
	})
}

func (f *Follower) tell(ctx context.Context) error {
	if err := f.open(); err != nil {
		return nil
	}
	facts, err := f.file.Stat()
	if err != nil {
		return nil
	}
	if facts.Size() < f.at {
		f.before, f.at = f.before+f.at, 0
	}
	for ctx.Err() == nil {
		chunk := f.lines(min(chunkBytes, facts.Size()-f.at))
		if len(chunk) == 0 {
			return nil
		}
		if text := tellable(chunk); text != "" {
			// Dropped lines stand at the front of what is told, so that the offset behind it is always that of the file.
			offset := f.before + f.at + int64(len(chunk)-len(text))
			err := workload.Persist(ctx, nil, func() error {
				_, err := f.api.Metrics(ctx, offset, text)
				return err
			})
			if err != nil {
				return err
			}
		}
		f.at += int64(len(chunk))
	}
	return ctx.Err()
}

// open finds the file, also one that took its place. Links are none: the program could point them anywhere.
func (f *Follower) open() error {
	facts, err := os.Lstat(f.name)
	if err != nil || !facts.Mode().IsRegular() {
		if f.file != nil {
			return nil
		}
		return os.ErrNotExist
	}
	if f.file != nil {
		if own, err := f.file.Stat(); err == nil && os.SameFile(own, facts) {
			return nil
		}
		f.before, f.at = f.before+f.at, 0
		f.close()
	}
	f.file, err = os.OpenFile(f.name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	return err
}

func (f *Follower) close() {
	if f.file != nil {
		_ = f.file.Close()
		f.file = nil
	}
}

// lines reads up to the last whole line. A chunk without any end of line is passed over, or one endless line would stop the reading.
func (f *Follower) lines(most int64) []byte {
	buffer := make([]byte, most)
	n, _ := f.file.ReadAt(buffer, f.at)
	if end := bytes.LastIndexByte(buffer[:n], '\n') + 1; end > 0 {
		return buffer[:end]
	}
	if n == chunkBytes {
		return buffer
	}
	return nil
}

// tellable drops lines that are too long, and keeps every byte's place: what is no text becomes a mark of one byte.
func tellable(chunk []byte) string {
	var text strings.Builder
	for line := range bytes.Lines(chunk) {
		if len(line) <= longestLine && line[len(line)-1] == '\n' {
			text.Write(toText(line))
		}
	}
	return text.String()
}

func toText(line []byte) []byte {
	if bytes.IndexByte(line, 0) < 0 && isText(line) {
		return line
	}
	return marked(line)
}

func isClosed(channel <-chan struct{}) bool {
	select {
	case <-channel:
		return true
	default:
		return false
	}
}
