// Package outputs stores what a program writes: while it runs, what nobody has touched for a moment; after its end, everything.
package outputs

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"cairn/wrapper/internal/workload"
)

const (
	// Rest is how long nobody may have written to a file before it counts as closed.
	Rest        = 3 * time.Second
	shortestGap = time.Second
	longestGap  = 5 * time.Second
	// A look at many files costs time of the program's cores: this much of it at most.
	lookShare = 10
)

// Small files go together, as many as one upload of the console takes; a few large ones at once leave the line to the others.
const (
	packed = iota
	single
	large
	laneCount
)

var workersOf = [laneCount]int{packed: 2, single: 8, large: 2}

const (
	mostPacked      = 1_000
	mostPackedBytes = 8 << 20
	packedBytes     = 1 << 20
	largeBytes      = 64 << 20
	linesAtOnce     = 8
)

func laneOf(size int64) int {
	switch {
	case size <= packedBytes:
		return packed
	case size <= largeBytes:
		return single
	default:
		return large
	}
}

// Result is what became of the files.
type Result struct {
	Stored []string
	Lost   []workload.Lost
}

// Collector keeps the store in step with a folder.
type Collector struct {
	api   *workload.Client
	root  *os.Root
	lines chan struct{}

	mutex   sync.Mutex
	wake    *sync.Cond
	lanes   [laneCount][]file
	busy    map[string]bool
	stored  map[string]state
	refused map[string]refusal
	rests   map[string]time.Duration
	seen    map[string]sighting
	isLast  bool
	isOver  bool
	isAway  bool
	settled chan struct{}
}

type refusal struct {
	state  state
	reason string
}

type sighting struct {
	state state
	at    time.Time
}

// NewCollector opens the folder; whatever becomes of its name later, this folder is the one that is read.
func NewCollector(api *workload.Client, folder string) (*Collector, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	c := &Collector{
		api: api, root: root, lines: make(chan struct{}, linesAtOnce),
		busy: map[string]bool{}, stored: map[string]state{}, refused: map[string]refusal{},
		rests: map[string]time.Duration{}, seen: map[string]sighting{}, settled: make(chan struct{}, 1),
	}
	c.wake = sync.NewCond(&c.mutex)
	return c, nil
}

// Run stores until the last look, which begins when ended is closed, found nothing more to do, or the context is over.
func (c *Collector) Run(ctx context.Context, ended <-chan struct{}) Result {
	defer c.root.Close()
	var workers sync.WaitGroup
	for lane, count := range workersOf {
		for range count {
			workers.Go(func() { c.work(ctx, lane) })
		}
	}
	found := c.watch(ctx, ended)
	c.mutex.Lock()
	c.isOver = true
	c.wake.Broadcast()
	c.mutex.Unlock()
	workers.Wait()
	return c.result(found)
}

func (c *Collector) watch(ctx context.Context, ended <-chan struct{}) *scan {
	for {
		startedAt := time.Now()
		isLast := isClosed(ended)
		found, err := look(c.root)
		left := 0
		if err != nil {
			found = &scan{lost: []workload.Lost{{Path: ".", Reason: "unreadable"}}}
		} else {
			left = c.plan(found.files, isLast)
		}
		if isLast && left == 0 || ctx.Err() != nil {
			return found
		}
		c.pause(ctx, ended, isLast, min(longestGap, max(shortestGap, lookShare*time.Since(startedAt))))
	}
}

// pause waits for the next look, which comes at once when the program ends, and after its end when all that was planned is done.
func (c *Collector) pause(ctx context.Context, ended <-chan struct{}, isLast bool, gap time.Duration) {
	settled := c.settled
	if isLast {
		ended = nil
	} else {
		settled = nil
	}
	select {
	case <-ctx.Done():
	case <-ended:
	case <-settled:
	case <-time.After(gap):
	}
}

// plan lays out what is to be stored now, small files first, and answers how many are planned or under way.
func (c *Collector) plan(files []file, isLast bool) int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.isLast = isLast
	c.lanes = [laneCount][]file{}
	now := time.Now()
	present := make(map[string]sighting, len(files))
	for _, each := range files {
		sight := c.seen[each.path]
		if sight.state != each.state {
			sight = sighting{each.state, now}
		}
		present[each.path] = sight
		if c.busy[each.path] || c.stored[each.path] == each.state || c.refused[each.path].state == each.state {
			continue
		}
		if !isLast && !c.rested(each, sight, now) {
			continue
		}
		lane := laneOf(each.state.size)
		c.lanes[lane] = append(c.lanes[lane], each)
	}
	c.seen = present
	c.forgetAbsent()
	for _, lane := range c.lanes {
		slices.SortFunc(lane, func(a, b file) int { return cmp.Compare(a.state.size, b.state.size) })
	}
	c.wake.Broadcast()
	return c.left()
}

