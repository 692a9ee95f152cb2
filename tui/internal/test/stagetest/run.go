package stagetest

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Result is what a finished program has done.
type Result struct {
	Output, Errors string
	Code           int
}

// Run runs a program to its end with the input on its standard input.
func Run(t testing.TB, input, path string, arguments ...string) Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	command := exec.CommandContext(ctx, path, arguments...)
	var output, errors bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &output, &errors
	err := command.Run()
	if ctx.Err() != nil {
		t.Fatalf("%v does not end; output %q, errors %q", command.Args, &output, &errors)
	}
	if command.ProcessState == nil {
		t.Fatalf("%v: %v", command.Args, err)
	}
	return Result{output.String(), errors.String(), command.ProcessState.ExitCode()}
}

// Poll waits until done is true and reports whether that happened in time.
func Poll(done func() bool) bool {
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for limit := time.Now().Add(Patience); !done(); <-look.C {
		if time.Now().After(limit) {
			return false
		}
	}
	return true
}
