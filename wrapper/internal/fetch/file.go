package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"cairn/wrapper/internal/workload"
)

const (
	mostTries  = 3
	mostPieces = 4096
)

// file fetches one file, thrice when its sum is wrong, and gives it its name only then.
func (f *fetcher) file(ctx context.Context, page *page, folder string, file workload.MountFile) error {
	if !isPlain(file.Path) || file.Size < 0 || file.End-file.Start != file.Size {
		return workload.Fail(workload.CodeDamaged, "inputsDamaged", "path", file.Path)
	}
	target := path.Join(folder, file.Path)
	if facts, err := f.root.Lstat(target); err == nil && facts.Mode().IsRegular() && facts.Mode().Perm() == 0o444 && facts.Size() == file.Size {
		f.done.Add(file.Size)
		return nil
	}
	name := path.Join(arriving, strconv.FormatInt(f.names.Add(1), 10))
	into, err := f.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return onDisk(err)
	}
	defer into.Close()
	for try := 1; ; try++ {
		sum, err := f.bytes(ctx, page, file, into)
		if err != nil {
			return asFailure(err, file.Path)
		}
		if sum == file.SHA256 {
			return f.keep(into, name, target)
		}
		if try == mostTries {
			return workload.Fail(workload.CodeDamaged, "inputsDamaged", "path", file.Path)
		}
		f.done.Add(-file.Size)
	}
}

// isPlain refuses whatever could leave the folder. Everything below goes through os.Root besides.
func isPlain(name string) bool {
	return name != "." && filepath.IsLocal(name) && path.Clean(name) == name && !strings.ContainsRune(name, 0)
}

func (f *fetcher) keep(into *os.File, name, target string) error {
	if err := into.Chmod(0o444); err != nil {
		return onDisk(err)
	}
	err := f.root.Rename(name, target)
	if os.IsNotExist(err) {
		if err = f.root.MkdirAll(path.Dir(target), 0o755); err == nil {
			err = f.root.Rename(name, target)
		}
	}
	return onDisk(err)
}

// bytes fetches the content and answers its sum: in one go, or in pieces that arrive at once and are summed up in their order.
func (f *fetcher) bytes(ctx context.Context, page *page, file workload.MountFile, into *os.File) (string, error) {
	sum := sha256.New()
	if file.Size <= f.PieceBytes {
		at := int64(0)
		err := f.piece(ctx, page, file, 0, file.Size, func(bytes []byte) error {
			n, err := into.WriteAt(bytes, at)
			at += int64(n)
			sum.Write(bytes)
			return err
		})
		return hex.EncodeToString(sum.Sum(nil)), err
	}
	err := f.pieces(ctx, page, file, into, sum)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func (f *fetcher) pieces(ctx context.Context, page *page, file workload.MountFile, into *os.File, sum hash.Hash) error {
	ctx, cancel := context.WithCancelCause(ctx)
	length := max(f.PieceBytes, (file.Size+mostPieces-1)/mostPieces)
	arrived := make([]chan struct{}, (file.Size+length-1)/length)
	for i := range arrived {
		arrived[i] = make(chan struct{})
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(f.Connections, len(arrived)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(arrived)); i = next.Add(1) - 1 {
				at := i * length
				err := f.piece(ctx, page, file, at, min(at+length, file.Size), func(bytes []byte) error {
					n, err := into.WriteAt(bytes, at)
					at += int64(n)
					return err
				})
				if err != nil {
					cancel(err)
					return
				}
				close(arrived[i])
			}
		})
	}
	defer func() {
		cancel(nil)
		workers.Wait()
	}()
	buffer := make([]byte, copyBytes)
	for i := range arrived {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-arrived[i]:
		}
		at := int64(i) * length
		piece := io.NewSectionReader(into, at, min(length, file.Size-at))
		if _, err := io.CopyBuffer(sum, piece, buffer); err != nil {
			return onDisk(err)
		}
	}
	return nil
}
