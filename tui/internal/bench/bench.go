//go:build linux

package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
	"wallsockets/tui/internal/bench/words"
	"wallsockets/tui/internal/proc"
)

// The programs of the checkout that are measured.
const (
	part3 = "part3-threads/server"
	part4 = "part4-security/server"
	part5 = "part5-unix/server"
	part6 = "part6-php/server"
)

// bench is one run of the comparison.
type bench struct {
	options  *options
	folder   string // of this run only, mode 0700
	list     string // file name of the word list
	words    int    // in it
	host     *peer.Host
	running  map[string]*peer.Peer // those started so far; nil: not available
	report   *report.Report
	progress *progress
}

// newBench makes the word list, builds the servers and starts the load
// generator.
func newBench(ctx context.Context, options *options) (*bench, error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	b := &bench{options: options, folder: folder, running: make(map[string]*peer.Peer),
		progress: newProgress(os.Stderr)}
	if err := b.prepare(ctx); err != nil {
		b.close()
		return nil, err
	}
	b.report = &report.Report{Ours: peer.Part5, Machine: proc.Machine() + ", " + time.Now().Format(time.DateOnly),
		Pinned: b.host.Pinning(), Words: b.words, Big: options.big,
		Repetitions: options.repetitions, Missing: []string{}}
	return b, nil
}

// prepare makes the word list and the host.
func (b *bench) prepare(ctx context.Context) error {
	if err := b.makeList(); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b.host, err = peer.NewHost(peer.Config{Root: b.options.root, Folder: b.folder,
		Self: []string{self, Name}, List: b.list, Words: b.words,
		Connections: b.options.idle, Say: b.progress.say})
	if err != nil {
		return err
	}
	return b.host.Build(ctx, part3, part4, part5, part6)
}

// close stops what was started and removes the folder.
func (b *bench) close() {
	b.progress.done()
	if b.host != nil {
		b.host.Close()
	}
	os.RemoveAll(b.folder)
}

// makeList writes the word list that all peers are filled with.
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

// run measures the groups of the options. If one fails, it measures the others.
func (b *bench) run(ctx context.Context) error {
	measure := map[string]func(context.Context) error{"lookup": b.lookUp,
		"held": b.held, "tcp": b.tcp, "oneshot": b.oneShot, "models": b.models,
		"load": b.load, "idle": b.idle, "reload": b.reload}
	var errs []error
	for _, group := range groups {
		if !slices.Contains(b.options.only, group) || ctx.Err() != nil {
			continue
		}
		if err := measure[group](ctx); err != nil {
			errs = append(errs, fmt.Errorf("measure %s: %w", group, err))
		}
	}
	return errors.Join(errs...)
}

// peers returns the available peers of these names. It starts those that do not
// run yet. It returns an error if ours cannot be measured, and leaves out any
// other peer.
func (b *bench) peers(ctx context.Context, names ...string) ([]*peer.Peer, error) {
	var found []*peer.Peer
	for _, name := range names {
		p, known := b.running[name]
		if !known {
			var err error
			if p, err = b.host.Start(ctx, name); err != nil {
				if ctx.Err() != nil || name == peer.Part5 || name == peer.Part5Loop {
					return nil, err
				}
				b.leaveOut(err)
			}
			b.running[name] = p
		}
		if p != nil {
			found = append(found, p)
		}
	}
	return found, nil
}

// leaveOut adds what is not measured, and why, to the report.
func (b *bench) leaveOut(err error) {
	text := err.Error()
	if !slices.Contains(b.report.Missing, text) {
		b.report.Missing = append(b.report.Missing, text)
	}
}

// sayRepetition shows which repetition of a group is being measured.
func (b *bench) sayRepetition(group string, repetition int, detail string) {
	b.progress.say("%s, repetition %d of %d%s", group, repetition+1,
		b.options.repetitions, detail)
}
