//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"wallsockets/tui/internal/bench/internal/report"
	"wallsockets/tui/internal/bench/internal/words"
)

// buildTime bounds a compiler's run, and that of an installation.
const buildTime = 10 * time.Minute

// bench is one run of the comparison.
type bench struct {
	ctx        context.Context // the whole run's; ctrl+c ends it
	options    *options
	folder     string // of this run only, mode 0700
	processors processors
	list       string // file name of the word list
	words      int    // in it
	generator  *client
	running    map[string]*peer // those started so far; nil: not to be had
	started    int              // processes so far; numbers them
	stops      []func()         // what close undoes, the last first
	report     *report.Report
	progress   *progress
}

// newBench builds the servers, makes the word list and starts the load
// generator.
func newBench(ctx context.Context, options *options) (*bench, error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	b := &bench{ctx: ctx, options: options, folder: folder,
		running: make(map[string]*peer), progress: newProgress(os.Stderr)}
	b.onClose(func() { os.RemoveAll(folder) })
	var where string
	b.processors, where = chooseProcessors()
	b.report = &report.Report{Machine: machine(), Pinned: where,
		Big: options.big, Repetitions: options.repetitions, Missing: []string{}}
	if err := errors.Join(b.build(), b.makeList()); err != nil {
		b.close()
		return nil, err
	}
	b.report.Words = b.words
	self, err := os.Executable()
	if err == nil {
		b.generator, err = b.newClient(self, loadMode, b.list)
	}
	if err != nil {
		b.close()
		return nil, err
	}
	b.onClose(b.generator.stop)
	return b, nil
}

// onClose has something undone at the end.
func (b *bench) onClose(undo func()) { b.stops = append(b.stops, undo) }

// close stops what was started and removes the folder.
func (b *bench) close() {
	b.progress.done()
	for _, undo := range slices.Backward(b.stops) {
		undo()
	}
	b.stops = nil
}

// build compiles the servers that are measured: without C, for a program that
// needs no C library starts some milliseconds earlier.
func (b *bench) build() error {
	if err := os.Setenv("CGO_ENABLED", "0"); err != nil {
		return err
	}
	for _, program := range []string{"part3-threads/server", "part4-security/server",
		"part5-unix/server", "part6-php/server"} {
		b.progress.say("build %s", program)
		err := b.command("go", "build", "-o", b.program(program), "wallsockets/"+program)
		if err != nil {
			return fmt.Errorf("build %s: %w", program, err)
		}
	}
	return nil
}

// program returns the executable of a program of the series.
func (b *bench) program(name string) string {
	return filepath.Join(b.folder, strings.ReplaceAll(name, "/", "-"))
}

// makeList writes the word list that everyone is loaded with.
func (b *bench) makeList() error {
	b.progress.say("make the word list")
	b.list, b.words = filepath.Join(b.folder, "words.tsv"), b.options.words
	if b.options.list == "" {
		return writeWords(b.list, b.words)
	}
	file, err := os.Create(b.list)
	if err != nil {
		return err
	}
	b.words, err = words.Import(file, b.options.list)
	return errors.Join(err, file.Close())
}

// writeWords writes a list of n synthetic words.
func writeWords(name string, n int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(words.Generate(file, n), file.Close())
}

// run measures every group that is asked for. What goes wrong in one keeps none
// of the others from being measured.
func (b *bench) run() error {
	measure := map[string]func() error{"lookup": b.lookUp, "held": b.held,
		"tcp": b.tcp, "oneshot": b.oneShot, "models": b.models, "load": b.load,
		"idle": b.idle, "reload": b.reload}
	var wrong []error
	for _, group := range groups {
		if !slices.Contains(b.options.only, group) || b.ctx.Err() != nil {
			continue
		}
		if err := measure[group](); err != nil {
			wrong = append(wrong, fmt.Errorf("measure %s: %w", group, err))
		}
	}
	return errors.Join(wrong...)
}

// leaveOut notes what is not measured, and why.
func (b *bench) leaveOut(err error) {
	text := err.Error()
	if !slices.Contains(b.report.Missing, text) {
		b.report.Missing = append(b.report.Missing, text)
	}
}

// machine says what this run was measured on.
func machine() string {
	model := "unknown processor"
	info, _ := os.ReadFile("/proc/cpuinfo") // without it, it stays unknown
	if _, after, ok := strings.Cut(string(info), "model name"); ok {
		line, _, _ := strings.Cut(after, "\n")
		model = strings.TrimLeft(line, "\t: ")
	}
	kernel, _ := exec.Command("uname", "-sr").Output()
	return fmt.Sprintf("%s, %d processors, %s, %s, %s", model, runtime.NumCPU(),
		strings.TrimSpace(string(kernel)), runtime.Version(),
		time.Now().Format(time.DateOnly))
}
