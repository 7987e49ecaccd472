package fetch

import (
	"context"
	"sync"

	"cairn/wrapper/internal/workload"
)

// page is a part of a mount's list, asked for again when its addresses got too old.
type page struct {
	*fetcher
	mount  int
	cursor string
	next   *string
	files  []workload.MountFile

	mutex     sync.Mutex
	addresses map[string]string
}

func (p *page) read(ctx context.Context) error {
	answer, err := ask(ctx, p.fetcher, func() (workload.Page, error) { return p.api.Files(ctx, p.mount, p.cursor) })
	if err != nil {
		return asFailure(err, "")
	}
	p.addresses = make(map[string]string, len(answer.Items))
	for _, file := range answer.Items {
		p.addresses[file.Path] = file.URL
	}
	if p.files == nil {
		p.files, p.next = answer.Items, answer.Next
	}
	return nil
}

func (p *page) address(path string) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.addresses[path]
}

// renew asks for the page again, unless somebody did so since this address was read.
func (p *page) renew(ctx context.Context, path, old string) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.addresses[path] != old {
		return nil
	}
	return p.read(ctx)
}
