//go:build unix

package ui

import (
	"testing"

	"wallsockets/tui/internal/runner"
)

// Whoever types to a client that has just ended reads that, and no error of the system.
func TestNotSent(t *testing.T) {
	r, err := runner.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	process, err := r.Start(runner.Spec{Name: "client", Path: "/bin/sh", Args: []string{"-c", "exit 3"}})
	if err != nil {
		t.Fatal(err)
	}
	<-process.Done()
	err = process.Write("hello")
	if got, want := notSent("#4 client", process, err), "#4 client had ended (exit code 3) before the line was sent"; err == nil || got != want {
		t.Errorf("after %v: %q, want %q", err, got, want)
	}
}
