package fake

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"sync"
	"time"
)

var zeroTime time.Time

// Noise is a large input whose bytes are made as they are read.
func Noise(path string, size int64) Input {
	sum := sync.OnceValue(func() string {
		hash := sha256.New()
		_, _ = io.Copy(hash, io.NewSectionReader(noise{}, 0, size))
		return hex.EncodeToString(hash.Sum(nil))
	})
	return Input{path, size, sum(), func() io.ReadSeeker { return io.NewSectionReader(noise{}, 0, size) }}
}

type noise struct{}

func (noise) ReadAt(bytes []byte, offset int64) (int, error) {
	var word [8]byte
	for i := range bytes {
		at := uint64(offset) + uint64(i)
		if i == 0 || at%8 == 0 {
			binary.LittleEndian.PutUint64(word[:], (at/8)*0x9E3779B97F4A7C15)
		}
		bytes[i] = word[at%8]
	}
	return len(bytes), nil
}
