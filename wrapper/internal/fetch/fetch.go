// Package fetch lays out the inputs of a workload before its program starts.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"cairn/wrapper/internal/workload"
)

// Settings of a fetch. Files and pieces share one number of connections.
type Settings struct {
	Folder      string
	Connections int
	PieceBytes  int64
	// Patience is how long not one byte may arrive before the store counts as out of reach.
	Patience time.Duration
}

// What arrives lies here until its sum is right.
const arriving = ".arriving"

type fetcher struct {
	Settings
	api   *workload.Client
	root  *os.Root
	lines chan struct{}
	names atomic.Int64
	done  atomic.Int64
	moved atomic.Int64
}

// All fetches every mount into `<folder>/<index>`. What an earlier call finished is kept.
func All(ctx context.Context, api *workload.Client, settings Settings) error {
	root, err := openRoot(settings.Folder)
	if err != nil {
		return onDisk(err)
	}
	defer root.Close()
	f := &fetcher{Settings: settings, api: api, root: root, lines: make(chan struct{}, settings.Connections)}
	f.touch()
	what, err := ask(ctx, f, func() (workload.Workload, error) { return api.Workload(ctx) })
	if workload.StatusOf(err) == http.StatusConflict {
		return workload.Fail(workload.CodeUnexpected, "wrapperMismatch", "protocol", workload.Protocol)
	}
	if err != nil {
		return asFailure(err, "")
	}
	var total int64
	for _, mount := range what.Mounts {
		total += mount.TotalBytes
	}
	if err := f.makeRoom(total); err != nil {
		return err
	}
	stop := f.tellProgress(ctx, total)
	err = f.mounts(ctx, what.Mounts)
	stop()
	if err != nil {
		return asFailure(err, "")
	}
	return onDisk(root.RemoveAll(arriving))
}

func openRoot(folder string) (*os.Root, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	if err := root.RemoveAll(arriving); err != nil {
		return nil, err
	}
	return root, root.Mkdir(arriving, 0o700)
}

// makeRoom refuses early what the disk cannot hold.
func (f *fetcher) makeRoom(total int64) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(f.Folder, &disk); err != nil {
		return onDisk(err)
	}
	free := int64(disk.Bavail) * disk.Bsize
	var present int64
	_ = fs.WalkDir(f.root.FS(), ".", func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			if facts, err := entry.Info(); err == nil {
				present += facts.Size()
			}
		}
		return nil
	})
	if total-present > free {
		return workload.Fail(workload.CodeDisk, "inputsNoRoom", "neededBytes", total-present, "freeBytes", free)
	}
	return nil
}

// mounts works on as many files at once as there are lines. The first failure ends the rest.
func (f *fetcher) mounts(ctx context.Context, mounts []workload.Mount) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	work := make(chan func(context.Context) error)
	var workers sync.WaitGroup
	for range f.Connections {
		workers.Go(func() {
			for run := range work {
				if err := run(ctx); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, mount := range mounts {
		if err := f.list(ctx, mount, work); err != nil {
			cancel(err)
			break
		}
	}
	close(work)
	workers.Wait()
	return context.Cause(ctx)
}

func (f *fetcher) list(ctx context.Context, mount workload.Mount, work chan<- func(context.Context) error) error {
	folder := strconv.Itoa(mount.Index)
	if err := f.root.MkdirAll(folder, 0o755); err != nil {
		return onDisk(err)
	}
	pages, failed := f.pagesOf(ctx, mount)
	for page := range pages {
		for _, file := range page.files {
			select {
			case <-ctx.Done():
				return context.Cause(ctx)
			case work <- func(ctx context.Context) error { return f.file(ctx, page, folder, file) }:
			}
		}
	}
	return failed()
}

// pagesOf asks for each page while the files of the one before are fetched. What ended the list is told once it has ended.
func (f *fetcher) pagesOf(ctx context.Context, mount workload.Mount) (pages <-chan *page, failed func() error) {
	list := make(chan *page)
	var problem error
	go func() {
		defer close(list)
		for cursor := ""; ; {
			page := &page{fetcher: f, mount: mount.Index, cursor: cursor}
			if problem = page.read(ctx); problem != nil {
				return
			}
			select {
			case <-ctx.Done():
				problem = context.Cause(ctx)
				return
			case list <- page:
			}
			if page.next == nil {
				return
			}
			cursor = *page.next
		}
	}()
	return list, func() error { return problem }
}

// tellProgress tells the console at most once a second. Nothing depends on its answer.
func (f *fetcher) tellProgress(ctx context.Context, total int64) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var teller sync.WaitGroup
	teller.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for told := int64(-1); ; {
			if now := f.done.Load(); now != told && f.api.Progress(ctx, min(now, total), total) == nil {
				told = now
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
	return func() {
		cancel()
		teller.Wait()
		last, end := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer end()
		_ = f.api.Progress(last, min(f.done.Load(), total), total)
	}
}

func (f *fetcher) touch() { f.moved.Store(time.Now().UnixNano()) }

func (f *fetcher) isOutOfPatience() bool {
	return time.Since(time.Unix(0, f.moved.Load())) > f.Patience
}

func ask[T any](ctx context.Context, f *fetcher, run func() (T, error)) (T, error) {
	var answer T
	return answer, workload.Persist(ctx, f.isOutOfPatience, func() (err error) {
		if answer, err = run(); err == nil {
			f.touch()
		}
		return err
	})
}

// onDisk tells a full disk from other trouble with it.
func onDisk(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return workload.Fail(workload.CodeDisk, "inputsDiskFull")
	}
	return workload.Fail(workload.CodeDisk, "inputsUnwritable", "detail", err.Error())
}

// asFailure finds the sentence for what ended a fetch; path is empty where no single file was to blame.
func asFailure(err error, path string) error {
	var failure *workload.Failure
	if errors.As(err, &failure) {
		return failure
	}
	switch status := workload.StatusOf(err); {
	case status == 0 || workload.Passes(err):
		return workload.Fail(workload.CodeUnreachable, "inputsUnreachable", "detail", err.Error())
	case status == 401 || status == 403:
		return workload.Fail(workload.CodeToken, "inputsRefused")
	case status == 404:
		return workload.Fail(workload.CodeMissing, "inputsMissing", "path", path)
	default:
		return workload.Fail(workload.CodeUnexpected, "inputsUnexpected", "detail", fmt.Sprint(err))
	}
}
