// Package workload speaks the workload API of the console: what one attempt or revision may ask for with its token.
package workload

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Protocol is what this wrapper speaks: the console refuses another before the program starts. lib/workloads/protocol.ts says the same.
const Protocol = "1"

const (
	answerTime       = 30 * time.Second
	longestSentence  = 4 << 10
	longestAnswer    = 32 << 20
	slowestSumsBytes = 20 << 20
)

// Client asks the console. Each call is one request: who calls decides whether it is asked again.
type Client struct {
	base  string
	token string
	HTTP  *http.Client
}

// NewClient speaks to the console at an address such as `http://cairn-web:3000`.
func NewClient(address, token string, client *http.Client) *Client {
	return &Client{base: strings.TrimRight(address, "/") + "/api/v1/workload", token: token, HTTP: client}
}

// Workload is what the token stands for.
type Workload struct {
	ID           string  `json:"id"`
	Kind         string  `json:"kind"`
	Mounts       []Mount `json:"mounts"`
	TakesOutputs bool    `json:"takesOutputs"`
	TakesMetrics bool    `json:"takesMetrics"`
}

// Mount is a folder of files by content.
type Mount struct {
	Index      int    `json:"index"`
	Target     string `json:"target"`
	FileCount  int64  `json:"fileCount"`
	TotalBytes int64  `json:"totalBytes"`
}

// MountFile is one of a mount: its bytes are those from Start to End, exclusive, of the object behind URL.
type MountFile struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	URL    string `json:"url"`
	Start  int64  `json:"start"`
	End    int64  `json:"end"`
}

// Page is a part of a mount's list.
type Page struct {
	Items []MountFile `json:"items"`
	Next  *string     `json:"nextCursor"`
}

// File is an output as it is announced.
type File struct {
	Path       string
	Size       int64
	SHA256     string
	ModifiedAt time.Time
}

// Upload is what has to be sent for files, if anything: the bytes of those under Wanted, one behind the other.
type Upload struct {
	State     string   `json:"state"`
	UploadID  string   `json:"uploadId"`
	Wanted    []string `json:"wanted"`
	PartBytes int64    `json:"partBytes"`
	Parts     []struct {
		Number int    `json:"number"`
		URL    string `json:"url"`
	} `json:"parts"`
}

// Part is one that was sent.
type Part struct {
	Number int    `json:"number"`
	ETag   string `json:"etag"`
}

// Lost is a file that could not be stored, and why.
type Lost struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Workload asks what the token is good for.
func (c *Client) Workload(ctx context.Context) (Workload, error) {
	var answer Workload
	return answer, c.ask(ctx, http.MethodGet, "", nil, &answer, answerTime)
}

// Files asks for a page of a mount; an empty cursor is the first.
func (c *Client) Files(ctx context.Context, mount int, cursor string) (Page, error) {
	query := ""
	if cursor != "" {
		query = "?cursor=" + url.QueryEscape(cursor)
	}
	var answer Page
	return answer, c.ask(ctx, http.MethodGet, fmt.Sprintf("/mounts/%d/files%s", mount, query), nil, &answer, answerTime)
}

// Upload announces a file of any size, or several small ones.
func (c *Client) Upload(ctx context.Context, files []File) (Upload, error) {
	announced := make([]map[string]any, len(files))
	for i, each := range files {
		modifiedAt := each.ModifiedAt.UTC().Format("2006-01-02T15:04:05.000Z")
		announced[i] = map[string]any{"path": each.Path, "size": each.Size, "sha256": each.SHA256, "modifiedAt": modifiedAt}
	}
	var answer Upload
	return answer, c.ask(ctx, http.MethodPost, "/uploads", map[string]any{"files": announced}, &answer, answerTime)
}

// Complete says that all parts were sent, and answers the files whose bytes arrived otherwise. The server reads them once before it answers.
func (c *Client) Complete(ctx context.Context, id string, parts []Part, size int64) ([]string, error) {
	patience := answerTime + time.Duration(size/slowestSumsBytes)*time.Second
	var answer struct {
		Refused []string `json:"refused"`
	}
	return answer.Refused, c.ask(ctx, http.MethodPost, "/uploads/"+url.PathEscape(id)+"/complete", map[string]any{"parts": parts}, &answer, patience)
}

// Metrics tells whole lines from a byte offset on; the answer is the offset that the console has.
func (c *Client) Metrics(ctx context.Context, offset int64, text string) (int64, error) {
	var answer struct {
		Offset int64 `json:"offset"`
	}
	return answer.Offset, c.ask(ctx, http.MethodPost, "/metrics", map[string]any{"offset": offset, "text": text}, &answer, answerTime)
}

// Progress tells how much of the inputs is there.
func (c *Client) Progress(ctx context.Context, done, total int64) error {
	return c.ask(ctx, http.MethodPost, "/progress", map[string]any{"doneBytes": done, "totalBytes": total}, nil, answerTime)
}

// Flush says that everything is stored. The token is over afterwards.
func (c *Client) Flush(ctx context.Context, files []string, lost []Lost) error {
	return c.ask(ctx, http.MethodPost, "/flush", map[string]any{"files": files, "lost": lost}, nil, answerTime)
}

func (c *Client) ask(ctx context.Context, method, path string, in, out any, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return Fail(CodeUnexpected, "unexpected", "detail", err.Error())
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return Fail(CodeSettings, "settings", "name", "CAIRN_API")
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Cairn-Protocol", Protocol)
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer Drain(response.Body)
	if response.StatusCode >= 300 {
		return RefusalOf(response)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(io.LimitReader(response.Body, longestAnswer)).Decode(out)
}

// RefusalOf reads why a request was refused.
func RefusalOf(response *http.Response) *Refusal {
	text, _ := io.ReadAll(io.LimitReader(response.Body, longestSentence))
	var problem struct {
		Detail string `json:"detail"`
	}
	if json.Unmarshal(text, &problem) != nil || problem.Detail == "" {
		problem.Detail = string(text)
	}
	return &Refusal{Status: response.StatusCode, Sentence: problem.Detail, RetryAfter: retryAfter(response.Header.Get("Retry-After"))}
}

// Drain reads what little is left, so that the connection serves again.
func Drain(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, longestSentence)
	_ = body.Close()
}

func retryAfter(text string) time.Duration {
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
