package fetch

import (
	"io"
	"os"
	"path/filepath"
)

// Bundle is the name under which certificates of authorities lie beside the wrapper.
const Bundle = "authorities.pem"

var bundles = []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}

// Carry lays this program where the container of the user's program finds it, and beside it the certificates that image may lack.
func Carry(target, bundle string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return onDisk(err)
	}
	self, err := os.Executable()
	if err != nil {
		return onDisk(err)
	}
	if err := copyFile(self, target, 0o755); err != nil {
		return onDisk(err)
	}
	for _, found := range append([]string{bundle}, bundles...) {
		if _, err := os.Stat(found); found != "" && err == nil {
			return onDisk(copyFile(found, filepath.Join(filepath.Dir(target), Bundle), 0o644))
		}
	}
	return nil
}

func copyFile(from, to string, mode os.FileMode) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		target.Close()
		return err
	}
	if err := target.Close(); err != nil {
		return err
	}
	return os.Rename(to+".new", to)
}
