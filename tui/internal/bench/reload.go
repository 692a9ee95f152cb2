//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"wallsockets/tui/internal/bench/internal/load"
	"wallsockets/tui/internal/bench/internal/report"
)

const (
	reloadGroup = "reload of the list under load"
	before      = "before" // instead of a peer's name
	during      = "during"

	calm     = time.Second / 2 // of load before the reload
	loadTime = 2 * time.Second // of load in all
)

// reload measures the latency of a server, and how it suffers while the list
// is read again. A reload takes all processors, so nothing is pinned.
func (b *bench) reload() error {
	p, path, err := b.startOurs(anywhere, "part6-php/server", "-words", b.list,
		b.socket("part6"))
	if err != nil {
		return err
	}
	defer p.stop()
	if err := b.processors.pin(b.generator.pid(), anywhere); err != nil {
		return err
	}
	s := shape{16, 10, 1}
	job := load.Job{Protocol: "resp", Network: "unix", Address: path, Samples: true,
		Connections: s.connections, Words: s.words, Depth: s.depth}
	for repetition := range b.options.repetitions {
		b.progress.say("%s, repetition %d of %d", reloadGroup, repetition+1,
			b.options.repetitions)
		if err := b.reloadOnce(p, job, s); err != nil {
			return err
		}
	}
	return nil
}

// reloadOnce has the list read again in the middle of a job.
func (b *bench) reloadOnce(p *process, job load.Job, s shape) error {
	job.Duration = loadTime
	reloaded := make(chan span, 1)
	go func() { reloaded <- b.hangUp(p) }()
	result, err := b.generator.run(b.ctx, job)
	reload := <-reloaded
	if err := errors.Join(err, reload.err); err != nil {
		return err
	}
	quiet, busy := split(result.Samples, reload)
	if len(quiet) == 0 || len(busy) == 0 {
		return fmt.Errorf("the reload took %v and did not fall into the load",
			reload.end.Sub(reload.begin))
	}
	b.report.Add(reloadGroup, s.String(), before, report.P99,
		micros(load.Percentile(quiet, 99)))
	b.report.Add(reloadGroup, s.String(), during, report.P99,
		micros(load.Percentile(busy, 99)))
	b.report.Add(reloadGroup, "the reload takes", during, report.Millis,
		millis(reload.end.Sub(reload.begin)))
	return nil
}

// span is when something happened.
type span struct {
	begin, end time.Time
	err        error
}

// hangUp has a server read its list again after a while of load, and waits
// until it says that it has.
func (b *bench) hangUp(p *process) span {
	select {
	case <-time.After(calm):
	case <-b.ctx.Done():
		return span{err: b.ctx.Err()}
	}
	// It logs one line for each reload.
	said := func() int {
		text, _ := os.ReadFile(p.log) // unread, it has not said more
		return bytes.Count(text, []byte("\n"))
	}
	lines := said()
	s := span{begin: time.Now()}
	s.err = p.cmd.Process.Signal(syscall.SIGHUP)
	if s.err == nil {
		s.err = p.until(b.ctx, func() error {
			if said() == lines {
				return errors.New("no word of the reload")
			}
			return nil
		})
	}
	s.end = time.Now()
	return s
}

// split sorts the latencies of the requests that ended before a span and of
// those that were under way in it.
func split(samples []load.Sample, s span) (before, during []time.Duration) {
	for _, sample := range samples {
		begin := sample.End - sample.Latency.Nanoseconds()
		switch {
		case sample.End < s.begin.UnixNano():
			before = append(before, sample.Latency)
		case begin < s.end.UnixNano():
			during = append(during, sample.Latency)
		}
	}
	slices.Sort(before)
	slices.Sort(during)
	return before, during
}
