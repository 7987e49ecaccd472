package workload

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

const (
	firstPause    = 200 * time.Millisecond
	longestPause  = 4 * time.Second
	longestObeyed = time.Minute
)

// Persist runs until it succeeds, is refused for good, the context ends, or giveUp says that it was long enough (nil: never).
// The answer is then the last error, so that whoever reads it learns what stood in the way.
func Persist(ctx context.Context, giveUp func() bool, run func() error) error {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := run()
		if err == nil || !Passes(err) || ctx.Err() != nil || (giveUp != nil && giveUp()) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(withJitter(err, pause)):
		}
	}
}

func withJitter(err error, pause time.Duration) time.Duration {
	var refusal *Refusal
	if errors.As(err, &refusal) && refusal.RetryAfter > pause {
		pause = min(refusal.RetryAfter, longestObeyed)
		return pause + rand.N(pause/4+1)
	}
	return pause/2 + rand.N(pause/2+1)
}
