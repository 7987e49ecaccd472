// Package fake is a console and a store for tests: it speaks the workload API, and fails on request.
package fake

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cairn/wrapper/internal/workload"
)

// Token is the only one that is let in.
const Token = "cairn_job_test"

const (
	pageSize  = 500
	partBytes = 8 << 20
)

// Input is a file of a mount.
type Input struct {
	Path   string
	Size   int64
	SHA256 string
	Open   func() io.ReadSeeker
}

// Text is an input with this content.
func Text(path, content string) Input {
	sum := sha256.Sum256([]byte(content))
	open := func() io.ReadSeeker { return strings.NewReader(content) }
	return Input{path, int64(len(content)), hex.EncodeToString(sum[:]), open}
}

// Output is a file that was stored.
type Output struct {
	Size   int64
	SHA256 string
	Times  int
}

// Flush is what was told at the end.
type Flush struct {
	Files []string                        `json:"files"`
	Lost  []struct{ Path, Reason string } `json:"lost"`
}

// Server is a console and a store in one.
type Server struct {
	URL    string
	Mounts [][]Input
	// Before may answer a request itself, and then says so.
	Before func(w http.ResponseWriter, r *http.Request) bool
	// CutAfter breaks every answer of the store that is longer than so many bytes.
	CutAfter int64

	mutex       sync.Mutex
	folder      string
	isOver      bool
	age         int
	uploads     map[string]*upload
	outputs     map[string]Output
	contents    map[string]bool
	announced   map[string]string
	begun       int
	metrics     string
	flushes     []Flush
	Requests    map[string]int
	LastDone    int64
	MetricsFrom int64
}

type upload struct {
	id    string
	files []announced
}

type announced struct {
	Path, SHA256, ModifiedAt string
	Size                     int64
}

