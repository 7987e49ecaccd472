package outputs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"syscall"
	"time"

	"cairn/wrapper/internal/workload"
)

const (
	readBytes   = 256 << 10
	mostTries   = 3
	partsAtOnce = 4
	// While the program runs a worker does not stay with one file for longer when nobody answers: others wait.
	longestTry = time.Minute
)

// lostFile is a state of a file that will not be stored, however often it is tried.
type lostFile struct{ reason string }

func (l *lostFile) Error() string { return "lost: " + l.reason }

func (l *lostFile) Final() {}

// changedFile means that somebody wrote meanwhile: the next look decides.
type changedFile struct{}

func (changedFile) Error() string { return "the file changed while it was stored" }

func (changedFile) Final() {}

var errChanged error = changedFile{}

// store sends one state of a file, thrice when what arrives is not what was read.
func (c *Collector) store(ctx context.Context, wanted file) error {
	source, err := c.open(wanted)
	if err != nil {
		return err
	}
	defer source.Close()
	giveUp := c.patience()
	for try := 1; ; try++ {
		if !isStill(source, wanted.state) {
			return errChanged
		}
		sum, err := sumOf(ctx, source, wanted.state.size)
		if err != nil {
			return err
		}
		announced := []workload.File{{Path: wanted.path, Size: wanted.state.size, SHA256: sum, ModifiedAt: wanted.state.modifiedAt()}}
		still := func() bool { return isStill(source, wanted.state) }
		refused, err := c.send(ctx, giveUp, source, announced, still)
		switch again := len(refused) > 0 || isForgotten(err); {
		case err == nil && !again:
			return nil
		case again && try < mostTries && !isFinal(ctx, err):
		default:
			return verdict(ctx, err)
		}
	}
}

// open gives the file itself, whatever its name leads to meanwhile.
func (c *Collector) open(wanted file) (*os.File, error) {
	source, err := c.root.OpenFile(wanted.path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, os.ErrPermission) {
		return nil, &lostFile{"unreadable"}
	}
	if err != nil {
		return nil, errChanged
	}
	return source, nil
}

// patience says when a worker has been long enough with one upload that nobody answers.
func (c *Collector) patience() func() bool {
	giveUpAt := time.Now().Add(longestTry)
	return func() bool { return !c.last() && time.Now().After(giveUpAt) }
}

// isFinal tells errors that no other try of the same upload mends.
func isFinal(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, errChanged) || workload.StatusOf(err) == http.StatusUnauthorized || err != nil && workload.Passes(err)
}

// verdict is what an error means for the file: to be tried at the next look, or lost as it is now.
func verdict(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, errChanged) || ctx.Err() != nil:
		return err
	case workload.StatusOf(err) == http.StatusUnauthorized:
		return &lostFile{"tokenOver"}
	case err != nil && workload.Passes(err):
		return err
	default:
		return &lostFile{"refused"}
	}
}

// last tells whether the program has ended: from then on only the budget counts.
func (c *Collector) last() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.isLast
}

// send brings files whose bytes lie one behind the other in source into the store. Those that arrived otherwise are answered.
func (c *Collector) send(ctx context.Context, giveUp func() bool, source io.ReaderAt, files []workload.File, still func() bool) ([]string, error) {
	var upload workload.Upload
	err := workload.Persist(ctx, giveUp, func() (err error) {
		upload, err = c.api.Upload(ctx, files)
		return err
	})
	if err != nil || upload.State == "stored" {
		return nil, err
	}
	bytes, err := wantedBytes(source, files, upload.Wanted)
	if err != nil {
		return nil, err
	}
	parts, err := c.parts(ctx, giveUp, bytes, still, upload)
	if err != nil {
		return nil, err
	}
	if !still() {
		return nil, errChanged
	}
	var refused []string
	err = workload.Persist(ctx, giveUp, func() (err error) {
		refused, err = c.api.Complete(ctx, upload.UploadID, parts, bytes.Size())
		return err
	})
	return refused, forgotten(err)
}