// left counts what is planned or under way.
func (c *Collector) left() int {
	count := len(c.busy)
	for _, lane := range c.lanes {
		count += len(lane)
	}
	return count
}

func (c *Collector) forgetAbsent() {
	isAbsent := func(path string) bool { _, ok := c.seen[path]; return !ok }
	maps.DeleteFunc(c.stored, func(path string, _ state) bool { return isAbsent(path) })
	maps.DeleteFunc(c.refused, func(path string, _ refusal) bool { return isAbsent(path) })
	maps.DeleteFunc(c.rests, func(path string, _ time.Duration) bool { return isAbsent(path) })
}

// rested tells whether nobody wrote lately: by the disk's clock, or by ours where that one runs apart. A file that took long to
// store the last time rests longer, or one that grows for ever would be sent for ever.
func (c *Collector) rested(each file, sight sighting, now time.Time) bool {
	rest := max(Rest, c.rests[each.path])
	return now.Sub(time.Unix(0, each.state.changed)) >= rest || now.Sub(sight.at) >= rest
}

func (c *Collector) work(ctx context.Context, lane int) {
	for {
		next := c.take(lane)
		if len(next) == 0 {
			return
		}
		startedAt := time.Now()
		if lane == packed {
			outcomes := c.storePack(ctx, next)
			for i, each := range next {
				c.finish(each, outcomes[i], time.Since(startedAt))
			}
			continue
		}
		c.finish(next[0], c.store(ctx, next[0]), time.Since(startedAt))
	}
}

// take waits for the next files of a lane: one, or what goes together. None means that it is over.
func (c *Collector) take(lane int) []file {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for len(c.lanes[lane]) == 0 && !c.isOver {
		c.wake.Wait()
	}
	if c.isOver {
		return nil
	}
	count := 1
	if lane == packed {
		count = together(c.lanes[lane])
	}
	next := c.lanes[lane][:count:count]
	c.lanes[lane] = c.lanes[lane][count:]
	for _, each := range next {
		c.busy[each.path] = true
	}
	return next
}

// together tells how many files from the first on go in one upload.
func together(files []file) int {
	bytes := int64(0)
	for count, each := range files {
		bytes += each.state.size
		if count > 0 && (count == mostPacked || bytes > mostPackedBytes) {
			return count
		}
	}
	return len(files)
}

func (c *Collector) finish(done file, outcome error, took time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	delete(c.busy, done.path)
	var lost *lostFile
	switch {
	case outcome == nil:
		c.stored[done.path] = done.state
		delete(c.refused, done.path)
	case errors.As(outcome, &lost):
		c.refused[done.path] = refusal{done.state, lost.reason}
	}
	if outcome == nil || !errors.Is(outcome, context.DeadlineExceeded) {
		c.isAway = outcome != nil && workload.Passes(outcome)
	}
	if took > Rest {
		c.rests[done.path] = took
	} else {
		delete(c.rests, done.path)
	}
	if c.left() == 0 {
		select {
		case c.settled <- struct{}{}:
		default:
		}
	}
}

// result tells what is stored of the files that stand there at the end. Where an older state of a file is stored, it is kept and said.
func (c *Collector) result(last *scan) Result {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	result := Result{Lost: last.lost}
	for _, each := range last.files {
		before, isStored := c.stored[each.path]
		if isStored {
			result.Stored = append(result.Stored, each.path)
		}
		if before == each.state {
			continue
		}
		reason := "timeUp"
		if c.isAway {
			reason = "unreachable"
		}
		if no, ok := c.refused[each.path]; ok && no.state == each.state {
			reason = no.reason
		}
		result.Lost = append(result.Lost, workload.Lost{Path: each.path, Reason: reason})
	}
	if last.root == nil {
		for path := range c.stored {
			result.Stored = append(result.Stored, path)
		}
	}
	return result
}

func isClosed(channel <-chan struct{}) bool {
	select {
	case <-channel:
		return true
	default:
		return false
	}
}