// New starts a server that ends with the test.
func New(t *testing.T) *Server {
	s := &Server{folder: t.TempDir(), uploads: map[string]*upload{}, outputs: map[string]Output{}, contents: map[string]bool{}, announced: map[string]string{}, Requests: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/workload", s.workload)
	mux.HandleFunc("GET /api/v1/workload/mounts/{index}/files", s.files)
	mux.HandleFunc("POST /api/v1/workload/uploads", s.begin)
	mux.HandleFunc("POST /api/v1/workload/uploads/{id}/complete", s.complete)
	mux.HandleFunc("POST /api/v1/workload/metrics", s.takeMetrics)
	mux.HandleFunc("POST /api/v1/workload/progress", s.progress)
	mux.HandleFunc("POST /api/v1/workload/flush", s.flush)
	mux.HandleFunc("GET /store/{mount}/{number}", s.read)
	mux.HandleFunc("PUT /store/{id}/{number}", s.write)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := mux.Handler(r)
		s.mutex.Lock()
		s.Requests[pattern]++
		before, isOver := s.Before, s.isOver
		s.mutex.Unlock()
		if before != nil && before(w, r) {
			return
		}
		if strings.HasPrefix(r.URL.Path, "/api/") && (isOver || r.Header.Get("Authorization") != "Bearer "+Token) {
			refuse(w, 401, "The key is not valid.")
			return
		}
		if strings.HasPrefix(r.URL.Path, "/api/") && r.Header.Get("Cairn-Protocol") != workload.Protocol {
			refuse(w, 409, "Another protocol is spoken.")
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Locked runs with the server standing still.
func (s *Server) Locked(run func()) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	run()
}

// Expire makes every address that was given out too old.
func (s *Server) Expire() { s.Locked(func() { s.age++ }) }

// Outputs is what stands in the manifest.
func (s *Server) Outputs() map[string]Output {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	copied := map[string]Output{}
	for path, output := range s.outputs {
		copied[path] = output
	}
	return copied
}

// Metrics is all that was taken of the metrics file.
func (s *Server) Metrics() (text string) {
	s.Locked(func() { text = s.metrics })
	return text
}

// Flushes are all ends that were told.
func (s *Server) Flushes() (all []Flush) {
	s.Locked(func() { all = append(all, s.flushes...) })
	return all
}

// Drop closes the connection without a word.
func Drop(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		connection.Close()
	}
}

func (s *Server) workload(w http.ResponseWriter, _ *http.Request) {
	mounts := []map[string]any{}
	for index, files := range s.Mounts {
		total := int64(0)
		for _, file := range files {
			total += file.Size
		}
		mounts = append(mounts, map[string]any{"index": index, "target": "/data", "fileCount": len(files), "totalBytes": total})
	}
	answer(w, map[string]any{"id": "w", "kind": "attempt", "mounts": mounts, "takesOutputs": true, "takesMetrics": true})
}

func (s *Server) files(w http.ResponseWriter, r *http.Request) {
	index, _ := strconv.Atoi(r.PathValue("index"))
	from, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
	files := s.Mounts[index]
	until := min(len(files), from+pageSize)
	items := []map[string]any{}
	s.mutex.Lock()
	age := s.age
	s.mutex.Unlock()
	for number, file := range files[from:until] {
		url := fmt.Sprintf("%s/store/%d/%d?age=%d", s.URL, index, from+number, age)
		items = append(items, map[string]any{"path": file.Path, "size": file.Size, "sha256": file.SHA256, "url": url, "start": 0, "end": file.Size})
	}
	var next any
	if until < len(files) {
		next = strconv.Itoa(until)
	}
	answer(w, map[string]any{"items": items, "nextCursor": next})
}

func (s *Server) read(w http.ResponseWriter, r *http.Request) {
	if s.isTooOld(w, r) {
		return
	}
	mount, _ := strconv.Atoi(r.PathValue("mount"))
	number, _ := strconv.Atoi(r.PathValue("number"))
	var target http.ResponseWriter = w
	if s.CutAfter > 0 {
		target = &cutting{w, s.CutAfter}
	}
	http.ServeContent(target, r, "", zeroTime, s.Mounts[mount][number].Open())
}

type cutting struct {
	http.ResponseWriter
	left int64
}

func (c *cutting) Write(bytes []byte) (int, error) {
	if c.left -= int64(len(bytes)); c.left < 0 {
		panic(http.ErrAbortHandler)
	}
	return c.ResponseWriter.Write(bytes)
}

func (s *Server) isTooOld(w http.ResponseWriter, r *http.Request) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if r.URL.Query().Get("age") == strconv.Itoa(s.age) {
		return false
	}
	refuse(w, 403, "Request has expired")
	return true
}

