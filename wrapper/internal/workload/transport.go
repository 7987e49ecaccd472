package workload

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// Stall is how long a transfer may stand still before its line counts as broken.
const Stall = 30 * time.Second

// NewHTTP makes the one HTTP client. It follows no redirect and asks no proxy: the token goes to the console and nowhere else.
// HTTP/1.1 alone, as its buffers are small and known. Certificates of authorities that the image lacks come from bundle.
func NewHTTP(bundle string, connections int) *http.Client {
	transport := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		TLSClientConfig:     &tls.Config{RootCAs: authorities(bundle), MinVersion: tls.VersionTLS12},
		TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{},
		MaxIdleConnsPerHost: connections,
		IdleConnTimeout:     20 * time.Second,
		DisableCompression:  true,
		WriteBufferSize:     32 << 10,
	}
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: transport, CheckRedirect: refuse}
}

func authorities(bundle string) *x509.CertPool {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if text, err := os.ReadFile(bundle); err == nil {
		pool.AppendCertsFromPEM(text)
	}
	return pool
}

// Watch ends a request's context once nothing moved for the time of a stall.
type Watch struct {
	timer  *time.Timer
	cancel context.CancelFunc
}

// Watched derives a context that ends when its watch is not told of any movement for so long.
func Watched(ctx context.Context, stall time.Duration) (context.Context, *Watch) {
	inner, cancel := context.WithCancel(ctx)
	return inner, &Watch{timer: time.AfterFunc(stall, cancel), cancel: cancel}
}

// Moved says that bytes went over the line, and how long it may stand still from now on.
func (w *Watch) Moved(stall time.Duration) { w.timer.Reset(stall) }

// End releases the context.
func (w *Watch) End() {
	w.timer.Stop()
	w.cancel()
}

// Reading tells the watch of every read from the source.
func (w *Watch) Reading(source io.Reader) io.Reader { return &watchedReader{source, w} }

type watchedReader struct {
	source io.Reader
	watch  *Watch
}

func (r *watchedReader) Read(bytes []byte) (int, error) {
	n, err := r.source.Read(bytes)
	if n > 0 {
		r.watch.Moved(Stall)
	}
	return n, err
}
