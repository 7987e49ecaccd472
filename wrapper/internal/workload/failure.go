package workload

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"
)

// Failure ends the wrapper: an exit code of its own, and a sentence of the catalogue with what it needs.
type Failure struct {
	Code   int            `json:"-"`
	Key    string         `json:"key"`
	Params map[string]any `json:"params"`
}

// Exit codes of failures that trying again does not mend.
const (
	CodeSettings    = 64
	CodeDamaged     = 65
	CodeMissing     = 66
	CodeToken       = 67
	CodeDisk        = 68
	CodeUnreachable = 69
	CodeUnexpected  = 70
)

func (f *Failure) Error() string { return fmt.Sprintf("%s %v", f.Key, f.Params) }

// Final says that trying again does not mend it.
func (f *Failure) Final() {}

// Fail makes a failure from pairs of names and values.
func Fail(code int, key string, pairs ...any) *Failure {
	params := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		params[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return &Failure{Code: code, Key: key, Params: params}
}

// Refusal is an answer other than success, by the API or by the store.
type Refusal struct {
	Status     int
	Sentence   string
	RetryAfter time.Duration
}

func (r *Refusal) Error() string { return fmt.Sprintf("answered %d: %s", r.Status, r.Sentence) }

// StatusOf is the status of a refusal, 0 where nobody answered.
func StatusOf(err error) int {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal.Status
	}
	return 0
}

// Final marks errors that the same request would meet again.
type Final interface{ Final() }

// Passes tells whether the same request may succeed later: nobody answered, or the answer says so.
func Passes(err error) bool {
	var final Final
	var path *os.PathError
	if errors.As(err, &final) || errors.As(err, &path) {
		return false
	}
	switch status := StatusOf(err); status {
	case 0, http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	default:
		return status >= 500
	}
}