func (s *Server) begin(w http.ResponseWriter, r *http.Request) {
	var asked struct{ Files []announced }
	if !take(w, r, &asked) {
		return
	}
	for _, each := range asked.Files {
		if strings.ContainsAny(each.Path, "\n\\") || each.ModifiedAt == "" {
			refuse(w, 400, "The path has characters that cannot be stored.")
			return
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	files, wanted, size := []announced{}, []string{}, int64(0)
	for _, each := range asked.Files {
		if s.contents[each.SHA256] {
			s.outputs[each.Path] = Output{each.Size, each.SHA256, s.outputs[each.Path].Times + 1}
			continue
		}
		files, wanted, size = append(files, each), append(wanted, each.Path), size+each.Size
	}
	if len(files) == 0 {
		answer(w, map[string]any{"state": "stored"})
		return
	}
	name := fmt.Sprint(files)
	id, isKnown := s.announced[name]
	if !isKnown {
		s.begun++
		id = strconv.Itoa(s.begun)
		s.announced[name] = id
	}
	s.uploads[id] = &upload{id, files}
	parts := []map[string]any{}
	for number := 1; number == 1 || int64(number-1)*partBytes < size; number++ {
		parts = append(parts, map[string]any{"number": number, "url": fmt.Sprintf("%s/store/%s/%d?age=%d", s.URL, id, number, s.age)})
	}
	answer(w, map[string]any{"state": "wanted", "uploadId": id, "wanted": wanted, "partBytes": partBytes, "parts": parts})
}

func (s *Server) write(w http.ResponseWriter, r *http.Request) {
	if s.isTooOld(w, r) {
		return
	}
	if r.ContentLength < 0 {
		refuse(w, 411, "MissingContentLength")
		return
	}
	file, err := os.Create(s.part(r.PathValue("id"), r.PathValue("number")))
	if err != nil {
		refuse(w, 500, err.Error())
		return
	}
	defer file.Close()
	if _, err := io.Copy(file, r.Body); err != nil {
		return
	}
	w.Header().Set("ETag", fmt.Sprintf("%q", r.PathValue("number")))
}

func (s *Server) part(id, number string) string { return filepath.Join(s.folder, id+"-"+number) }

func (s *Server) complete(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Parts []struct {
			Number int
			ETag   string
		}
	}
	if !take(w, r, &asked) {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	known, ok := s.uploads[r.PathValue("id")]
	if !ok {
		refuse(w, 404, "There is no such upload.")
		return
	}
	pieces := []io.Reader{}
	for number := range asked.Parts {
		file, err := os.Open(s.part(known.id, strconv.Itoa(number+1)))
		if err != nil || asked.Parts[number].ETag != fmt.Sprintf("%q", strconv.Itoa(number+1)) {
			refuse(w, 400, "A part is missing.")
			return
		}
		defer file.Close()
		pieces = append(pieces, file)
	}
	content := io.MultiReader(pieces...)
	refused := []string{}
	for _, each := range known.files {
		sum := sha256.New()
		n, _ := io.CopyN(sum, content, each.Size)
		if hex.EncodeToString(sum.Sum(nil)) != each.SHA256 || n != each.Size {
			refused = append(refused, each.Path)
			continue
		}
		s.contents[each.SHA256] = true
		s.outputs[each.Path] = Output{each.Size, each.SHA256, s.outputs[each.Path].Times + 1}
	}
	delete(s.announced, fmt.Sprint(known.files))
	for number := range asked.Parts {
		os.Remove(s.part(known.id, strconv.Itoa(number+1)))
	}
	answer(w, map[string]any{"refused": refused})
}

func (s *Server) takeMetrics(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Offset int64
		Text   string
	}
	if !take(w, r, &asked) {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if end := asked.Offset + int64(len(asked.Text)); end > s.MetricsFrom {
		s.metrics += asked.Text[max(0, s.MetricsFrom-asked.Offset):]
		s.MetricsFrom = end
	}
	answer(w, map[string]any{"offset": s.MetricsFrom})
}

func (s *Server) progress(w http.ResponseWriter, r *http.Request) {
	var asked struct{ DoneBytes, TotalBytes int64 }
	if take(w, r, &asked) {
		s.Locked(func() { s.LastDone = asked.DoneBytes })
		w.WriteHeader(204)
	}
}

func (s *Server) flush(w http.ResponseWriter, r *http.Request) {
	var asked Flush
	if !take(w, r, &asked) {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	kept := map[string]Output{}
	for _, path := range asked.Files {
		if _, ok := s.outputs[path]; !ok {
			refuse(w, 409, path+" was never stored.")
			return
		}
		kept[path] = s.outputs[path]
	}
	s.outputs, s.isOver = kept, true
	s.flushes = append(s.flushes, asked)
	w.WriteHeader(204)
}

func take(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		refuse(w, 400, err.Error())
		return false
	}
	return true
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status": status, "detail": detail})
}

// Silent does what is asked and closes the connection instead of an answer.
func (s *Server) Silent(w http.ResponseWriter, r *http.Request) {
	s.flush(httptest.NewRecorder(), r)
	Drop(w)
}
