package run

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"cairn/wrapper/internal/metrics"
	"cairn/wrapper/internal/outputs"
	"cairn/wrapper/internal/process"
	"cairn/wrapper/internal/workload"
)

const (
	// Held back from the budget, so that the console hears what could not be stored.
	flushTime = 3 * time.Second
	mostLost  = 1000
)

// kept is what became of the files, and whether the console was told.
type kept struct {
	outputs.Result
	isTold bool
}

// keep stores outputs and metrics for as long as the program runs and the budget lasts. The answer waits for the end of both.
func keep(budget *budget, settings Settings, program *process.Program) (wait func() kept) {
	if settings.API == nil {
		return func() kept { return kept{isTold: true} }
	}
	var result kept
	var all sync.WaitGroup
	swept := make(chan struct{})
	all.Go(func() {
		what, err := ask(budget, settings.API)
		result = keepAsAllowed(budget, settings, what, err, program.Ended(), swept)
	})
	return func() kept {
		close(swept)
		all.Wait()
		return result
	}
}

func ask(ctx context.Context, api *workload.Client) (what workload.Workload, err error) {
	return what, workload.Persist(ctx, nil, func() error {
		what, err = api.Workload(ctx)
		return err
	})
}

func keepAsAllowed(budget *budget, settings Settings, what workload.Workload, err error, ended, swept <-chan struct{}) kept {
	var result kept
	var both sync.WaitGroup
	takesOutputs := settings.Outputs != "" && (what.TakesOutputs || err != nil)
	if settings.Metrics != "" && err == nil && what.TakesMetrics {
		both.Go(func() { metrics.NewFollower(settings.API, settings.Metrics).Run(budget, swept) })
	}
	if takesOutputs {
		result.Result = store(budget, settings, err, swept)
	}
	both.Wait()
	<-ended
	if err != nil {
		say(err, result.Result)
		return result
	}
	if what.Kind != "attempt" {
		result.isTold = true
		return result
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(budget), flushTime)
	defer cancel()
	if problem := flush(last, settings.API, result.Result); problem != nil {
		say(problem, result.Result)
		return result
	}
	result.isTold = true
	return result
}

// store keeps the outputs; where nobody ever answered, it only tells what is lost.
func store(budget *budget, settings Settings, err error, swept <-chan struct{}) outputs.Result {
	collector, problem := outputs.NewCollector(settings.API, settings.Outputs)
	if problem != nil {
		return outputs.Result{Lost: []workload.Lost{{Path: ".", Reason: "unreadable"}}}
	}
	if err != nil {
		<-swept
		cancelled, cancel := context.WithCancel(budget)
		cancel()
		return collector.Run(cancelled, swept)
	}
	return collector.Run(budget, swept)
}

// flush tells the console. One that is asked again finds its token over: then the first was heard and only its answer was lost.
func flush(ctx context.Context, api *workload.Client, result outputs.Result) error {
	lost := result.Lost[:min(len(result.Lost), mostLost)]
	isRepeated := false
	return workload.Persist(ctx, nil, func() error {
		err := api.Flush(ctx, notNil(result.Stored), notNil(lost))
		if isRepeated && workload.StatusOf(err) == http.StatusUnauthorized {
			return nil
		}
		isRepeated = true
		return err
	})
}

func say(err error, result outputs.Result) {
	fmt.Fprintf(os.Stderr, "cairn: the console could not be told of the end (%v); %d outputs are stored, %d are not\n", err, len(result.Stored), len(result.Lost))
}

// notNil: the console reads an empty list, not null.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
