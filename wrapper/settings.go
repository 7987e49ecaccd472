package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"cairn/wrapper/internal/fetch"
	"cairn/wrapper/internal/run"
	"cairn/wrapper/internal/workload"
)

const (
	connections = 16
	pieceBytes  = 16 << 20
	patience    = 10 * time.Minute
)

// private are the variables that the program does not see.
var private = []string{
	"CAIRN_API", "CAIRN_TOKEN_FILE", "CAIRN_TOKEN_HANDOVER", "CAIRN_CA_FILE", "CAIRN_BIN", "CAIRN_MOUNTS",
	"CAIRN_FLUSH_SECONDS", "CAIRN_GRACE_SECONDS", "CAIRN_TERMINATION_LOG",
}

type settings struct {
	api            *workload.Client
	token          string
	handover       string
	bundle         string
	bin            string
	mounts         string
	terminationLog string
	flush, grace   time.Duration
}

// readSettings reads the variables. The token is read once: where its file can be removed, it is gone before the program starts.
func readSettings() (settings, error) {
	s := settings{
		handover:       os.Getenv("CAIRN_TOKEN_HANDOVER"),
		bundle:         os.Getenv("CAIRN_CA_FILE"),
		bin:            variable("CAIRN_BIN", "/cairn/bin/wrapper"),
		mounts:         variable("CAIRN_MOUNTS", "/cairn/mounts"),
		terminationLog: variable("CAIRN_TERMINATION_LOG", "/dev/termination-log"),
	}
	var err error
	if s.flush, err = seconds("CAIRN_FLUSH_SECONDS", 300); err != nil {
		return s, err
	}
	if s.grace, err = seconds("CAIRN_GRACE_SECONDS", 30); err != nil {
		return s, err
	}
	address := os.Getenv("CAIRN_API")
	if address == "" {
		return s, nil
	}
	if parsed, err := url.Parse(address); err != nil || parsed.Host == "" {
		return s, workload.Fail(workload.CodeSettings, "settings", "name", "CAIRN_API")
	}
	name := os.Getenv("CAIRN_TOKEN_FILE")
	text, err := os.ReadFile(name)
	if s.token = strings.TrimSpace(string(text)); err != nil || s.token == "" {
		return s, workload.Fail(workload.CodeSettings, "settings", "name", "CAIRN_TOKEN_FILE")
	}
	s.api = workload.NewClient(address, s.token, workload.NewHTTP(s.authorities(), connections))
	return s, nil
}

// authorities are those that the settings name, else those that `fetch` laid beside this program.
func (s settings) authorities() string {
	if s.bundle != "" {
		return s.bundle
	}
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	return filepath.Join(filepath.Dir(self), fetch.Bundle)
}

// handOver lays the token where `run` may remove it.
func (s settings) handOver() error {
	if s.handover == "" {
		return nil
	}
	if err := os.WriteFile(s.handover, []byte(s.token), 0o600); err != nil {
		return workload.Fail(workload.CodeSettings, "settings", "name", "CAIRN_TOKEN_HANDOVER")
	}
	return nil
}

func (s settings) fetch() fetch.Settings {
	return fetch.Settings{Folder: s.mounts, Connections: connections, PieceBytes: pieceBytes, Patience: patience}
}

// run takes what a gang of replicas writes from its first one alone.
func (s settings) run() run.Settings {
	api := s.api
	if rank := os.Getenv("CAIRN_RANK"); rank != "" && rank != "0" {
		api = nil
	}
	return run.Settings{
		API: api, TokenFile: os.Getenv("CAIRN_TOKEN_FILE"), Private: private, TerminationLog: s.terminationLog,
		Outputs: os.Getenv("CAIRN_OUTPUT_DIR"), Metrics: os.Getenv("CAIRN_METRICS_FILE"), Flush: s.flush, Grace: s.grace,
	}
}

func variable(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func seconds(name string, otherwise int) (time.Duration, error) {
	value, err := strconv.Atoi(variable(name, strconv.Itoa(otherwise)))
	if err != nil || value < 0 {
		return 0, workload.Fail(workload.CodeSettings, "settings", "name", name)
	}
	return time.Duration(value) * time.Second, nil
}