// wantedBytes are those of the files that are not stored yet; all of them are one stretch, some are copied together.
func wantedBytes(source io.ReaderAt, files []workload.File, wanted []string) (*io.SectionReader, error) {
	total := int64(0)
	for _, each := range files {
		total += each.Size
	}
	if len(wanted) == len(files) {
		return io.NewSectionReader(source, 0, total), nil
	}
	isWanted := make(map[string]bool, len(wanted))
	for _, path := range wanted {
		isWanted[path] = true
	}
	picked, at := []byte{}, int64(0)
	for _, each := range files {
		if isWanted[each.Path] {
			piece := make([]byte, each.Size)
			if _, err := io.ReadFull(io.NewSectionReader(source, at, each.Size), piece); err != nil {
				return nil, errChanged
			}
			picked = append(picked, piece...)
		}
		at += each.Size
	}
	return io.NewSectionReader(bytes.NewReader(picked), 0, int64(len(picked))), nil
}

// forgottenUpload is one to begin anew: its addresses got too old, or what arrived was not what was announced.
type forgottenUpload struct{ error }

func (f forgottenUpload) Unwrap() error { return f.error }

func forgotten(err error) error {
	if err == nil {
		return nil
	}
	return forgottenUpload{err}
}

func isForgotten(err error) bool {
	var again forgottenUpload
	return errors.As(err, &again)
}

func (c *Collector) parts(ctx context.Context, giveUp func() bool, source *io.SectionReader, still func() bool, upload workload.Upload) ([]workload.Part, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	sent := make([]workload.Part, len(upload.Parts))
	turn := make(chan struct{}, partsAtOnce)
	var senders sync.WaitGroup
	for i, part := range upload.Parts {
		select {
		case <-ctx.Done():
		case turn <- struct{}{}:
		}
		if ctx.Err() != nil {
			break
		}
		senders.Go(func() {
			defer func() { <-turn }()
			from := int64(part.Number-1) * upload.PartBytes
			piece := io.NewSectionReader(source, from, max(0, min(upload.PartBytes, source.Size()-from)))
			err := workload.Persist(ctx, giveUp, func() error {
				if !still() {
					return errChanged
				}
				tag, err := c.put(ctx, part.URL, piece)
				sent[i] = workload.Part{Number: part.Number, ETag: tag}
				return err
			})
			if err != nil {
				cancel(err)
			}
		})
	}
	senders.Wait()
	return sent, forgotten(context.Cause(ctx))
}

// put sends a part over one of the lines that all files share.
func (c *Collector) put(ctx context.Context, address string, piece *io.SectionReader) (string, error) {
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case c.lines <- struct{}{}:
		defer func() { <-c.lines }()
	}
	ctx, watch := workload.Watched(ctx, workload.Stall)
	defer watch.End()
	body := io.Reader(http.NoBody)
	if piece.Size() > 0 {
		if _, err := piece.Seek(0, io.SeekStart); err != nil {
			return "", err
		}
		body = watch.Reading(piece)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, address, body)
	if err != nil {
		return "", &workload.Refusal{Status: http.StatusBadRequest, Sentence: err.Error()}
	}
	request.ContentLength = piece.Size()
	response, err := c.api.HTTP.Do(request)
	if err != nil {
		return "", err
	}
	defer workload.Drain(response.Body)
	if response.StatusCode >= 300 {
		return "", workload.RefusalOf(response)
	}
	return response.Header.Get("ETag"), nil
}

func isStill(source *os.File, wanted state) bool {
	facts, err := source.Stat()
	if err != nil || !facts.Mode().IsRegular() {
		return false
	}
	now, ok := stateOf(facts)
	return ok && now == wanted
}

func sumOf(ctx context.Context, source *os.File, size int64) (string, error) {
	sum := sha256.New()
	buffer := make([]byte, min(readBytes, size+1))
	reader := io.NewSectionReader(source, 0, size)
	for read := int64(0); read < size; {
		n, err := reader.Read(buffer)
		sum.Write(buffer[:n])
		read += int64(n)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err == io.EOF && read < size {
			return "", errChanged
		}
		if err != nil && err != io.EOF {
			return "", &lostFile{"unreadable"}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
