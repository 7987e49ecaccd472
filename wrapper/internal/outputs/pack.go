package outputs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"cairn/wrapper/internal/workload"
)

// storePack sends one state of each of several small files in one upload, and answers what became of each.
func (c *Collector) storePack(ctx context.Context, wanted []file) []error {
	outcomes := make([]error, len(wanted))
	content := bytes.Buffer{}
	files, places := []workload.File{}, []int{}
	for i, each := range wanted {
		text, err := c.read(each)
		if err != nil {
			outcomes[i] = err
			continue
		}
		sum := sha256.Sum256(text)
		content.Write(text)
		files = append(files, workload.File{Path: each.path, Size: each.state.size, SHA256: hex.EncodeToString(sum[:]), ModifiedAt: each.state.modifiedAt()})
		places = append(places, i)
	}
	if len(files) == 0 {
		return outcomes
	}
	refused, err := c.send(ctx, c.patience(), bytes.NewReader(content.Bytes()), files, func() bool { return true })
	if err != nil && !isFinal(ctx, err) {
		return c.storeHalves(ctx, wanted)
	}
	isRefused := map[string]bool{}
	for _, path := range refused {
		isRefused[path] = true
	}
	for at, i := range places {
		switch {
		case err != nil:
			outcomes[i] = verdict(ctx, err)
		case isRefused[files[at].Path]:
			outcomes[i] = c.store(ctx, wanted[i])
		}
	}
	return outcomes
}

// storeHalves finds out which file was the end of all: it is alone at last.
func (c *Collector) storeHalves(ctx context.Context, wanted []file) []error {
	if len(wanted) == 1 {
		return []error{c.store(ctx, wanted[0])}
	}
	middle := len(wanted) / 2
	return append(c.storePack(ctx, wanted[:middle]), c.storePack(ctx, wanted[middle:])...)
}

// read takes one state of a small file into memory.
func (c *Collector) read(wanted file) ([]byte, error) {
	source, err := c.open(wanted)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if !isStill(source, wanted.state) {
		return nil, errChanged
	}
	text := make([]byte, wanted.state.size)
	_, err = io.ReadFull(source, text)
	var broken *os.PathError
	switch {
	case errors.As(err, &broken):
		return nil, &lostFile{"unreadable"}
	case err != nil || !isStill(source, wanted.state):
		return nil, errChanged
	default:
		return text, nil
	}
}
