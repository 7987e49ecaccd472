package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"cairn/wrapper/internal/workload"
)

const (
	copyBytes = 128 << 10
	// A store that refuses address after address does not do so for their age.
	mostRenewals = 5
)

// piece hands the bytes between two offsets of a file to write, in their order. After a broken line it goes on where that broke.
func (f *fetcher) piece(ctx context.Context, page *page, file workload.MountFile, from, to int64, write func([]byte) error) error {
	if from == to {
		return nil
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case f.lines <- struct{}{}:
		defer func() { <-f.lines }()
	}
	renewals := 0
	return workload.Persist(ctx, f.isOutOfPatience, func() error {
		for {
			address := page.address(file.Path)
			err := f.request(ctx, address, file.Start+from, file.Start+to, func(bytes []byte) error {
				from += int64(len(bytes))
				renewals = 0
				f.touch()
				f.done.Add(int64(len(bytes)))
				return onDisk(write(bytes))
			})
			if status := workload.StatusOf(err); (status != 401 && status != 403) || renewals == mostRenewals {
				return err
			}
			renewals++
			if err := page.renew(ctx, file.Path, address); err != nil {
				return err
			}
		}
	})
}

func (f *fetcher) request(ctx context.Context, address string, start, end int64, take func([]byte) error) error {
	ctx, watch := workload.Watched(ctx, workload.Stall)
	defer watch.End()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return workload.Fail(workload.CodeUnexpected, "inputsUnexpected", "detail", err.Error())
	}
	request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", start, end-1))
	response, err := f.api.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer workload.Drain(response.Body)
	if isWhole := response.StatusCode == http.StatusOK && start == 0; response.StatusCode != http.StatusPartialContent && !isWhole {
		return workload.RefusalOf(response)
	}
	if said := response.Header.Get("Content-Range"); said != "" && !strings.HasPrefix(said, fmt.Sprintf("bytes %d-", start)) {
		return fmt.Errorf("the store answered %q instead of what lies from %d on", said, start)
	}
	return copyTo(take, watch.Reading(io.LimitReader(response.Body, end-start)), end-start)
}

func copyTo(take func([]byte) error, source io.Reader, left int64) error {
	buffer := make([]byte, min(left, copyBytes))
	for left > 0 {
		n, err := source.Read(buffer)
		if n > 0 {
			if problem := take(buffer[:n]); problem != nil {
				return problem
			}
			left -= int64(n)
		}
		if err == io.EOF && left > 0 {
			return io.ErrUnexpectedEOF
		}
		if err != nil && err != io.EOF {
			return err
		}
	}
	return nil
}
